"""What a producer should do, as the desk shows it: the one framed thing, then the list."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.dossiers.models import Answer, Dossier, Supplement, SupplementItem
from ocop.dossiers.queries import SelfScore, Todo, self_score, todo
from ocop.registry.models import own_work
from ocop.rulebooks.queries import calendar_between
from ocop.rulebooks.rules.clocks import Calendar, count_working_days
from ocop.web.desk.producer.words import days_words
from ocop.web.shared.pieces import TodoItem
from ocop.web.shared.templatetags.ocop import days_left_words, stars_words, vn_date


@dataclasses.dataclass(frozen=True)
class Countdown:
    """Working days given, passed, and the words under the ticks."""

    used: int
    total: int
    words: str


@dataclasses.dataclass(frozen=True)
class Task:
    """One thing to do. `clock` where a level gave a day; `items` what it asked for."""

    row: TodoItem
    clock: Countdown | None = None
    items: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Facts:
    """What the words of the list are made of, read once for all of it."""

    today: dt.date
    dossiers: dict[str, Dossier]
    supplements: dict[int, Supplement]
    calendar: Calendar


def tasks(actor: Actor) -> tuple[list[Task], list[Todo]]:
    """Things to do, the most pressing first, and things only to know; the same number of queries whatever there is."""
    rows = todo(actor)
    facts = _facts(actor)
    to_do = [_task(row, facts) for row in rows if row.to_do]
    return to_do, [row for row in rows if not row.to_do]


def _facts(actor: Actor) -> Facts:
    answers = Answer.objects.select_related("criterion", "option").order_by("criterion__position")
    open_ones = list(
        Dossier.objects.open().filter(own_work(actor))
        .select_related("product", "edition", "product_set__edition").prefetch_related(Prefetch("answers", answers))
    )
    asked = Supplement.objects.filter(answered_in__isnull=True, stage__dossier__in=open_ones)
    found = list(asked.select_related("stage__unit").prefetch_related(
        Prefetch("items", SupplementItem.objects.order_by("pk"))))
    return Facts(actor.today, {row.pid: row for row in open_ones}, {row.stage.dossier_id: row for row in found},
                 calendar_for(found, actor.today))


def calendar_for(supplements: Sequence[Supplement], today: dt.date) -> Calendar:
    """The days off within which these supplements run; one query for all of them."""
    days = [today, *(row.asked_on for row in supplements), *(row.due_on for row in supplements)]
    return calendar_between(min(days), max(days))


def countdown(supplement: Supplement, today: dt.date, calendar: Calendar | None = None) -> Countdown:
    """The working days a level gave for a supplement; a list shares one calendar."""
    calendar = calendar or calendar_for([supplement], today)
    total = count_working_days(supplement.asked_on, supplement.due_on, calendar)
    used = count_working_days(supplement.asked_on, today, calendar)
    words = _("%(left)s, đến %(day)s") % {"left": days_left_words(total - used), "day": vn_date(supplement.due_on)}
    return Countdown(used, max(total, 1), words)


def load_answers(dossier: Dossier) -> None:
    """Read the answers once, for the score, the checklist and the page alike."""
    answers = Answer.objects.select_related("criterion", "option").order_by("criterion__position")
    prefetch_related_objects([dossier], Prefetch("answers", answers))


# Where each step of an idea or a business plan is taken.
_STEPS = {"idea_returned": "producer_idea", "idea_draft": "producer_idea", "idea_product": "producer_idea",
          "plan_returned": "producer_business_plan", "plan_draft": "producer_business_plan",
          "plan_start": "producer_plans"}


def _form_step(row: Todo, facts: Facts) -> Task:
    """The next step of an idea or a business plan."""
    act, why = {
        "idea_draft": (_("Viết tiếp"), _("Ý tưởng chưa gửi nên xã chưa thấy.")),
        "plan_draft": (_("Viết tiếp"), _("Phương án chưa gửi nên xã chưa thấy.")),
        "idea_product": (_("Chọn sản phẩm"), _("Ý tưởng đã được nhận; bước tiếp là đăng ký sản phẩm.")),
        "plan_start": (_("Viết phương án"),
                       _("Ý tưởng đã được nhận. Phương án giúp xin hỗ trợ; chưa có vẫn lập được hồ sơ.")),
    }.get(row.kind, (_("Sửa và gửi lại"), row.why))
    back = row.kind.endswith("_returned")
    return Task(TodoItem(row.words, reverse(_STEPS[row.kind], args=[row.pid]), why, act, kind="bad" if back else "none",
                         when=_("bị trả lại") if back else ""))


def _task(row: Todo, facts: Facts) -> Task:
    makers = {"supplement": _supplement, "returned": _returned, "draft": _draft, "reevaluate": _reevaluate,
              "start": _start, "paper": _paper, **dict.fromkeys(_STEPS, _form_step)}
    return makers[row.kind](row, facts)


def _supplement(row: Todo, facts: Facts) -> Task:
    dossier = facts.dossiers[row.pid]
    asked = facts.supplements[dossier.pk]
    items = tuple(item.text for item in asked.items.all())
    title = _("Bổ sung %(count)s mục cho hồ sơ “%(name)s”") % {"count": len(items), "name": dossier.product.name}
    why = asked.note or _("%(unit)s hỏi lại:") % {"unit": asked.stage.unit.full_name}
    clock = countdown(asked, facts.today, facts.calendar)
    item = TodoItem(title, reverse("producer_supplement", args=[row.pid]), why, _("Bổ sung ngay"),
                    kind="bad" if clock.used > clock.total else "warn", when=days_left_words(clock.total - clock.used))
    return Task(item, clock, items)


def _returned(row: Todo, facts: Facts) -> Task:
    dossier = facts.dossiers[row.pid]
    return Task(TodoItem(row.words, reverse("producer_dossier", args=[row.pid]), dossier.returned_reason,
                         _("Sửa và nộp lại"), kind="bad", when=_("bị trả lại")))


def _draft(row: Todo, facts: Facts) -> Task:
    score = self_score(facts.dossiers[row.pid])
    why = _("Đã trả lời %(answered)s/%(of)s tiêu chí, tự chấm %(total)s điểm.") % {
        "answered": score.answered, "of": score.of, "total": score.total}
    return Task(TodoItem(row.words, reverse("producer_dossier", args=[row.pid]), why, _("Viết tiếp"),
                         stars=score.stars or None, when=predicted(score), kind="none"))


def predicted(score: SelfScore) -> str:
    """The prediction in words; a self-score promises nothing."""
    if not score.answered:
        return ""
    if score.stars is None:
        return _("chưa đủ điều kiện xếp hạng")
    return _("dự kiến %(stars)s") % {"stars": stars_words(score.stars)}


def _reevaluate(row: Todo, facts: Facts) -> Task:
    why = _("Nộp đến hết %(day)s. Hồ sơ lần trước đã chép sẵn, chỉ cần xem lại và sửa phần thay đổi.") % {
        "day": vn_date(row.due_on)}
    left = days_words((row.due_on - facts.today).days) if row.due_on else ""
    return Task(TodoItem(row.words, reverse("producer_product", args=[row.pid]), why, _("Lập hồ sơ"), when=left))


def _start(row: Todo, facts: Facts) -> Task:
    why = _("Sản phẩm đã đăng ký nhưng chưa có hồ sơ đánh giá nào.")
    return Task(TodoItem(row.words, reverse("producer_product", args=[row.pid]), why, _("Lập hồ sơ")))


def _paper(row: Todo, facts: Facts) -> Task:
    left = (row.due_on - facts.today).days if row.due_on else 0
    why = _("Có giá trị đến hết %(day)s. Giấy hết hạn thì không nộp được hồ sơ.") % {"day": vn_date(row.due_on)}
    return Task(TodoItem(row.words, reverse("producer_paper", args=[row.pid]), why, _("Thay giấy"),
                         kind="bad" if left < 0 else "warn", when=days_words(left)))
