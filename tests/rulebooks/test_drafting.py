"""Drafts: copied, uploaded, reworded, exported; bad files are told of line by line and nothing is loaded."""

import copy
import datetime as dt
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from django.db import transaction

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.rulebooks import queries, sourcing, workbook
from ocop.rulebooks.actions import (
    amend_wording,
    copy_edition,
    load_edition,
    publish_edition,
    upload_edition,
)
from ocop.rulebooks.models import Criterion, Edition, Option, ProductSet
from ocop.rulebooks.rules import checking, shelf, sources
from ocop.rulebooks.rules.reading import read_book

LAW = shelf.DATA / "vn-ocop-26-2026.yaml"
TEXT = LAW.read_text(encoding="utf-8")
EDITIONS = [path for path in shelf.paths() if shelf.shipped_data(path).get("schema") == "ocop-criteria/1"]


def actor(*roles):
    """Somebody who holds these roles for the whole country."""

    class Person:
        pk = None

    return Actor(Person(), dt.date(2026, 11, 24), tuple(Grant(role, 1, "national", None) for role in roles))


EDITOR = actor(Role.RULEBOOK_EDITOR)
OFFICER = actor(Role.PROVINCE_OFFICER)


def upload(content, name="draft.yaml"):
    """An uploaded file."""
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return file


def found_in(content):
    """Code, place and where of every finding that stops a file."""
    source = sourcing.source_in(upload(content))
    return [(one.code, one.place, one.where) for one in sourcing.findings_in(source) if not one.declared]


def line_of(text, part):
    """The number of the first line that holds the part."""
    return str(next(n for n, line in enumerate(text.splitlines(), 1) if part in line))


def respelt(old, new, after=""):
    """The law with the first `old` behind `after` made `new`."""
    start = TEXT.index(after) if after else 0
    assert old in TEXT[start:]
    return TEXT[:start] + TEXT[start:].replace(old, new, 1)


# Bad files


def test_a_duplicate_id_is_found_where_it_stands_the_second_time():
    text = TEXT.replace("id: s02", "id: s01", 1)
    (found,) = found_in(text)
    assert found == ("duplicate-key", line_of(TEXT, "id: s02"), "sets.s01")


def test_a_duplicate_block_is_found_where_it_stands_the_second_time():
    text = respelt("\n  ip-2:", "\n  ip:", "\nblocks:")
    (found,) = found_in(text)
    assert found == ("duplicate-key", line_of(TEXT, "  ip-2:"), "blocks.ip")


def test_sums_off_by_one_name_section_part_and_total_with_a_line():
    data = copy.deepcopy(dict(shelf.shipped_data(LAW)))
    block = data["blocks"]["bilingual-label"]
    data["blocks"]["bilingual-x"] = {**block, "max": 2}
    tea = next(entry for entry in data["sets"] if entry["id"] == "s11")
    section = tea["parts"]["A"][1]
    section["use"] = {
        code: "bilingual-x" if name == "bilingual-label" else name for code, name in section["use"].items()
    }
    text = sources.dump(data).decode()
    found = found_in(text)
    assert [(code, where) for code, _place, where in found] == [
        ("sum", "s11 section 2"),
        ("sum", "s11 part A"),
        ("sum", "s11 total"),
    ]
    assert {place for _code, place, _where in found} == {line_of(text, "id: s11")}


@pytest.mark.parametrize(
    ("old", "new", "after", "code"),
    [
        ("gates: [unsafe-matter]", "gates: [no-such]", "\nblocks:", "unknown-gate"),
        ("kind: flag\n", "kind: flag\n    heading_star: 4\n", "\nblocks:", "gate-on-nothing"),
        ("star: 4", "star: 7", "\nblocks:", "star"),
        ("reject_if: [forged", "reject_if: [grown-in-province, forged", "\nsets:", "require-on-nothing"),
    ],
)
def test_a_gate_on_something_that_is_not_there_is_named_with_its_line(old, new, after, code):
    if old not in TEXT[TEXT.index(after) :]:
        pytest.fail(f"the law no longer says {old}")
    text = respelt(old, new, after)
    found = found_in(text)
    assert {one[0] for one in found} == {code}
    assert all(place.isdigit() for _code, place, _where in found)


