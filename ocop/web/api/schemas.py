"""The shapes of the public API, written out: what OpenAPI shows is what is sent (product.md 4)."""

import datetime as dt
from typing import Literal

from ninja import Field, Schema

Status = Literal["pending", "valid", "expiring", "extended", "expired", "revoked", "replaced"]


class ErrorOut(Schema):
    """Every error: a code for machines, one Vietnamese sentence for people."""

    code: str = Field(examples=["invalid"])
    message: str


class NotFoundOut(ErrorOut):
    """Nothing found: `why` is mistyped, never_issued or outside; `message` says whom to ask."""

    why: Literal["mistyped", "never_issued", "outside"]


class ChoiceOut(Schema):
    """A certificate one may have meant."""

    code: str
    product: str
    producer: str


class SeveralOut(ErrorOut):
    """An old number that several products bear: ask again with one of these codes."""

    choices: list[ChoiceOut]


class CertificateShortOut(Schema):
    """The newest certificate of a product; `status` as of today."""

    code: str
    valid_from: dt.date
    valid_to: dt.date
    status: Status


class ProductOut(Schema):
    """A product of the public catalogue; `stars` is null unless they live today."""

    id: str
    name: str
    stars: int | None
    producer: str
    commune: str | None
    province: str | None
    group: str | None
    certificate: CertificateShortOut | None


class ProductsOut(Schema):
    """A page of 24 products; `count` is of all hits."""

    count: int
    results: list[ProductOut]


class DecisionOut(Schema):
    """The decision behind a certificate."""

    number: str
    date: dt.date | None


class PastOut(Schema):
    """One of the certificates a product ever had."""

    code: str
    number: str
    stars: int
    issued: dt.date
    valid_to: dt.date
    status: Status
    decision: DecisionOut


class CertificateOut(Schema):
    """What a code means today; `stars` is null unless they live."""

    code: str
    status: Status
    stars: int | None
    product: str
    producer: str
    issued: dt.date
    valid_to: dt.date
    decision: DecisionOut
    history: list[PastOut]


class CaseIn(Schema):
    """A product to grade: a sheet maps a criterion to the option ticked ("1", "a1"); left out is none ticked."""

    edition: str = Field(examples=["26/2026"])
    set: str = Field(examples=["s11"])
    sheets: list[dict[str, str | None]] = Field(examples=[[{"1.1": "2", "1.2": "1"}]])
    findings: dict[str, str | None] | None = None
    disqualified: list[str] | None = None


class MissedOut(Schema):
    """A minimum that is not reached, and for which star it stands."""

    criterion: str
    star: int


class GradeOut(Schema):
    """The grade: `mean` is exact, `stars` null when rejected."""

    totals: list[int]
    parts: list[dict[str, int]]
    mean: str = Field(examples=["638/7"])
    mean_shown: str = Field(examples=["91,14"])
    stars_by_points: int
    stars: int | None
    rejected: bool
    missed: list[MissedOut]


class LineErrorOut(Schema):
    """A case of a list or file that could not be graded; `line` counts from 1."""

    error: str
    line: int
