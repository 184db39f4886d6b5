"""Names of product groups and sets for the public pages, from the rulebooks that ship with the product."""

import dataclasses
import functools

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.reading import has_criteria, words_of
from ocop.rulebooks.rules.rubric import Words


@dataclasses.dataclass(frozen=True)
class Group:
    """One of the six groups: its printed number, its name in the law and a short one, what lies in it, its drawing."""

    key: str
    words: Words
    brief: str | Promise
    small: str | Promise
    drawing: str

    @property
    def title(self) -> str:
        """A name short enough for a tile, in the reader's language; the law's where we have none."""
        return str(self.brief) or self.words.said(get_language() or "vi")


# A short name, what the name leaves to guess, and the drawing of the tile.
_IN_IT: dict[str, tuple[str | Promise, str | Promise, str]] = {
    "I": (_("Thực phẩm"), _("gạo, chè, rau quả, gia vị"), "rice"),
    "II": (_("Đồ uống"), _("rượu men lá, nước uống"), "spirit"),
    "III": (_("Dược liệu"), _("tinh nghệ, tinh dầu, mỹ phẩm"), "turmeric"),
    "IV": (_("Thủ công mỹ nghệ"), _("thổ cẩm, mây tre, gỗ"), "brocade-weave"),
    "V": (_("Sinh vật cảnh"), _("hoa, cây cảnh, động vật cảnh"), "bonsai"),
    "VI": (_("Du lịch cộng đồng"), _("bản làng, điểm du lịch"), "stilt-house"),
}


@functools.cache
def groups() -> tuple[Group, ...]:
    """The groups of the newest edition, in printed order."""
    newest = max(
        (shelf.shipped_data(path) for path in shelf.paths() if has_criteria(shelf.shipped_data(path))),
        key=lambda data: str(data["edition"]["in_force"]["from"]),
    )
    entries = newest["edition"]["groups"]
    return tuple(Group(key, words_of(entry), *_IN_IT.get(key, ("", "", "basket"))) for key, entry in entries.items())


@functools.cache
def _sets() -> dict[str, Words]:
    """Every set of every edition by key; where editions share a key the newest names it."""
    books = sorted(shelf.shipped_books().values(), key=lambda book: book.id == "vn-ocop-26-2026")
    return {key: rubric.name for book in books for key, rubric in book.rubrics.items()}


def set_title(key: str) -> str:
    """The name of a set in the reader's language; the key itself where no rulebook knows it."""
    words = _sets().get(key)
    return words.said(get_language() or "vi") if words else key


def knows_set(key: str) -> bool:
    """Whether a rulebook has this set."""
    return key in _sets()


def group_title(key: str) -> str:
    """The name of the group a printed place such as `I.5` lies in; empty for none."""
    head = key.partition(".")[0]
    return next((group.title for group in groups() if group.key == head), "")