def small(blocks):
    """A file of these blocks and no sets."""
    data = {key: value for key, value in shelf.shipped_data(LAW).items() if key != "blocks"}
    return {**data, "blocks": {**shelf.shipped_data(LAW)["blocks"], **blocks}}


def block(*words, **more):
    """A block with these options."""
    options = [{"p": n, "vi": said, "en": said} for n, said in enumerate(words)]
    return {"vi": "x", "en": "x", "kind": "single", "max": len(words) - 1, "options": options, **more}


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ({"a": block("như trên", "y")}, "as-above"),
        ({"a": block("x", "y", applies_if="b"), "b": block("x", "y", applies_if="a")}, "cycle"),
        ({"a": block("x", "y", applies_if="a")}, "cycle"),
        ({"a": {"vi": "x", "en": "x", "kind": "sum", "max": 1, "children": {"1": "a"}}}, "nested-sum"),
        ({"a": {"vi": "x", "en": "x", "kind": "single", "max": 1, "options": []}}, "no-options"),
        ({"a": {"vi": "x", "en": "x", "kind": "single", "max": 1}}, "no-options"),
    ],
)
def test_what_points_to_itself_or_to_nothing_above_is_told_of(blocks, code):
    found = {flaw.code for flaw in checking.check(small(blocks)) if not flaw.declared}
    assert found == {code}


def test_a_bomb_of_aliases_is_refused_at_its_first_alias_and_nothing_is_built():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{n}: &{n} [*{p}, *{p}]\n" for p, n in zip("abcdefghi", "bcdefghij", strict=True)
    )
    tracemalloc.start()
    assert found_in(bomb) == [("alias", "2", "2")]
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_hundred_megabytes_of_text_are_not_read_to_their_end(tmp_path):
    path = tmp_path / "long.yaml"
    with path.open("wb") as file:
        for _ in range(100):
            file.write(b"- a line of text\n" * 61_681)
    tracemalloc.start()
    with pytest.raises(Refusal) as refused:
        sourcing.read_path(path)
    assert tracemalloc.get_traced_memory()[1] < 3 * sources.MOST_BYTES
    tracemalloc.stop()
    assert [lack.code for lack in refused.value.missing] == ["too-large"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: [" * 100, "too-deep"),
        (b"a: b: c", "yaml"),
        (b"\xff\xfe\x00", "yaml"),
        (b"", "yaml"),
        (b"- 1\n", "yaml"),
        (b"PK\x03\x04 not a zip", "workbook"),
        (b"\xd0\xcf\x11\xe0 old excel", "workbook"),
        (b"a: 1\n", "schema"),
        (b"a: !!python/object:os.system {}\n", "yaml"),
    ],
)
def test_what_is_no_rulebook_is_told_of(content, code):
    assert code in [one[0] for one in found_in(content)]


def excel(change=None):
    """The Excel export of the law, changed cell by cell."""
    content = workbook.edition_xlsx(shelf.shipped_data(LAW))
    if change is None:
        return content
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_excel_file_with_macros_is_refused():
    content = io.BytesIO(excel())
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert [one[0] for one in found_in(content.getvalue())] == ["macros"]


def test_an_excel_file_that_unpacks_to_a_bomb_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * (workbook.MOST_UNPACKED + 1))
    assert [one[0] for one in found_in(content.getvalue())] == ["bomb"]


def _double_code(book):
    rows = book["Phiếu"]
    rows["F3"] = rows["F2"].value


def _wrong_points(book):
    rows = book["Khối"]
    rows["L2"] = "ba"


