"""What a change of law would do, and the road to the next star: from closed results the reader may see."""

import copy
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.councils.actions import close_tally
from ocop.councils.models import Docket, Tally
from ocop.rulebooks.laying import head_of, lay
from ocop.rulebooks.models import Criterion, Edition, Option
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.shelf import DATA, shipped_data
from tests.factories.councils import (
    Picks,
    Scene,
    counted,
    make_docket,
    make_province,
    make_scene,
    make_session,
    seven_sheets,
    start,
)
from tests.people import fresh, officer, user
from tests.web.council.hands import queries, seen
from tests.web.law.conftest import HERE, get

CHANGE = f"{HERE}doi/"
BOTH = {"tu": "vn-ocop-26-2026", "den": "ban-moi"}


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene(members=7)


@pytest.fixture
def stricter(scene: Scene) -> Edition:
    """The tea set of 26/2026 under another key, with three stars asking for the best option of 1.1."""
    data = copy.deepcopy(dict(shipped_data(DATA / "vn-ocop-26-2026.yaml")))
    data["sets"] = [entry for entry in data["sets"] if entry["id"] == "s11"]
    options = data["blocks"][Criterion.objects.get(key="1.1").block]["options"]
    for option in options:
        option.pop("star", None)
    options[-1]["star"] = 3
    edition = Edition(**{**head_of(data), "key": "ban-moi", "number": "1/2027 (ví dụ)"}, checksum="stricter")
    edition.save()
    lay(edition, data)
    return edition


def judged(scene: Scene, *names: str, weak: bool = False, total: int = 638) -> list[Docket]:
    """Products judged by seven sheets; weak ones hold 1.1 just where three stars begin, others at its best."""
    rubric = rubric_of(scene.tea)
    sheets: list[Picks] = list(seven_sheets(rubric, total=total, missed_star=None)[0])
    criterion = rubric.by_key["1.1"]
    held = criterion.gates[0].option.id if weak else criterion.options[-1].id
    sheets = [{**sheet, "1.1": held} for sheet in sheets]
    session = make_session(scene)
    dockets = [make_docket(scene, session, name) for name in names]
    start(scene, session)
    for docket in dockets:
        close_tally(tally=counted(scene, docket, sheets), by=fresh(scene.secretary))
    return dockets


def moves(answer: Any) -> list[tuple[str, str, str]]:
    return [(line.product.name, line.move.kind, line.stars) for line in answer.context["page"]]


def test_the_office_sees_how_stars_would_move(client: Client, scene: Scene, stricter: Edition) -> None:
    judged(scene, "Chè A (ví dụ)", weak=True)
    answer = get(client, scene.office, CHANGE, **BOTH)
    assert answer.status_code == 200
    (name, kind, stars), = moves(answer)
    assert (name, kind) == ("Chè A (ví dụ)", "down")
    assert stars.endswith("→ 2 sao")
    place, = [place for place, _numbers in answer.context["places"]]
    assert (place.count, place.moves["down"], place.set) == (1, 1, scene.tea.title)
    seen(answer, "Mới không đạt: 1.1", "1 xuống sao", "Chưa có bảng đối chiếu của hai văn bản này.")


def test_an_edition_like_the_first_moves_nothing(client: Client, scene: Scene, stricter: Edition) -> None:
    judged(scene, "Chè A (ví dụ)")
    kinds = [kind for _name, kind, _stars in moves(get(client, scene.office, CHANGE, **BOTH))]
    assert kinds == ["same"]


