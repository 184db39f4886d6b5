"""Verbs on a score sheet: save, save one pick, sign, and the way of a sheet on paper (C07, C15, C17, P03)."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.files import PAPERS, store_blob
from ocop.core.models import Blob
from ocop.core.refusal import Refusal
from ocop.councils.enums import SheetEntry, SheetState
from ocop.councils.flow import SHEET_FLOW
from ocop.councils.guards import may_enter_paper, scoring_barrier
from ocop.councils.models import Docket, ScoreSheet, Seat, SheetRevision, seat_ids, seats_of
from ocop.councils.queries.desk import ScoringPlace, is_there, scoring_facts
from ocop.councils.queries.marks import sheet_digest
from ocop.councils.queries.seal import standing_of
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import Rubric
from ocop.rulebooks.rules.scoring import ScoringError, find_option, score_sheet

_WITH = ("session__council__unit", "stage__dossier__product_set__edition")
# Only what a save asks: the rows beside a sheet are wide, and a council saves thousands of times a day.
_ONLY = (
    "pid", "turn", "session__state", "session__mode", "session__council__unit__today_province", "stage__version",
    "stage__dossier__product_set__key", "stage__dossier__product_set__edition__key",
    "stage__dossier__product_set__edition__checksum",
)
_OWN = tuple(field.name for field in ScoreSheet._meta.concrete_fields)
NOTE_LIMIT = 2000


@dataclasses.dataclass(frozen=True)
class _Content:
    """What a member writes on a sheet."""

    picks: Mapping[str, str | None]
    notes: Mapping[str, str]
    opinion: str


def save_sheet(*, docket: Docket, picks: Mapping[str, str | None], by: Actor, notes: Mapping[str, str] | None = None,
               opinion: str | None = None, rev: int | None = None) -> ScoreSheet:
    """Save the member's whole sheet: `picks` maps criterion to option id ("2", "b1"), None or "" is "none ticked".

    `rev` is the revision the person saw (0: none yet, None: unchecked); notes and opinion stay as they are where not
    given. The total is reckoned here (C17). Refuses `invalid` an unknown criterion or option by name, `forbidden` who
    does not score or is tied or absent, `conflict` a session not open, a signed sheet, or a newer revision.
    """
    return _stored(docket, by=by, rev=rev, change=lambda old: _Content(
        picks, old.notes if notes is None else notes, old.opinion if opinion is None else opinion
    ))


def save_pick(*, docket: Docket, criterion_key: str, option_id: str | None, by: Actor, note: str | None = None,
              rev: int | None = None) -> ScoreSheet:
    """Save one tick of the member's sheet; the others stay. Refuses as `save_sheet` does."""
    def change(old: _Content) -> _Content:
        notes = old.notes if note is None else {**old.notes, criterion_key: note}
        return _Content({**old.picks, criterion_key: option_id}, notes, old.opinion)

    return _stored(docket, by=by, rev=rev, change=change)


def _stored(docket: Docket, *, by: Actor, rev: int | None, change: Callable[[_Content], _Content]) -> ScoreSheet:
    """Save once; where two first saves met, the one that lost finds the other's row and goes on from there."""
    try:
        with transaction.atomic():
            return _store(docket, by=by, rev=rev, change=change)
    except IntegrityError:
        with transaction.atomic():
            return _store(docket, by=by, rev=rev, change=change)


def _store(docket: Docket, *, by: Actor, rev: int | None, change: Callable[[_Content], _Content]) -> ScoreSheet:
    place = _place(docket, seat_ids(by), seats_of(by))
    barrier = scoring_barrier(place)
    if barrier:
        raise barrier
    if place.sheet is not None and place.sheet.entry == SheetEntry.FROM_PAPER:
        raise Refusal("sheet-on-paper", _("Phiếu này đang được nhập từ phiếu giấy. Hãy báo thư ký hội đồng."),
                      kind="conflict")
    if rev is not None and rev != (place.sheet.rev if place.sheet else 0):
        raise Refusal("sheet-rev", _("Phiếu này đã được lưu ở một cửa sổ khác. Hãy tải lại trang rồi chấm tiếp."),
                      kind="conflict")
    return _write(place, change, by=by)


def _place(docket: Docket, seats: list[int], held: Mapping[int, Seat]) -> ScoringPlace:
    """The sheet under lock with all that bars it, in one query; without a sheet the docket, in a second one."""
    sheet: Any = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .select_related(*(f"docket__{path}" for path in _WITH))
        .only(*_OWN, *(f"docket__{path}" for path in _ONLY))
        .annotate(**scoring_facts(seats, "docket__"))
        .filter(docket=docket.pk, seat__in=seats, turn=F("docket__turn"))
        .first()
    )
    row: Any = sheet or (
        Docket.objects.select_related(*_WITH).only(*_ONLY).annotate(**scoring_facts(seats)).get(pk=docket.pk)
    )
    found: Docket = sheet.docket if sheet else row
    return ScoringPlace(
        docket=found,
        seat=held.get(found.session.council_id),
        sheet=sheet,
        tied=row.is_tied,
        there=is_there(row, found.session.mode),
        counted=row.is_counted,
    )


