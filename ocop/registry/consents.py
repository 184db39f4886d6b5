"""What a person agrees to about their data when they make an account, by version (Law 91/2025, Decree 356/2025).

A version never changes: other words are a new version, the latest last. `Consent` rows name the version agreed to.
"""

import dataclasses

from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Words


@dataclasses.dataclass(frozen=True)
class ConsentText:
    """The words of a version: questions with their answers; `%(office)s` stands for the office that runs the site."""

    version: str
    rows: tuple[tuple[Words, Words], ...]

    def lines(self, office: str) -> list[tuple[str, str]]:
        """The words for a page, with the office's name in them."""
        return [(str(head), str(words) % {"office": office}) for head, words in self.rows]


TEXTS = (
    ConsentText(
        "2026-1",
        (
            (_("Ai giữ"), _("%(office)s cùng cơ quan OCOP của xã, tỉnh nơi chủ thể đóng.")),
            (
                _("Giữ những gì"),
                _(
                    "Họ tên, số điện thoại hoặc thư điện tử của bạn và những việc bạn làm trong hệ thống. Mã số thuế "
                    "của hộ là số định danh cá nhân nên được mã hóa, chỉ hiện ba số cuối."
                ),
            ),
            (_("Để làm gì"), _("Để bạn đăng nhập, để cán bộ liên hệ và xét hồ sơ, để biết ai đã làm việc gì.")),
            (
                _("Ai xem được"),
                _(
                    "Người của chủ thể và cán bộ OCOP phụ trách nơi đó. Trang công khai chỉ có tên chủ thể, nơi đóng "
                    "và sản phẩm."
                ),
            ),
            (
                _("Giữ bao lâu"),
                _(
                    "Đến khi bạn yêu cầu xóa. Hồ sơ đã nộp, quyết định, giấy chứng nhận đã ký được giữ theo quy định "
                    "về lưu trữ."
                ),
            ),
            (
                _("Quyền của bạn"),
                _(
                    "Xem, sửa, xóa dữ liệu và rút lại đồng ý ở trang “Dữ liệu của tôi”; cơ quan trả lời trong hai ngày "
                    "làm việc."
                ),
            ),
            (_("Hỏi ai"), _("Cán bộ OCOP của xã, phường, đặc khu, hoặc %(office)s.")),
        ),
    ),
)


def current_text() -> ConsentText:
    """The words in use now."""
    return TEXTS[-1]
