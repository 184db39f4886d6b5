"""The typed facts: provinces, the register around Thái Nguyên, what became of what."""

import datetime as dt

import pytest
from django.core.management import call_command

from ocop.core.actor import nobody
from ocop.core.models import AuditEntry
from ocop.places.actions import load_facts, reckon_today
from ocop.places.enums import Level
from ocop.places.models import AdminUnit, UnitSuccession
from ocop.places.queries import nation
from tests.factories.places import EVE, LAW_DAY, country, unit

pytestmark = pytest.mark.django_db


def test_there_were_63_provinces_and_are_34() -> None:
    country()
    assert AdminUnit.objects.on(EVE).provinces().count() == 63
    assert AdminUnit.objects.on(LAW_DAY).provinces().count() == 34
    assert AdminUnit.objects.on(dt.date(2026, 4, 30)).provinces().count() == 34


def test_every_old_province_has_one_province_of_today() -> None:
    country()
    present = dict(AdminUnit.objects.on(EVE).provinces().values_list("code", "today__code"))
    assert len(present) == 63 and None not in present.values() and len(set(present.values())) == 34
    assert {code for code, now in present.items() if now == "19"} == {"06", "19"}


def test_dong_nai_is_a_city_since_30_april_2026() -> None:
    country()
    before, after = AdminUnit.objects.filter(code="75", valid_from__gte=LAW_DAY).order_by("valid_from")
    assert (before.full_name, before.valid_to) == ("Tỉnh Đồng Nai", dt.date(2026, 4, 29))
    assert (after.full_name, after.valid_from) == ("Thành phố Đồng Nai", dt.date(2026, 4, 30))
    reckon_today(day=dt.date(2026, 4, 29))
    before.refresh_from_db()
    assert before.today == before
    reckon_today(day=dt.date(2026, 4, 30))
    before.refresh_from_db()
    assert before.today == after


def test_bac_kan_had_eight_districts_and_none_is_in_force() -> None:
    country()
    districts = AdminUnit.objects.filter(level=Level.DISTRICT, province__code="06")
    assert districts.count() == 8
    assert set(districts.values_list("today", "today_province__code")) == {(None, "19")}


def test_a_commune_merged_twice_is_what_it_is_now() -> None:
    country()
    old = unit("02164", day=dt.date(2019, 12, 31))
    above = [old.full_name, old.district.full_name, old.province.full_name]
    assert above == ["Xã Ân Tình", "Huyện Na Rì", "Tỉnh Bắc Kạn"]
    assert (old.today, old.today_province) == (unit("02143"), unit("19", level=Level.PROVINCE))


def test_one_code_is_three_units_through_time() -> None:
    country()
    names = [unit("01960", day=day).full_name for day in (dt.date(2019, 1, 1), EVE, LAW_DAY)]
    assert names == ["Xã Lãng Ngâm", "Xã Hiệp Lực", "Xã Hiệp Lực"]
    assert AdminUnit.objects.filter(code="01960").values("today").distinct().count() == 1


def test_a_split_ward_is_unsettled_but_keeps_its_province() -> None:
    country()
    split = unit("05461", day=EVE)
    assert (split.today, split.today_province) == (None, unit("19", level=Level.PROVINCE))


def test_the_nation_is_a_unit_without_a_province() -> None:
    country()
    whole = nation()
    assert whole is not None
    assert (whole.full_name, whole.slug, whole.today, whole.today_province) == ("Việt Nam", "viet-nam-vn", whole, None)


def test_only_the_nation_lacks_a_province_of_today() -> None:
    country()
    assert list(AdminUnit.objects.filter(today_province=None)) == [nation()]


def test_loading_twice_changes_nothing() -> None:
    load_facts()
    counts = AdminUnit.objects.count(), UnitSuccession.objects.count(), AuditEntry.objects.count()
    again = load_facts()
    assert [(part.added, part.changed) for part in again] == [(0, 0), (0, 0)]
    assert (AdminUnit.objects.count(), UnitSuccession.objects.count(), AuditEntry.objects.count()) == counts


def test_typed_facts_never_rewrite_a_standing_unit() -> None:
    load_facts()
    AdminUnit.objects.filter(code="05503", valid_from=LAW_DAY).update(valid_to=dt.date(2026, 9, 30))
    load_facts()
    assert AdminUnit.objects.get(code="05503", valid_from=LAW_DAY).valid_to == dt.date(2026, 9, 30)


def test_the_command_lays_the_facts(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_places")
    call_command("load_places")
    out = capsys.readouterr().out.splitlines()
    assert out[2].startswith("units: +0 ~0 =") and out[3].startswith("successions: +0 ~0 =")


def test_a_passer_by_sees_every_unit() -> None:
    country()
    assert AdminUnit.objects.visible_to(nobody(LAW_DAY)).count() == AdminUnit.objects.count()


def test_every_typed_unit_and_succession_names_its_act() -> None:
    country()
    assert not AdminUnit.objects.filter(basis="").exists()
    assert not UnitSuccession.objects.filter(decree="").exists()
