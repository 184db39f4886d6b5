"""What the search finds producers, products and papers by, and which of them a person finds.

Never a person's phone, e-mail, address or personal number: of a producer its names, its place and, where it is an
organisation, its tax code and registration number. A product is found by its own names and those of its producers, its
codes of all times and its barcode; what recognition knows of it comes from there (`asking`, `search.told`). A paper is
found by its title, number and issuer, by its producer's people and their offices alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import override

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.documents import PAPER, PRODUCER, PRODUCT, Draft, Source, words_in, write_documents
from ocop.core.search import Sight
from ocop.places.enums import WORDS
from ocop.places.models import Placed
from ocop.registry.enums import OutsideSystem, PaperKind, ProducerKind
from ocop.registry.models import (
    Paper,
    PaperVersion,
    Producer,
    ProducerForm,
    Product,
    ProductCode,
    ProductPlacement,
    ProductReference,
    producers_of,
)
from ocop.registry.models.producers import PROVINCIAL
from ocop.registry.taxcodes import HASHED

# Whose tax code and registration number are no person's: a household's, a farm's or a group's may be.
_ORGANISATIONS = frozenset(
    {ProducerKind.COOPERATIVE, ProducerKind.ENTERPRISE, ProducerKind.ASSOCIATION, ProducerKind.CENTRE}
)
# How organisations are written and spoken of: folded words, long and short; the own part of the name stands without.
_FORMS = (
    ("hop tac xa nong nghiep", "htx nn"),
    ("hop tac xa", "htx"),
    ("to hop tac", "tht"),
    ("cong ty trach nhiem huu han mot thanh vien", "cty tnhh mtv"),
    ("cong ty trach nhiem huu han", "cty tnhh"),
    ("cong ty tnhh mot thanh vien", "cty tnhh mtv"),
    ("cong ty tnhh mtv", "cty tnhh mtv"),
    ("cong ty tnhh", "cty tnhh"),
    ("cong ty co phan", "ctcp"),
    ("cong ty cp", "cty cp"),
    ("cong ty", "cty"),
    ("doanh nghiep tu nhan", "dntn"),
    ("ho kinh doanh", "hkd"),
    ("ho san xuat kinh doanh", "ho sxkd"),
    ("co so san xuat", "cssx"),
)
_UNIT = (
    "unit__name",
    "unit__kind",
    "unit__today",
    "unit__today_province",
    "unit__today__name",
    "unit__today_province__name",
    "unit__province__name",
    "unit__district__name",
)
_PLACE = (*_UNIT, *(name.replace("unit__", "settled_unit__", 1) for name in _UNIT), "unit_text")


def forms_of(name: str) -> list[str]:
    """A producer's name as people write it: in full, with its legal form shortened or spelled out, and without it."""
    words = " ".join(words_in(name))
    found = [name]
    for long, short in _FORMS:
        for here, there in ((long, short), (short, long)):
            rest = words.removeprefix(f"{here} ")
            if rest != words:
                found += [f"{there} {rest}", rest]
        if len(found) > 1:
            break
    return found


def index_producer(*producers: Producer) -> None:
    """Bring producers in step with what they are called and where, and with them their products and papers.

    Inside the verb's transaction. A row merged into another loses its document.
    """
    heads = {head for row in producers for head in (row.pk, row.head_id)}
    write_documents(PRODUCER, heads)
    write_documents(PRODUCT, Product.objects.filter(producer__head__in=heads).values_list("pk", flat=True))
    write_documents(PAPER, Paper.objects.filter(producer__head__in=heads).values_list("pk", flat=True))


def index_product(product: Product, *, before: Producer | None = None) -> None:
    """Bring a product in step, and its producers: one is public while a product of it is. `before` held it till now."""
    write_documents(PRODUCT, {product.pk, product.head_id})
    write_documents(PRODUCER, {product.producer.head_id, before.head_id if before else None})


def index_placed(row: Placed) -> None:
    """Bring in step what has a place, where the search knows its kind."""
    if isinstance(row, Producer):
        index_producer(row)
    elif isinstance(row, Product):
        index_product(row)


def index_paper(paper: Paper) -> None:
    """Bring a paper in step."""
    write_documents(PAPER, [paper.pk])


def sight_of(actor: Actor) -> Sight:
    """What a person finds besides the public documents: the same rows as `visible_to` of the three models.

    Who was named for one product alone has it on their list and finds what is public.
    """
    if not actor.signed_in:
        return Sight()
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        return Sight(everything=True)
    provinces = {grant.province_id for grant in actor.grants if grant.role in PROVINCIAL and grant.province_id}
    return Sight(producers_of(actor), frozenset(provinces) | actor.units(Role.COMMUNE_OFFICER))


def _place(row: dict[str, Any], prefix: str = "") -> tuple[list[str], list[int], int | None]:
    """Words of a row's place, the units of today whose offices see it, and its province of today."""
    settled = row[f"{prefix}settled_unit__name"] is not None
    own = f"{prefix}settled_unit__" if settled else f"{prefix}unit__"
    words = [row[f"{prefix}unit_text"]]
    for unit in {own, f"{prefix}unit__"}:
        kind = row[f"{unit}kind"]
        words.append(f"{WORDS[kind]} {row[f'{unit}name']}" if kind else "")
        words += [row[f"{unit}{name}__name"] for name in ("today", "district", "province", "today_province")]
    province = row[f"{own}today_province"]
    return [word for word in words if word], [pk for pk in (row[f"{own}today"], province) if pk], province


