"""The editions of the law by day, asked once for each stretch of days on which the answer is the same."""

import bisect
import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal
from ocop.dossiers.enums import DossierKind
from ocop.intake.reading.values import shown_score
from ocop.recognition.queries import Terms, terms_of
from ocop.rulebooks.models import Edition, StarBand, TransitionRule
from ocop.rulebooks.queries import edition_for

_DAY = dt.timedelta(days=1)


class LawBook:
    """Editions and their figures for one import."""

    def __init__(self) -> None:
        days: set[dt.date] = set()
        for begun, ended in Edition.objects.values_list("in_force_from", "in_force_to"):
            days |= {begun, ended + _DAY} if ended else {begun}
        days |= set(TransitionRule.objects.values_list("filed_before", flat=True))
        self._bounds = sorted(days)
        self._last: dict[dt.date, dt.date | None] = {}
        self._bands: dict[tuple[int, int], int] | None = None
        self._found: dict[int, tuple[Edition | None, Terms | None]] = {}

    def edition_on(self, day: dt.date) -> Edition | None:
        """The edition that held on the day; None before the first one known."""
        return self._on(day)[0]

    def terms_on(self, day: dt.date) -> Terms | None:
        """Its figures."""
        return self._on(day)[1]

    def last_day(self, signed_on: dt.date) -> dt.date | None:
        """The last valid day of a certificate of that day; None where no edition told how long it lives."""
        if signed_on not in self._last:
            terms = self.terms_on(signed_on)
            self._last[signed_on] = terms.valid_to(signed_on) if terms and "certificate" in terms.rules else None
        return self._last[signed_on]

    def doubt(self, stars: int | None, score: Decimal | None, day: dt.date | None) -> str:
        """Points too few for the stars by the edition of the day, in words: one of the two is a slip, the office knows
        which. "" where they agree, or where no edition told."""
        if not stars or score is None or day is None:
            return ""
        if self._bands is None:
            rows = StarBand.objects.values_list("edition", "star", "from_points")
            self._bands = {(edition, star): least for edition, star, least in rows}
        edition = self.edition_on(day)
        least = self._bands.get((edition.pk, stars)) if edition else None
        if least is None or score >= least:
            return ""
        return _("%(stars)s sao cần từ %(least)s điểm mà điểm ghi %(score)s: hãy xem lại") % {
            "stars": stars,
            "least": least,
            "score": shown_score(score).replace(".", ","),
        }

    def _on(self, day: dt.date) -> tuple[Edition | None, Terms | None]:
        period = bisect.bisect_right(self._bounds, day)
        if period not in self._found:
            try:
                edition = edition_for(DossierKind.FIRST, day)
            except Refusal:
                self._found[period] = (None, None)
            else:
                self._found[period] = (edition, terms_of(edition))
        return self._found[period]
