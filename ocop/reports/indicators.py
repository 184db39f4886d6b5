"""Indicators, each defined once: its name, what it means, what is counted, and the one counter behind every number."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Words
from ocop.programme.enums import EnrolmentOrigin, Indicator
from ocop.recognition.enums import LIVE, CertificateStatus
from ocop.registry.enums import ProducerKind
from ocop.reports.records import Records, Result, Row, sorted_rows, star_class
from ocop.support.enums import ActivityKind, PointKind

# "as co-operative group, co-operative or enterprise" (plan of 2019).
ORGANISATIONS = (ProducerKind.GROUP, ProducerKind.COOPERATIVE, ProducerKind.ENTERPRISE)
_ONCE = _("Mỗi sản phẩm đếm một lần.")
_BY_PRODUCER = _("Mỗi chủ thể đếm một lần.")


@dataclasses.dataclass(frozen=True)
class Scope:
    """What a number is counted over: the records of a plan on a day, a frozen list, filters."""

    records: Records
    filters: Mapping[str, Sequence[Any]] = dataclasses.field(default_factory=dict)
    cohort: int | None = None

    def takes(self, name: str, value: object) -> bool:
        """Whether a filter lets a value through; without that filter everything passes."""
        wanted = self.filters.get(name)
        return not wanted or value in wanted

    def members(self) -> list[Row]:
        """The products of the frozen list."""
        return self.records.cohorts.get(self.cohort, []) if self.cohort is not None else []


Counter = Callable[[Scope], Iterable[Row]]


@dataclasses.dataclass(frozen=True)
class Declaration:
    """One indicator: key and name as in `programme.enums.Indicator`, its meaning, its basis, its counter."""

    key: Indicator
    definition: Words
    basis: Words
    counter: Counter

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return str(self.key.label)

    def rows(self, scope: Scope) -> list[Row]:
        """The things counted, each once, in Vietnamese order."""
        return sorted_rows(self.counter(scope))

    def count(self, scope: Scope) -> int:
        """How many they are; never anything but the length of `rows`."""
        return len(self.rows(scope))


def _enrolled(scope: Scope) -> Iterator[Row]:
    for one in scope.records.enrolled:
        if scope.takes("origin", one.origin):
            yield one.row


def _cohort(scope: Scope) -> Iterator[Row]:
    """The list itself; by stars as last known before the period."""
    if not scope.filters.get("stars"):
        yield from scope.members()
        return
    for row in scope.members():
        last = scope.records.stars_before(row.id)
        if last is not None and scope.takes("stars", star_class(last.stars)):
            yield dataclasses.replace(row, stars=last.stars, source=last.row.source, day=last.day)


def _evaluated_rows(scope: Scope) -> Iterator[Result]:
    """Evaluations of the period; a forward to the centre is no result yet."""
    for results in scope.records.results.values():
        yield from (one for one in results if scope.records.in_period(one) and not one.forwarded)


def _evaluated(scope: Scope) -> Iterator[Row]:
    yield from (one.row for one in _evaluated_rows(scope))


def _improved(scope: Scope) -> Iterator[Row]:
    evaluated = {one.product: one.row for one in _evaluated_rows(scope)}
    helped = {product: done.row for done in scope.records.done for product in done.products}
    for row in scope.members():
        by = evaluated.get(row.id) or helped.get(row.id)
        if by is not None:
            yield dataclasses.replace(row, day=by.day, source=by.source or by.name, stars=by.stars)


def _raised(scope: Scope) -> Iterator[Row]:
    """Recognised in the period with more stars than before, ending on one of the stars asked for."""
    listed = {row.id for row in scope.members()} if scope.cohort is not None else None
    newest: dict[int, Result] = {}
    for one in _evaluated_rows(scope):
        newest[one.product] = one
    for product, one in newest.items():
        before = scope.records.stars_before(product)
        rose = before is not None and (one.stars or 0) > (before.stars or 0)
        if rose and scope.takes("stars", one.stars) and (listed is None or product in listed):
            yield one.row


def _finished(scope: Scope) -> Iterator[Row]:
    evaluated = {one.product: one.row for one in _evaluated_rows(scope)}
    for one in scope.records.enrolled:
        if one.origin == EnrolmentOrigin.CARRIED and one.product in evaluated:
            yield evaluated[one.product]


def _new_products(scope: Scope) -> Iterator[Row]:
    for one in scope.records.enrolled:
        if one.origin == EnrolmentOrigin.NEW:
            yield one.row


def _recognised(scope: Scope) -> Iterator[Row]:
    for one in scope.records.recognitions:
        fits = scope.takes("stars", one.stars) and scope.takes("kind", one.kind)
        if fits and not one.forwarded and scope.records.within(one.day):
            yield one.row


def _forwarded(scope: Scope) -> Iterator[Row]:
    for one in scope.records.recognitions:
        if one.forwarded and scope.records.within(one.day):
            yield one.row


def _dossiers(scope: Scope) -> Iterator[Row]:
    for state, kind, row in scope.records.dossiers:
        if scope.takes("state", state) and scope.takes("kind", kind):
            yield row


def _live(scope: Scope) -> Iterator[Row]:
    for one in scope.records.certified.values():
        if scope.records.status(one) in LIVE and scope.takes("stars", one.stars):
            yield one.row


def _expired(scope: Scope) -> Iterator[Row]:
    for one in scope.records.certified.values():
        if scope.records.status(one) == CertificateStatus.EXPIRED and scope.takes("stars", one.stars):
            yield one.row


def _producers(scope: Scope) -> Iterator[Row]:
    for one in scope.records.certified.values():
        live = scope.records.status(one) in LIVE
        if live and one.producer is not None and scope.takes("kind", one.producer_kind):
            yield one.producer


def _organisations(scope: Scope) -> Iterator[Row]:
    for one in scope.records.enrolled:
        if one.producer_kind in ORGANISATIONS and scope.takes("kind", one.producer_kind):
            yield dataclasses.replace(one.producer, detail=one.row.name, day=one.row.day, source=one.row.source)


def _restructured(scope: Scope) -> Iterator[Row]:
    for one in scope.records.done:
        if one.kind == ActivityKind.RESTRUCTURING and scope.takes("to_form", one.to_form):
            yield from one.producers


def _activities(scope: Scope) -> Iterator[Row]:
    for one in scope.records.done:
        if scope.takes("kind", one.kind):
            yield one.row


def _points(kind: PointKind) -> Counter:
    def counter(scope: Scope) -> Iterator[Row]:
        yield from (row for found, row in scope.records.points if found == kind)

    return counter


_DECLARED = (
    Declaration(Indicator.ENROLLED, _("Sản phẩm có trong danh sách tham gia chu trình của năm, tính đến ngày chốt."),
                _ONCE, _enrolled),
    Declaration(Indicator.COHORT,
                _("Sản phẩm trong một danh sách đã chốt; hạng sao là kết quả gần nhất trước kỳ, “dưới ba sao” gồm cả "
                  "hạng 1, 2 sao."), _ONCE, _cohort),
    Declaration(Indicator.IMPROVED,
                _("Sản phẩm của danh sách chốt có hoạt động hỗ trợ đã xong hoặc được đánh giá trong kỳ."), _ONCE,
                _improved),
    Declaration(Indicator.RAISED,
                _("Sản phẩm có kết quả trong kỳ cao hơn hạng sao trước kỳ và đạt hạng sao đã nêu."), _ONCE, _raised),
    Declaration(Indicator.FINISHED, _("Sản phẩm chuyển từ năm trước sang và được đánh giá trong kỳ."), _ONCE,
                _finished),
    Declaration(Indicator.NEW_PRODUCTS, _("Sản phẩm lần đầu tham gia chu trình trong năm."), _ONCE, _new_products),
    Declaration(Indicator.EVALUATED, _("Sản phẩm có kết quả đánh giá trong kỳ, được công nhận hay không."), _ONCE,
                _evaluated),
    Declaration(Indicator.RECOGNISED,
                _("Sản phẩm có trong quyết định công nhận ký trong kỳ. Một sản phẩm nhiều lượt công nhận chỉ đếm một "
                  "lần."), _ONCE, _recognised),
    Declaration(Indicator.FORWARDED, _("Sản phẩm có trong văn bản trình Trung ương ký trong kỳ."), _ONCE, _forwarded),
    Declaration(Indicator.DOSSIERS, _("Hồ sơ nộp lần đầu trong kỳ, theo tình trạng hiện nay."),
                _("Mỗi hồ sơ đếm một lần."), _dossiers),
    Declaration(Indicator.LIVE, _("Sản phẩm mà giấy chứng nhận mới nhất còn hiệu lực vào ngày chốt."), _ONCE, _live),
    Declaration(Indicator.EXPIRED, _("Sản phẩm mà giấy chứng nhận mới nhất đã hết hạn vào ngày chốt, chưa cấp lại."),
                _ONCE, _expired),
    Declaration(Indicator.PRODUCERS, _("Chủ thể có ít nhất một sản phẩm còn hiệu lực vào ngày chốt."), _BY_PRODUCER,
                _producers),
    Declaration(Indicator.ORGANISATIONS,
                _("Tổ hợp tác, hợp tác xã, doanh nghiệp có sản phẩm tham gia chu trình của năm."), _BY_PRODUCER,
                _organisations),
    Declaration(Indicator.RESTRUCTURED, _("Tổ chức có hoạt động tái cơ cấu kết thúc trong kỳ."), _BY_PRODUCER,
                _restructured),
    Declaration(Indicator.ACTIVITIES, _("Hoạt động hỗ trợ kết thúc trong kỳ."), _("Mỗi hoạt động đếm một lần."),
                _activities),
    Declaration(Indicator.CENTRES, _("Trung tâm giới thiệu mở trong kỳ và còn mở vào ngày chốt."),
                _("Mỗi trung tâm đếm một lần."), _points(PointKind.CENTRE)),
    Declaration(Indicator.SALES_POINTS, _("Điểm bán mở trong kỳ và còn mở vào ngày chốt."),
                _("Mỗi điểm đếm một lần."), _points(PointKind.POINT)),
)
INDICATORS: dict[str, Declaration] = {one.key.value: one for one in _DECLARED}
