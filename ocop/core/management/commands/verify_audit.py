"""`verify_audit`: prove the trail; exit 1 when something speaks against it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from ocop.core.seals import Report, verify_audit

_MOST = 200


class Command(BaseCommand):
    help = "Kiểm tra nhật ký: nêu rõ bút toán bị sửa, bị xóa, bị chèn và niêm phong bị phá."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_audit()
        for line in lines(report):
            self.stdout.write(line)
        if not report.clean:
            sys.exit(1)


def lines(report: Report) -> list[str]:
    """The report in Vietnamese, a fact a line."""
    told = [f"Đã kiểm tra {report.checked} bút toán; {report.unsealed} bút toán chờ niêm phong."]
    if report.erased:
        told.append(f"{report.erased} bút toán đã xóa nội dung cá nhân theo yêu cầu; phần đầu vẫn chứng minh được.")
    for words, ids in (
        ("Bị sửa", report.altered),
        ("Bị xóa", report.missing),
        ("Bị chèn thêm", report.added),
        ("Niêm phong bị phá", report.broken_seals),
    ):
        if ids:
            more = f" … và {len(ids) - _MOST} mục nữa" if len(ids) > _MOST else ""
            told.append(f"{words} ({len(ids)}): {', '.join(map(str, ids[:_MOST]))}{more}")
    told += [
        f"Bị xóa cả dấu vết: niêm phong {number}, vị trí {position}, giữa bút toán {before or '?'} và {after or '?'}"
        for number, position, before, after in report.gaps[:_MOST]
    ]
    told.append(f"Gốc niêm phong cuối cùng: {report.last_root}")
    told.append("KẾT QUẢ: nhật ký nguyên vẹn." if report.clean else "KẾT QUẢ: NHẬT KÝ ĐÃ BỊ CAN THIỆP.")
    return told
