"""What the arithmetic of the law says, in sentences: flaws of a file, reasons, roads, clocks."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from ocop.core.refusal import Words as Sayable
from ocop.rulebooks.rules import clocks, road, rubric
from ocop.rulebooks.rules.checking import Flaw
from ocop.rulebooks.rules.reasons import EXCLUDED, POINTS, Reason

FLAWS: Mapping[str, Sayable] = {
    "schema": gettext_lazy("Tệp không phải bộ tiêu chí theo mẫu ocop-criteria/1 (%(found)s)."),
    "missing": gettext_lazy("Thiếu mục “%(where)s”."),
    "shape": gettext_lazy("Tệp không đúng mẫu: %(found)s."),
    "twice": gettext_lazy("“%(where)s” xuất hiện %(found)s lần; mỗi mã chỉ được dùng một lần."),
    "duplicate-key": gettext_lazy("Mã “%(where)s” bị trùng. Hãy đổi hoặc bỏ một chỗ."),
    "unknown-name": gettext_lazy("“%(where)s” nhắc đến “%(found)s” nhưng tệp không có."),
    "kind": gettext_lazy("Khối “%(where)s” có kiểu lạ “%(found)s”."),
    "heading-sum": gettext_lazy("Đề mục “%(where)s” cộng không khớp: %(found)s."),
    "nested-sum": gettext_lazy("Đề mục “%(where)s” chứa một đề mục khác."),
    "top-option": gettext_lazy("Khối “%(where)s”: mức cao nhất không bằng điểm tối đa (%(found)s)."),
    "no-options": gettext_lazy("Khối “%(where)s” chưa có mức nào để tích."),
    "points": gettext_lazy("Khối “%(where)s”: điểm phải là số nguyên không âm (%(found)s)."),
    "order": gettext_lazy("Khối “%(where)s”: điểm các mức không tăng dần (%(found)s)."),
    "star": gettext_lazy("Khối “%(where)s”: hạng sao của mức tối thiểu phải từ 1 đến 5 (%(found)s)."),
    "star-order": gettext_lazy("Khối “%(where)s”: mức tối thiểu của các hạng sao không tăng dần (%(found)s)."),
    "as-above": gettext_lazy("Khối “%(where)s”: mức đầu tiên ghi “như trên” nhưng không có mức nào ở trên."),
    "cycle": gettext_lazy("Khối “%(where)s”: điều kiện áp dụng quay vòng (%(found)s)."),
    "effect": gettext_lazy("Điều kiện “%(where)s” có hệ quả lạ “%(found)s”."),
    "unknown-gate": gettext_lazy("“%(where)s” dùng điều kiện “%(found)s” nhưng tệp không có."),
    "gate-on-branch": gettext_lazy("Khối “%(where)s” có nhiều trường hợp nên không đặt được mức tối thiểu."),
    "gate-on-nothing": gettext_lazy("Khối “%(where)s” có mức tối thiểu %(found)s sao nhưng không có mức nào."),
    "require-on-nothing": gettext_lazy("Bộ “%(where)s”: điều kiện bắt buộc “%(found)s” phải gắn với một tiêu chí."),
    "condition": gettext_lazy("“%(where)s” phụ thuộc “%(found)s” nhưng bộ này không có tiêu chí đó."),
    "bands": gettext_lazy("Các mức điểm phân hạng sao không liền nhau (%(found)s)."),
    "code": gettext_lazy("Mã tiêu chí “%(where)s” không thuộc đề mục của nó (%(found)s)."),
    "sum": gettext_lazy("“%(where)s” cộng được %(found)s điểm, khác số ghi trong tệp."),
    "unreachable": gettext_lazy("“%(where)s”: tổng điểm không đủ đạt hạng cao nhất (%(found)s)."),
    "alias": gettext_lazy("Tệp dùng tham chiếu YAML (*%(found)s); hãy viết nội dung ra đầy đủ."),
    "too-deep": gettext_lazy("Nội dung lồng nhau quá %(found)s lớp."),
    "too-many": gettext_lazy("Tệp có quá %(found)s mục; không phải một bộ tiêu chí."),
    "too-large": gettext_lazy("Tệp lớn hơn %(found)s MB; không phải một bộ tiêu chí."),
    "yaml": gettext_lazy("Không đọc được YAML: %(found)s."),
    "macros": gettext_lazy("Tệp Excel có macro (%(found)s). Hãy lưu lại thành .xlsx không macro."),
    "bomb": gettext_lazy("Tệp Excel giải nén ra quá %(found)s MB."),
    "workbook": gettext_lazy("Không đọc được tệp Excel: %(found)s."),
    "no-sheet": gettext_lazy("Tệp Excel thiếu trang “%(where)s”."),
    "no-column": gettext_lazy("Trang tính thiếu cột “%(found)s”."),
    "map-set": gettext_lazy("Bảng đối chiếu thiếu bộ “%(where)s” hoặc trỏ đến bộ lạ (%(found)s)."),
    "map-criteria": gettext_lazy("Bảng đối chiếu, bộ “%(where)s”: tiêu chí thiếu, thừa hoặc trùng (%(found)s)."),
    "map-pair": gettext_lazy("Bảng đối chiếu, “%(where)s”: thiếu cặp khối “%(found)s”."),
    "map-options": gettext_lazy("Bảng đối chiếu, cặp “%(where)s”: các mức không khớp (%(found)s)."),
    "map-mark": gettext_lazy("Bảng đối chiếu, “%(where)s”: dấu không đúng với điểm (%(found)s)."),
}


def flaw_words(flaw: Flaw, place: str = "") -> str:
    """What is wrong in a file and where: "dòng 12: …", "ô Phiếu!F20: …"."""
    sentence = str(FLAWS.get(flaw.code, gettext_lazy("Lỗi %(where)s: %(found)s."))) % {
        "where": flaw.where,
        "found": flaw.found,
    }
    return f"{place_words(place)}: {sentence}" if place else sentence


def place_words(place: str) -> str:
    """A line or a cell, said."""
    return (
        gettext("dòng %(number)s") % {"number": place} if place.isdigit() else gettext("ô %(cell)s") % {"cell": place}
    )


def said(words: rubric.Words) -> str:
    """In the reader's language."""
    return words.said(get_language() or "vi")


