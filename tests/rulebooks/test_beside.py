"""What lies beside the law: maps in the tables, official wording, help, weights, reasons in sentences."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.rulebooks import queries
from ocop.rulebooks.actions import (
    load_edition,
    load_map,
    review_map,
    set_option_weight,
    write_help,
    write_official_wording,
)
from ocop.rulebooks.models import Criterion, CriterionHelp, CriterionMap, OfficialWording, Option, ProductSet
from ocop.rulebooks.rules import helping, shelf
from ocop.rulebooks.rules.mapping import shipped_maps
from ocop.rulebooks.rules.scoring import grade
from tests.factories.places import make_unit

MAP = shelf.DATA / "map-148-26-2026.yaml"
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """148 and 26/2026 with their map, loaded once for all tests here; what a test writes is undone inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        old, new = (load_edition(path=shelf.DATA / f"vn-ocop-{name}.yaml", publish=True) for name in ("148", "26-2026"))
        assert load_map(path=MAP) == 795
        yield old, new
        transaction.set_rollback(True)


@pytest.fixture
def old(loaded, db):
    """148, published."""
    return loaded[0]


@pytest.fixture
def law(loaded, db):
    """26/2026, published."""
    return loaded[1]


@pytest.fixture
def home(db):
    """A province."""
    return make_unit("19", "tỉnh Thái Nguyên", level="province", kind="province")


@pytest.fixture
def other(db):
    """Another province."""
    return make_unit("04", "tỉnh Cao Bằng", level="province", kind="province")


def actor(*grants):
    """Somebody with these grants."""

    class Person:
        pk = None

    return Actor(Person(), TODAY, tuple(grants))


EDITOR = actor(Grant(Role.RULEBOOK_EDITOR, 1, "national", None))


def officer(unit):
    """An officer of this province."""
    return actor(Grant(Role.PROVINCE_OFFICER, unit.pk, "province", unit.pk))


def sheet(edition, key):
    """A set with its edition."""
    return ProductSet.objects.select_related("edition").get(edition=edition, key=key)


def line(edition, key, code):
    """A criterion with its set and edition."""
    return Criterion.objects.select_related("product_set__edition").get(
        product_set__edition=edition, product_set__key=key, key=code
    )


# The map in the tables


def test_the_map_stands_in_the_tables_and_loading_it_again_changes_nothing(old, law):
    assert load_map(path=MAP) == 0
    assert AuditEntry.objects.filter(verb="load_map").count() == 1
    pair = CriterionMap.objects.get(old=line(old, "s11", "1.a"))
    assert (pair.new, pair.option_pairs, pair.state) == (
        line(law, "s11", "1.1"),
        [["1", "1"], ["2", "2"], ["3", "3"]],
        "assumed",
    )
    gone = CriterionMap.objects.get(old=line(old, "s11", "3.đ"))
    assert (gone.new, gone.state) == (None, "none")


def test_the_map_read_from_the_tables_pairs_what_the_file_pairs(old, law):
    told = queries.set_map(sheet(old, "s11"), sheet(law, "s11"))
    wanted = shipped_maps()[old.key, law.key].sets["s11"]
    pairs = [
        {(one.old, one.new): {(o.old, o.new) for o in one.options} for one in each.lines} for each in (told, wanted)
    ]
    assert pairs[0] == pairs[1]
    assert queries.successor_of(sheet(old, "s11"), law) == sheet(law, "s11")


def test_what_people_have_reviewed_stays_when_the_file_is_loaded_again(old, law):
    pair = CriterionMap.objects.get(old=line(old, "s11", "1.a"))
    review_map(pair=pair, option_pairs=[["2", "2"], ["3", "3"]], by=EDITOR)
    assert load_map(path=MAP) == 0
    pair.refresh_from_db()
    assert (pair.state, pair.option_pairs) == ("reviewed", [["2", "2"], ["3", "3"]])
    told = queries.set_map(sheet(old, "s11"), sheet(law, "s11")).by_old["1.a"]
    assert (told.review, told.by_old["1"].new) == ("reviewed", None)


@pytest.mark.parametrize(
    ("code", "pairs", "refusal"),
    [
        ("3.đ", None, "map-no-counterpart"),
        ("1.a", [["9", "1"]], "map-option-unknown"),
    ],
)
def test_a_pair_that_cannot_be_is_not_reviewed(old, law, code, pairs, refusal):
    with pytest.raises(Refusal) as refused:
        review_map(pair=CriterionMap.objects.get(old=line(old, "s11", code)), option_pairs=pairs, by=EDITOR)
    assert refused.value.code == refusal