def test_the_table_is_an_excel_file_with_the_same_rows(client: Client, scene: Scene, stricter: Edition) -> None:
    judged(scene, "Chè A (ví dụ)", weak=True)
    answer = get(client, scene.office, CHANGE, **BOTH, xuat="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert [(row[2], row[9]) for row in rows] == [("Chè A (ví dụ)", "xuống sao")]


def test_nobody_sees_a_result_that_is_not_theirs(client: Client, scene: Scene, stricter: Edition) -> None:
    judged(scene, "Chè A (ví dụ)")
    abroad = officer("Cán bộ tỉnh khác (ví dụ)", Role.PROVINCE_OFFICER, make_province("01", "Hà Nội"))
    assert moves_seen(client, abroad) == 0
    assert moves_seen(client, scene.members[0]) == 1
    assert get(client, user("Người lạ (ví dụ)"), CHANGE).status_code == 404


def moves_seen(client: Client, who: Actor) -> int:
    return int(get(client, who, CHANGE, **BOTH).context["count"])


def test_an_unclosed_result_is_not_read(client: Client, scene: Scene, stricter: Edition) -> None:
    session = make_session(scene)
    make_docket(scene, session)
    start(scene, session)
    assert moves_seen(client, scene.office) == 0
    seen(get(client, scene.office, CHANGE, **BOTH), "Bạn chưa được xem kết quả nào đã chốt")


@pytest.mark.parametrize("query", [
    {"tu": "vn-ocop-26-2026", "den": "vn-ocop-26-2026"}, {"tu": "khong-co", "den": "ban-moi"}, {"tu": "ban-moi"},
])
def test_editions_that_are_none_or_the_same_come_back(
    client: Client, scene: Scene, stricter: Edition, query: dict[str, str]
) -> None:
    answer = get(client, scene.office, CHANGE, **query)
    assert (answer.status_code, answer.context["answered"]) == (422, False)


def test_the_number_of_products_costs_no_query(client: Client, scene: Scene, stricter: Edition) -> None:
    address = f"{CHANGE}?tu={BOTH['tu']}&den={BOTH['den']}"
    judged(scene, "Chè A (ví dụ)")
    client.force_login(scene.office.user)
    one = queries(client, address)
    judged(scene, "Chè B (ví dụ)", "Chè C (ví dụ)")
    assert queries(client, address) == one


def road(docket: Docket) -> str:
    return f"{HERE}lo-trinh/{docket.stage.dossier.pid}/"


def test_a_road_from_the_councils_result_for_those_who_may_see_it(client: Client, scene: Scene) -> None:
    docket, = judged(scene, "Chè A (ví dụ)", total=560)
    held = Tally.objects.get(docket=docket).stars
    answer = get(client, scene.office, road(docket), tu="hoi-dong")
    assert (answer.status_code, answer.context["from_council"], answer.context["stars"]) == (200, True, held)
    goals = answer.context["stars_roads"]
    assert [goal.star for goal in goals] == list(range((held or 0) + 1, 6))
    assert goals[0].roads[0].raises != []
    assert get(client, scene.members[0], road(docket)).status_code == 200


def test_a_road_from_the_self_score_leads_to_the_producers_own_criteria(client: Client, scene: Scene) -> None:
    director = Actor(user=user("Nông Thị Mai (ví dụ)"), today=scene.office.today)
    session = make_session(scene)
    docket = make_docket(scene, session, director=director)
    dossier = docket.stage.dossier
    empty = get(client, director, road(docket))
    seen(empty, "Hồ sơ chưa tự chấm tiêu chí nào.")
    for criterion in Criterion.objects.filter(product_set=scene.tea):
        dossier.answers.create(criterion=criterion, option=Option.objects.filter(criterion=criterion).first())
    answer = get(client, director, road(docket), tu="hoi-dong")
    assert (answer.status_code, answer.context["from_council"]) == (200, False)
    first = answer.context["stars_roads"][0].roads[0].raises[0]
    assert first[0].startswith(f"/lam-viec/chu-the/ho-so/{dossier.pid}/")


def test_a_road_is_hidden_from_strangers(client: Client, scene: Scene) -> None:
    session = make_session(scene)
    docket = make_docket(scene, session)
    abroad = officer("Cán bộ tỉnh khác (ví dụ)", Role.PROVINCE_OFFICER, make_province("01", "Hà Nội"))
    for who in (user("Người lạ (ví dụ)"), abroad):
        assert get(client, who, road(docket)).status_code == 404
    assert get(client, scene.office, f"{HERE}lo-trinh/KHONGCO/").status_code == 404


def test_the_public_trial_shows_the_roads_too(client: Client, db: None) -> None:
    answer: Any = client.get("/cham-thu/?vb=26-2026&bo=s11&t.1.1=2&t.1.2=2")
    assert [goal.star for goal in answer.context["stars_roads"]] == [3, 4, 5]
    seen(answer, "Lộ trình lên 3 sao", "Ít thay đổi nhất", "Nhanh nhất mà còn dư 3 điểm")

