"""What was decided before and elsewhere: certificates in every state, entered from signed decisions."""

import dataclasses
import datetime as dt

from ocop.core.dates import add_months, today
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import ago, ahead, on
from ocop.intake.samples.people import NATION, PROVINCE
from ocop.intake.samples.sitting import scan
from ocop.places.models import AdminUnit
from ocop.places.queries import unit_by_code
from ocop.recognition.actions import draft_decision, extend_certificate, record_decision, revoke_certificate
from ocop.recognition.enums import DecisionKind, RevocationGround
from ocop.recognition.models import Certificate
from ocop.recognition.outside import OutsideRow, record_outside_decision

_SOURCE = "Danh sách sản phẩm OCOP các năm trước (ví dụ)"
_SIGNER = "Lê Quang Vinh (ví dụ)"
# The former province decided until this day.
_BAC_KAN, _MERGED = "06", dt.date(2025, 7, 1)
_MONTHS = 36


@dataclasses.dataclass(frozen=True)
class Old:
    """A certificate that ends so many days from today; `stars` and `score` as the old list has them."""

    good: str
    stars: int
    score: str
    ends_in: int
    north: bool = False


# One decision each: the days are what makes its state.
_OLD = (
    # The window of re-evaluation (180 to 120 days before the end) is open, closes in three days, is missed.
    Old("che-bup", 3, "68,4", 123),
    Old("mien-dong", 4, "82,6", 150, north=True),
    Old("mat-nhan", 3, "64,0", 165, north=True),
    Old("gao-te", 3, "61,5", 40, north=True),
    # Nothing to do for a while.
    Old("che-nhai", 4, "79,2", 610),
    Old("mien-gao", 3, "66,1", 560),
    Old("ao-cham", 4, "75,8", 700),
    Old("thuyen-ho", 3, "58,9", 480, north=True),
    # Over, run on, taken back; the last is followed by a higher one.
    Old("tra-gung", 3, "62,2", -60, north=True),
    Old("ruou-ngo", 3, "67,7", -20, north=True),
    Old("vien-nghe", 4, "77,0", 520),
    Old("che-xanh", 3, "65,3", 70),
)
_EXTENDED, _REVOKED, _FOLLOWED = "ruou-ngo", "vien-nghe", "che-xanh"
_FOLLOWED_ENDS, _TOP_ENDS = 640, 172
_BEGINS_IN, _SIGNED_AGO = 6, 2


def enter_register(cast: Cast) -> None:
    """The old list, by the province's officer; then what happened to some certificates since."""
    signed = {old.good: add_months(today() + dt.timedelta(days=old.ends_in), -_MONTHS) for old in _OLD}
    ends = {old.good: today() + dt.timedelta(days=old.ends_in) for old in _OLD}
    follow, top = (today() + dt.timedelta(days=days) for days in (_FOLLOWED_ENDS, _TOP_ENDS))
    with on(ago(120)):
        for no, old in enumerate(_OLD, start=1):
            day = signed[old.good]
            row = OutsideRow(product=cast.goods[old.good], stars=old.stars, score=old.score, valid_to=ends[old.good],
                             certificate_no=f"{no:02d}/GCN-{day.year} (ví dụ)")
            _enter(cast, row, authority=_authority(cast, old, day), number=f"{900 + no}/QĐ-UBND (ví dụ)", signed_on=day)
        higher = OutsideRow(product=cast.goods[_FOLLOWED], stars=4, score="81,9", valid_to=follow, kind="upgrade",
                            certificate_no="88/GCN (ví dụ)")
        _enter(cast, higher, authority=cast.units[PROVINCE], number="988/QĐ-UBND (ví dụ)",
               signed_on=add_months(follow, -_MONTHS))
        highest = OutsideRow(product=cast.goods["che-tien"], stars=5, score="92,7", valid_to=top, kind="upgrade",
                             certificate_no="77/GCN (ví dụ)")
        _enter(cast, highest, authority=cast.units[NATION], number="77/QĐ-BNN (ví dụ)",
               signed_on=add_months(top, -_MONTHS))
    _since(cast)


def enter_pending(cast: Cast) -> None:
    """A decision signed already whose certificate begins in a few days."""
    begins = today() + dt.timedelta(days=_BEGINS_IN)
    row = OutsideRow(product=cast.goods["tra-co"], stars=3, score="63,6", issued_on=begins,
                     certificate_no="89/GCN (ví dụ)")
    _enter(cast, row, authority=cast.units[PROVINCE], number="999/QĐ-UBND (ví dụ)", signed_on=ago(_SIGNED_AGO))


def _enter(cast: Cast, row: OutsideRow, *, authority: AdminUnit, number: str, signed_on: dt.date) -> None:
    record_outside_decision(authority=authority, number=number, signed_on=signed_on, signer=_SIGNER, rows=[row],
                            by=cast.actor("tinh"), source=_SOURCE)


def _authority(cast: Cast, old: Old, signed_on: dt.date) -> AdminUnit:
    """The former Bắc Kạn for its own products while it stood."""
    if old.north and signed_on < _MERGED:
        found = unit_by_code("province", _BAC_KAN, signed_on)
        assert found is not None
        return found
    return cast.units[PROVINCE]


def _since(cast: Cast) -> None:
    """One certificate was extended in time, one taken back."""
    newest = {key: Certificate.objects.get(recognition__product=cast.goods[key]) for key in (_EXTENDED, _REVOKED)}
    late = newest[_EXTENDED]
    with on(ahead(-25)):
        extend_certificate(certificate=late, until=late.valid_to + dt.timedelta(days=170), by=cast.actor("tinh"),
                           ground="Hồ sơ phân hạng lại nộp muộn, đang được đánh giá (ví dụ).")
    with on(ahead(-40)):
        number = "2001/QĐ-UBND (ví dụ)"
        draft = draft_decision(authority=cast.units[PROVINCE], kind=DecisionKind.REVOKE, tallies=[],
                               by=cast.actor("tinh"))
        decision = record_decision(decision=draft, number=number, signed_on=today(), signer=_SIGNER,
                                   upload=scan(number, today()), by=cast.actor("van-thu"))
        revoke_certificate(certificate=newest[_REVOKED], decision=decision, ground=RevocationGround.LAW, on=today(),
                           by=cast.actor("tinh"))
