"""What is written beside a criterion: the official words, option by option; a province's help and months."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.rulebooks.actions import amend_wording, set_option_weight, write_help, write_official_wording
from ocop.rulebooks.enums import CriterionKind
from ocop.rulebooks.guards import may_edit_rulebooks
from ocop.rulebooks.models import Criterion, CriterionHelp, Option, OptionWeight, ProductSet
from ocop.rulebooks.queries import help_for, official_words, rubric_of
from ocop.rulebooks.rules.road import default_weights
from ocop.web.desk.law.drafting import beside_form
from ocop.web.desk.law.forms import HelpForm, WordingForm
from ocop.web.desk.law.place import criterion_at, crumbs, law_page, may_write_for_province, own_province, set_at
from ocop.web.desk.officer.doors import status_of
from ocop.web.shared.errors import anchor
from ocop.web.shared.request import Request

SOURCE_FIELDS = {"wording-without-source": "source"}


def _options(criterion: Criterion) -> list[Option]:
    return list(Option.objects.filter(criterion=criterion).order_by("branch", "no"))


def _back(row: ProductSet, criterion: Criterion) -> str:
    """The criterion's place on its sheet."""
    return f"{reverse('law_set', args=[row.edition.key, row.key])}#{anchor(f'criterion:{criterion.key}')}"


@require_http_methods(["GET", "HEAD", "POST"])
def law_wording(request: Request, *, key: str, product_set: str, criterion: str) -> HttpResponse:
    """Paste the printed words over ours: into a draft itself, beside a published edition. Ids and points stay."""
    actor = request.actor
    editor = may_edit_rulebooks(actor)
    if not (editor or may_write_for_province(actor)):
        raise Http404
    row = set_at(actor, key, product_set)
    line = criterion_at(actor, row, criterion)
    writer = _Wording(request, row, line, unit=None if editor else own_province(actor))
    form, refusal = writer.form(), None
    if request.method == "POST" and form.is_valid():
        try:
            writer.write(form)
        except Refusal as refused:
            refusal = refused
            beside_form(form, refused, SOURCE_FIELDS if "source" in form.fields else None)
        else:
            messages.success(request, _("Đã ghi lời văn của tiêu chí %(key)s.") % {"key": line.key})
            return redirect(_back(row, line))
    status = status_of(refusal) if request.method == "POST" else 200
    context = {"form": form, "row": row, "line": line, "edition": row.edition, "draft": writer.draft,
               "unit": writer.unit, "back": _back(row, line),
               "crumbs": crumbs(row.edition, row, _("Lời văn %(key)s") % {"key": line.key})}
    return law_page(request, "wording", context, status=status)


class _Wording:
    """The words of one criterion as they stand, and writing only what was changed."""

    def __init__(self, request: Request, row: ProductSet, line: Criterion, *, unit: AdminUnit | None) -> None:
        self.request, self.row, self.line, self.unit = request, row, line, unit
        # A province writes beside the law, also beside a draft; only an editor changes the draft itself.
        self.draft = not row.edition.is_published and unit is None
        flag = line.kind == CriterionKind.FLAG
        self.options = [] if self.draft and flag else _options(line)

    def held(self) -> dict[str, str]:
        """What stands in each field now."""
        if self.draft:
            return {"name": self.line.name,
                    **{f"option_{one.key_in_criterion}": one.words for one in self.options}}
        rows = {option: wording for (key, option), wording in official_words(self.row, self.unit).items()
                if key == self.line.key and wording.scope_unit_id == (self.unit.pk if self.unit else None)}
        found = {"name": rows[""].words if "" in rows else "",
                 "source": next((wording.source for wording in rows.values()), "")}
        return found | {f"option_{one.key_in_criterion}": rows[one.key_in_criterion].words
                        if one.key_in_criterion in rows else "" for one in self.options}

    def form(self) -> WordingForm:
        """The form, filled with what stands."""
        posted = self.request.POST if self.request.method == "POST" else None
        return WordingForm(posted, criterion=self.line, options=self.options, draft=self.draft, initial=self.held())

    def write(self, form: WordingForm) -> None:
        """All fields or none."""
        held, data = self.held(), form.cleaned_data
        moved = data.get("source", "") != held.get("source", "")
        with transaction.atomic():
            for one in (None, *self.options):
                name = f"option_{one.key_in_criterion}" if one else "name"
                if data[name] != held[name] or (moved and data[name]):
                    self._put(one, data[name], data.get("source", ""))

    def _put(self, option: Option | None, words: str, source: str) -> None:
        by = self.request.actor
        if self.draft:
            amend_wording(edition=self.row.edition, block=self.line.block, words=words, by=by,
                          option=option.key_in_criterion if option else "")
        else:
            write_official_wording(criterion=None if option else self.line, option=option, words=words,
                                   source=source, unit=self.unit, by=by)


@require_http_methods(["GET", "HEAD", "POST"])
def law_help(request: Request, *, key: str, product_set: str, criterion: str) -> HttpResponse:
    """A province's own help beside a criterion, and the months it takes here to reach each option."""
    actor = request.actor
    unit = own_province(actor) if may_write_for_province(actor) else None
    if unit is None:
        raise Http404
    row = set_at(actor, key, product_set)
    line = criterion_at(actor, row, criterion)
    line.product_set = row
    form, refusal = _help_form(request, line, unit), None
    if request.method == "POST" and form.is_valid():
        try:
            _write_help(request, line, unit, form=form)
        except Refusal as refused:
            refusal = refused
            beside_form(form, refused)
        else:
            messages.success(request, _("Đã ghi hướng dẫn của tỉnh cho tiêu chí %(key)s.") % {"key": line.key})
            return redirect(_back(row, line))
    context = {"form": form, "row": row, "line": line, "edition": row.edition, "unit": unit,
               "help": help_for(line, unit), "back": _back(row, line),
               "crumbs": crumbs(row.edition, row, _("Hướng dẫn %(key)s") % {"key": line.key})}
    return law_page(request, "help", context, status=status_of(refusal) if request.method == "POST" else 200)


def _help_form(request: Request, line: Criterion, unit: AdminUnit) -> HelpForm:
    options = _options(line)
    known = default_weights(rubric_of(line.product_set))
    defaults = {one.key_in_criterion: known[line.key, one.key_in_criterion] for one in options}
    words = CriterionHelp.objects.filter(
        scope_unit=unit, edition_key=line.product_set.edition.key, block=line.block).first()
    held: dict[str, Any] = {f"months_{one.option.key_in_criterion}": one.months for one in _weights(line, unit)}
    held |= {"words": words.words, "words_en": words.words_en} if words else {}
    posted = request.POST if request.method == "POST" else None
    return HelpForm(posted, options=options, defaults=defaults, initial=held)


def _weights(line: Criterion, unit: AdminUnit) -> list[OptionWeight]:
    return list(OptionWeight.objects.filter(scope_unit=unit, option__criterion=line).select_related("option"))


def _write_help(request: Request, line: Criterion, unit: AdminUnit, *, form: Form) -> None:
    """Help and months, all or none, and only what was changed."""
    data, held = form.cleaned_data, form.initial
    with transaction.atomic():
        if (data["words"], data["words_en"]) != (held.get("words", ""), held.get("words_en", "")):
            write_help(edition=line.product_set.edition, block=line.block, unit=unit, words=data["words"],
                       words_en=data["words_en"], by=request.actor)
        for option in _options(line):
            name = f"months_{option.key_in_criterion}"
            if data[name] != held.get(name):
                set_option_weight(option=option, unit=unit, months=data[name], by=request.actor)


