"""One criterion on one page: options as cards, evidence, words, and the bar; one button saves it all."""

import dataclasses
from typing import Any
from urllib.parse import urlsplit

from django.core.files.base import File
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import attach_file, attach_link, attach_paper, save_answer
from ocop.dossiers.models import Answer, Dossier
from ocop.dossiers.queries import pick_of
from ocop.registry.models import PaperVersion
from ocop.rulebooks.models import Criterion, Option
from ocop.rulebooks.queries import help_beside, rubric_of
from ocop.rulebooks.rules.rubric import Criterion as Rule
from ocop.web.desk.producer.chores import load_answers
from ocop.web.desk.producer.dossiers import crumbs_under, heads
from ocop.web.desk.producer.finding import editable, find_dossier
from ocop.web.desk.producer.forms import CriterionForm
from ocop.web.desk.producer.sheets import proofs_for, proofs_of, sheet_of, vault_of
from ocop.web.desk.producer.words import beside, opened, tell, validity
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

_FIELDS = {"link-wrong": "link", "link-long": "link", "evidence-title": "title", "paper-foreign": "papers",
           "option-foreign": "option", "option-none": "option"}


@dataclasses.dataclass(frozen=True)
class Branch:
    """Options under one heading; a criterion without branches has one, without words."""

    words: str
    options: tuple[tuple[str, int, str, int | None], ...]


@dataclasses.dataclass(frozen=True)
class Clash:
    """What another window saved while this one was open."""

    option: str
    points: int
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: Request, pid: str, key: str) -> HttpResponseBase:
    """Read and answer one criterion."""
    dossier = find_dossier(request, pid)
    row = get_or_404(Criterion.objects.filter(product_set=dossier.product_set_id), key=key)
    vault = vault_of(dossier, request.actor)
    if request.method != "POST":
        return _show(request, dossier, row=row, vault=vault)
    form = CriterionForm(request.POST, request.FILES, vault=vault)
    clash = False
    if form.is_valid():
        try:
            with transaction.atomic():
                added = _write(request, dossier, row=row, form=form)
        except Refusal as refusal:
            clash = refusal.code == "answer-stale"
            if not clash:
                beside(form, refusal, _FIELDS)
        else:
            return _saved(request, dossier, row=row, added=added)
    load_answers(dossier)
    return _show(request, dossier, row=row, vault=vault, form=form, clash=clash)


def _write(request: Request, dossier: Dossier, *, row: Criterion, form: CriterionForm) -> int:
    """The answer where it changed, then each piece of evidence; all of it or nothing. Returns how many were added."""
    data = form.cleaned_data
    answer = _answer_of(dossier, row)
    text = data["text"].replace("\r\n", "\n")
    if form.answers:
        option = _option(row, data["option"])
        if _differs(answer, option, text=text):
            save_answer(dossier=dossier, criterion=row, option=option, text=text, rev=data["rev"], by=request.actor)
    elif text.strip():
        raise Refusal("option-none", _("Hãy chọn một mức, hoặc “Chưa đạt mức nào ở trên”, rồi lưu mô tả."))
    return _attach(request, dossier, row=row, data=data)


def _answer_of(dossier: Dossier, row: Criterion) -> Answer | None:
    return next((one for one in dossier.answers.all() if one.criterion_id == row.pk), None)


def _differs(answer: Answer | None, option: Option | None, *, text: str) -> bool:
    """Whether there is something to save; an answer carried over is confirmed by saving it."""
    if answer is None or (answer.carried_from_id and not answer.confirmed_on):
        return True
    return answer.option_id != (option.pk if option else None) or answer.text != text.strip()


def _option(row: Criterion, pick: str) -> Option | None:
    """The option of a pick such as "2" or "b1"; empty is none of them."""
    if not pick:
        return None
    found: Option | None = next((option for option in row.options.all() if pick_of(option) == pick), None)
    if found is None:
        raise Refusal("option-foreign", _("Mức được chọn không thuộc tiêu chí này. Hãy chọn lại."))
    return found


def _attach(request: Request, dossier: Dossier, *, row: Criterion, data: dict[str, Any]) -> int:
    files = [upload for upload in (data["photo"], data["upload"]) if upload]
    for upload in files:
        attach_file(dossier=dossier, upload=upload, title=_file_title(upload, data["title"], row), criteria=[row],
                    by=request.actor)
    for version in data["papers"]:
        attach_paper(dossier=dossier, paper_version=version, criteria=[row], pages=data["pages"], by=request.actor)
    if data["link"]:
        title = data["title"] if not files and data["title"] else urlsplit(data["link"]).hostname or data["link"]
        attach_link(dossier=dossier, link=data["link"], title=title, criteria=[row], by=request.actor)
    return len(files) + len(data["papers"]) + bool(data["link"])


