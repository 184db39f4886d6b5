"""Rows that close a list: totals, signatures, remarks; and what is said when such a row is passed over."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ocop.intake.reading.values import key

_SUMS = re.compile(
    r"(?:tong cong|tong so|cong|tong|toan tinh|toan huyen|toan xa)(?: [a-z]{1,3})*?"
    r"(?: (?:toan|tinh|huyen|ca|chung|nhom|xa).*)?(?: \d.*)?(?: san pham.*)?"
    r"|(?:an dinh )?danh sach (?:nay )?(?:gom|co)(?: co)? \d.*"
)
_ENDS = (
    "nguoi lap",
    "lap bieu",
    "thu truong",
    "noi nhan",
    "ghi chu",
    "chu thich",
    "luu y",
    "ke toan",
    "ky ten",
    "ky ghi ro",
    "da ky",
    "tm uy ban",
    "kt ",
    "tl ",
    "tuq ",
    "q giam doc",
    "chu tich",
    "pho chu tich",
    "nguoi tong hop",
    "nguoi bao cao",
    "nguoi kiem tra",
    "nguoi duyet",
    "xac nhan",
    "giam doc",
    "pho giam doc",
    "truong phong",
    "pho truong phong",
    "chi cuc truong",
    "can bo",
    "tm ",
)
# "Thái Nguyên, ngày 15 tháng 01 năm 2026": where and when a list was signed; the figures may still be open.
_SIGNED = re.compile(
    r"(?:[^\d,]{2,40},\s*)?ngày\s*[\d.…_ ]{0,8}\s*tháng\s*[\d.…_ ]{0,8}\s*năm\s*[\d.…_ ]{0,8}", re.IGNORECASE
)


def is_sum(text: str) -> bool:
    """Whether a text heads a row of totals."""
    return bool(_SUMS.fullmatch(key(text)))


def is_ending(text: str) -> bool:
    """Whether a text belongs under a table: a signature, a remark, the day of signing."""
    return key(text).startswith(_ENDS) or bool(_SIGNED.fullmatch(text.strip(" ()")))


def why_ended(firsts: Sequence[str], *, alone: bool, narrow: bool) -> str:
    """Why a list ends in a row with these first texts; "" where it does not. Signatures stand in `narrow` rows only,
    a day of signing stands `alone`."""
    for text in firsts:
        if text and is_sum(text):
            return _("Dòng tổng cộng, hết danh sách")
        if text and narrow and key(text).startswith(_ENDS):
            return _("Dòng ký hoặc ghi chú, hết danh sách")
    if alone and firsts and _SIGNED.fullmatch(firsts[0].strip(" ()")):
        return _("Dòng ký hoặc ghi chú, hết danh sách")
    return ""
