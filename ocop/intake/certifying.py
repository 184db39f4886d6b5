"""Certificates of products that had none before, in bulk, with all that `recognition.issuing` and
`recognition.listing` would write one by one: events, occasions, listings, counts, serials (a test compares).

One product may be recognised by several decisions of one import: each later certificate ends the one before it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db.models import F

from ocop.core.inserting import insert, insert_leaves, insert_values
from ocop.core.models import NumberSeries
from ocop.dossiers.models import Occasion
from ocop.intake.following import occasions_of
from ocop.intake.known import chunks
from ocop.intake.planning import Line, Recognised
from ocop.recognition.codes import number_key
from ocop.recognition.enums import EventKind
from ocop.recognition.facets import Key, changes_of
from ocop.recognition.listing import listing_row
from ocop.recognition.models import Certificate, CertificateEvent, FacetChange, Recognition
from ocop.recognition.queries import Terms

_EVER = 0
_DAY = dt.timedelta(days=1)
# A row of the import with its recognition.
Told = tuple[Line, Recognition]


class Certifier:
    """Writes certificates for some products at a time; the counts and the serials of all of them at the end."""

    def __init__(self, terms: Terms | None) -> None:
        self.made: dict[str, list[int]] = {"events": []}
        self._terms = terms
        self._sums: Counter[Key] = Counter()
        self._count: Counter[int] = Counter()
        self._by_owner: dict[int, list[int]] = {}

    def certify(self, products: Sequence[Sequence[Told]]) -> None:
        """Write the certificates of these products and what follows; each product with all its recognitions."""
        stories = [sorted(told, key=_order) for told in products]
        issued = [[self._certificate(line, row) for line, row in story] for story in stories]
        written = [certificate for certificates in issued for certificate in certificates]
        insert(written)
        for (line, _row), certificate in zip((one for story in stories for one in story), written, strict=True):
            self._by_owner.setdefault(_owner(line), []).append(certificate.pk)
        events, occasions, listings = [], [], []
        for story, certificates in zip(stories, issued, strict=True):
            events += _replacements(story, certificates)
            occasions += self._occasions(story, certificates)
            (line, row), shown = story[-1], certificates[-1]
            shown.recognition, shown.told = row, []
            listings.append(listing_row(row.product, shown, codes=line.good.codes if line.good else ()))
        self.made["events"] += [event.pk for event in insert(events)]
        insert_leaves(occasions)
        insert_leaves(listings)
        for listing in listings:
            for key, count in changes_of(listing):
                self._sums[key] += count

    def _certificate(self, line: Line, row: Recognition) -> Certificate:
        told, number = _recognised(line), line.facts.certificate if line.facts else ""
        window = self._terms.window(told.valid_to) if self._terms else None
        owner = _owner(line)
        self._count[owner] += 1
        return Certificate(
            recognition_id=row.pk,
            number=number,
            number_key=number_key(number),
            # Counted from one; where the authority's series stands is asked at the end.
            serial=self._count[owner],
            issued_on=told.signed_on,
            valid_to=told.valid_to,
            expiring_on=window.opens if window else None,
        )

    def _occasions(self, story: Sequence[Told], certificates: Sequence[Certificate]) -> list[Occasion]:
        """When the product may be upgraded and must be re-evaluated; what a later certificate follows, it closes."""
        if self._terms is None:
            return []
        found = []
        for place, ((_line, row), certificate) in enumerate(zip(story, certificates, strict=True)):
            window = self._terms.window(certificate.valid_to)
            opened = occasions_of(
                row, certificate, top=self._terms.top, window=(window.opens, window.closes) if window else None
            )
            if place + 1 < len(certificates):
                _close(opened, last_day=certificates[place + 1].issued_on - _DAY)
            found += opened
        return found

    def write_counts(self) -> None:
        """What all these listings add to the kept counts of the catalogue."""
        insert_values(
            FacetChange,
            ["facet", "value", "part", "day", "count"],
            [(*key, count) for key, count in self._sums.items() if count],
        )

    def give_serials(self) -> None:
        """A block of serials for each authority. Whoever needs one of these series waits from here on."""
        for owner, ids in sorted(self._by_owner.items()):
            NumberSeries.objects.get_or_create(owner_unit_id=owner, kind="certificate_serial", year=_EVER)
            series = NumberSeries.objects.select_for_update().get(
                owner_unit_id=owner, kind="certificate_serial", year=_EVER
            )
            if series.last:
                for some in chunks(ids):
                    Certificate.objects.filter(pk__in=some).update(serial=F("serial") + series.last)
            series.last += len(ids)
            series.save(update_fields=["last"])


def _order(one: Told) -> tuple[dt.date, int]:
    line, row = one
    return _recognised(line).signed_on, row.pk


def _recognised(line: Line) -> Recognised:
    assert isinstance(line.outcome, Recognised)
    return line.outcome


def _owner(line: Line) -> int:
    """Whose series of serials: the authority's code, as `issuing.next_serial` has it."""
    code = _recognised(line).authority.code
    return int(code) if code.isdigit() else 0


def _replacements(story: Sequence[Told], certificates: Sequence[Certificate]) -> list[CertificateEvent]:
    """A certificate that still lives when the next begins is replaced by it; one that has expired is only followed."""
    return [
        CertificateEvent(
            certificate_id=old.pk,
            kind=EventKind.REPLACED,
            on=new.issued_on,
            decision_id=row.decision_id,
            replaced_by_id=new.pk,
        )
        for old, new, (_line, row) in zip(certificates, certificates[1:], story[1:], strict=False)
        if old.valid_to >= new.issued_on
    ]


def _close(occasions: Sequence[Occasion], *, last_day: dt.date) -> None:
    """As `issuing.close_occasions`, before they are written."""
    for occasion in occasions:
        if occasion.closes_on is None or occasion.closes_on > last_day:
            occasion.closes_on = last_day
        if occasion.base_valid_to is not None and occasion.base_valid_to > last_day:
            occasion.base_valid_to = last_day
