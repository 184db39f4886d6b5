"""Loading official lists: small typed samples always, the whole country where the lists lie beside the repository."""

import csv
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.places.actions import Loaded, load_changes, load_facts, load_lists, load_units
from ocop.places.enums import Level, SuccessionKind
from ocop.places.models import AdminUnit, UnitSuccession
from ocop.places.rules import place_key
from ocop.places.tables import read_facts, read_units
from tests.factories.places import EVE, LAW_DAY, unit

UNITS = """scheme,level,code,name,unit_type,full_name,parent_code,province_code,valid_from,valid_to,basis
3-level,province,04,Cao Bằng,Tỉnh,Tỉnh Cao Bằng,,04,,2025-06-30,danh mục cũ
3-level,district,900,Mẫu Sơn,Huyện,Huyện Mẫu Sơn,04,04,,2025-06-30,danh mục cũ
3-level,commune,90011,Hoà An,Xã,Xã Hoà An,900,04,,2025-06-30,danh mục cũ
3-level,commune,90012,Mỹ Hưng,Xã,Xã Mỹ Hưng,900,04,,2025-06-30,danh mục cũ
3-level,commune,90013,Hồng Quang,Xã,Xã Hồng Quang,900,04,,2025-06-30,danh mục cũ
2-level,commune,90011,Hòa An,Phường,Phường Hòa An,04,04,2025-07-01,,QĐ 19/2025/QĐ-TTg
2-level,commune,90014,Bình Mẫu,Xã,Xã Bình Mẫu,04,04,2025-07-01,2026-04-29,QĐ 19/2025/QĐ-TTg
2-level,commune,90014,Bình Mẫu,Phường,Phường Bình Mẫu,04,04,2026-04-30,,nghị quyết mẫu
"""
CHANGES = """old_code,old_name,old_district_code,old_province_code,new_code,new_name,new_province_code,kind,kind_text
90011,Xã Hòa An,900,04,90011,Phường Hòa An,04,kept,Đổi loại hình
90013,Xã Hồng Quang,900,04,90014,Xã Bình Mẫu,04,partial,Nhập một phần
90013,Xã Hồng Quang,900,04,90011,Phường Hòa An,04,partial,Nhập một phần
90013,Xã Mĩ Hưng,900,04,90014,Xã Bình Mẫu,04,full,Nhập toàn bộ
,Khu vực bãi bồi,900,04,90014,Xã Bình Mẫu,04,full,Nhập toàn bộ
"""
Loads = list[Loaded]
REAL = Path(os.environ.get("OCOP_LISTS_DIR", Path(__file__).resolve().parents[3] / "shared" / "data"))
needs_lists = pytest.mark.skipif(
    not (REAL / "admin_units.csv").exists(), reason="the official lists are not beside the repository (shared/data)"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with both small lists and a file that is neither."""
    (tmp_path / "b.csv").write_text(UNITS, encoding="utf-8-sig")
    (tmp_path / "a.csv").write_text(CHANGES, encoding="utf-8")
    (tmp_path / "c.csv").write_text("id,name\n1,khác\n", encoding="utf-8")
    return tmp_path


@pytest.mark.django_db
def test_a_folder_is_loaded_units_first_whatever_the_names(folder: Path) -> None:
    load_facts()
    units, changes = load_lists(path=folder)
    assert (units.what, units.read, units.added, units.changed, units.passed) == ("units", 8, 7, 0, 1)
    assert (changes.what, changes.read, changes.added, changes.passed) == ("successions", 5, 4, 1)
    assert units.after - units.before == 7


@pytest.mark.django_db
def test_what_a_list_shows_of_today(folder: Path) -> None:
    load_lists(path=folder)
    cao_bang = unit("04", level=Level.PROVINCE)
    kept, merged, split = (unit(code, day=EVE) for code in ("90011", "90012", "90013"))
    ward = unit("90014", day=dt.date(2026, 4, 30))
    assert kept.today == unit("90011")
    assert (merged.today, split.today) == (ward, None)
    assert {one.today_province for one in (kept, merged, split)} == {cao_bang}
    assert (kept.start_known, kept.district.code, unit("90011").district) == (False, "900", None)


@pytest.mark.django_db
def test_a_mistyped_code_gives_way_to_the_written_name(folder: Path) -> None:
    load_lists(path=folder)
    assert list(unit("90012", day=EVE).successions.values_list("new__code", "kind")) == [("90014", "full")]


@pytest.mark.django_db
def test_a_change_of_kind_only_is_linked_by_the_list_itself(folder: Path) -> None:
    load_units(path=folder / "b.csv")
    link = UnitSuccession.objects.get(old__code="90014")
    assert (link.kind, link.on, link.decree) == (SuccessionKind.RENAMED, dt.date(2026, 4, 30), "nghị quyết mẫu")
    assert link.new.full_name == "Phường Bình Mẫu"


@pytest.mark.django_db
def test_lists_loaded_again_change_nothing_and_leave_no_entry(folder: Path) -> None:
    load_lists(path=folder)
    entries = AuditEntry.objects.count()
    assert [(part.added, part.changed) for part in load_lists(path=folder)] == [(0, 0), (0, 0)]
    assert AuditEntry.objects.count() == entries
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"load_units", "load_changes"}


@pytest.mark.django_db
def test_a_newer_list_closes_and_corrects_a_unit(folder: Path) -> None:
    path = folder / "b.csv"
    load_units(path=path)
    line = "Hòa An,Phường,Phường Hòa An,04,04,2025-07-01,"
    path.write_text(UNITS.replace(line, "Hòa Ân,Phường,,04,04,2025-07-01,2026-06-30"), encoding="utf-8")
    assert load_units(path=path).changed == 1
    changed = unit("90011")
    assert (changed.name, changed.name_folded, changed.valid_to) == ("Hòa Ân", "hoa an", dt.date(2026, 6, 30))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (UNITS.replace(",Xã,", ",Làng,"), "bad-line"),
        (UNITS.replace("2025-06-30", "30/6/2025"), "bad-line"),
        (UNITS.replace("2025-07-01,2026-04-29", "2025-07-01,2024-04-29"), "bad-line"),
        (UNITS.replace("900,04", "901,04"), "unknown-parent"),
        (UNITS.replace(",basis", ",khác"), "missing-columns"),
    ],
)
def test_a_wrong_list_is_refused_and_nothing_is_written(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "u.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        load_units(path=tmp_path / "u.csv")
    assert refused.value.code == code
    assert AdminUnit.objects.count() == 0


@pytest.mark.django_db
def test_changes_without_their_units_are_refused(folder: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load_changes(path=folder / "a.csv")
    assert refused.value.code == "unknown-unit"
    assert str(refused.value.words) == (
        "Không có đơn vị 90011 Xã Hòa An có hiệu lực ngày 30/6/2025. Hãy nạp danh mục đơn vị trước."
    )


@pytest.mark.django_db
def test_a_path_without_a_list_is_told_in_vietnamese(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id,name\n1,khác\n", encoding="utf-8")
    with pytest.raises(CommandError, match="không có danh mục đơn vị hành chính nào"):
        call_command("load_units", str(tmp_path))
    with pytest.raises(CommandError, match="Không đọc được tệp"):
        call_command("load_units", str(tmp_path / "missing.csv"))


@needs_lists
def test_the_typed_facts_agree_with_the_official_list() -> None:
    official = {row.key: row for row in read_units(REAL / "admin_units.csv")}
    typed = [row for row in read_facts()[0] if row.level != Level.NATION]
    differing = [
        row
        for row in typed
        if (found := official.get(row.key)) is None
        or (place_key(found.name), found.kind, found.valid_to) != (place_key(row.name), row.kind, row.valid_to)
        or (row.district_code or row.province_code) != (found.district_code or found.province_code)
    ]
    assert differing == []


@needs_lists
def test_the_typed_successions_agree_with_the_official_table() -> None:
    with (REAL / "admin_unit_changes_2025.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    official = {(row["old_code"], row["new_code"], row["kind"]) for row in rows}
    provinces = {(row["old_province_code"], row["new_province_code"]) for row in rows}
    typed = [row for row in read_facts()[1] if row.on == LAW_DAY]
    communes = {(row.old_code, row.new_code, str(row.kind)) for row in typed if row.new_level == Level.COMMUNE}
    assert communes - official == set()
    assert {(row.old_code, row.new_code) for row in typed if row.new_level == Level.PROVINCE} - provinces == set()


@pytest.fixture(scope="module")
def whole_country(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loads]:
    """Both official lists, loaded once for the tests below and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_lists(path=REAL)
        transaction.set_rollback(True)


@needs_lists
@pytest.mark.django_db
def test_every_row_of_the_country_arrives(whole_country: Loads) -> None:
    units, changes = whole_country
    assert (units.read, units.after) == (14187, 14188)
    assert changes.read == 10571
    counts = {
        (level, day): AdminUnit.objects.on(day).filter(level=level).count()
        for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE) for day in (EVE, LAW_DAY)
    }
    assert list(counts.values()) == [63, 34, 696, 0, 10035, 3321]


