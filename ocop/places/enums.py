"""Levels and kinds of administrative units, and how one unit followed another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.core.names import fold, nfc


class Level(models.TextChoices):
    """Where a unit stands. The district belongs to the days before 1/7/2025; the nation is the ministry's scope."""

    NATION = "nation", _("Toàn quốc")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


class UnitKind(models.TextChoices):
    """What a unit is called; the label is for filters, `WORDS` holds the words of the official name."""

    NATION = "nation", _("Quốc gia")
    PROVINCE = "province", _("Tỉnh")
    CENTRAL_CITY = "central_city", _("Thành phố trực thuộc trung ương")
    RURAL_DISTRICT = "rural_district", _("Huyện")
    URBAN_DISTRICT = "urban_district", _("Quận")
    TOWN = "town", _("Thị xã")
    PROVINCIAL_CITY = "provincial_city", _("Thành phố thuộc tỉnh")
    COMMUNE = "commune", _("Xã")
    WARD = "ward", _("Phường")
    TOWNSHIP = "township", _("Thị trấn")
    SPECIAL_ZONE = "special_zone", _("Đặc khu")


class SuccessionKind(models.TextChoices):
    """How the old unit went into the new one."""

    FULL = "full", _("Nhập toàn bộ")
    PARTIAL = "partial", _("Nhập một phần")
    KEPT = "kept", _("Giữ nguyên")
    RENAMED = "renamed", _("Đổi tên hoặc đổi loại hình")


# The words that stand before the name in the official full name: part of a proper name, so never translated.
WORDS: dict[str, str] = {
    UnitKind.NATION: "",
    UnitKind.PROVINCE: "Tỉnh",
    UnitKind.CENTRAL_CITY: "Thành phố",
    UnitKind.RURAL_DISTRICT: "Huyện",
    UnitKind.URBAN_DISTRICT: "Quận",
    UnitKind.TOWN: "Thị xã",
    UnitKind.PROVINCIAL_CITY: "Thành phố",
    UnitKind.COMMUNE: "Xã",
    UnitKind.WARD: "Phường",
    UnitKind.TOWNSHIP: "Thị trấn",
    UnitKind.SPECIAL_ZONE: "Đặc khu",
}

KINDS: dict[str, tuple[UnitKind, ...]] = {
    Level.NATION: (UnitKind.NATION,),
    Level.PROVINCE: (UnitKind.PROVINCE, UnitKind.CENTRAL_CITY),
    Level.DISTRICT: (UnitKind.RURAL_DISTRICT, UnitKind.URBAN_DISTRICT, UnitKind.TOWN, UnitKind.PROVINCIAL_CITY),
    Level.COMMUNE: (UnitKind.COMMUNE, UnitKind.WARD, UnitKind.TOWNSHIP, UnitKind.SPECIAL_ZONE),
}


def kind_of(level: str, words: str) -> UnitKind | None:
    """The kind that these words ("Xã", "Thành phố") mean at this level; None if they mean none."""
    wanted = words.strip().casefold()
    return next((kind for kind in KINDS[level] if WORDS[kind].casefold() == wanted), None)


def split_kind(level: str, full_name: str) -> tuple[UnitKind | None, str]:
    """Part a full name ("Xã Tân Cương") into its kind and its bare name; (None, name) where no kind is written.

    In a text written wholly without marks ("xa Tan Cuong") the kind may lack them too.
    """
    text = nfc(full_name)
    unmarked = fold(text) == text.casefold()
    for kind in KINDS[level]:
        words = f"{WORDS[kind]} ".casefold()
        if words.strip() and text.casefold().startswith(f"{fold(words)} " if unmarked else words):
            return kind, text[len(words) :].strip()
    return None, text
