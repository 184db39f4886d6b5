"""The state table of an object, as data: page, API, drawing and refusal share one truth (style.md 3.5)."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.core.actor import Actor
from ocop.core.refusal import Missing, Refusal, Words

M = TypeVar("M", bound=models.Model)
May = Callable[[Actor, Any], bool]
Needs = Callable[[Any], Sequence[Missing]]


def nothing_lacks(obj: Any) -> Sequence[Missing]:
    """The answer of a step that needs nothing."""
    return ()


NOT_YOURS = _("Bạn không có quyền làm việc này. Hãy liên hệ cán bộ phụ trách.")


@dataclasses.dataclass(frozen=True)
class Step:
    """One verb: from which states, to which, who may, what must be there, and the sentence for those who may not."""

    verb: str
    sources: tuple[str, ...]
    target: str
    label: Words
    may: May
    needs: Needs = nothing_lacks
    forbidden: Words = NOT_YOURS


class Flow:
    """The steps of one state field. Verbs go through `begin`; buttons come from `offers`."""

    def __init__(self, field: str, *steps: Step) -> None:
        self.field = field
        self.steps = {step.verb: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError("a verb stands twice in the flow")

    def begin(self, verb: str, obj: M, *, by: Actor) -> M:
        """Lock the row, check state, person and completeness, and set the new state on the returned fresh object.

        The caller adds its stamps, saves, and writes the audit entry, all inside its own transaction. Raises Refusal
        `conflict` (state moved on), `forbidden` (who) or `incomplete` (what lacks).
        """
        step = self.steps[verb]
        locked = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
        if not step.may(by, locked):
            raise Refusal(f"{verb}-forbidden", step.forbidden, kind="forbidden")
        if getattr(locked, self.field) not in step.sources:
            raise Refusal(
                f"{verb}-wrong-state",
                _("Việc này không còn làm được vì trạng thái đã thay đổi. Hãy tải lại trang để xem bước tiếp theo."),
                kind="conflict",
            )
        missing = step.needs(locked)
        if missing:
            raise Refusal(f"{verb}-incomplete", _("Chưa đủ điều kiện; còn thiếu những mục dưới đây."),
                          kind="incomplete", missing=missing)
        setattr(locked, self.field, step.target)
        return locked

    def offers(self, obj: models.Model, actor: Actor) -> list[Step]:
        """The steps this actor may take from the present state (completeness is told when asked, not here)."""
        state = getattr(obj, self.field)
        return [step for step in self.steps.values() if state in step.sources and step.may(actor, obj)]

    def drawing(self) -> str:
        """The states and verbs as a Mermaid drawing, for the room's README."""
        lines = ["stateDiagram-v2"]
        for step in self.steps.values():
            lines += [f"    {source} --> {step.target}: {step.verb}" for source in step.sources]
        return "\n".join(lines)