def _lose_sheet(book):
    del book["Bộ"]


def _lose_column(book):
    book["Khối"]["L1"] = "khác nữa"


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_double_code, "duplicate-key", "Phiếu!F3"),
        (_wrong_points, "points", "Khối!A2"),
        (_lose_sheet, "no-sheet", ""),
        (_lose_column, "no-column", "Khối!A1"),
    ],
)
def test_findings_in_excel_name_the_cell(change, code, place):
    found = found_in(excel(change))
    assert (code, place) in [one[:2] for one in found]


# Export


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.stem)
def test_the_excel_export_of_an_edition_reads_back_as_the_same_edition(path):
    data = shelf.shipped_data(path)
    again = workbook.read_xlsx(workbook.edition_xlsx(data))
    assert again.flaws == ()
    assert read_book(again.data) == read_book(data)
    assert again.data["edition"] == data["edition"]
    assert again.data["anomalies"] == data.get("anomalies", [])
    assert sources.read_yaml(again.text).data == again.data


# Verbs


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """26/2026, published once for all tests here; what a test writes is undone inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_edition(path=LAW, publish=True)
        transaction.set_rollback(True)


@pytest.fixture
def law(loaded, db):
    """26/2026, published."""
    return loaded


def test_a_copy_is_a_draft_with_the_same_sheets_and_its_own_key(law):
    draft = copy_edition(edition=law, key="vn-ocop-2027", name="Bộ tiêu chí 2027", by=EDITOR)
    assert (draft.state, draft.name, draft.key) == ("draft", "Bộ tiêu chí 2027", "vn-ocop-2027")
    for row in ProductSet.objects.filter(edition=draft, key__in=["s11", "s26"]).select_related("edition"):
        twin = ProductSet.objects.select_related("edition").get(edition=law, key=row.key)
        assert queries.rubric_of(row).criteria == queries.rubric_of(twin).criteria
        assert {change.what for change in queries.compare_sets(twin, row)} == {"same"}
    assert AuditEntry.objects.filter(verb="copy_edition", object_id=draft.pk).count() == 1


@pytest.mark.parametrize(
    ("key", "by", "code"),
    [
        ("vn-ocop-26-2026", EDITOR, "edition-key-taken"),
        ("Bản nháp", EDITOR, "edition-key"),
        ("x" * 61, EDITOR, "edition-key"),
        ("ok", OFFICER, "load-forbidden"),
    ],
)
def test_a_copy_is_refused(law, key, by, code):
    with pytest.raises(Refusal) as refused:
        copy_edition(edition=law, key=key, by=by)
    assert refused.value.code == code
    assert Edition.objects.count() == 1


def test_an_uploaded_draft_takes_the_place_of_the_one_that_stood_there_and_can_be_published(law):
    draft = copy_edition(edition=law, key="draft", by=EDITOR)
    text = queries.export_edition_yaml(draft).decode().replace("quy mô nhỏ", "quy mô rất nhỏ")
    again = upload_edition(upload=upload(text), by=EDITOR)
    assert again.pk == draft.pk and again.checksum != draft.checksum
    assert Option.objects.filter(criterion__product_set__edition=again, words="quy mô rất nhỏ").exists()
    publish_edition(edition=again, by=EDITOR)
    with pytest.raises(Refusal) as refused:
        upload_edition(upload=upload(text.replace("quy mô rất nhỏ", "khác")), by=EDITOR)
    assert refused.value.code == "edition-published"


def test_the_excel_export_can_be_uploaded_again(law):
    draft = copy_edition(edition=law, key="draft", by=EDITOR)
    sheet = queries.rubric_of(ProductSet.objects.select_related("edition").get(edition=draft, key="s26"))
    again = upload_edition(upload=upload(queries.export_edition_xlsx(draft), "draft.xlsx"), by=EDITOR)
    assert again.pk == draft.pk
    row = ProductSet.objects.select_related("edition").get(edition=again, key="s26")
    assert queries.rubric_of(row) == sheet


def test_a_flawed_upload_loads_nothing_and_tells_every_finding(law):
    text = TEXT.replace("id: vn-ocop-26-2026", "id: draft", 1).replace("gates: [unsafe-matter]", "gates: [nope]", 1)
    with pytest.raises(Refusal) as refused:
        upload_edition(upload=upload(text), by=EDITOR)
    assert refused.value.code == "rulebook-flawed"
    assert [lack.code for lack in refused.value.missing] == ["unknown-gate"]
    assert str(refused.value.missing[0].words).startswith("dòng ")
    assert not Edition.objects.filter(key="draft").exists()


def test_an_upload_is_refused_to_others(law):
    with pytest.raises(Refusal) as refused:
        upload_edition(upload=upload(TEXT), by=OFFICER)
    assert refused.value.kind == "forbidden"


def test_the_checks_of_an_edition_tell_also_what_its_file_declares(law):
    (found,) = queries.findings_of(law)
    assert (found.code, found.declared, found.place) == ("order", True, line_of(TEXT, "  colour-12:"))
    assert "colour-12" in found.words
    assert queries.findings_of(copy_edition(edition=law, key="draft", by=EDITOR))[0].code == "order"


def test_the_doubts_recorded_in_the_file_are_shown_per_set(law):
    assert [doubt.code for doubt in queries.doubts_of(law, "s11")] == ["1.2", "6.1.1", "2.4"]
    assert [doubt.set for doubt in queries.doubts_of(law) if doubt.unresolved] == ["s23"]


def test_wording_pasted_over_a_draft_reaches_every_set_and_leaves_ids_and_points(law):
    draft = copy_edition(edition=law, key="draft", by=EDITOR)
    rows = Option.objects.filter(criterion__product_set__edition=draft, criterion__block="capacity", no=2)
    before = list(rows.values_list("pk", "points", "star"))
    amended = amend_wording(
        edition=draft, block="capacity", option="2", words="  quy mô vừa, theo nghĩa của luật ", by=EDITOR
    )
    assert set(rows.values_list("words", flat=True)) == {"quy mô vừa, theo nghĩa của luật"}
    assert list(rows.values_list("pk", "points", "star")) == before
    assert amended.checksum != draft.checksum
    assert "quy mô vừa, theo nghĩa của luật" in queries.export_edition_yaml(amended).decode()
    amend_wording(edition=draft, block="tour-licence", option="b2", words="lời mới", words_en="new words", by=EDITOR)
    row = Option.objects.get(criterion__product_set__edition=draft, criterion__block="tour-licence", branch=2, no=2)
    assert (row.words, row.words_en) == ("lời mới", "new words")
    amend_wording(edition=draft, block="capacity", words="Tên chính thức", by=EDITOR)
    names = Criterion.objects.filter(product_set__edition=draft, block="capacity").values_list("name", flat=True)
    assert set(names) == {"Tên chính thức"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"block": "no-such", "words": "x"}, "wording-of-nothing"),
        ({"block": "capacity", "option": "9", "words": "x"}, "wording-of-nothing"),
        ({"block": "capacity", "words": " "}, "wording-length"),
        ({"block": "capacity", "words": "x" * 501}, "wording-length"),
    ],
)
def test_wording_over_nothing_or_without_words_is_refused(law, more, code):
    draft = copy_edition(edition=law, key="draft", by=EDITOR)
    with pytest.raises(Refusal) as refused:
        amend_wording(edition=draft, by=EDITOR, **more)
    assert refused.value.code == code


def test_the_wording_of_a_published_edition_is_not_amended(law):
    with pytest.raises(Refusal) as refused:
        amend_wording(edition=law, block="capacity", words="x", by=EDITOR)
    assert refused.value.code == "edition-published"