def _write(place: ScoringPlace, change: Callable[[_Content], _Content], *, by: Actor,
           scan: Blob | None = None) -> ScoreSheet:
    docket, sheet = place.docket, place.sheet
    rubric = rubric_of(docket.stage.dossier.product_set)
    before = _Content(sheet.picks, sheet.notes, sheet.opinion) if sheet else _Content({}, {}, "")
    after = _clean(rubric, change(before))
    if sheet is not None and after == before and scan is None:
        return sheet
    if sheet is None:
        sheet = ScoreSheet(docket=docket, seat=place.seat, turn=docket.turn, rev=0)
    elif after.picks != before.picks:
        SheetRevision.objects.create(sheet=sheet, picks=before.picks)
    sheet.picks, sheet.notes, sheet.opinion = dict(after.picks), dict(after.notes), after.opinion
    sheet.total = score_sheet(rubric, after.picks).total
    # The version it reads: a supplement answered meanwhile is read by the next save.
    sheet.version_id = docket.stage.version_id
    sheet.rev += 1
    if scan is not None:
        sheet.entry, sheet.entered_by, sheet.scan = SheetEntry.FROM_PAPER, by.user, scan
    sheet.save()
    # Never the picks themselves while the council is open; keyed, so that a short sheet cannot be guessed from it.
    proof = salted_hmac("ocop.councils.sheet", audit.canonical(dataclasses.asdict(after)), algorithm="sha256")
    verb = "enter_paper_sheet" if scan is not None else "save_sheet"
    audit.record(verb, sheet, by=by, province_id=docket.session.council.unit.today_province_id,
                 body={"turn": sheet.turn, "rev": sheet.rev, "digest": proof.hexdigest()})
    return sheet


def _clean(rubric: Rubric, content: _Content) -> _Content:
    """The content in one spelling; refuses what the set does not have, by name."""
    picks: dict[str, str | None] = {}
    try:
        for key, pick in content.picks.items():
            option = find_option(rubric, key, pick)
            picks[key] = option.id if option else None
    except ScoringError as error:
        raise Refusal(f"sheet-{error.code}", error.words) from error
    notes = {key: str(note).strip()[:NOTE_LIMIT] for key, note in content.notes.items()}
    strange = next((key for key in notes if key not in rubric.by_key), None)
    if strange is not None:
        raise Refusal("sheet-unknown-criterion", _("Bộ sản phẩm này không có tiêu chí %(key)s.") % {"key": strange})
    return _Content(picks, {key: note for key, note in notes.items() if note}, content.opinion.strip())


def sign_sheet(*, docket: Docket, by: Actor) -> ScoreSheet:
    """Sign the own sheet of the turn under way: from now on it never changes.

    A criterion without a tick is legal and counts 0 (product.md 3). Refuses `incomplete` where nothing was saved yet,
    else as `save_sheet` does.
    """
    with transaction.atomic():
        place = _place(docket, seat_ids(by), seats_of(by))
        barrier = scoring_barrier(place)
        if barrier:
            raise barrier
        if place.sheet is None:
            raise Refusal("sheet-empty", _("Bạn chưa chấm sản phẩm này. Hãy tích ít nhất một mức rồi ký."),
                          kind="incomplete")
        if place.sheet.entry == SheetEntry.FROM_PAPER:
            raise Refusal("sheet-on-paper", _("Phiếu nhập từ giấy thì xác nhận, không ký lại."), kind="conflict")
        return _signed("sign_sheet", place.sheet, by=by)


def _signed(verb: str, sheet: ScoreSheet, *, by: Actor) -> ScoreSheet:
    locked = SHEET_FLOW.begin(verb, sheet, by=by)
    locked.signed_at = timezone.now()
    locked.digest = sheet_digest(locked)
    locked.save(update_fields=["state", "signed_at", "digest", "saved_at"])
    audit.record(verb, locked, by=by, body={"turn": locked.turn, "digest": locked.digest})
    return locked


def enter_paper_sheet(*, docket: Docket, seat: Seat, picks: Mapping[str, str | None], upload: "File[bytes]",
                      by: Actor, opinion: str = "") -> ScoreSheet:
    """Enter a member's signed paper sheet with its scan (P03); it counts once a second person has confirmed it.

    May be entered again until then. Refuses `forbidden` who does not lead the session or has not signed the own sheet,
    `conflict` a member who has begun to score here, else as `save_sheet` does.
    """
    if not may_enter_paper(by, standing_of(docket)):
        raise Refusal("paper-forbidden",
                      _("Chỉ thư ký hoặc người điều hành đã ký phiếu của mình mới nhập phiếu giấy."), kind="forbidden")
    scan = store_blob(upload, kinds=PAPERS)
    with transaction.atomic():
        place = _place(docket, [seat.pk], {seat.council_id: seat})
        barrier = scoring_barrier(place)
        if barrier:
            raise barrier
        if place.sheet is not None and place.sheet.entry == SheetEntry.OWN:
            raise Refusal("paper-own-begun", _("Thành viên này đang tự chấm trên hệ thống."), kind="conflict")
        return _write(place, lambda old: _Content(picks, old.notes, opinion), by=by, scan=scan)


def confirm_paper_sheet(*, sheet: ScoreSheet, by: Actor) -> ScoreSheet:
    """Confirm by a second person that the entry is what the scan shows; the sheet is signed with that."""
    with transaction.atomic():
        seat = sheet.seat
        place = _place(sheet.docket, [seat.pk], {seat.council_id: seat})
        barrier = scoring_barrier(place)
        if barrier and place.sheet is not None and place.sheet.state == SheetState.OPEN:
            raise barrier
        return _signed("confirm_paper_sheet", sheet, by=by)
