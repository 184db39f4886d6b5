"""Names for generated things: plausible words, and the mark that says they are generated."""

from random import Random

MARK = "(dữ liệu sinh)"
_FIRST = (
    "An",
    "Bình",
    "Cẩm",
    "Châu",
    "Diên",
    "Đại",
    "Đồng",
    "Đức",
    "Gia",
    "Hòa",
    "Hồng",
    "Hưng",
    "Khánh",
    "Kim",
    "Lạc",
    "Lâm",
    "Long",
    "Lương",
    "Mường",
    "Mỹ",
    "Nam",
    "Nghĩa",
    "Ngọc",
    "Phong",
    "Phú",
    "Phúc",
    "Quảng",
    "Quý",
    "Sơn",
    "Tam",
    "Tân",
    "Thanh",
    "Thạch",
    "Thiện",
    "Thuận",
    "Tiên",
    "Trung",
    "Vân",
    "Vĩnh",
    "Xuân",
    "Yên",
    "Ân",
    "Ô",
    "Ỷ",
)
_SECOND = (
    "An",
    "Ân",
    "Bảo",
    "Bình",
    "Cường",
    "Đạt",
    "Định",
    "Đông",
    "Giang",
    "Hà",
    "Hải",
    "Hậu",
    "Hiệp",
    "Hòa",
    "Hợp",
    "Hưng",
    "Khê",
    "Lập",
    "Lạc",
    "Lâm",
    "Lễ",
    "Lộc",
    "Lợi",
    "Minh",
    "Mỹ",
    "Ngãi",
    "Phú",
    "Phước",
    "Quang",
    "Quý",
    "Sơn",
    "Tài",
    "Tâm",
    "Tân",
    "Thắng",
    "Thành",
    "Thịnh",
    "Thọ",
    "Thủy",
    "Tiến",
    "Tường",
    "Vinh",
    "Xá",
    "Ý",
    "Yên",
)
# What a product of each group of 26/2026 is called, and what sets it apart.
_GOODS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "I": (
        (
            "Gạo nếp",
            "Gạo tẻ thơm",
            "Miến dong",
            "Bún khô",
            "Mật ong",
            "Thịt gác bếp",
            "Chả lụa",
            "Nước mắm",
            "Tương bần",
            "Măng khô",
            "Nấm hương",
            "Cam sành",
            "Bưởi",
            "Hồng không hạt",
            "Lạp sườn",
            "Cá kho",
            "Bánh gai",
            "Chè shan tuyết",
            "Trà hoa vàng",
            "Cà phê rang xay",
            "Hạt điều",
            "Tiêu đen",
            "Tôm khô",
            "Muối ớt",
        ),
        (
            "hoa nhãn",
            "truyền thống",
            "hữu cơ",
            "vườn nhà",
            "nguyên chất",
            "đặc sản",
            "rang mộc",
            "sấy lạnh",
            "vùng cao",
            "bản địa",
            "hảo hạng",
            "ba năm",
        ),
    ),
    "II": (("Rượu ngô", "Rượu nếp", "Nước ép", "Nước dứa lên men", "Trà thảo mộc"), ("men lá", "hạ thổ", "mùa thu")),
    "III": (
        ("Tinh bột nghệ", "Cao cà gai leo", "Trà atiso", "Viên đông trùng", "Dầu tràm"),
        ("sạch", "cô đặc", "rừng"),
    ),
    "IV": (
        ("Khăn thổ cẩm", "Giỏ mây", "Gốm men tro", "Chiếu cói", "Tranh tre"),
        ("dệt tay", "hoa văn cổ", "làng nghề"),
    ),
    "V": (("Hoa lan", "Cây mai", "Bưởi cảnh", "Cá cảnh"), ("dáng làng", "tứ quý", "thuần chủng")),
    "VI": (
        ("Du lịch cộng đồng", "Điểm nghỉ tại nhà dân", "Làng sinh thái"),
        ("bên suối", "ruộng bậc thang", "làng cổ"),
    ),
}


def place_name(rng: Random) -> str:
    """Two syllables as communes bear them."""
    return f"{rng.choice(_FIRST)} {rng.choice(_SECOND)}"


def producer_name(rng: Random, head: str) -> str:
    """The name of a subject of a kind ("Hợp tác xã …"), marked."""
    return f"{head} {place_name(rng)} {rng.randrange(1, 1000)} {MARK}"


def product_name(rng: Random, group: str, place: str) -> str:
    """The name of a product of a group ("I" to "VI"), marked."""
    goods, traits = _GOODS.get(group, _GOODS["I"])
    return f"{rng.choice(goods)} {rng.choice(traits)} {place} {MARK}"
