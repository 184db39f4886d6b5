"""Why a row was taken for something that stands already, and what an unknown place may mean: words, never a merge."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from ocop.core.names import nfc
from ocop.intake.known import Good, Maker
from ocop.places.hints import hints
from ocop.places.models import AdminUnit

# From here on two names look alike enough to be shown to a person; they are never merged for it.
ALIKE = 90
_FEW = 2


def why_maker(name: str, tax: str, maker: Maker) -> str:
    """Why the row's producer is this one, where its name is written otherwise; "" where it is written the same."""
    if nfc(name) == nfc(maker.name):
        return ""
    if tax and tax == maker.tax:
        return _("khớp chủ thể “%(name)s” theo mã số thuế") % {"name": maker.name}
    return _("khớp chủ thể “%(name)s”: chỉ khác cách viết tắt, dấu hoặc chữ hoa") % {"name": maker.name}


def why_good(name: str, good: Good) -> str:
    """Why the row's product is this one, where its name is written otherwise."""
    if nfc(name) == nfc(good.name):
        return ""
    return _("khớp sản phẩm “%(name)s”: chỉ khác cách viết") % {"name": good.name}


def near_good(key: str, maker: Maker) -> str:
    """A product of the maker whose name is nearly this one, in words; "" where none is. Nothing is merged for it."""
    best = process.extractOne(key, list(maker.goods), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if not best:
        return ""
    return _("tên gần giống sản phẩm “%(name)s” của chủ thể, không gộp") % {"name": maker.goods[best[0]].name}


def near_places(text: str, units: Sequence[AdminUnit]) -> str:
    """Names that sound like an unknown place, in words; "" where none does. An officer decides."""
    found = hints(text, units, few=_FEW)
    if not found:
        return ""
    return _("; gần giống: %(names)s") % {"names": ", ".join(one.unit.full_name for one in found)}
