"""What is told of single products: pictures, prices through time, where they are sold, their codes, new hands."""

import datetime as dt

from ocop.core.dates import today
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import LAW_DAY, ago, ahead, on, real_day
from ocop.intake.samples.drawings import caption_of, drawing
from ocop.recognition.moving import move_shown
from ocop.registry.actions import (
    add_outlet,
    add_picture,
    amend_product,
    end_outlet,
    note_reference,
    set_price,
)
from ocop.registry.enums import OutletKind, OutsideSystem, PictureKind

# Product, the drawing of ours that shows it, the colour of its group.
_DRAWN = (
    ("che-bup", "tea", "g2"), ("che-nhai", "tea-cup", "g2"), ("che-tien", "tea", "g2"), ("mien-dong", "noodles", "g1"),
    ("mien-rau", "noodles", "g1"), ("mang-kho", "bamboo-shoot", "g1"), ("mat-nhan", "honey", "g1"),
    ("ao-cham", "brocade-weave", "g4"), ("thuyen-ho", "stilt-house", "g6"),
)
# Those of them that are shown with packaging and label too.
_PACKED = ("che-bup", "che-nhai", "mien-dong")
# GS1 keeps the numbers that begin with 952 for demonstrations and examples: no company has one of them.
_GTIN = {"che-bup": "952000000001", "che-nhai": "952000000002", "mien-dong": "952000000003"}
_HS = {"che-bup": "0902.20", "che-nhai": "0902.20", "mien-dong": "1902.30"}
# Prices of a pack in đồng, with the days ago from which they hold.
_PRICES: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...] = (
    ("che-bup", "Túi 200 g", ((900, 110_000), (420, 125_000), (45, 140_000))),
    ("che-bup", "Hộp quà 500 g", ((200, 390_000),)),
    ("che-nhai", "Túi 200 g", ((400, 98_000), (100, 105_000))),
    ("mien-dong", "Túi 500 g", ((700, 45_000), (300, 52_000), (20, 55_000))),
)
# Where they are sold: kind, name, address, link, days ago it began and ended.
_OUTLETS: tuple[tuple[str, str, str, str, str, int, int | None], ...] = (
    ("che-bup", OutletKind.OWN, "Xưởng chè Bản Mới (ví dụ)", "Xóm Bản Mới, xã Tân Cương", "", 800, None),
    ("che-bup", OutletKind.SHOP, "Cửa hàng Chè Bên Suối (ví dụ)", "Số 0 đường Ví Dụ, phường Phan Đình Phùng", "",
     500, 30),
    # The ending `.example` belongs to nobody (RFC 2606).
    ("che-bup", OutletKind.ONLINE, "Gian hàng Bản Mới (ví dụ)", "", "https://ban-moi.example/che-bup", 120, None),
    ("che-nhai", OutletKind.ONLINE, "Gian hàng Bản Mới (ví dụ)", "", "https://ban-moi.example/che-nhai", 120, None),
    ("mien-dong", OutletKind.MARKET, "Chợ phiên Côn Minh (ví dụ)", "Chợ trung tâm xã Côn Minh", "", 900, None),
    ("mien-dong", OutletKind.SUPERMARKET, "Siêu thị Đồng Xanh (ví dụ)", "Quầy hàng OCOP, tầng 1", "", 60, None),
)
_MOVED, _TO, _MOVED_AGO = "mien-gao", "thung-lua", 35
_TOLD_AGO = 15
_RENAMED = "Bún khô gạo bao thai Thung Lúa (ví dụ)"


def tell_goods(cast: Cast) -> None:
    """Pictures and facts of the products in public sight, by their makers; then one product changes hands and name."""
    with on(ago(_TOLD_AGO)):
        for key in _PACKED:
            _describe(cast, key)
        for key, art, ground in _DRAWN:
            _draw(cast, key, art=art, ground=ground)
        _sell(cast)
        number_outside(cast)
    _hand_over(cast)


def gtin(stem: str) -> str:
    """Thirteen digits: these twelve with the check digit of GS1 (weights 1 and 3 from the left)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(stem))
    return f"{stem}{-total % 10}"


def _describe(cast: Cast, key: str) -> None:
    product = cast.goods[key]
    cast.goods[key] = amend_product(
        product=product, by=cast.maker(product), gtin=gtin(_GTIN[key]), hs_code=_HS[key],
        trace_link=f"https://truy-xuat.example/{key}", warnings="Bảo quản nơi khô, tránh nắng (ví dụ).")


def _draw(cast: Cast, key: str, *, art: str, ground: str) -> None:
    """The product; for some its packaging and its label."""
    product, by = cast.goods[key], cast.maker(cast.goods[key])
    lines = (("Nơi làm", f"{product.producer.detail}, {product.producer.unit}"), ("Khối lượng", product.pack),
             ("Hạn dùng", product.shelf_life))
    kinds = (PictureKind.PHOTO, PictureKind.PACKAGING, PictureKind.LABEL) if key in _PACKED else (PictureKind.PHOTO,)
    for kind in kinds:
        add_picture(product=product, kind=kind, caption=caption_of(kind), by=by,
                    upload=drawing(kind, product, art=art, ground=ground, lines=lines))


def _sell(cast: Cast) -> None:
    """Prices, each ending the one before; outlets, one of which has closed."""
    for key, per, steps in _PRICES:
        product = cast.goods[key]
        for days, amount in steps:
            set_price(product=product, per=per, amount=amount, valid_from=ahead(-days), by=cast.maker(product))
    for key, kind, name, address, link, begun, ended in _OUTLETS:
        product = cast.goods[key]
        outlet = add_outlet(product=product, kind=kind, name=name, address=address, link=link, by=cast.maker(product),
                            valid_from=ahead(-begun))
        if ended is not None:
            end_outlet(outlet=outlet, last_day=ahead(-ended), by=cast.maker(product))


def number_outside(cast: Cast) -> None:
    """The number one product has in the national system."""
    note_reference(product=cast.goods["che-bup"], system=OutsideSystem.NATIONAL, value="VIDU-19-0001",
                   by=cast.actor("tinh"))


def _hand_over(cast: Cast) -> None:
    """A product of the noodle makers goes to those who grow its rice, and is called after them from then on."""
    day = max(ago(_MOVED_AGO), LAW_DAY + dt.timedelta(days=1))
    if day > real_day():
        # On the first day of the law nobody can have handed over what was registered that day.
        return
    with on(day):
        renamed = amend_product(product=cast.goods[_MOVED], name=_RENAMED, by=cast.actor("tinh"))
        cast.goods[_MOVED] = move_shown(product=renamed, to=cast.producers[_TO], on=today(), by=cast.actor("tinh"))
