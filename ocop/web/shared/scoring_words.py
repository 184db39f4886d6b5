"""What is wrong with a trial or a case, in the reader's language (`rules/` is pure and speaks Vietnamese alone)."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop.rulebooks.rules.scoring import ScoringError


def scoring_words(error: ScoringError) -> str:
    """The sentence of the error; in English a shorter one by its code, without the names the Vietnamese one quotes."""
    if (get_language() or "vi").startswith("vi"):
        return error.words
    return {
        "unknown-edition": _("Không có văn bản này; hãy chọn một văn bản trong danh sách."),
        "unknown-set": _("Văn bản này không có bộ sản phẩm đã nêu."),
        "unknown-criterion": _("Bộ sản phẩm này không có tiêu chí đã nêu."),
        "unknown-option": _("Tiêu chí này không có mức đã nêu."),
        "unknown-exclusion": _("Bộ sản phẩm này không có điều kiện loại đã nêu."),
        "no-sheets": _("Chưa có phiếu đánh giá nào."),
    }.get(error.code, _("Dữ liệu gửi lên không đúng dạng; hãy xem mô tả API."))
