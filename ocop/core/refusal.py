"""A verb refuses by raising Refusal; one place at each counter turns it into an answer."""

import dataclasses
from collections.abc import Iterable

from django.utils.functional import Promise

Words = str | Promise


@dataclasses.dataclass(frozen=True)
class Missing:
    """One thing that lacks, said so that the reader knows what to do, and where (an anchor such as `criterion:2.3`)."""

    code: str
    words: Words
    where: str = ""


class Refusal(Exception):
    """Why a verb did nothing.

    `kind` is `forbidden` (seen but not allowed), `invalid` (the input is wrong), `incomplete` (see `missing`) or
    `conflict` (the state has moved on). `words` is one Vietnamese sentence that says what to do; nothing was written.
    """

    def __init__(self, code: str, words: Words, *, kind: str = "invalid", missing: Iterable[Missing] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.words = words
        self.kind = kind
        self.missing = tuple(missing)

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"
