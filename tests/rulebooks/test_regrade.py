"""What a change of law does: the mechanism proved on a copy of 26/2026 with five changes, and the command."""

import copy
import io
import json
import random

import openpyxl
import pytest
import yaml
from django.core.management import CommandError, call_command

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.arrays import Grid, encode
from ocop.rulebooks.rules.mapping import carry, map_between, shipped_maps
from ocop.rulebooks.rules.reading import read_book
from ocop.rulebooks.rules.regrade import answer_lines, carry_codes, regrade
from tests.rulebooks.chance import some_sheet

BOOKS = shelf.shipped_books()
LAW = BOOKS["vn-ocop-26-2026"]
TEA = LAW.rubrics["s11"]


def five_changes():
    """26/2026 with five changes in tea: other points, a dropped option, a moved mark, a dropped and a new criterion."""
    data = copy.deepcopy(dict(shelf.shipped_data(shelf.DATA / "vn-ocop-26-2026.yaml")))
    data["edition"] = {**data["edition"], "id": "draft-five"}
    tea = next(entry for entry in data["sets"] if entry["id"] == "s11")
    sections = {str(one["sec"]): one for part in tea["parts"].values() for one in part}
    blocks = data["blocks"]
    # 1: linkage carries other points.
    blocks["linkage-x"] = copy.deepcopy(blocks["linkage"])
    blocks["linkage-x"]["options"][2]["p"] = 1
    blocks["linkage-x"]["options"][1]["p"] = 0
    blocks["linkage-x"]["options"][0]["p"] = 0
    del blocks["linkage-x"]["options"][0]
    # 2: distribution loses its second option.
    blocks["distribution-x"] = copy.deepcopy(blocks["distribution"])
    del blocks["distribution-x"]["options"][1]
    # 3: the four-star mark of uniqueness moves to the top.
    blocks["uniqueness-x"] = copy.deepcopy(blocks["uniqueness-2"])
    del blocks["uniqueness-x"]["options"][2]["star"]
    blocks["uniqueness-x"]["options"][3]["star"] = 4
    # 4 and 5: the bilingual label goes, a waste plan comes.
    blocks["waste-plan"] = {
        "vi": "Kế hoạch rác thải",
        "en": "Waste plan",
        "kind": "single",
        "max": 1,
        "evidence": ["environment"],
        "options": [{"p": 0, "vi": "không có", "en": "none"}, {"p": 1, "vi": "có", "en": "yes"}],
    }
    sections["1"]["use"]["1.5"] = "linkage-x"
    sections["1"]["use"]["1.8"] = "waste-plan"
    sections["1"]["max"] += 1
    sections["2"]["use"].pop("2.4")
    sections["2"]["max"] -= 1
    sections["4"]["use"]["4.2"] = "distribution-x"
    sections["7"]["use"]["7"] = "uniqueness-x"
    return data


NEW = read_book(five_changes())
PAIRS = map_between(LAW, NEW)


def best():
    """The top option of every criterion of tea."""
    return {one.key: one.options[-1].id for one in TEA.criteria}


def again(*sheets, **more):
    """These sheets of tea under the changed law."""
    return regrade(TEA, NEW.rubrics["s11"], sheets, pairs=PAIRS.sets["s11"], bands=(LAW.bands, NEW.bands), **more)


def test_each_of_the_five_changes_is_seen():
    lines = PAIRS.sets["s11"].by_old
    assert [(one.old, one.new, one.change) for one in lines["1.5"].options] == [
        ("1", None, "dropped"),
        ("2", "1", "points"),
        ("3", "2", "points"),
        ("4", "3", "same"),
    ]
    assert [(one.old, one.new) for one in lines["4.2"].options] == [("1", "1"), ("2", None), ("3", "2"), ("4", "3")]
    assert lines["2.4"].new is None
    assert [line.new for line in PAIRS.sets["s11"].lines if line.old is None] == ["1.8"]


def test_a_full_sheet_keeps_what_has_a_counterpart_and_lists_the_rest():
    told = again(best())
    assert (told.before.sum_points, told.before.stars) == (100, 5)
    assert told.lost == (("2.4", "1"),)
    assert told.unanswered == ("1.8",) and told.evidence == ("environment",)
    assert (told.after.sum_points, told.after.stars, told.moved) == (99, 5, 0)


def test_a_moved_mark_is_a_newly_missed_gate_and_a_star_less():
    told = again({**best(), "7": "3"})
    assert told.before.stars == 4 and told.after.stars == 3 and told.moved == -1
    assert [(gate.criterion, gate.star) for gate in told.newly_missed] == [("7", 4)]


def test_a_dropped_option_is_ticked_by_nobody_afterwards():
    told = again({**best(), "4.2": "2"})
    assert ("4.2", "2") in told.lost
    assert told.after.sum_points == told.before.sum_points - 1 - 1
    assert "4.2" in told.unanswered


