"""The rows some parts of a page are made of."""

import dataclasses

from ocop.core.refusal import Words


@dataclasses.dataclass(frozen=True)
class TrailStep:
    """A step of a dossier's way (`<c-trail :steps>`): state `done`, `now` or empty for what is still to come."""

    words: Words
    small: Words = ""
    state: str = ""
    stars: int | None = None


@dataclasses.dataclass(frozen=True)
class TodoItem:
    """A thing to do (`<c-todo :items>`): what, why, when (a pill of `kind` with words `when`), one button.

    With `stars` the predicted stars stand where the pill would.
    """

    title: Words
    href: str
    why: Words
    act: Words
    kind: str = "warn"
    when: Words = ""
    stars: int | None = None


@dataclasses.dataclass(frozen=True)
class Block:
    """What still blocks the next star (`<c-score-bar :blocks>`), with a link to its criterion."""

    title: Words
    href: str
    words: Words
