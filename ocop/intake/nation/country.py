"""The ground the generated nation stands on: today's provinces and communes, filled up to the country's number."""

import dataclasses
import datetime as dt
from random import Random

from ocop.core.names import fold, name_key
from ocop.dossiers.enums import DossierKind
from ocop.intake.lawbook import LawBook
from ocop.intake.nation.words import MARK, place_name
from ocop.places.enums import Level, UnitKind
from ocop.places.models import AdminUnit
from ocop.rulebooks.models import Edition, ProductSet
from ocop.rulebooks.queries import edition_for

# As many as the country has by the list of 1/7/2025 (19/2025/QĐ-TTg).
COMMUNES = 3321
# Of a hundred products so many stand in each group; food is most of it everywhere.
_GROUPS = {"I": 82, "II": 7, "III": 4, "IV": 5, "V": 1, "VI": 1}


@dataclasses.dataclass
class Country:
    """Communes of today, the provinces that went into each of today's, and the sets of every edition by group."""

    communes: list[AdminUnit]
    before: dict[int, list[AdminUnit]]
    sets: dict[int, dict[str, list[ProductSet]]]
    now: Edition
    law: LawBook

    def commune(self, rng: Random) -> AdminUnit:
        """One of today's communes."""
        return rng.choice(self.communes)

    def province_on(self, commune: AdminUnit, day: dt.date) -> AdminUnit:
        """A province that signed for this area on the day: one of those merged on 1/7/2025, or today's."""
        home = commune.today_province
        assert home is not None
        if day >= home.valid_from:
            return home
        stood = [unit for unit in self.before.get(home.pk, ()) if unit.valid_to is None or unit.valid_to >= day]
        return stood[commune.pk % len(stood)] if stood else home

    def set_on(self, edition: Edition | None, group: str, draw: int) -> ProductSet | None:
        """A set of the group in an edition; None where that edition has none."""
        found = self.sets.get(edition.pk, {}).get(group, ()) if edition else ()
        return found[draw % len(found)] if found else None


def group_of(rng: Random) -> str:
    """A group of 26/2026 by its printed number, "I" to "VI"."""
    return rng.choices(list(_GROUPS), list(_GROUPS.values()))[0]


def lay_country(rng: Random, *, today: dt.date) -> Country:
    """Read the units and the law, and add communes until there are as many as the country has.

    Raises Refusal when no edition of the law is loaded.
    """
    _fill_up(rng, today=today)
    standing = AdminUnit.objects.communes().on(today).filter(today__isnull=False, today_province__isnull=False)
    communes = list(standing.select_related("today", "today_province").order_by("pk"))
    before: dict[int, list[AdminUnit]] = {}
    for unit in AdminUnit.objects.provinces().filter(valid_to__isnull=False).order_by("pk"):
        if unit.today_province_id:
            before.setdefault(unit.today_province_id, []).append(unit)
    sets: dict[int, dict[str, list[ProductSet]]] = {}
    for row in ProductSet.objects.select_related("group", "edition").order_by("edition", "position", "pk"):
        head = (row.group.key if row.group else row.key).partition(".")[0]
        sets.setdefault(row.edition_id, {}).setdefault(head, []).append(row)
    return Country(communes, before, sets, edition_for(DossierKind.FIRST, today), LawBook())


def _fill_up(rng: Random, *, today: dt.date) -> None:
    provinces = list(AdminUnit.objects.provinces().on(today).order_by("code"))
    missing = COMMUNES - AdminUnit.objects.communes().on(today).count()
    rows = []
    for number in range(max(0, missing)):
        province, name = provinces[number % len(provinces)], place_name(rng)
        rows.append(
            AdminUnit(
                level=Level.COMMUNE,
                kind=UnitKind.COMMUNE,
                code=f"S{number:04d}",
                name=name,
                name_folded=fold(name),
                name_key=name_key(name),
                parent=province,
                province=province,
                today_province=province,
                valid_from=province.valid_from,
                basis=MARK,
            )
        )
    AdminUnit.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        row.today_id = row.pk
    AdminUnit.objects.bulk_update(rows, ["today"], batch_size=300)
