"""Forms as data: definitions are checked with their lines, versions never change, answers are read as people write."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st

from ocop.accounts.enums import Role
from ocop.core.dates import today
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.rulebooks import forming
from ocop.rulebooks.actions import lay_form, load_file, load_form
from ocop.rulebooks.enums import FormKind
from ocop.rulebooks.models import FormTemplate
from ocop.rulebooks.queries import form_for
from ocop.rulebooks.rules import forms, shelf, sources
from tests.factories.places import country, unit
from tests.people import officer, root

SMALL = """schema: ocop-form/1
form:
  id: thu
  kind: idea
  version: "1"
  title: {vi: Phiếu thử, en: Trial}
  valid_from: 2026-06-01
sections:
  - title: {vi: Phần}
    fields:
      - id: name
        kind: text
        required: true
        label: {vi: Tên}
      - id: amount
        kind: money
        from: 0
        label: {vi: Vốn}
      - id: way
        kind: choice
        label: {vi: Cách}
        options:
          - {id: one, vi: Một}
          - {id: two, vi: Hai}
"""


def source(text: str) -> sources.Source:
    return sources.read_yaml(text.encode())


def flaws(text: str) -> list[tuple[str, str]]:
    """Code and words of each finding of a definition."""
    try:
        forming.sound(source(text), "thu.yaml")
    except Refusal as refusal:
        assert refusal.code == "form-flawed"
        return [(one.code, str(one.words)) for one in refusal.missing]
    return []


@pytest.mark.parametrize("path", sorted((shelf.DATA / "forms").glob("*.yaml")), ids=lambda path: path.stem)
def test_what_ships_stands_its_checks_and_is_said_in_both_languages(path):
    found = sources.read_yaml(path.read_bytes())
    assert (found.flaws, forms.check_form(found.data)) == ((), [])
    parts = forms.sections_of(found.data["sections"])
    said = [part.title for part in parts] + [one.label for one in forms.fields_of(parts)]
    said += [words for one in forms.fields_of(parts) for _key, words in one.options]
    assert all(words.vi and words.en for words in said)


def test_a_sound_definition_has_no_flaws():
    assert flaws(SMALL) == []


@pytest.mark.parametrize(("old", "new", "code", "line"), [
    ("ocop-form/1", "ocop-form/2", "form-schema", 1),
    ("kind: idea", "kind: giấy", "form-kind", 4),
    ("id: thu", "id: Thử Nghiệm", "form-key", 3),
    ("valid_from: 2026-06-01", "valid_from: mai", "form-day", 7),
    ("valid_from: 2026-06-01", "valid_from: 2026-06-01\n  valid_to: 2026-05-31", "form-period", 8),
    ("valid_from: 2026-06-01", "valid_from: 2026-06-01\n  chu: x", "form-unknown", 8),
    ("title: {vi: Phiếu thử, en: Trial}", "title: {en: Trial}", "form-words", 6),
    ("kind: money", "kind: tiền", "form-field-kind", 16),
    ("id: amount", "id: name", "duplicate-key", 15),
    ("from: 0", "from: không", "form-limit", 17),
    ("from: 0", "from: 5\n        to: 1", "form-limit", 18),
    ("required: true", "required: có", "form-bool", 13),
    ("label: {vi: Vốn}", "label: Vốn", "form-words", 18),
    ("label: {vi: Vốn}", "lời: {vi: Vốn}", "form-words", 15),
    ("          - {id: two, vi: Hai}\n", "", "form-options", 22),
    ("{id: two, vi: Hai}", "{id: one, vi: Hai}", "duplicate-key", 24),
    ("{id: two, vi: Hai}", "{id: two}", "form-option", 24),
    ("required: true", "required: false", "form-name", 8),
    ("label: {vi: Tên}", "label: {vi: Tên}\n        most: 0", "form-limit", 15),
    ("label: {vi: Vốn}", "label: {vi: Vốn, tính bằng đồng}", "form-unknown", 18),
    ("      - id: amount", "  - title: {vi: B}\n    fields:\n      - id: name", "form-twice", 17),
])
def test_a_bad_definition_is_refused_with_the_line(old, new, code, line):
    assert old in SMALL
    found = flaws(SMALL.replace(old, new, 1))
    assert (code, f"dòng {line}:") in [(one, words[:len(f"dòng {line}:")]) for one, words in found], found


@pytest.mark.parametrize("text", [
    "schema: ocop-form/1", "schema: ocop-form/1\nform: x\nsections: []",
    "schema: ocop-form/1\nform: {id: a}\nsections: [1, {fields: []}, {title: {vi: A}, fields: [1]}]",
    "schema: ocop-form/1\nform: {id: aa, kind: [x], version: 1, title: 3, valid_from: 2026}\nsections: {a: b}",
])
def test_a_shapeless_definition_is_refused_in_words(text):
    assert all(words for _code, words in flaws(text)) and flaws(text)


def body(**said: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is kept of answers to the small form, and the code of what is wrong."""
    parts = forms.sections_of(source(SMALL).data["sections"])
    kept, wrongs = forms.read_body(parts, said, whole=True)
    return kept, {one.key: one.code for one in wrongs}


@pytest.mark.parametrize(("typed", "kept"), [
    ("1.500.000", "1500000"), ("1500000", "1500000"), ("1 500 000 đ", "1500000"), ("1.500.000 đồng", "1500000"),
    ("0", "0"), ("1500000,0", "1500000"),
])
def test_money_is_read_as_people_write_it(typed, kept):
    assert body(name="A", amount=typed) == ({"name": "A", "amount": kept}, {})


