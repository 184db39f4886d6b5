"""The public API: shapes as written in the contract, errors in words, nothing a 500."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.core.dates import today
from ocop.rulebooks.rules.answers import answer
from ocop.rulebooks.rules.shelf import shipped_books
from ocop.web.api import api as module
from ocop.web.api.api import schema
from tests.factories.sheets import picks_totalling, rubric_named
from tests.web.portal.stage import Stage

pytestmark = pytest.mark.django_db
COPY = Path(settings.BASE_DIR) / "docs/openapi.json"


def case() -> dict[str, Any]:
    """Seven sheets whose mean is 638/7 with one five-star minimum missed."""
    rubric = rubric_named("vn-ocop-26-2026", "s11")
    reached = {gate.criterion: gate.option.id for gate in rubric.gates if gate.star < 5}
    weak = next(gate for gate in rubric.gates if gate.star == 5)
    below = {weak.criterion: weak.option.id}
    sheets = [picks_totalling(rubric, total, at_least=reached, below=below) for total in [91] * 6 + [92]]
    return {"edition": "26/2026", "set": "s11", "sheets": sheets}


def send(client: Client, body: object, **more: Any) -> Any:
    """POST /score as a stranger's program does: no cookie, no token."""
    return client.post("/api/v1/score", json.dumps(body), content_type="application/json", **more)


def test_the_catalogue_has_the_shape_of_the_contract(client: Client, stage: Stage):
    certificate = stage.recognise()
    assert client.get("/api/v1/products").json() == {
        "count": 1,
        "results": [{
            "id": certificate.recognition.product.pid,
            "name": "Chè shan tuyết (ví dụ)",
            "stars": 4,
            "producer": "Hợp tác xã Bản Mới (ví dụ)",
            "commune": "Xã Tân Cương",
            "province": "Tỉnh Thái Nguyên",
            "group": "I.5",
            "certificate": {
                "code": certificate.pid,
                "valid_from": certificate.issued_on.isoformat(),
                "valid_to": certificate.valid_to.isoformat(),
                "status": "valid",
            },
        }],
    }


def test_the_catalogue_is_searched_without_marks_and_filtered(client: Client, stage: Stage):
    stage.recognise("Chè một (ví dụ)", stars=3)
    stage.recognise("Rượu hai (ví dụ)", key="s14")
    stage.in_state("expired", "Chè cũ (ví dụ)")

    def names(query: str) -> list[str]:
        return [row["name"] for row in client.get(f"/api/v1/products?{query}").json()["results"]]

    assert names("q=che mot") == ["Chè một (ví dụ)"]
    assert names("stars=4") == ["Rượu hai (ví dụ)"]
    assert names("group=II") == ["Rượu hai (ví dụ)"]
    for province in ("19", "thai-nguyen-19", "bac-kan-06"):
        assert len(names(f"province={province}")) == 3
    old = client.get("/api/v1/products?q=cu").json()["results"][0]
    assert (old["stars"], old["certificate"]["status"]) == (None, "expired")


def test_a_page_past_the_end_is_empty_so_that_a_reader_can_stop(client: Client, stage: Stage):
    for number in range(25):
        stage.recognise(f"Chè {number:02d} (ví dụ)")
    pages = [client.get(f"/api/v1/products?page={page}").json() for page in (1, 2, 3)]
    assert [(page["count"], len(page["results"])) for page in pages] == [(25, 24), (25, 1), (25, 0)]


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=1000000000", "page=x", "stars=9", "stars=x", "q=" + "x" * 10000, "group=%3Cb%3E",
     "province=khong-co-99", "province=" + "x" * 200],
)
def test_a_wrong_parameter_is_refused_in_words(client: Client, stage: Stage, query: str):
    answered = client.get(f"/api/v1/products?{query}")
    assert answered.status_code == 422
    assert sorted(answered.json()) == ["code", "message"]
    assert answered.json()["message"]


def test_control_characters_find_nothing_and_break_nothing(client: Client, stage: Stage):
    assert client.get("/api/v1/products?q=%00%E2%80%AEche").status_code == 200
    assert client.get("/api/v1/certificates/%00").status_code == 404


