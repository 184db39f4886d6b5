"""How criteria of two editions answer to each other, what a comparison says, and what carrying ticks over does."""

import copy

import pytest

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.compare import compare, compare_exclusions
from ocop.rulebooks.rules.mapping import by_ids, carry, check_map, shipped_maps
from ocop.rulebooks.rules.reading import read_book

BOOKS = shelf.shipped_books()
OLD, NEW = BOOKS["vn-ocop-148"], BOOKS["vn-ocop-26-2026"]
FILE = shelf.shipped_data(shelf.DATA / "map-148-26-2026.yaml")
MAP = shipped_maps()["vn-ocop-148", "vn-ocop-26-2026"]


def draft(*changes):
    """26/2026 with changes: each a function that alters the content."""
    data = copy.deepcopy(dict(shelf.shipped_data(shelf.DATA / "vn-ocop-26-2026.yaml")))
    data["edition"] = {**data["edition"], "id": "draft"}
    for change in changes:
        change(data)
    return read_book(data)


# The shipped map


def test_every_criterion_and_option_of_both_editions_stands_in_the_shipped_map_as_it_is_marked():
    assert check_map(FILE, OLD, NEW) == []
    assert list(MAP.sets) == [f"s{n:02}" for n in range(1, 27)]
    for key, pairs in MAP.sets.items():
        for side, rubric in (("old", OLD.rubrics[key]), ("new", NEW.rubrics[pairs.new])):
            standing = [getattr(line, side) for line in pairs.lines if getattr(line, side)]
            assert sorted(standing) == sorted(rubric.by_key), (key, side)


def test_only_equal_words_of_ours_are_marked_reviewed():
    for key, pairs in MAP.sets.items():
        for line in pairs.lines:
            if line.old is None or line.new is None:
                continue
            old, new = OLD.rubrics[key].by_key[line.old], NEW.rubrics[pairs.new].by_key[line.new]
            for one in line.options:
                if one.old and one.new and one.review == "reviewed":
                    assert old.by_id[one.old].words.vi == new.by_id[one.new].words.vi


def test_the_counts_of_the_map_are_known():
    lines = [line for pairs in MAP.sets.values() for line in pairs.lines]
    counts = {what: sum(line.change == what for line in lines) for what in ("same", "points", "dropped", "new")}
    assert counts["dropped"] == 26 + 18 and counts["new"] == 9 + 22 + 3 + 2
    assert counts["same"] > 300 and counts["points"] > 100


def _lose(data):
    del data["sets"]["s11"]["lines"]["1.a"]


def _twice(data):
    data["sets"]["s11"]["new"].append("1.1")


def _mark(data):
    data["pairs"]["ip > ip"]["options"]["1"][1] = "points"


def _options(data):
    del data["pairs"]["ip > ip"]["options"]["2"]


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (_lose, {"map-criteria"}),
        (_twice, {"map-criteria"}),
        (_mark, {"map-mark"}),
        (_options, {"map-options"}),
        (lambda data: data["sets"].pop("s26"), {"map-set"}),
        (lambda data: data["pairs"].pop("ip > ip"), {"map-pair"}),
    ],
)
def test_a_map_that_does_not_fit_is_told_of(spoil, codes):
    data = copy.deepcopy(dict(FILE))
    spoil(data)
    assert {flaw.code for flaw in check_map(data, OLD, NEW)} == codes


# Carrying over


def test_ticks_are_carried_by_the_map_and_what_has_no_counterpart_is_listed():
    told = carry(MAP.sets["s11"], {"1.a": "3", "3.đ": "2", "3.c": None, "9": "2", "3.e": "1", "2.b": "3"})
    assert told.picks == {"1.1": "3", "3.5": "1", "2.2": "3"}
    assert told.lost == (("3.đ", "2"), ("9", "2"))
    assert told.assumed == ("3.5",)


def test_a_copy_answers_itself_one_by_one():
    tea = NEW.rubrics["s11"]
    best = {one.key: one.options[-1].id for one in tea.criteria}
    assert carry(by_ids(tea, tea), best).picks == best
    assert {change.what for change in compare(tea, tea)} == {"same"}


def test_a_reworded_criterion_of_the_same_shape_answers_by_ids():
    new = draft(lambda data: data["blocks"]["ip"]["options"][0].update(vi="lời văn chính thức"))
    line = by_ids(NEW.rubrics["s11"], new.rubrics["s11"]).by_old["3.5"]
    assert [(one.old, one.new, one.change) for one in line.options] == [
        ("1", "1", "same"),
        ("2", "2", "same"),
        ("3", "3", "same"),
    ]


def _more(data):
    data["blocks"]["uniqueness-2"]["options"].insert(1, {"p": 1, "vi": "mới", "en": "new"})
    data["blocks"]["uniqueness-2"]["options"][2].update(p=2)


def test_an_option_put_in_between_moves_ids_but_the_words_find_their_place():
    line = by_ids(NEW.rubrics["s11"], draft(_more).rubrics["s11"]).by_old["7"]
    assert [(one.old, one.new, one.change) for one in line.options] == [
        ("1", "1", "same"),
        ("2", "3", "points"),
        ("3", "4", "same"),
        ("4", "5", "same"),
        (None, "2", "new"),
    ]


def test_as_above_is_not_the_same_where_what_stands_above_has_changed():
    def change(data):
        data["blocks"]["environment"]["options"][1].update(vi="khác hẳn", p=1)
        data["blocks"]["environment"]["options"][0].update(p=0)

    line = by_ids(NEW.rubrics["s11"], draft(change).rubrics["s11"]).by_old["1.6"]
    assert [(one.old, one.new) for one in line.options] == [
        ("1", "1"),
        ("2", None),
        ("3", None),
        (None, "2"),
        (None, "3"),
    ]


# Comparison


def test_two_editions_side_by_side_name_what_was_added_dropped_and_changed():
    changes = {
        (one.old.key if one.old else "", one.new.key if one.new else ""): one
        for one in compare(OLD.rubrics["s11"], NEW.rubrics["s11"], MAP.sets["s11"])
    }
    assert [keys for keys, one in changes.items() if one.what == "new"] == [("", "1.2"), ("", "2.4")]
    assert [keys for keys, one in changes.items() if one.what == "dropped"] == [("3.đ", ""), ("8.b", "")]
    material = changes["1.a", "1.1"]
    assert (material.what, material.max) == ("changed", (5, 3))
    assert [(one.points, one.words) for one in material.options] == [(None, True), ((3, 2), False), ((5, 3), False)]
    packing = changes["2.b", "2.2"]
    assert packing.gates == (((5, "4"),), ((3, "3"),))
    assert changes["1.e", "1.7"].what == "same" and not changes["1.e", "1.7"].touched


def test_every_criterion_of_both_sets_stands_in_the_comparison_once():
    for key, pairs in MAP.sets.items():
        told = compare(OLD.rubrics[key], NEW.rubrics[key], pairs)
        assert [one.new.key for one in told if one.new] == list(NEW.rubrics[key].by_key)
        assert sorted(one.old.key for one in told if one.old) == sorted(OLD.rubrics[key].by_key)


def test_exclusions_are_compared_by_their_key():
    told = compare_exclusions(OLD.rubrics["s21"], NEW.rubrics["s21"])
    assert (told.same, told.dropped, told.new) == (("ip-violation",), (), ("forged", "incomplete-dossier"))
