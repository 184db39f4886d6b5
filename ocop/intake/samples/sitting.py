"""Two sessions of the council: one of three weeks ago, signed and partly decided, and one that scores today."""

import datetime as dt
from collections.abc import Iterable

from django.core.files.base import ContentFile

from ocop.core.dates import today
from ocop.core.typesetting import typeset
from ocop.councils.actions import (
    call_session,
    close_session,
    close_tally,
    declare_conflict,
    note_attendance,
    open_session,
    put_on_docket,
    save_sheet,
    sign_minutes,
    sign_sheet,
    tally_docket,
)
from ocop.councils.models import Docket, Seat, Session, Tally
from ocop.dossiers.models import Dossier
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import LAW_DAY, ago, on
from ocop.intake.samples.filing import Way, bring, note, upper
from ocop.intake.samples.people import PROVINCE
from ocop.intake.samples.sheets import Picks, seven
from ocop.recognition.actions import draft_decision, record_decision, send_result
from ocop.recognition.enums import DecisionKind
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import Rubric

_HALL = "Phòng họp tầng 3, Văn phòng điều phối nông thôn mới (ví dụ)"
_OPINIONS = ("Sản phẩm giữ được cách làm cũ (ví dụ).", "Nên in rõ hạn dùng trên nhãn (ví dụ).",
             "Cần thêm nơi bán ngoài tỉnh (ví dụ).")
# Before: product, totals of seven sheets, stars whose gates are all reached.
_BEFORE: tuple[tuple[str, tuple[int, ...], int], ...] = (
    ("tui-tho-cam", (76, 78, 77, 79, 80, 78, 77), 4),
    ("mat-ong", (60, 62, 61, 63, 64, 62, 61), 3),
    ("mien-rau", (84, 83, 85, 84, 86, 84, 83), 4),
    ("mang-kho", (57, 58, 59, 58, 60, 58, 57), 3),
    ("nhat-diep", (92, 92, 91, 93, 92, 91, 92), 5),
    ("homestay", (42, 43, 41, 44, 42, 43, 42), 0),
)
# Today: product, totals, stars whose gates are reached, the star of the one gate that is not.
_TODAY: tuple[tuple[str, tuple[int, ...], int, int], ...] = (
    ("che-nhat", (91, 91, 91, 91, 91, 91, 92), 5, 5),
    ("ruou-la", (66, 68, 70, 70, 71, 73, 76), 4, 0),
    ("gao-nep", (70, 74, 76, 78, 80, 83, 86), 4, 0),
    ("tinh-nghe", (77, 78, 80, 80, 81, 82, 79), 4, 0),
    ("mien-kho", (75, 76, 77, 78, 79, 80, 81), 4, 0),
)


def session_before(cast: Cast) -> None:
    """Six products, all counted; results in every state between the signed minutes and the certificate."""
    for key, totals, gates in _BEFORE:
        bring(cast, key, Way(ago(70), points=min(totals), gates=gates, sent=ago(55), accepted=ago(48)))
    day = ago(21)
    with on(ago(30)):
        session = _called(cast, day, (key for key, _totals, _gates in _BEFORE))
    with on(ago(21)):
        _opened(cast, session)
        for docket, (_key, totals, gates) in zip(_dockets(session), _BEFORE, strict=True):
            _sign(cast, docket, seven(_rubric(docket), totals, gates=gates), members=cast.members)
            close_tally(tally=tally_docket(docket=docket, by=cast.actor("thu-ky")), by=cast.actor("thu-ky"))
        close_session(session=session, by=cast.actor("thu-ky"))
    with on(ago(20)):
        sign_minutes(session=session, by=cast.actor("thu-ky"))
        sign_minutes(session=session, by=cast.actor("chu-tich"))
    _decide(cast, session)


def _decide(cast: Cast, session: Session) -> None:
    """Recognise two, forward one, write a letter for one, leave one drafted and one waiting."""
    found = {docket.stage.dossier.product_id: Tally.objects.get(docket=docket) for docket in _dockets(session)}
    tallies = {key: found[cast.goods[key].pk] for key, _totals, _gates in _BEFORE}
    signed = max(today().replace(day=1), ago(6), LAW_DAY)
    with on(signed):
        both = [tallies["mien-rau"], tallies["mang-kho"]]
        _decided(cast, DecisionKind.RECOGNISE, both, number="2145/QĐ-UBND (ví dụ)")
        _decided(cast, DecisionKind.FORWARD, [tallies["nhat-diep"]], number="2146/QĐ-UBND (ví dụ)")
        send_result(tally=tallies["homestay"], by=cast.actor("tinh"))
    draft_decision(authority=cast.units[PROVINCE], kind=DecisionKind.RECOGNISE, tallies=[tallies["mat-ong"]],
                   by=cast.actor("tinh"))