@pytest.mark.parametrize(("typed", "code"), [
    ("1,5", "money"), ("nhiều", "money"), ("-1", "least"), ("1" * 16, "money"), ("١٢", "money"), ("1.5.0", "money"),
])
def test_money_that_is_none_is_said(typed, code):
    assert body(name="A", amount=typed) == ({"name": "A"}, {"amount": code})


def test_what_lacks_is_said_only_where_it_is_required_and_what_is_unknown_is_left_out():
    assert body(way="one", khác="x") == ({"way": "one"}, {"name": "empty"})
    assert body(name="A\x00\r\nB", way="ba") == ({"name": "A B"}, {"way": "choice"})


@given(st.dictionaries(st.sampled_from(["name", "amount", "way"]), st.text(max_size=40)))
def test_what_is_kept_is_kept_again_as_it_is(said):
    parts = forms.sections_of(source(SMALL).data["sections"])
    kept, _wrongs = forms.read_body(parts, said, whole=False)
    assert forms.read_body(parts, kept, whole=False) == (kept, [])
    typed = {field.key: forming.typed(field, kept.get(field.key, "")) for field in forms.fields_of(parts)}
    assert forms.read_body(parts, typed, whole=False) == (kept, [])


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture(autouse=True)
    def places(self):
        country()

    def test_a_version_is_loaded_once_and_never_changes(self, tmp_path):
        path = tmp_path / "thu.yaml"
        path.write_text(SMALL)
        first, fresh = load_form(path=path)
        assert (fresh, first.valid_from, [field.key for field in first.fields]) == (
            True, dt.date(2026, 6, 1), ["name", "amount", "way"])
        assert load_form(path=path) == (first, False)
        assert AuditEntry.objects.filter(verb="load_form").count() == 1
        path.write_text(SMALL.replace("Phiếu thử", "Phiếu khác"))
        with pytest.raises(Refusal) as refused:
            load_form(path=path)
        assert (refused.value.code, refused.value.kind) == ("form-version-taken", "conflict")
        assert load_file(path=shelf.DATA / "forms/vn-plan.yaml").changed

    def test_a_province_has_its_own_before_the_countrys_and_the_newest_first(self):
        here, there = unit("19", level="province"), unit("01", level="province")
        common, _new = lay_form(source=source(SMALL), name="a", by=None)
        newer, _new = lay_form(source=source(SMALL.replace('"1"', '"2"').replace("06-01", "06-02")), name="a", by=None)
        own, _new = lay_form(source=source(SMALL.replace('"1"', '"19.1"')), name="a", by=None, province=here)
        day = dt.date(2026, 6, 1)
        assert [form_for(FormKind.IDEA, place, day) for place in (here, there, None)] == [own, common, common]
        assert form_for(FormKind.IDEA, there, dt.date(2026, 6, 2)) == newer
        for kind, on in ((FormKind.IDEA, dt.date(2026, 5, 31)), (FormKind.PLAN, day)):
            with pytest.raises(Refusal, match="form-none"):
                form_for(kind, here, on)

    def test_a_form_may_go_with_one_edition(self):
        load_file(path=shelf.DATA / "vn-ocop-26-2026.yaml")
        text = SMALL.replace("  valid_from", "  edition: vn-ocop-26-2026\n  valid_from")
        form, _new = lay_form(source=source(text), name="a", by=None)
        assert form_for(FormKind.IDEA, None, today(), edition_id=form.edition_id) == form
        with pytest.raises(Refusal, match="form-none"):
            form_for(FormKind.IDEA, None, today())

    @pytest.mark.parametrize("line", ["edition: khong-co", "province: '00'"])
    def test_an_edition_or_province_nobody_knows_is_refused_with_the_line(self, line):
        with pytest.raises(Refusal) as refused:
            lay_form(source=source(SMALL.replace("  valid_from", f"  {line}\n  valid_from")), name="a", by=None)
        assert str(refused.value.missing[0].words).startswith("dòng 7:")

    def test_editors_load_for_all_and_a_provinces_officer_for_the_province(self):
        here = unit("19", level="province")
        local = officer("Lê Thị Hòa", Role.PROVINCE_OFFICER, here)
        commune = officer("Trần Bình", Role.COMMUNE_OFFICER, unit("05503"))
        for by, place in ((local, None), (commune, here), (local, unit("01", level="province"))):
            with pytest.raises(Refusal, match="form-forbidden"):
                lay_form(source=source(SMALL), name="a", by=by, province=place)
        assert lay_form(source=source(SMALL), name="a", by=local, province=here)[0].loaded_by == local.user
        assert lay_form(source=source(SMALL.replace('"1"', '"2"')), name="a", by=root())[1]

    def test_the_command_says_what_it_did_and_every_flaw(self, tmp_path):
        path, out = tmp_path / "thu.yaml", io.StringIO()
        path.write_text(SMALL)
        call_command("load_form", path, province="19", stdout=out)
        call_command("load_form", path, province="19", stdout=out)
        assert out.getvalue() == "thu 1: đã nạp\nthu 1: không đổi\n"
        assert FormTemplate.objects.get().unit == unit("19", level="province")
        path.write_text(SMALL.replace("kind: money", "kind: tiền"))
        with pytest.raises(CommandError, match="dòng 16"):
            call_command("load_form", path)
        with pytest.raises(CommandError, match="không có tỉnh mã 99"):
            call_command("load_form", path, province="99")