def points_words(points: Fraction) -> str:
    """Points with two decimals at most, rounded up, so that what is missing never reads as nothing."""
    hundredths = -(-points.numerator * 100 // points.denominator)
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)


def reason_words(sheet: rubric.Rubric, reason: Reason) -> str:
    """One thing between a result and a star, in a sentence."""
    if reason.kind == EXCLUDED:
        known = sheet.exclusion_by_key.get(reason.exclusion)
        return gettext("Không xếp hạng vì: %(words)s.") % {"words": said(known.words) if known else reason.exclusion}
    if reason.kind == POINTS:
        return gettext("Điểm trung bình còn thiếu %(short)s điểm để đạt %(from)s điểm.") % {
            "short": points_words(reason.short),
            "from": reason.from_points,
        }
    criterion = sheet.by_key[reason.criterion]
    told = {
        "key": criterion.key,
        "name": said(criterion.name),
        "star": reason.star,
        "needed": said(criterion.by_id[reason.needed].words),
        "had": said(criterion.by_id[reason.had].words) if reason.had else gettext("chưa tích mức nào"),
    }
    if reason.zeroed:
        zeroed = gettext(
            "Tiêu chí %(key)s (%(name)s) tính 0 điểm vì không đạt điều kiện bắt buộc; %(star)s sao cần “%(needed)s”."
        )
        return zeroed % told
    return gettext("Tiêu chí %(key)s (%(name)s): %(star)s sao cần ít nhất “%(needed)s”, hiện là “%(had)s”.") % told


def raise_words(sheet: rubric.Rubric, one: road.Raise) -> str:
    """One change on a road, in a sentence."""
    criterion = sheet.by_key[one.criterion]
    told = {
        "key": criterion.key,
        "name": said(criterion.name),
        "option": said(criterion.by_id[one.option].words),
        "points": one.points,
        "months": months_words(one.months),
    }
    return gettext("%(key)s %(name)s: nâng lên “%(option)s” (+%(points)s điểm, %(months)s).") % told


def months_words(months: int) -> str:
    """So many months."""
    return (
        ngettext("khoảng %(n)s tháng", "khoảng %(n)s tháng", months) % {"n": months}
        if months
        else gettext("làm được ngay")
    )


ROADS: Mapping[str, Sayable] = {
    road.FEWEST: gettext_lazy("Ít thay đổi nhất"),
    road.QUICKEST: gettext_lazy("Nhanh nhất"),
    road.SAFE: gettext_lazy("Nhanh nhất mà còn dư 3 điểm"),
}


def step_words(step: clocks.Step) -> str:
    """One line of a clock's account."""
    dates = {"first": day_words(step.first), "last": day_words(step.last) if step.last else "", "days": step.days}
    sentences = {
        clocks.STARTS: gettext("Bắt đầu tính sau ngày %(first)s."),
        clocks.PAUSES: gettext("Tạm dừng từ sau ngày %(first)s đến hết ngày %(last)s.")
        if step.last
        else gettext("Tạm dừng từ sau ngày %(first)s, chưa có ngày kết thúc."),
        clocks.COUNTS: gettext("Tính %(days)s ngày, từ %(first)s đến %(last)s."),
        clocks.RESTS: gettext("Không tính %(days)s ngày nghỉ, từ %(first)s đến %(last)s."),
        clocks.ENDS: gettext("Hạn cuối: hết ngày %(first)s."),
    }
    return sentences[step.kind] % dates


def day_words(day: dt.date) -> str:
    """A date as it is written here: 2/9/2026."""
    return f"{day.day}/{day.month}/{day.year}"