@needs_lists
@pytest.mark.django_db
def test_split_communes_are_kept_as_split(whole_country: Loads) -> None:
    # The table has 442 old codes with several new ones: the empty code, two mistyped codes of whole mergers, and 439
    # split communes; one more split commune stands in it under its neighbour's code.
    old = AdminUnit.objects.on(EVE).communes().annotate(ends=Count("successions__new", distinct=True))
    split = set(old.filter(ends__gt=1).values_list("pk", flat=True))
    assert len(split) == 440
    assert set(old.filter(today=None).values_list("pk", flat=True)) == split
    assert UnitSuccession.objects.filter(kind=SuccessionKind.PARTIAL).count() == 969
    assert old.filter(ends=0).count() == 0


@needs_lists
@pytest.mark.django_db
def test_every_unit_of_the_country_has_its_province_of_today(whole_country: Loads) -> None:
    assert [one.level for one in AdminUnit.objects.filter(today_province=None)] == [Level.NATION]
    assert set(AdminUnit.objects.on(LAW_DAY).communes().values_list("today_province__valid_to", flat=True)) == {None}


@needs_lists
@pytest.mark.django_db
def test_the_country_loaded_again_changes_nothing(whole_country: Loads) -> None:
    assert [(part.added, part.changed) for part in load_lists(path=REAL)] == [(0, 0), (0, 0)]
    assert [(part.added, part.changed) for part in load_facts()] == [(0, 0), (0, 0)]