def test_only_editors_load_and_review_maps(old, law, home):
    for verb in (
        lambda: load_map(path=MAP, by=officer(home)),
        lambda: review_map(pair=CriterionMap.objects.first(), by=officer(home)),
    ):
        with pytest.raises(Refusal) as refused:
            verb()
        assert refused.value.kind == "forbidden"


def test_a_map_that_does_not_fit_is_refused(old, law, tmp_path):
    flawed = tmp_path / "map.yaml"
    flawed.write_text(MAP.read_text(encoding="utf-8").replace('"1.a": "1.1"', '"1.a": "1.2"', 1), encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        load_map(path=flawed)
    assert refused.value.code == "map-flawed"
    flawed.write_text("schema: ocop-map/1\nfrom: x\nto: y\n", encoding="utf-8")
    with pytest.raises(Refusal, match="map-edition-missing"):
        load_map(path=flawed)


# Official wording


def test_official_wording_lies_over_a_published_edition_and_changes_no_row_of_it(law, home, other):
    option = Option.objects.get(criterion=line(law, "s11", "1.4"), no=2)
    write_official_wording(option=option, words="quy mô vừa theo phụ lục", source="Công báo 1", by=EDITOR)
    write_official_wording(option=option, words="lời riêng", source="UBND tỉnh", unit=home, by=officer(home))
    write_official_wording(criterion=option.criterion, words="Tên đầy đủ", source="Công báo 1", by=EDITOR)
    tea = sheet(law, "s11")
    told = {key: row.words for key, row in queries.official_words(tea, home).items()}
    assert told == {("1.4", "2"): "lời riêng", ("1.4", ""): "Tên đầy đủ"}
    assert queries.official_words(tea, other)["1.4", "2"].words == "quy mô vừa theo phụ lục"
    option.refresh_from_db()
    assert option.words == "quy mô vừa"
    write_official_wording(option=option, words="", source="", by=EDITOR)
    assert list(queries.official_words(tea)) == [("1.4", "")]


def test_official_wording_needs_its_source_one_thing_and_the_right_hand(law, home, other):
    option = Option.objects.get(criterion=line(law, "s11", "1.4"), no=2)
    for more, code in (
        ({"option": option, "words": "x", "source": " ", "by": EDITOR}, "wording-without-source"),
        ({"words": "x", "source": "y", "by": EDITOR}, "wording-of-nothing"),
        (
            {"option": option, "criterion": option.criterion, "words": "x", "source": "y", "by": EDITOR},
            "wording-of-nothing",
        ),
        ({"option": option, "words": "x" * 5001, "source": "y", "by": EDITOR}, "words-too-long"),
        ({"option": option, "words": "x", "source": "y", "by": officer(home)}, "beside-forbidden"),
        ({"option": option, "words": "x", "source": "y", "unit": other, "by": officer(home)}, "beside-forbidden"),
    ):
        with pytest.raises(Refusal) as refused:
            write_official_wording(**more)
        assert refused.value.code == code
    assert OfficialWording.objects.count() == 0


def test_the_table_holds_one_wording_per_thing_and_place(law):
    option = Option.objects.get(criterion=line(law, "s11", "1.4"), no=2)
    OfficialWording.objects.create(option=option, words="x", source="y")
    for wrong in ({"option": option}, {"option": option, "criterion": option.criterion}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficialWording.objects.create(words="x", source="y", **wrong)


# Help


def test_every_kind_of_evidence_of_every_edition_has_our_words_in_both_languages():
    kinds = {key for path in shelf.paths() for key in shelf.shipped_data(path).get("evidence") or ()}
    assert kinds == set(helping.all_words())
    assert all(words.vi and words.en for words in helping.all_words().values())
    assert helping.words_for("no-such").vi == ""


def test_help_beside_a_criterion_tells_what_proves_it_and_the_provinces_own_words(law, home, other):
    criterion = line(law, "s11", "4.1")
    write_help(edition=law, block=criterion.block, unit=home, words="Hỏi Phòng Kinh tế.", by=officer(home))
    told = queries.help_for(criterion, home)
    assert [one.kind for one in told.lines] == criterion.evidence
    assert told.lines[0].words == helping.words_for("market").vi
    assert (told.own, queries.help_for(criterion, other).own, told.borrowed) == ("Hỏi Phòng Kinh tế.", "", False)
    assert queries.help_for(line(law, "s05", "4.1"), home).own == "Hỏi Phòng Kinh tế."
    with translation.override("en"):
        assert queries.help_for(criterion).lines[0].words == helping.words_for("market").en
    write_help(edition=law, block=criterion.block, unit=home, words=" ", by=officer(home))
    assert CriterionHelp.objects.count() == 0


def test_where_an_edition_names_no_evidence_that_of_the_successor_is_shown(old, law):
    told = queries.help_for(line(old, "s11", "4.a"))
    assert [one.kind for one in told.lines] == line(law, "s11", "4.1").evidence
    assert told.borrowed
    assert queries.help_for(line(old, "s11", "3.đ")).lines == ()


def test_help_is_written_by_the_right_hand_on_a_criterion_that_is_there(law, home, other):
    for more, code in (
        ({"block": "no-such", "by": officer(home)}, "help-of-nothing"),
        ({"block": "ip", "by": officer(other)}, "beside-forbidden"),
    ):
        with pytest.raises(Refusal) as refused:
            write_help(edition=law, unit=home, words="x", **more)
        assert refused.value.code == code


# Weights and roads


def test_a_province_sets_its_own_months_and_its_roads_follow(law, home):
    tea = sheet(law, "s11")
    best = {one.key: one.options[-1].id for one in queries.rubric_of(tea).criteria}
    picks = {**best, "6.1.1": "2"}
    option = Option.objects.get(criterion=line(law, "s11", "6.1.1"), no=3)
    assert queries.roads_for(tea, picks)[4][0].months == 3
    set_option_weight(option=option, unit=home, months=7, by=officer(home))
    assert queries.roads_for(tea, picks, unit=home)[4][0].months == 7
    assert queries.roads_for(tea, picks)[4][0].months == 3
    set_option_weight(option=option, unit=home, months=None, by=officer(home))
    assert queries.roads_for(tea, picks, unit=home)[4][0].months == 3


@pytest.mark.parametrize(("months", "who", "code"), [(121, "own", "weight-range"), (1, "stranger", "beside-forbidden")])
def test_months_are_set_by_the_right_hand_and_within_reason(law, home, other, months, who, code):
    option = Option.objects.get(criterion=line(law, "s11", "6.1.1"), no=3)
    with pytest.raises(Refusal) as refused:
        set_option_weight(option=option, unit=home, months=months, by=officer(home if who == "own" else other))
    assert refused.value.code == code


# Reasons


def test_why_3_and_not_4_stars_is_a_sentence_per_missing_point_and_gate(law):
    tea = sheet(law, "s11")
    rubric, bands = queries.rubric_of(tea), queries.bands_of(law)
    best = {one.key: one.options[-1].id for one in rubric.criteria}
    empty = ("6.2.1", "6.2.2", "6.2.3", "5.2", "4.3", "8", "11", "3.1", "7")
    low = {**best, "6.1.1": "2", **dict.fromkeys(empty)}
    told = queries.reasons_for(tea, grade(rubric, [low, best, low], bands=bands), 4)
    assert told == [
        "Tiêu chí 6.1.1 (Tạp chất): 4 sao cần ít nhất “sạch, không phát hiện tạp chất”, "
        "hiện là “rất ít tạp chất, chấp nhận được”.",
        "Tiêu chí 7 (Tính độc đáo): 4 sao cần ít nhất “độc đáo, có tính đặc trưng”, hiện là “chưa tích mức nào”.",
        "Tiêu chí 8 (Công bố chất lượng sản phẩm): 3 sao cần ít nhất “có công bố chất lượng”, "
        "hiện là “chưa tích mức nào”.",
    ]
    assert queries.reasons_for(tea, grade(rubric, [low], bands=bands), 4)[0] == (
        "Điểm trung bình còn thiếu 5 điểm để đạt 70 điểm."
    )
    assert queries.reasons_for(tea, grade(rubric, [best], bands=bands)) == []


def test_points_that_lack_are_exact_and_never_read_as_nothing(law):
    tea = sheet(law, "s11")
    rubric, bands = queries.rubric_of(tea), queries.bands_of(law)
    best = {one.key: one.options[-1].id for one in rubric.criteria}
    sheets = [{**best, "4.3": None, "6.2.3": None}] * 2 + [{**best, "4.3": None, "6.2.3": None, "2.4": None}]
    told = queries.reasons_for(tea, grade(rubric, sheets, bands=bands))
    assert told[0] == "Điểm trung bình còn thiếu 0,34 điểm để đạt 90 điểm."


def test_an_exclusion_and_a_condition_not_met_are_reasons(law):
    tea, fruit = sheet(law, "s11"), sheet(law, "s01")
    bands = queries.bands_of(law)
    out = grade(queries.rubric_of(tea), [{}], bands=bands, disqualified=["forged"])
    assert queries.reasons_for(tea, out, 1) == ["Không xếp hạng vì: giả mạo hồ sơ."]
    none = grade(queries.rubric_of(fruit), [{}], bands=bands, disqualified=["grown-in-province"])
    assert none.zeroed == {"1.1"}
