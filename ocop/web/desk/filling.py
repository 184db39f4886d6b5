"""Forms whose fields are data: the widgets of their kinds, what was typed, the answers to read. For both desks."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal
from ocop.dossiers.models import BusinessPlan, Idea
from ocop.rulebooks import forming
from ocop.rulebooks.models import FormTemplate
from ocop.rulebooks.rules import forms as rules
from ocop.rulebooks.rules.forms import FormField
from ocop.rulebooks.telling import said

# More than any field takes: what is too long for its field is said by the form itself, beside it.
MOST = 20_000
FEW = 5


class FilledForm(forms.Form):
    """The fields of a form template, as text; what they mean the verbs decide. Nothing is required to keep a draft."""

    def __init__(self, template: FormTemplate, data: Any = None, *, body: Mapping[str, str] | None = None) -> None:
        known = {field.key: forming.typed(field, (body or {}).get(field.key, "")) for field in template.fields}
        super().__init__(data, initial=known, prefix="f")
        self.template = template
        for field in template.fields:
            self.fields[field.key] = _field(field)

    def sections(self) -> list[tuple[str, list[Any]]]:
        """The bound fields under their headings."""
        return [(said(part.title), [self[field.key] for field in part.fields]) for part in self.template.parts]

    @property
    def said(self) -> dict[str, str]:
        """What was typed, by field; also where the shape is wrong."""
        return {key: str(self.data.get(self.add_prefix(key), ""))[:MOST] for key in self.fields}

    def show_wrongs(self, body: Mapping[str, str], *, whole: bool, refusal: Refusal | None = None) -> None:
        """Put what is wrong beside its field; what a refusal says besides over the form."""
        wrongs = forming.wrongs_in(self.template, body, whole=whole)
        for one in refusal.missing if refusal else ():
            wrongs.setdefault(one.where.removeprefix("field:"), str(one.words))
        for key, words in wrongs.items():
            if key in self.fields and not self.has_error(key):
                self.add_error(key, words)


def _field(field: FormField) -> forms.Field:
    """A field of a kind; its label says when it may be left out, and in what it is measured."""
    unit = _("đồng") if field.kind == rules.MONEY else said(field.unit)
    label = said(field.label) + (f" ({unit})" if unit else "")
    if not field.required:
        label = _("%(label)s, không bắt buộc") % {"label": label}
    common: dict[str, Any] = {"label": label, "help_text": said(field.help), "required": False}
    if field.kind in {rules.CHOICE, rules.YES_NO}:
        return _choice(field, common)
    return forms.CharField(max_length=MOST, widget=_widget(field), **common)


def _choice(field: FormField, common: dict[str, Any]) -> forms.ChoiceField:
    """A few choices as buttons, many as a list."""
    known = field.options if field.kind == rules.CHOICE else ((rules.YES, None), (rules.NO, None))
    told = {rules.YES: _("Có"), rules.NO: _("Không")}
    choices = [(key, said(words) if words else told[key]) for key, words in known]
    wrong = {"invalid_choice": str(forming.WRONGS["choice"])}
    if len(choices) <= FEW:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=wrong, **common)
    return forms.ChoiceField(choices=[("", _("Chọn một mục")), *choices], error_messages=wrong, **common)


def _widget(field: FormField) -> forms.Widget:
    if field.kind == rules.LONG:
        return forms.Textarea(attrs={"rows": 4})
    if field.kind == rules.DATE:
        return forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "22/5/2026", "autocomplete": "off"})
    modes = {rules.NUMBER: "decimal", rules.MONEY: "numeric"}
    return forms.TextInput(attrs={"inputmode": modes[field.kind], "autocomplete": "off"} if field.kind in modes else {})


def answers(filled: Idea | BusinessPlan) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was answered, under the headings of the form: label and words, "" for what was left empty."""
    return [
        (said(part.title),
         [(said(field.label), forming.shown(field, filled.body.get(field.key, ""))) for field in part.fields])
        for part in filled.form.parts
    ]


# How a state looks: of ideas and of business plans alike.
PILLS = {"draft": "none", "sent": "wait", "returned": "bad", "accepted": "ok", "superseded": "", "withdrawn": ""}


def pill(filled: Idea | BusinessPlan) -> tuple[str, str]:
    """Kind and words of a form's state."""
    return PILLS[filled.state], str(filled.get_state_display())
