"""Rows that may be one producer: found by code, name and phone, the reason shown, never merged on a hint alone (A03).

Names are compared only inside blocks (one commune; one province and the same first letters), so that twenty thousand
producers take seconds, not hours.
"""

import dataclasses
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from django.db import models
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from ocop.core.names import fold
from ocop.registry.models import KeptApart, Producer
from ocop.registry.naming import ERASED_HOUSEHOLD, producer_key
from ocop.registry.taxcodes import HASHED

# From here on two names look alike enough to be shown to a person (in hundredths of likeness): their own parts, and the
# whole with its legal form, so that a household and a company of one village are not shown for the village's name.
ALIKE, ALIKE_WHOLE = 88, 78
# A phone or number in more rows than this is an office's or a placeholder, no hint that two are one.
_SHARED_BY_MANY = 6
# Letters of the own part of a name that must agree before names of different communes are compared.
_FIRST_LETTERS = 4
# Ways of naming the legal form and the trade; what follows is the own part of the name.
_FORM_WORDS = frozenset(
    "htx tht cti cty tnhh mtv cp dntn lhhtx ho hkd co so cs dn doanh nghiep trang trai hoi hiep nhom to lien "
    "sx tm dv kd nn xnk cb sxkd nong lam thui thuy san xd dau tu phat trien".split()
)
_DIGITS = re.compile(r"\d+")
_NOT_CODE = re.compile(r"\D")
# `producer_key` writes a tone as a figure behind its syllable; a remark in brackets is no part of the name.
_TONE = re.compile(r"(?<=[a-z])[1-5]\b")
_REMARK = re.compile(r"\([^()]*\)")


class Reason(models.TextChoices):
    """Why two rows are shown side by side, the strongest first."""

    CODE = "code", _("cùng mã số thuế hoặc số đăng ký")
    NAME = "name", _("cùng tên trong một xã")
    PHONE = "phone", _("cùng số điện thoại")
    NAME_ELSEWHERE = "name_elsewhere", _("cùng tên, khác xã")
    ALIKE = "alike", _("tên gần giống")


_ORDER = tuple(Reason)


@dataclasses.dataclass(frozen=True)
class Row:
    """What is compared of a producer; `commune` and `province` are ids of today's units, None where not known."""

    pk: int
    name: str
    commune: int | None = None
    province: int | None = None
    tax_code: str = ""
    registration_no: str = ""
    phone: str = ""


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two rows (ids, the earlier one first) with the reasons to look, the strongest first."""

    first: int
    second: int
    reasons: tuple[Reason, ...]


def duplicate_pairs(producers: "QuerySet[Producer]") -> list[Pair]:
    """Pairs among these producers that nobody has found to be two, the best founded first; two queries.

    Rows merged away are not looked at; rows that have stopped are, an old register often names them twice.
    """
    found = list(_rows(producers))
    apart = set(KeptApart.objects.filter(first__in=producers.values("pk")).values_list("first_id", "second_id"))
    return [pair for pair in find_pairs(found) if (pair.first, pair.second) not in apart]


def _rows(producers: "QuerySet[Producer]") -> Iterator[Row]:
    values = (
        producers.filter(head=F("pk"))
        .exclude(name=ERASED_HOUSEHOLD)
        .order_by("pk")
        .values_list(
            "pk",
            "name",
            "settled_unit__today",
            "unit__today",
            "settled_unit__today_province",
            "unit__today_province",
            "tax_code",
            "registration_no",
            "phone",
        )
    )
    for pk, name, settled, commune, settled_province, province, code, number, phone in values:
        yield Row(pk, name, settled or commune, settled_province or province, code, number, phone)


def find_pairs(rows: Sequence[Row]) -> list[Pair]:
    """The pairs among these rows that may be one producer. Pure: names, codes and phones in, reasons out."""
    keys = {row.pk: producer_key(row.name) for row in rows}
    found: dict[tuple[int, int], set[Reason]] = defaultdict(set)
    for reason, pairs in (
        (Reason.CODE, _same(rows, _codes)),
        (Reason.PHONE, _same(rows, lambda row: [row.phone] if row.phone else [])),
        (Reason.NAME, _same(rows, lambda row: [(row.commune, keys[row.pk])] if row.commune else [], telling=True)),
    ):
        for pair in pairs:
            found[pair].add(reason)
    for one, other in _alike(rows):
        pair = (min(one, other), max(one, other))
        if Reason.NAME not in found.get(pair, ()):
            found[pair].add(Reason.NAME_ELSEWHERE if keys[one] == keys[other] else Reason.ALIKE)
    pairs_found = [Pair(*pair, tuple(sorted(reasons, key=_ORDER.index))) for pair, reasons in found.items()]
    return sorted(pairs_found, key=lambda pair: ([_ORDER.index(one) for one in pair.reasons], pair.first, pair.second))


def _codes(row: Row) -> list[str]:
    """Its codes as bare digits; many registers write the tax code as the registration number. A branch's first ten."""
    if row.tax_code.startswith(HASHED):
        return [row.tax_code]
    bare = {_NOT_CODE.sub("", row.tax_code)[:10], _NOT_CODE.sub("", row.registration_no)[:10]}
    return [code for code in bare if len(code) == 10]