def test_findings_are_carried_too_and_one_without_a_counterpart_is_a_finding_of_none():
    lifted = again({**best(), "7": "3"}, findings={"7": "4"})
    assert lifted.after.stars == 5
    lost = again(best(), findings={"4.2": "2"})
    assert lost.after.findings["4.2"] is None
    none = again(best(), findings={"7": None})
    assert [gate.star for gate in none.after.missed if gate.criterion == "7"] == [4]


def test_exclusions_are_carried_by_key_and_unknown_ones_are_listed():
    assert again(best(), disqualified=["forged"]).after.stars is None
    old = BOOKS["vn-ocop-1048-781"]
    pairs = map_between(old, LAW)
    assert pairs.sets == {}
    told = regrade(
        TEA, LAW.rubrics["s26"], [{}], pairs=PAIRS.sets["s11"], bands=(LAW.bands, LAW.bands), disqualified=["copycat"]
    )
    assert told.dropped_out == ("copycat",)


def test_the_same_input_gives_the_same_output():
    chance = random.Random(1)
    case = json.dumps({"set": "s11", "sheets": [some_sheet(TEA, chance, 0.5) for _ in range(5)]})
    first = list(answer_lines([case], LAW, NEW, pairs=PAIRS))
    assert first == list(answer_lines([case], LAW, NEW, pairs=PAIRS))


def test_arrays_carry_ticks_over_like_the_one_by_one_reading():
    chance, pairs = random.Random(2), shipped_maps()["vn-ocop-148", "vn-ocop-26-2026"]
    for key, book in BOOKS["vn-ocop-148"].rubrics.items():
        old = Grid(book, BOOKS["vn-ocop-148"].bands)
        new = Grid(LAW.rubrics[pairs.sets[key].new], LAW.bands)
        sheets = [[some_sheet(book, chance, 0.4)] for _ in range(10)]
        at_once = carry_codes(encode(old, sheets).codes, old=old, new=new, pairs=pairs.sets[key])
        assert (at_once == encode(new, [[carry(pairs.sets[key], one[0]).picks] for one in sheets]).codes).all()


# The command


def run(capsys, *arguments):
    """Lines of JSON the command wrote."""
    call_command("regrade", *arguments)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_takes_the_same_file_as_score_and_writes_a_table(tmp_path, capsys):
    cases = tmp_path / "cases.jsonl"
    case = {"edition": "148", "set": "11", "sheets": [{"1.a": "3", "3.đ": "2"}], "id": "sp-1"}
    cases.write_text(json.dumps(case) + "\n")
    table = tmp_path / "moved.xlsx"
    (told,) = run(capsys, str(cases), "--from", "148", "--to", "26/2026/QĐ-TTg", "--xlsx", str(table))
    assert told["id"] == "sp-1"
    assert (told["from"]["mean"], told["to"]["mean"], told["moved"]) == ("6", "3", 0)
    assert told["no_counterpart"] == [{"criterion": "3.đ", "option": "2"}]
    assert "1.2" in told["unanswered"] and "qms" in told["evidence_missing"]
    sheet = openpyxl.load_workbook(table).active
    assert [cell.value for cell in sheet[2]][:4] == ["sp-1", "s11", 1, "6,00"]


def test_the_command_takes_a_draft_by_its_path(tmp_path, capsys):
    path, cases = tmp_path / "five.yaml", tmp_path / "cases.jsonl"
    path.write_text(yaml.safe_dump(five_changes(), allow_unicode=True, sort_keys=False))
    cases.write_text(json.dumps({"set": "s11", "sheets": [best()]}))
    (told,) = run(capsys, str(cases), "--from", "26/2026", "--to", str(path))
    assert (told["from"]["stars"], told["to"]["stars"]) == (5, 5)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"set": "s99", "sheets": [{}]}', "s99"),
        ('{"edition": "26/2026", "set": "s11", "sheets": [{}]}', "148"),
        ("[", "JSON"),
        ('{"set": "s11", "sheets": []}', "sheets"),
        ("[1]", "JSON"),
    ],
)
def test_a_bad_line_is_answered_by_an_error_and_the_exit_code_says_so(tmp_path, capsys, line, words):
    cases = tmp_path / "cases.jsonl"
    cases.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("regrade", str(cases), "--from", "148", "--to", "26/2026")
    told = json.loads(capsys.readouterr().out)
    assert told["line"] == 2 and words in told["error"]


def test_an_unknown_edition_is_named(tmp_path):
    with pytest.raises(CommandError, match="99/2099"):
        call_command("regrade", "-", "--from", "148", "--to", "99/2099", stdout=io.StringIO())