def test_as_many_queries_for_one_product_as_for_three(client: Client, stage: Stage):
    stage.recognise()
    seen = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/products")
        seen.append(len(queries))
        stage.recognise("Chè hai (ví dụ)")
        stage.recognise("Chè ba (ví dụ)")
    assert seen[0] == seen[1]
    assert seen[0] <= 5


def test_a_certificate_answers_by_every_form_of_its_code(client: Client, stage: Stage):
    certificate = stage.recognise()
    decision = {"number": "1/QĐ-UBND (ví dụ)", "date": certificate.issued_on.isoformat()}
    dates = {"issued": certificate.issued_on.isoformat(), "valid_to": certificate.valid_to.isoformat()}
    expected = {
        "code": certificate.pid, "status": "valid", "stars": 4, "product": "Chè shan tuyết (ví dụ)",
        "producer": "Hợp tác xã Bản Mới (ví dụ)", **dates, "decision": decision,
        "history": [{
            "code": certificate.pid, "number": "01/GCN-OCOP-19-2026", "stars": 4, **dates, "status": "valid",
            "decision": decision,
        }],
    }
    product = certificate.recognition.product
    for code in (certificate.pid, product.pid, product.codes.get().code, "01-GCN-OCOP-19-2026", "01/GCN-OCOP-19-2026"):
        answered = client.get(f"/api/v1/certificates/{code}")
        assert (answered.status_code, answered.json()) == (200, expected), code


@pytest.mark.parametrize(
    ("state", "stars"),
    [("valid", 4), ("expiring", 4), ("extended", 4), ("expired", None), ("revoked", None), ("replaced", None),
     ("pending", None)],
)
def test_every_state_has_its_name_and_stars_only_while_they_live(client: Client, stage: Stage, state: str, stars: Any):
    told = client.get(f"/api/v1/certificates/{stage.in_state(state).pid}").json()
    assert (told["status"], told["stars"]) == (state, stars)


def test_not_found_says_why_and_whom_to_ask(client: Client, stage: Stage):
    hidden = stage.recognise(ago=-10, signed_ago=-5)
    for code, why in (("chao", "mistyped"), (hidden.pid, "never_issued"), ("35/QĐ-UBND", "outside"), ("", "mistyped")):
        answered = client.get(f"/api/v1/certificates/{code or '%20'}")
        assert (answered.status_code, answered.json()["code"], answered.json()["why"]) == (404, "not-found", why)
        assert answered.json()["message"]
    assert client.get(f"/api/v1/certificates/{'x' * 700}").status_code == 422


def test_a_number_of_several_products_offers_the_choice(client: Client, stage: Stage):
    stage.recognise("Chè một (ví dụ)", number="112/GCN-OCOP")
    stage.recognise("Chè hai (ví dụ)", number="112/GCN-OCOP")
    answered = client.get("/api/v1/certificates/112-GCN-OCOP")
    assert (answered.status_code, answered.json()["code"]) == (409, "several")
    assert {one["product"] for one in answered.json()["choices"]} == {"Chè một (ví dụ)", "Chè hai (ví dụ)"}


def test_a_check_needs_at_most_three_queries(client: Client, stage: Stage):
    certificate = stage.recognise()
    stage.certify(certificate.recognition.product, ago=5)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/api/v1/certificates/{certificate.pid}")
    assert len(queries) <= 3


def test_a_score_is_exact_and_needs_neither_cookie_nor_database():
    client = Client(enforce_csrf_checks=True)
    with CaptureQueriesContext(connection) as queries:
        answered = send(client, case())
    assert answered.status_code == 200
    told = answered.json()
    assert (told["mean"], told["mean_shown"], told["stars_by_points"], told["stars"]) == ("638/7", "91,14", 5, 4)
    assert told == answer(case(), shipped_books())
    assert len(queries) == 0
    assert answered.cookies == {}


