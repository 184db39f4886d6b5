"""Addresses as offices write them: short kind words, no commas, bare names, cities, brackets and telephones."""

import pytest

from ocop.intake.planning import plan_import
from ocop.intake.reading import read_register
from ocop.intake.reading.places import split_address, split_producer
from tests.intake.books import book, row
from tests.intake.stage import Ground


@pytest.mark.parametrize(
    ("text", "commune", "district", "province", "rest"),
    [
        ("Thôn 3 xã Phú Lương huyện Phú Vang", "xã Phú Lương", "huyện Phú Vang", "", "Thôn 3"),
        ("xóm Na Long xã Hóa Trung huyện Đồng Hỷ", "xã Hóa Trung", "huyện Đồng Hỷ", "", "xóm Na Long"),
        ("TDP 3, TT Đu, H. Phú Lương", "Thị trấn Đu", "Huyện Phú Lương", "", "TDP 3"),
        ("P. Đúc, TP Huế", "Phường Đúc", "Thành phố Huế", "", ""),
        ("Thôn Xã Hạ, xã Tân Lập", "xã Tân Lập", "", "", "Thôn Xã Hạ"),
        ("Phở Hiến, xã Tân Lập", "xã Tân Lập", "", "", "Phở Hiến"),
        ("Quân Chu, huyện Đại Từ", "", "huyện Đại Từ", "", "Quân Chu"),
        ("xã Tân Cương, thị xã Phổ Yên", "xã Tân Cương", "thị xã Phổ Yên", "", ""),
        ("Thị trấn Hùng Sơn (huyện Đại Từ)", "Thị trấn Hùng Sơn", "huyện Đại Từ", "", ""),
        ("xã An Ngãi, tỉnh Bà Rịa - Vũng Tàu", "xã An Ngãi", "", "tỉnh Bà Rịa - Vũng Tàu", ""),
        ("Quận 1, TP.HCM", "", "Quận 1", "Thành phố HCM", ""),
        ("Xã Phú Hồ - Phú Vang - TT Huế", "Xã Phú Hồ", "", "Thừa Thiên Huế", "Phú Vang"),
        ("X. Tân Cương, ĐT: 0912 345 678", "Xã Tân Cương", "", "", ""),
    ],
)
def test_an_address_is_taken_apart(text: str, commune: str, district: str, province: str, rest: str) -> None:
    found = split_address(text)
    assert (found.commune, found.district, found.province, found.rest) == (commune, district, province, rest)


@pytest.mark.parametrize(
    ("cell", "name", "place"),
    [
        ("HTX chăn nuôi Bản (xã Nga My, huyện Phú Bình)", "HTX chăn nuôi Bản", "xã Nga My, huyện Phú Bình"),
        ("Công ty TNHH Bản (Chi nhánh Thái Nguyên)", "Công ty TNHH Bản (Chi nhánh Thái Nguyên)", ""),
        ("HTX Bản\nĐịa chỉ: xã Vô Tranh\nĐT: 0912345678", "HTX Bản", "xã Vô Tranh"),
        ("Hộ Bản, phường Mỏ Chè, TP Sông Công", "Hộ Bản", "phường Mỏ Chè, TP Sông Công"),
        ("Tổ hợp tác Bản, tổ hợp tác Mới", "Tổ hợp tác Bản, tổ hợp tác Mới", ""),
        ("HTX nông nghiệp xã Nga My", "HTX nông nghiệp xã Nga My", ""),
        ("HTX Bản - SĐT 0912.345.678", "HTX Bản", ""),
    ],
)
def test_a_subject_is_parted_from_where_it_is_and_from_its_telephone(cell: str, name: str, place: str) -> None:
    assert split_producer(cell) == (name, place)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("xóm Hồng Thái, Tân Cương, TP Thái Nguyên", ("Tân Cương", "Thành phố Thái Nguyên", "Thái Nguyên")),
        ("Tân Cương - TP. Thái Nguyên", ("Tân Cương", "Thành phố Thái Nguyên", "Thái Nguyên")),
        ("xã Tân Cương, Thái Nguyên", ("xã Tân Cương", "", "Thái Nguyên")),
        ("xã Côn Minh, Na Rì, Bắc Kạn", ("xã Côn Minh", "Na Rì", "Bắc Kạn")),
        ("Côn Minh, Na Rì, Bắc Kạn", ("Côn Minh", "Na Rì", "Bắc Kạn")),
        ("Đại Từ", ("", "Đại Từ", "Thái Nguyên")),
    ],
)
def test_names_without_their_kind_are_read_from_the_wide_end(
    ground: Ground, address: str, place: tuple[str, str, str]
) -> None:
    data = book(row(1, "Chè búp", address=address))
    (line,) = plan_import(read_register(data, "ds.xlsx").sheets, by=ground.root).lines
    assert tuple(line.shown[level] for level in ("commune", "district", "province")) == place
    assert line.spot.unit is not None and line.spot.note == ""


@pytest.mark.django_db
def test_a_city_of_a_province_is_its_district_and_a_city_that_is_a_province_is_none(ground: Ground) -> None:
    data = book(
        row(1, "Chè búp", address="xã Tân Cương, TP Thái Nguyên"),
        row(2, "Trà sen", address="TP. Hà Nội"),
        row(3, "Miến dong", address="xã Côn Minh, huyện Na Rì"),
        titles=("DANH MỤC SẢN PHẨM OCOP",),
    )
    lines = plan_import(read_register(data, "ds.xlsx").sheets, by=ground.root).lines
    assert [(one.shown["district"], one.shown["province"]) for one in lines] == [
        ("Thành phố Thái Nguyên", "Thái Nguyên"),
        ("", "Thành phố Hà Nội"),
        ("huyện Na Rì", "Bắc Kạn"),
    ]
