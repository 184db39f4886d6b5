"""What an edition says about certificates: how long they live, when the next filing opens, who awards which star."""

import dataclasses
import datetime as dt

from ocop.dossiers.enums import StageLevel
from ocop.rulebooks.enums import Level
from ocop.rulebooks.models import ClockRule, Edition, StarBand
from ocop.rulebooks.rules.clocks import Rule, Window, add_months, window_of

# Rulebooks say "national", stages say "nation".
_LEVELS: dict[str, str] = {Level.NATIONAL: StageLevel.NATION, Level.PROVINCE: StageLevel.PROVINCE,
                           Level.DISTRICT: StageLevel.DISTRICT}


@dataclasses.dataclass(frozen=True)
class Terms:
    """The figures of one edition, read once per decision."""

    rules: dict[str, Rule]
    bands: dict[int, tuple[str, bool]]

    def valid_to(self, issued_on: dt.date) -> dt.date:
        """The last valid day (36 months in 26/2026 art. 4.2; from 29/2 to 28/2). Raises KeyError without the figure."""
        return add_months(issued_on, self.rules["certificate"].value or 0)

    def window(self, valid_to: dt.date) -> Window | None:
        """The days in which a re-evaluation is filed; both ends are days one may file (26/2026 art. 7.6).

        "From 180 to 120 days before the end" is read strictly: filed on the 119th day before the end is late. None
        where the edition knows no window.
        """
        rule = self.rules.get("reevaluation_window")
        return window_of(rule, valid_to) if rule else None

    def longest_extension(self, valid_to: dt.date) -> dt.date | None:
        """The last day up to which a certificate may run on while a late re-evaluation is decided (26/2026 art. 12)."""
        rule = self.rules.get("late_reevaluation")
        return valid_to + dt.timedelta(days=rule.value) if rule and rule.value else None

    @property
    def top(self) -> int:
        """The highest star there is."""
        return max(self.bands, default=0)

    def awarded_by(self, stars: int) -> str:
        """The stage level whose authority awards a star with a certificate; empty where nobody does (1, 2 stars)."""
        level, certificate = self.bands.get(stars, ("", False))
        return _LEVELS.get(level, "") if certificate else ""


def terms_of(edition: Edition) -> Terms:
    """The figures of an edition, in two queries."""
    rules = {row.key: row.as_rule() for row in ClockRule.objects.filter(edition=edition)}
    bands = {row.star: (row.level, row.certificate) for row in StarBand.objects.filter(edition=edition)}
    return Terms(rules, bands)


def awarding_level(edition: Edition, stars: int) -> str:
    """The level whose authority awards a star; empty where nobody does."""
    return terms_of(edition).awarded_by(stars)


def awards_certificate(edition: Edition, stars: int | None) -> bool:
    """Whether a certificate comes with these stars."""
    return stars is not None and bool(awarding_level(edition, stars))


def revocation_due(edition: Edition, concluded_on: dt.date) -> dt.date | None:
    """The last day for the decision of revocation after the conclusion (15 days, 26/2026 art. 8); None if not set."""
    rule = terms_of(edition).rules.get("revocation")
    return concluded_on + dt.timedelta(days=rule.value) if rule and rule.value else None
