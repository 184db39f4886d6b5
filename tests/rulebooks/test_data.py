"""The shipped files stand the checks of their README, and each check finds what it is for."""

import copy

import pytest

from ocop.rulebooks import enums
from ocop.rulebooks.rules import checking, clocks, rubric, shelf
from ocop.rulebooks.rules.reading import SCHEMA

FILES = {path.stem: path for path in shelf.paths()}
BOOKS = shelf.shipped_books()


def test_the_shipped_files_are_the_known_ones():
    assert sorted(FILES) == [
        "bk-1627-2018", "evidence_help", "holidays", "map-148-26-2026", "road_weights", "vn-ocop-1048-781",
        "vn-ocop-148", "vn-ocop-26-2026"]
    assert list(BOOKS) == ["vn-ocop-1048-781", "vn-ocop-148", "vn-ocop-26-2026"]


@pytest.mark.parametrize(("name", "known"), [
    ("bk-1627-2018", []),
    ("vn-ocop-1048-781", ["herbal-medicine part C", "herbal-medicine total"]),
    ("vn-ocop-148", [f"{one} {what}" for one in ("s11", "s12", "s13") for what in ("part C", "total")]),
    ("vn-ocop-26-2026", ["colour-12"]),
])
def test_what_is_wrong_in_a_file_is_declared_in_it(name, known):
    flaws = checking.check(shelf.shipped_data(FILES[name]))
    assert [flaw.where for flaw in flaws if flaw.declared] == known
    assert [flaw for flaw in flaws if not flaw.declared] == []


@pytest.mark.parametrize("edition", BOOKS)
def test_every_edition_has_26_sets_and_its_parts(edition):
    book = BOOKS[edition]
    assert len(book.rubrics) == 26
    parts = {tuple(part.max for part in sheet.parts) for sheet in book.rubrics.values()}
    assert parts == {(35, 25, 40) if edition == "vn-ocop-1048-781" else (40, 25, 35)}


def test_every_set_of_the_law_in_force_reaches_exactly_100():
    assert {sheet.max for sheet in BOOKS["vn-ocop-26-2026"].rubrics.values()} == {100}


def test_no_gate_stands_on_a_branch_criterion():
    sheets = [sheet for book in BOOKS.values() for sheet in book.rubrics.values()]
    branches = [(sheet, one) for sheet in sheets for one in sheet.criteria if one.kind == "branch"]
    assert len(branches) == 3 + 3 + 29
    assert [(sheet.edition, sheet.set, one.key) for sheet, one in branches if one.gates] == []


def test_the_counts_of_criteria_are_those_of_the_readme():
    # `sum` blocks count once there and by their children here.
    counts = {name: sum(len({one.heading.key if one.heading else one.key for one in sheet.criteria})
                        for sheet in book.rubrics.values()) for name, book in BOOKS.items()}
    assert counts == {"vn-ocop-1048-781": 773, "vn-ocop-148": 787, "vn-ocop-26-2026": 779}


def test_the_words_of_the_law_are_there_in_both_languages():
    for book in BOOKS.values():
        for sheet in book.rubrics.values():
            assert all(one.name.vi and one.name.en for one in sheet.criteria)
            assert all(option.words.vi and option.words.en for one in sheet.criteria for option in one.options)


def test_the_stored_kinds_are_those_of_the_arithmetic():
    assert enums.CriterionKind.values == [rubric.SINGLE, rubric.BRANCH, rubric.FLAG]
    assert enums.Effect.values == [rubric.REJECT, rubric.STOP, rubric.REQUIRE]
    assert enums.ClockUnit.values == [
        clocks.DAYS, clocks.WORKING_DAYS, clocks.MONTHS, clocks.MONTH_DAY, clocks.WINDOW,
    ]


def test_every_limit_and_transition_cites_its_article():
    heads = [shelf.shipped_data(path).get("edition", {}) for path in FILES.values()]
    rules = [rule for head in heads for kind in ("process_rules", "level_rules", "transitions")
             for rule in head.get(kind, ())]
    assert len(rules) == 27
    assert [rule for rule in rules if not rule.get("article")] == []


# Each check, by breaking one thing