def test_a_list_and_lines_are_answered_one_by_one(client: Client):
    bad = {"edition": "26/2026", "set": "s99", "sheets": [{}]}
    told = send(client, [case(), bad]).json()
    assert told[0]["mean"] == "638/7"
    assert sorted(told[1]) == ["error", "line"]
    assert told[1]["line"] == 2
    lines = "\n".join(json.dumps(one) for one in (case(), bad)) + "\n{\n"
    answered = client.post("/api/v1/score", lines, content_type="application/x-ndjson")
    rows = [json.loads(line) for line in answered.content.decode().splitlines()]
    assert rows[:2] == told
    assert rows[2]["line"] == 3


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "3", '"x"', "{}", '{"edition": "26/2026"}', '{"edition": "9", "set": "s11", "sheets": [{}]}',
     '{"edition": "26/2026", "set": "s11", "sheets": []}',
     '{"edition": "26/2026", "set": "s11", "sheets": [{"9.9": "1"}]}',
     '{"edition": "26/2026", "set": "s11", "sheets": [{"1.1": 1.5}]}', "[" * 100000, "1" * 5000, "\udcff",
     '{"edition": "26/2026", "set": "s11", "sheets": [{"1.1": NaN}]}',
     '{"edition": "26/2026", "set": "s11", "sheets": [{}], "findings": {"1.1": "99"}}'],
)
def test_a_wrong_case_is_refused_in_words(client: Client, body: str):
    answered = client.post(
        "/api/v1/score", body.encode("utf-8", "surrogateescape"), content_type="application/json"
    )
    assert answered.status_code == 422
    assert sorted(answered.json()) == ["code", "message"]
    assert answered.json()["message"]


def test_too_much_at_once_and_too_often_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch):
    assert send(client, [{}] * (module.MOST_CASES + 1)).status_code == 422
    big = client.post("/api/v1/score", b" " * (3 * 1024 * 1024), content_type="application/json")
    assert (big.status_code, big.json()["code"]) == (413, "too-large")
    monkeypatch.setattr(module, "SCORES_A_MINUTE", 0)
    often = send(client, case())
    assert (often.status_code, often.json()["code"], often["Retry-After"]) == (429, "too-many", "60")


def test_head_and_options_are_answered_and_other_ways_refused_in_words(client: Client, stage: Stage):
    code = stage.recognise().pid
    for address in ("/api/v1/products", f"/api/v1/certificates/{code}", "/api/v1/openapi.json", "/api/v1/docs"):
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b"")
    options = client.options("/api/v1/score")
    assert (options.status_code, options["Allow"]) == (200, "POST, OPTIONS")
    wrong = client.post("/api/v1/products")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method")
    assert client.get("/api/v1/score").status_code == 405


def test_the_committed_description_is_the_one_that_is_served(client: Client):
    served = client.get("/api/v1/openapi.json").json()
    assert served == json.loads(json.dumps(schema()))
    assert json.loads(COPY.read_text()) == served, "write docs/openapi.json anew from /api/v1/openapi.json"


def test_the_description_declares_every_call_with_its_errors():
    document = schema()
    assert {path: sorted(calls) for path, calls in document["paths"].items()} == {
        "/api/v1/products": ["get"], "/api/v1/certificates/{code}": ["get"], "/api/v1/score": ["post"],
        "/api/v1/programme/{slug}/{year}": ["get"],
    }
    answers = {path: sorted(next(iter(calls.values()))["responses"]) for path, calls in document["paths"].items()}
    assert answers["/api/v1/products"] == [200, 422]
    assert answers["/api/v1/certificates/{code}"] == [200, 404, 409, 422]
    assert answers["/api/v1/score"] == [200, 413, 422, 429]
    assert answers["/api/v1/programme/{slug}/{year}"] == [200, 404, 422]
    named = set(re.findall(r'#/components/schemas/(\w+)', json.dumps(document)))
    assert named <= set(document["components"]["schemas"])


def test_people_read_the_description_without_script(client: Client):
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/certificates/{code}" in page
    assert "<script" not in page


def test_days_in_answers_are_of_vietnam(client: Client, stage: Stage):
    certificate = stage.recognise(ago=0)
    assert client.get(f"/api/v1/certificates/{certificate.pid}").json()["issued"] == today().isoformat()