def _file_title(upload: "File[bytes]", wanted: str, row: Criterion) -> str:
    """The name a person gave, else the file's own without its ending, else the criterion's."""
    return nfc(wanted) or nfc((upload.name or "").rpartition(".")[0] or upload.name or "") or row.title


def _saved(request: Request, dossier: Dossier, *, row: Criterion, added: int) -> HttpResponseBase:
    """Say what was saved and go on."""
    words = ngettext("Thêm %(count)s minh chứng.", "Thêm %(count)s minh chứng.", added) % {"count": added}
    tell(request, _("Đã lưu tiêu chí %(key)s.") % {"key": row.key}, words if added else "")
    if request.POST.get("then") != "next":
        return redirect("producer_criterion", dossier.pid, row.key)
    after = Criterion.objects.filter(product_set=dossier.product_set_id, position__gt=row.position)
    following = after.order_by("position").first()
    if following is None:
        return redirect("producer_dossier", dossier.pid)
    return redirect("producer_criterion", dossier.pid, following.key)


def _show(request: Request, dossier: Dossier, *, row: Criterion, vault: list[PaperVersion],
          form: CriterionForm | None = None, clash: bool = False) -> HttpResponse:
    answer = _answer_of(dossier, row)
    if form is None:
        form = CriterionForm(initial={"text": answer.text if answer else ""}, vault=vault)
        picked = (pick_of(answer.option) or "") if answer else None
    else:
        picked = form.data.get("option")
    context = {
        **heads(dossier), **_of_the_law(dossier, row),
        "crumbs": crumbs_under(dossier, _("Tiêu chí %(key)s") % {"key": row.key}),
        "row": row, "picked": picked, "rev": answer.rev if answer else 0,
        "answer": answer, "form": form, "sheet": sheet_of(dossier),
        "papers": [(one, *validity(one.expires_on, request.actor.today)) for one in vault],
        "chosen": request.POST.getlist("papers"),
        "proofs": proofs_for(proofs_of(dossier), row),
        "may_edit": editable(request.actor, dossier),
        "clash": _clash(answer) if clash else None,
    }
    status = 409 if clash else 422 if form.errors else 200
    return desk_page(request, "desk/producer/criterion.html", context, current="todo", status=status)


def _of_the_law(dossier: Dossier, row: Criterion) -> dict[str, Any]:
    """What the rubric says of a criterion, in the reader's language, and the province's help beside it."""
    place = dossier.producer.unit
    rubric = rubric_of(dossier.product_set)
    rule = rubric.by_key[row.key]
    tongue = get_language() or "vi"
    return {
        "place": rule.position, "of": len(rubric.criteria), "branches": _branches(rule, tongue),
        "section": next((one.name.said(tongue) for one in rubric.sections if one.key == row.section), ""),
        "hints": [hint.said(tongue) for hint in rule.hints],
        "help": help_beside(rubric, row.key, place.today_province_id if place else None),
        "wanted": [kind.words.said(tongue) for kind in rule.evidence],
        "before": _neighbour(dossier, row, step=-1), "after": _neighbour(dossier, row, step=1),
    }


def _branches(rule: Rule, tongue: str) -> list[Branch]:
    """The options in printed order, under the heading of their branch where there are branches."""
    found: dict[int, list[tuple[str, int, str, int | None]]] = {}
    least = {gate.option.id: gate.star for gate in rule.gates}
    for option in rule.options:
        found.setdefault(option.branch, []).append(
            (option.id, option.points, opened(option.words.said(tongue)), least.get(option.id)))
    return [Branch(rule.branches[branch - 1].said(tongue) if branch else "", tuple(options))
            for branch, options in found.items()]


def _clash(answer: Answer | None) -> Clash | None:
    """The answer that stands now, told to the window that came late."""
    if answer is None:
        return None
    option = answer.option
    words = opened(option.text) if option else _("Chưa đạt mức nào ở trên")
    return Clash(words, option.points if option else 0, answer.text)


def _neighbour(dossier: Dossier, row: Criterion, *, step: int) -> tuple[str, str] | None:
    """Key and address of the criterion before or after, from the rubric at hand."""
    keys = [one.key for one in rubric_of(dossier.product_set).criteria]
    place = keys.index(row.key) + step
    if not 0 <= place < len(keys):
        return None
    return keys[place], reverse("producer_criterion", args=[dossier.pid, keys[place]])