def tiny():
    """A whole little rulebook."""
    option = {"vi": "mức", "en": "level"}
    return {
        "schema": SCHEMA,
        "edition": {
            "id": "e", "vi": "Văn bản", "en": "Text", "decisions": [{"number": "1", "role": "base"}],
            "in_force": {"from": "x"}, "total": 100,
            "parts": {"A": {"vi": "A", "en": "A", "max": 100}},
            "stars": [{"star": n, "from": start, "below": end, "level": "none"}
                      for n, start, end in [(5, 90, 101), (4, 70, 90), (3, 50, 70), (2, 30, 50), (1, 0, 30)]],
            "groups": {"I": {"vi": "I", "en": "I", "sub": {"I.1": "I.1"}}},
        },
        "anomalies": [], "ministries": {"M": "Bộ"}, "hints": {}, "evidence": {"paper": option},
        "gates": {"bad": {"effect": "reject", **option}},
        "sections": {"one": option},
        "blocks": {
            "story": {"kind": "single", "max": 60, "gates": ["bad"], "evidence": ["paper"], "options": [
                {"p": 0, **option}, {"p": 20, "star": 3, **option}, {"p": 60, "star": 4, **option}], **option},
            "way": {"kind": "branch", "max": 30, "applies_if": "story", "branches": [
                {"when_vi": "a", "when_en": "a", "options": [{"p": 30, **option}]},
                {"when_vi": "b", "when_en": "b", "options": [{"p": 10, **option}]}], **option},
            "yes": {"kind": "flag", "max": 10, **option},
            "pair": {"kind": "sum", "max": 40, "children": {"1.2.1": "way", "1.2.2": "yes"}, **option},
        },
        "sets": [{"id": "s", "group": "I.1.a", "lead": ["M"], "reject_if": ["bad"], "parts": {"A": [
            {"sec": 1, "section": "one", "max": 100, "use": {"1.1": "story", "1.2": "pair"}}]}, **option}],
    }


def test_the_little_rulebook_is_sound():
    assert checking.check(tiny()) == []


def broken(way, value):
    """The little rulebook with one value changed; a value of `...` takes the key away."""
    data = copy.deepcopy(tiny())
    place = data
    for step in way[:-1]:
        place = place[step]
    if value is ...:
        del place[way[-1]]
    else:
        place[way[-1]] = value
    return data


STORY, WAY, SET = ("blocks", "story"), ("blocks", "way"), ("sets", 0)
SECTION = (*SET, "parts", "A", 0)
BREAKS = [
    (("schema",), "other", ["schema"]),
    (("edition",), None, ["missing"]),
    (("edition", "vi"), ..., ["missing"]),
    (("sets",), ..., ["missing"]),
    ((*STORY, "kind"), "many", ["kind"]),
    ((*STORY, "options", 1, "p"), 0, ["order"]),
    ((*STORY, "options", 1, "p"), 1.5, ["points"]),
    ((*STORY, "options", 2, "p"), 50, ["top-option"]),
    ((*STORY, "options", 1, "star"), 4, ["star-order"]),
    ((*STORY, "gates"), ["worse"], ["unknown-gate"]),
    ((*STORY, "evidence"), ["stone"], ["unknown-name"]),
    ((*STORY, "hints"), ["none"], ["unknown-name"]),
    ((*WAY, "heading_star"), 4, ["gate-on-branch"]),
    ((*WAY, "branches", 0, "options", 0, "star"), 3, ["gate-on-branch"]),
    ((*WAY, "applies_if"), "tale", ["condition"]),
    (("blocks", "pair", "max"), 39, ["heading-sum", "sum", "sum"]),
    (("gates", "bad", "effect"), "warn", ["effect"]),
    (("edition", "stars", 0, "from"), 60, ["bands", "bands"]),
    (("edition", "stars", 0, "star"), 4, ["bands"]),
    (("edition", "stars", 1, "below"), 89, ["bands"]),
    ((*SET, "group"), "II.1", ["unknown-name"]),
    ((*SET, "lead"), ["N"], ["unknown-name"]),
    ((*SET, "reject_if"), ["worse"], ["unknown-gate"]),
    ((*SECTION, "section"), "two", ["unknown-name"]),
    ((*SECTION, "max"), 99, ["sum"]),
    ((*SECTION, "sec"), 2, ["code"] * 3),
    ((*SECTION, "use"), {"1.1": "story", "1.2": "pair", "1.2.1": "yes"}, ["twice", "sum", "sum", "sum"]),
    (("edition", "parts", "A", "max"), 90, ["sum"]),
    (("edition", "total"), 101, ["sum"]),
    (("blocks", "story", "options"), ..., ["no-options"]),
    ((*SECTION, "use", "1.1"), "nowhere", ["unknown-name"]),
]


@pytest.mark.parametrize(("way", "value", "codes"), BREAKS, ids=lambda value: str(value)[:40])
def test_each_check_finds_what_it_is_for(way, value, codes):
    assert [flaw.code for flaw in checking.undeclared(broken(way, value))] == codes


def test_two_sets_of_one_id_are_found():
    data = tiny()
    data["sets"].append(data["sets"][0])
    assert [flaw.code for flaw in checking.undeclared(data)] == ["twice"]


def test_a_declared_flaw_is_known_only_for_the_very_figure_and_criterion():
    data = broken((*SECTION, "max"), 99)
    data["anomalies"] = [{"set": "s", "what": "section adds to 100"}]
    assert [flaw.declared for flaw in checking.check(data)] == [True]
    data["anomalies"] = [{"set": "s", "what": "section adds to 98"}]
    assert [flaw.declared for flaw in checking.check(data)] == [False]
    data = broken((*STORY, "options", 1, "p"), 0)
    data["anomalies"] = [{"set": "s", "code": "1.1", "what": "as in source", "unresolved": True}]
    assert [flaw.declared for flaw in checking.check(data)] == [True]
    assert [one["code"] for one in checking.unresolved(data)] == ["1.1"]