def _decided(cast: Cast, kind: str, tallies: list[Tally], *, number: str) -> None:
    """Drafted by the officer, signed outside, recorded by the clerk."""
    draft = draft_decision(authority=cast.units[PROVINCE], kind=kind, tallies=tallies, by=cast.actor("tinh"))
    record_decision(decision=draft, number=number, signed_on=today(), signer="Phạm Hoàng Long (ví dụ)",
                    signer_title="Phó Chủ tịch", upload=scan(number, today()), by=cast.actor("van-thu"))


def scan(number: str, day: dt.date) -> "ContentFile[bytes]":
    """The signed decision as a file."""
    face = {"title": "Quyết định (bản quét ví dụ)", "issuer": "Ủy ban nhân dân tỉnh Thái Nguyên (ví dụ)",
            "number": number, "producer": "theo danh sách kèm theo", "product": "", "expires": "",
            "issued": f"{day.day}/{day.month}/{day.year}",
            "body": "Tờ này thay cho bản quét quyết định đã ký; mọi tên, số và ngày đều là ví dụ."}
    return ContentFile(typeset("intake/print/sample.typ", face), name="quyet-dinh.pdf")


def session_today(cast: Cast) -> None:
    """Five products: one counted, two complete and not yet counted, two still sealed."""
    for key, totals, _gates, _missing in _TODAY:
        bring(cast, key, Way(ago(47), points=min(totals), gates=3, sent=ago(33), accepted=ago(27)))
    day = today()
    with on(ago(10)):
        session = _called(cast, day, (row[0] for row in _TODAY))
        for docket in _dockets(session):
            note(cast, docket.stage)
    tied = cast.members[-1]
    _opened(cast, session)
    sheets = [seven(_rubric(docket), totals, gates=gates, missing=missing)
              for docket, (_key, totals, gates, missing) in zip(_dockets(session), _TODAY, strict=True)]
    dockets = _dockets(session)
    for docket, all_seven in zip(dockets[:3], sheets[:3], strict=True):
        _sign(cast, docket, all_seven, members=cast.members)
    tally_docket(docket=dockets[0], by=cast.actor("thu-ky"))
    declare_conflict(seat=cast.seat(tied), producer=dockets[3].stage.dossier.producer, by=cast.actor(tied),
                     basis="Em ruột góp vốn vào công ty (ví dụ).")
    # Everybody still owes a sheet: those who have signed the fourth owe the fifth, and the other way round.
    _sign(cast, dockets[3], sheets[3], members=cast.members[:4])
    _sign(cast, dockets[4], sheets[4][4:6], members=cast.members[4:6])
    for key, picks in zip(cast.members[:2], sheets[4], strict=False):
        begun = dict(list(picks.items())[:12])
        save_sheet(docket=dockets[4], picks=begun, notes={"2.3": "Xem lại mã truy xuất (ví dụ)."}, by=cast.actor(key))


def _called(cast: Cast, day: dt.date, keys: Iterable[str]) -> Session:
    """A session with its agenda."""
    dossiers = [Dossier.objects.select_related("round").get(product=cast.goods[key]) for key in keys]
    session = call_session(council=cast.sitting, on=day, place=_HALL, round=dossiers[0].round,
                           by=cast.actor("thu-ky"))
    for dossier in dossiers:
        put_on_docket(session=session, stage=upper(dossier), by=cast.actor("thu-ky"))
    return session


def _opened(cast: Cast, session: Session) -> None:
    """All are there."""
    note_attendance(session=session, present=Seat.objects.filter(council=cast.council), by=cast.actor("thu-ky"))
    open_session(session=session, by=cast.actor("chu-tich"))


def _dockets(session: Session) -> list[Docket]:
    return list(Docket.objects.filter(session=session).select_related(
        "session", "stage__dossier__producer", "stage__dossier__product_set__edition").order_by("position"))


def _rubric(docket: Docket) -> Rubric:
    return rubric_of(docket.stage.dossier.product_set)


def _sign(cast: Cast, docket: Docket, sheets: list[Picks], *, members: list[str]) -> None:
    """These members save and sign, each on an actor of their own."""
    for place, (key, picks) in enumerate(zip(members, sheets, strict=False)):
        save_sheet(docket=docket, picks=picks, opinion=_OPINIONS[(place + docket.position) % len(_OPINIONS)],
                   by=cast.actor(key))
        sign_sheet(docket=docket, by=cast.actor(key))