def _names_of(heads: Iterable[int]) -> dict[int, list[str]]:
    """Every name of these producers, merged rows and earlier legal forms included; the present one first."""
    heads = list(heads)
    found: dict[int, list[str]] = defaultdict(list)
    rows = Producer.objects.filter(head__in=heads).values_list("head", "pk", "name")
    for head, _pk, name in sorted(rows, key=lambda row: (row[0], row[0] != row[1], row[1])):
        found[head or 0] += forms_of(name)
    forms = ProducerForm.objects.filter(producer__head__in=heads).order_by("-valid_from", "pk")
    for head, name in forms.values_list("producer__head", "name"):
        found[head or 0] += forms_of(name)
    return found


def _producer_ids() -> list[int]:
    return list(Producer.objects.filter(head=F("pk")).order_by("pk").values_list("pk", flat=True))


def _producers(ids: Sequence[int]) -> list[Draft]:
    names, drafts = _names_of(ids), []
    official: dict[int, list[str]] = defaultdict(list)
    for row in (
        Producer.objects.filter(head__in=ids)
        .order_by("pk")
        .values("pk", "pid", "head", "kind", "tax_code", "registration_no", *_PLACE)
    ):
        own = [row["pid"]]
        if row["kind"] in _ORGANISATIONS:
            own += [code for code in (row["tax_code"], row["registration_no"]) if not code.startswith(HASHED)]
        official[row["head"]] += own
        if row["pk"] == row["head"]:
            words, places, province = _place(row)
            drafts.append(
                Draft(row["pk"], names[row["pk"]], words, owner=row["pk"], places=places, province_id=province)
            )
    for draft in drafts:
        draft.codes = official[draft.object_id]
    return drafts


def _product_ids() -> list[int]:
    return list(Product.objects.filter(head=F("pk")).order_by("pk").values_list("pk", flat=True))


def _products(ids: Sequence[int]) -> list[Draft]:
    rows = list(
        Product.objects.filter(pk__in=ids, head=F("pk"))
        .order_by("pk")
        .values("pk", "pid", "name", "gtin", "producer__head", "producer__name", *_PLACE)
    )
    makers = _names_of({row["producer__head"] for row in rows if row["producer__head"]})
    drafts = {}
    for row in rows:
        words, places, province = _place(row)
        head = row["producer__head"]
        drafts[row["pk"]] = Draft(
            row["pk"],
            [row["name"]],
            [*makers[head], row["producer__name"], *words],
            [row["pid"], row["gtin"]],
            owner=head,
            places=places,
            province_id=province,
        )
    _merged_products(drafts)
    _codes(drafts)
    placed = ProductPlacement.objects.filter(product__in=ids, product_set__isnull=False)
    for pk, key in placed.order_by("edition__in_force_from", "pk").values_list("product", "product_set__key"):
        if pk in drafts:
            drafts[pk].set_key = key
    return list(drafts.values())


def _merged_products(drafts: dict[int, Draft]) -> None:
    """Rows read under these products: their names and codes find the one they were merged into."""
    rows = Product.objects.filter(head__in=list(drafts)).exclude(head=F("pk")).order_by("pk")
    for head, name, pid, gtin in rows.values_list("head", "name", "pid", "gtin"):
        drafts[head or 0].names.append(name)
        drafts[head or 0].codes += [pid, gtin]


def _codes(drafts: dict[int, Draft]) -> None:
    """Official codes of all times, and the number of the national system."""
    codes = ProductCode.objects.filter(product__head__in=list(drafts)).order_by("pk")
    for head, code in codes.values_list("product__head", "code"):
        drafts[head or 0].codes.append(code)
    others = ProductReference.objects.filter(product__head__in=list(drafts), system=OutsideSystem.NATIONAL)
    for head, value in others.order_by("pk").values_list("product__head", "value"):
        drafts[head or 0].codes.append(value)


def _paper_ids() -> list[int]:
    return list(Paper.objects.order_by("pk").values_list("pk", flat=True))


def _papers(ids: Sequence[int]) -> list[Draft]:
    place = [f"producer__{name}" for name in _PLACE]
    rows = (
        Paper.objects.filter(pk__in=ids)
        .order_by("pk")
        .values("pk", "pid", "title", "kind", "producer__head", "producer__name", "product__name", *place)
    )
    drafts = {}
    for row in rows:
        _words, places, province = _place(row, "producer__")
        words = [_kind_words(row["kind"]), *forms_of(row["producer__name"]), row["product__name"] or ""]
        drafts[row["pk"]] = Draft(
            row["pk"],
            [row["title"]],
            words,
            [row["pid"]],
            owner=row["producer__head"],
            places=places,
            province_id=province,
        )
    versions = PaperVersion.objects.filter(paper__in=list(drafts)).order_by("-no")
    for paper, number, issuer in versions.values_list("paper", "number", "issuer"):
        drafts[paper].codes.append(number)
        drafts[paper].words.append(issuer)
    return list(drafts.values())


def _kind_words(kind: str) -> str:
    """A kind of paper as written in the source, whatever language the page is read in."""
    with override(None):
        return str(PaperKind(kind).label)


PRODUCERS = Source(_producer_ids, _producers)
PRODUCTS = Source(_product_ids, _products)
PAPERS = Source(_paper_ids, _papers)
