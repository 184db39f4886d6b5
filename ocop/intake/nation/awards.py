"""The eight years of awards: decisions of each round, recognitions, certificates and what follows from them."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

from django.utils import timezone

from ocop.core.dates import UNKNOWN_START
from ocop.core.inserting import insert
from ocop.core.models import NumberSeries
from ocop.dossiers.enums import StageLevel
from ocop.intake.following import occasions_of
from ocop.intake.nation.country import Country
from ocop.intake.nation.stories import Step
from ocop.intake.nation.words import MARK
from ocop.places.enums import Level
from ocop.places.queries import nation
from ocop.recognition.actions import place_words
from ocop.recognition.codes import number_key
from ocop.recognition.enums import Basis, DecisionKind, DecisionState, EventKind, Origin, RevocationGround
from ocop.recognition.facets import changes_of
from ocop.recognition.listing import listing_row
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    Decision,
    FacetChange,
    Recognition,
)
from ocop.registry.enums import CodeSource
from ocop.registry.models import Product, ProductCode

ROUNDS = ((6, 25), (12, 20))
_DAY = dt.timedelta(days=1)


@dataclasses.dataclass
class Good:
    """A product with what its rows are made from."""

    row: Product
    group: str
    draw: int
    code: str
    steps: list[Step]


Story = list[tuple[Good, Step, Certificate]]


class Awards:
    """Writes the awards stretch by stretch; only decisions and sums stay in memory."""

    def __init__(self, country: Country, today: dt.date, *, new_pid: Callable[[], str]) -> None:
        self.country, self.today, self._pid = country, today, new_pid
        self.certificates = 0
        self.decisions: dict[tuple[int, int, int], Decision] = {}
        self.serials: Counter[int] = Counter()
        self.counts: Counter[tuple[str, str, str, dt.date]] = Counter()
        self.terms = country.law.terms_on(today)
        self.nation = nation()

    def write(self, rows: list[tuple[Good, Step, dt.date]]) -> None:
        recognitions = [self._recognition(good, step, day) for good, step, day in rows]
        insert(recognitions)
        issued = [self._certificate(row) for row in recognitions]
        insert(issued)
        codes, events, occasions, listings = [], [], [], []
        for stories in _by_product(rows, issued):
            codes += list(self._codes(stories))
            own = list(self._events(stories))
            events += own
            good, step, last = stories[-1]
            if not step.revoked and self.terms:
                window = self.terms.window(last.valid_to)
                occasions += occasions_of(
                    last.recognition,
                    last,
                    top=self.terms.top,
                    window=(window.opens, window.closes) if window else None,
                )
            last.told = [event for event in own if event.certificate is last]
            listings.append(listing_row(good.row, last, codes=[good.code]))
        for made in (codes, events, occasions, listings):
            insert(made)
        for listing in listings:
            for key, count in changes_of(listing):
                self.counts[key] += count

    def close(self) -> None:
        """The sums of the catalogue's filters, and the series of serials, so that the next certificate goes on."""
        yesterday = self.today - _DAY
        folded: Counter[tuple[str, str, str, dt.date]] = Counter()
        for (facet, value, part, day), count in self.counts.items():
            folded[facet, value, part, UNKNOWN_START if day < yesterday else day] += count
        insert(
            [
                FacetChange(facet=facet, value=value, part=part, day=day, count=count)
                for (facet, value, part, day), count in folded.items()
                if count
            ]
        )
        for owner, last in self.serials.items():
            series, _made = NumberSeries.objects.get_or_create(owner_unit_id=owner, kind="certificate_serial", year=0)
            series.last = max(series.last, last)
            series.save(update_fields=["last"])

    def _decision(self, good: Good, step: Step, day: dt.date) -> Decision:
        """The decision of a round: of the province as it was then, or of the ministry for five stars."""
        unit = good.row.unit
        assert unit is not None
        national = step.stars == 5 and self.nation is not None
        authority = self.nation if national and self.nation else self.country.province_on(unit, day)
        # The ministry decides once a round, whatever the province.
        day = dt.date(day.year, *ROUNDS[step.round]) + 5 * _DAY if national else day
        key = (authority.pk, step.year, step.round)
        if key not in self.decisions:
            number = f"{100 + len(self.decisions)}/QĐ-{'BNNMT' if national else 'UBND'}-SINH"
            self.decisions[key] = Decision.objects.create(
                pid=self._pid(),
                authority=authority,
                level=StageLevel.NATION if authority.level == Level.NATION else StageLevel.PROVINCE,
                kind=DecisionKind.RECOGNISE,
                number=number,
                signed_on=min(day, self.today),
                year=day.year,
                signer=MARK,
                state=DecisionState.ISSUED,
                origin=Origin.IMPORTED,
                issued_at=timezone.now(),
            )
        return self.decisions[key]

    def _recognition(self, good: Good, step: Step, day: dt.date) -> Recognition:
        decision = self._decision(good, step, day)
        edition = self.country.law.edition_on(decision.signed_on or day)
        product = good.row
        score = f"{ {3: 60, 4: 75, 5: 91}[step.stars] + good.draw % 9 },{good.draw % 100:02d}"
        return Recognition(
            decision=decision,
            product=product,
            producer=product.producer,
            edition=edition,
            product_set=self.country.set_on(edition, good.group, good.draw),
            stars=step.stars,
            kind=step.kind,
            product_name=product.name,
            producer_name=product.producer.name,
            place_name=place_words(product),
            score_text=score,
            basis=Basis.IMPORTED,
        )

    def _certificate(self, row: Recognition) -> Certificate:
        decision = row.decision
        signed = decision.signed_on
        assert signed is not None
        owner = int(decision.authority.code) if decision.authority.code.isdigit() else 0
        self.serials[owner] += 1
        self.certificates += 1
        last = self.country.law.last_day(signed) or signed + 3 * 365 * _DAY
        window = self.terms.window(last) if self.terms else None
        number = f"{self.certificates}/GCN-SINH-{signed.year}"
        return Certificate(
            pid=self._pid(),
            recognition=row,
            number=number,
            number_key=number_key(number),
            serial=self.serials[owner],
            issued_on=signed,
            valid_to=last,
            expiring_on=window.opens if window else None,
        )

    def _codes(self, stories: Story) -> Iterator[ProductCode]:
        """The product's code in the book of its commune, from its first certificate on."""
        good, _step, first = stories[0]
        unit = good.row.unit
        assert unit is not None and unit.today_province is not None
        good.code = f"{unit.today_province.code}-{unit.code}-{good.row.pk}-{first.issued_on.year}"
        yield ProductCode(
            product=good.row,
            code=good.code,
            unit=unit,
            year=first.issued_on.year,
            given_on=first.issued_on,
            source=CodeSource.IMPORTED,
        )

    def _events(self, stories: Story) -> Iterator[CertificateEvent]:
        """A living certificate is replaced by the next one; a withdrawn one ends a year after it began."""
        for (_good, step, old), after in zip(stories, [*stories[1:], None], strict=True):
            new = after[2] if after else None
            if new is not None and old.valid_to >= new.issued_on:
                yield CertificateEvent(
                    certificate=old,
                    kind=EventKind.REPLACED,
                    on=new.issued_on,
                    decision=new.recognition.decision,
                    replaced_by=new,
                )
            elif step.revoked and (gone := old.issued_on + 365 * _DAY) <= self.today:
                yield CertificateEvent(
                    certificate=old, kind=EventKind.REVOKED, on=gone, ground=RevocationGround.STOPPED
                )


def _by_product(rows: list[tuple[Good, Step, dt.date]], issued: list[Certificate]) -> Iterator[Story]:
    """The certificates of each product in the order they were written, which is that of its story."""
    found: Story = []
    for (good, step, _day), certificate in zip(rows, issued, strict=True):
        if found and found[-1][0] is not good:
            yield found
            found = []
        found.append((good, step, certificate))
    if found:
        yield found