def _same(
    rows: Sequence[Row], facts: Callable[[Row], Iterable[Hashable]], *, telling: bool = False
) -> Iterator[tuple[int, int]]:
    """Pairs of rows that share a fact. One of very many rows says nothing, unless it is `telling`: then each of them
    is paired with the first only."""
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for row in rows:
        for fact in facts(row):
            holders[fact].append(row.pk)
    for ids in holders.values():
        if len(ids) <= _SHARED_BY_MANY:
            yield from combinations(sorted(ids), 2)
        elif telling:
            yield from ((min(ids), pk) for pk in sorted(ids)[1:])


def _alike(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Pairs of rows with nearly one name, compared inside their blocks."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    plain = {row.pk: plain_name(row.name) for row in rows}
    for row in rows:
        own = own_part(plain[row.pk])
        if row.commune:
            blocks["commune", row.commune].append(row.pk)
        if len(own) >= _FIRST_LETTERS:
            blocks["letters", row.province, own[:_FIRST_LETTERS]].append(row.pk)
    numbers = {row.pk: _DIGITS.findall(row.name) for row in rows}
    for ids in blocks.values():
        yield from _near(ids, plain, numbers)


def _near(ids: Sequence[int], plain: dict[int, str], numbers: dict[int, list[str]]) -> Iterator[tuple[int, int]]:
    """Pairs in one block whose names are nearly one; "Tổ 1" and "Tổ 2" never are."""
    own = [own_part(plain[pk]) for pk in ids]
    for place, pk in enumerate(ids[:-1]):
        near = process.extract(own[place], own[place + 1 :], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
        for _name, _score, after in near:
            other = ids[place + 1 + after]
            if numbers[pk] == numbers[other] and fuzz.ratio(plain[pk], plain[other]) >= ALIKE_WHOLE:
                yield pk, other


@lru_cache(maxsize=65536)
def plain_name(name: str) -> str:
    """The name with its form shortened, without marks and without remarks: "htx nn ban moi"."""
    return _TONE.sub("", fold(producer_key(_REMARK.sub(" ", name)))).strip()


def own_part(plain: str) -> str:
    """What of a plain name follows the words of form and trade; the whole where nothing else stands."""
    words = plain.split()
    while words and words[0] in _FORM_WORDS:
        words.pop(0)
    return " ".join(words) or plain


def pairs_between(one: Producer, other: Producer, pairs: Iterable[Pair]) -> Pair | None:
    """The pair of these two among others, if it was found."""
    ids = (min(one.pk, other.pk), max(one.pk, other.pk))
    return next((pair for pair in pairs if (pair.first, pair.second) == ids), None)
