"""The editions of the law by day, asked once for each stretch of days on which the answer is the same."""

import bisect
import datetime as dt

from ocop.core.refusal import Refusal
from ocop.dossiers.enums import DossierKind
from ocop.recognition.queries import Terms, terms_of
from ocop.rulebooks.models import Edition, TransitionRule
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
