"""What stands on an import: rows of any room that point to what it wrote, and verbs that have changed it since."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.core.models import AuditEntry
from ocop.dossiers.models import Occasion
from ocop.intake.known import chunks
from ocop.programme.enums import ReturnState
from ocop.programme.models import PeriodReturn, ReturnFigure
from ocop.recognition.models import Certificate, CertificateEvent, Decision, Listing, PastResult, Recognition
from ocop.registry.models import Producer, ProducerForm, Product, ProductCode, ProductHolding, ProductPlacement

# Rows an import writes beside the named ones; they go with their owner.
_OWN = frozenset({ProducerForm, ProductHolding, ProductPlacement, Listing, ReturnFigure})
# Entries of the trail an import itself writes about a row.
_OWN_VERBS = ("record_return",)
_MOST_SHOWN = 20


@dataclasses.dataclass(frozen=True)
class Made:
    """Ids of what an import wrote, by model."""

    ids: dict[type[models.Model], list[int]]
    events: frozenset[int]

    @classmethod
    def of(cls, made: dict[str, list[Any]]) -> "Made":
        """Read the stored ids; certificates and occasions follow from them."""
        recognitions = made.get("recognitions", [])
        certificates: list[int] = []
        pids: list[str] = []
        for some in chunks(recognitions):
            for pk, pid in Certificate.objects.filter(recognition__in=some).values_list("pk", "pid"):
                certificates.append(pk)
                pids.append(pid)
        occasions = [
            pk
            for some in chunks(pids)
            for pk in Occasion.objects.filter(origin_ref__in=some).values_list("pk", flat=True)
        ]
        return cls(
            {
                Producer: made.get("producers", []),
                Product: made.get("products", []),
                PastResult: made.get("past", []),
                ProductCode: made.get("codes", []),
                Decision: made.get("decisions", []),
                Recognition: recognitions,
                Certificate: certificates,
                Occasion: occasions,
                PeriodReturn: made.get("returns", []),
            },
            frozenset(made.get("events", [])),
        )

    def mine(self, model: type[models.Model]) -> frozenset[int]:
        """Ids of a model that are this import's own."""
        return self.events if model is CertificateEvent else frozenset(self.ids.get(model, ()))


def standing_on(made: Made) -> list[str]:
    """What keeps the import from being undone, in words, at most twenty; empty when nothing does."""
    found: list[str] = []
    for words in _all(made):
        if words not in found:
            found.append(words)
        if len(found) >= _MOST_SHOWN:
            break
    return found


def _all(made: Made) -> Iterator[str]:
    yield from _returns(made.ids[PeriodReturn])
    for model, ids in made.ids.items():
        for some in chunks(ids):
            yield from _touched(model, some)
            for field in _pointing_at(model):
                yield from _pointers(field, some, made=made)


def _returns(ids: Sequence[int]) -> Iterator[str]:
    """Figures that were handed in, or corrected since."""
    for some in chunks(ids):
        for row in PeriodReturn.objects.filter(pk__in=some).exclude(state=ReturnState.OPEN).select_related("unit"):
            yield _("Số liệu của %(unit)s: %(state)s") % {
                "unit": row.unit.full_name,
                "state": row.get_state_display().lower(),
            }
        newest = PeriodReturn.objects.newest().filter(pk__in=some).values("pk")
        older = PeriodReturn.objects.filter(pk__in=some).exclude(pk__in=newest).select_related("unit")
        for row in older.order_by("pk"):
            yield _("Số liệu của %(unit)s đã có bản sau") % {"unit": row.unit.full_name}


def _pointing_at(model: type[models.Model]) -> list[Any]:
    """Every foreign key of the house that points to a model, hidden ones too."""
    return [
        cast(Any, relation).field
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
        and relation.related_model not in _OWN
    ]


def _pointers(field: Any, ids: Sequence[int], *, made: Made) -> Iterator[str]:
    other: type[models.Model] = field.model
    mine = made.mine(other)
    found = other._default_manager.filter(**{f"{field.name}__in": ids}).values_list("pk", flat=True)
    strange = [pk for pk in found if pk not in mine][:_MOST_SHOWN]
    for row in other._default_manager.filter(pk__in=strange).order_by("pk"):
        yield _("%(what)s “%(row)s” gắn với “%(owner)s”") % {
            "what": _WHAT.get(other.__name__, other.__name__),
            "row": row,
            "owner": getattr(row, field.name),
        }


def _touched(model: type[models.Model], ids: Sequence[int]) -> Iterator[str]:
    """Verbs that have worked on these rows since."""
    entries = AuditEntry.objects.filter(object_type=model._meta.label, object_id__in=ids).order_by("pk")
    entries = entries.exclude(verb__in=_OWN_VERBS)
    for entry in entries[:_MOST_SHOWN]:
        row = model._default_manager.filter(pk=entry.object_id).first()
        yield _("“%(row)s” đã được sửa ngày %(day)s") % {"row": row, "day": f"{entry.at:%d/%m/%Y}"}


_WHAT = {
    "Dossier": gettext_lazy("Hồ sơ"),
    "Paper": gettext_lazy("Giấy tờ"),
    "Membership": gettext_lazy("Thành viên"),
    "Enrolment": gettext_lazy("Đăng ký tham gia"),
    "Recognition": gettext_lazy("Lượt công nhận"),
    "CertificateEvent": gettext_lazy("Thay đổi của giấy chứng nhận"),
    "Certificate": gettext_lazy("Giấy chứng nhận"),
    "Product": gettext_lazy("Sản phẩm"),
    "PastResult": gettext_lazy("Kết quả"),
}
