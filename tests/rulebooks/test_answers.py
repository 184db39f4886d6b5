"""The shape of `score`: JSON in, JSON out, errors in Vietnamese."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ocop.rulebooks.rules.answers import answer, answer_lines, find_book, find_rubric
from ocop.rulebooks.rules.scoring import ScoringError
from ocop.rulebooks.rules.shelf import shipped_books
from tests.factories.sheets import rubric_named, top_picks

BOOKS = shipped_books()
TOP = top_picks(rubric_named("vn-ocop-26-2026", "s11"))
CASE = {"edition": "vn-ocop-26-2026", "set": "s11", "sheets": [TOP, {**TOP, "1.5": "3"}]}


def test_an_answer_has_exactly_the_promised_fields():
    assert answer(CASE, BOOKS) == {
        "totals": [100, 99],
        "parts": [{"A": 40, "B": 25, "C": 35}, {"A": 39, "B": 25, "C": 35}],
        "mean": "199/2",
        "mean_shown": "99,50",
        "stars_by_points": 5,
        "stars": 4,
        "rejected": False,
        "missed": [{"criterion": "1.5", "star": 5}],
    }


def test_a_rejected_product_has_no_stars_and_its_whole_mean_no_fraction():
    told = answer({**CASE, "sheets": [TOP], "disqualified": ["copycat"]}, BOOKS)
    assert (told["mean"], told["mean_shown"], told["stars"], told["rejected"], told["missed"]) == (
        "100", "100,00", None, True, [])


@pytest.mark.parametrize(("name", "key"), [
    ("vn-ocop-26-2026", "vn-ocop-26-2026"), ("26/2026/QĐ-TTg", "vn-ocop-26-2026"), ("26-2026", "vn-ocop-26-2026"),
    ("26/2026", "vn-ocop-26-2026"), ("148", "vn-ocop-148"), ("148/QĐ-TTg", "vn-ocop-148"),
    ("1489/QĐ-TTg", "vn-ocop-148"), ("1048", "vn-ocop-1048-781"), ("1048-781", "vn-ocop-1048-781"),
    ("1048/QĐ-TTg", "vn-ocop-1048-781"), ("781/QĐ-TTg", "vn-ocop-1048-781"), (" 148 ", "vn-ocop-148"),
])
def test_an_edition_is_found_by_what_people_call_it(name, key):
    assert find_book(BOOKS, name).id == key


@pytest.mark.parametrize(("name", "key"), [("s11", "s11"), ("11", "s11"), (1, "s01"), ("S1", "s01")])
def test_a_set_is_found_by_id_or_number(name, key):
    assert find_rubric(BOOKS["vn-ocop-148"], name).set == key


def test_picks_may_be_numbers_and_empty_and_findings_null():
    case = {"edition": "148", "set": "s01", "sheets": [{"1.a": 1, "1.đ": "", "1.b": None}], "findings": None,
            "disqualified": None}
    assert answer(case, BOOKS)["totals"] == [1]


def test_an_exclusion_the_transcript_of_a_set_lacks_may_still_be_confirmed():
    case = {"edition": "148", "set": "s11", "sheets": [{}], "disqualified": ["copycat"]}
    assert answer(case, BOOKS)["rejected"] is True


@pytest.mark.parametrize(("change", "code"), [
    ({"edition": "27/2027"}, "unknown-edition"), ({"edition": None}, "unknown-edition"),
    ({"set": "s99"}, "unknown-set"),
    ({"set": None}, "unknown-set"), ({"sheets": []}, "no-sheets"), ({"sheets": {}}, "no-sheets"),
    ({"sheets": ["x"]}, "bad-shape"), ({"sheets": [{"1.1": True}]}, "bad-pick"),
    ({"sheets": [{"1.1": [1]}]}, "bad-pick"),
    ({"sheets": [{"x": "1"}]}, "unknown-criterion"), ({"sheets": [{"1.1": "0"}]}, "unknown-option"),
    ({"findings": []}, "bad-shape"), ({"findings": {"x": "1"}}, "unknown-criterion"),
    ({"findings": {"1.1": "8"}}, "unknown-option"), ({"disqualified": "copycat"}, "bad-shape"),
    ({"disqualified": [1]}, "bad-shape"), ({"disqualified": ["nothing"]}, "unknown-exclusion"),
    ({"disqualified": ["grown-in-province"]}, "unknown-exclusion"), ({"finding": {}}, "unknown-field"),
])
def test_a_wrong_case_is_refused(change, code):
    with pytest.raises(ScoringError) as error:
        answer({**CASE, **change}, BOOKS)
    assert error.value.code == code


@pytest.mark.parametrize("case", [None, [], "x", 1])
def test_a_case_that_is_no_object_is_refused(case):
    with pytest.raises(ScoringError, match="JSON"):
        answer(case, BOOKS)


def test_a_bad_line_is_told_with_its_number_and_the_others_are_answered():
    lines = ["", json.dumps(CASE), "{", "9" * 5000, json.dumps({**CASE, "set": "s99"})]
    told = list(answer_lines(lines, BOOKS))
    assert [one.get("line") for one in told] == [None, 3, 4, 5]
    assert told[1]["error"] == "Dòng này không phải JSON."
    assert told[3]["error"] == "vn-ocop-26-2026 không có bộ sản phẩm 's99'."


# The command, without the right to touch a database

def written(path, *cases):
    """A file of JSON lines."""
    path.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in cases), encoding="utf-8")
    return path


def test_the_command_answers_line_by_line_without_a_database(tmp_path):
    out = io.StringIO()
    call_command("score", str(written(tmp_path / "cases", CASE, CASE)), stdout=out)
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [answer(CASE, BOOKS)] * 2


def test_the_command_ends_with_2_after_a_bad_line(tmp_path):
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("score", str(written(tmp_path / "cases", {}, CASE)), stdout=out)
    assert end.value.code == 2
    assert [json.loads(line).get("line") for line in out.getvalue().splitlines()] == [1, None]


def test_the_command_says_which_file_it_cannot_open(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("score", str(tmp_path / "nowhere"))


def test_the_command_reads_standard_input_and_needs_no_database_server():
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "score", "-"],
        input=json.dumps(CASE).encode() + b"\n\xff\n", capture_output=True, env=environment, check=False,
    )
    told = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert (done.returncode, told[0], told[1]["line"]) == (2, answer(CASE, BOOKS), 2)
