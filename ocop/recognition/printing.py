"""Papers: certificates in one file, the draft decision as PDF and Word, the result letter, and the two QR codes.

The words of these papers are Vietnamese by law and are not translated with the reader's language.
"""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import segno
from django.conf import settings

from ocop.core.typesetting import typeset
from ocop.councils.models import Tally
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.recognition.codes import shown_pid
from ocop.recognition.enums import DecisionKind
from ocop.recognition.models import Certificate, Decision, PastResult, Recognition
from ocop.recognition.queries import terms_of
from ocop.recognition.signedqr import LEAST_SIDE_MM, sign
from ocop.registry.models import Product, ProductCode
from ocop.rulebooks.models import Criterion, Edition

# With its quiet zone of four modules a side; 49 modules then measure 31 mm.
SIGNED_SIDE_MM = 36
_QUIET = 4
_MASK = 0
_INK = "#123f27"
_MINISTRY = "Bộ Nông nghiệp và Môi trường"


def product_qr_svg(product: Product) -> str:
    """The code for goods: the product's permanent address, unsigned, so that a renewal never makes a label wrong."""
    return _svg(segno.make(f"{settings.PUBLIC_URL}/v/{product.pid}", error="m", micro=False))


def signed_qr_svg(certificate: Certificate, *, side_mm: float = SIGNED_SIDE_MM) -> str:
    """The signed code of a certificate's paper; the address is one segment, the digits a numeric second.

    Raises ValueError for a print under 25 mm, which cheap cameras misread (ecosystem.md (c)).
    """
    if side_mm < LEAST_SIDE_MM:
        raise ValueError(f"a signed code needs at least {LEAST_SIDE_MM} mm")
    # segno takes a list as segments; its types do not say so.
    segments: Any = [f"{settings.PUBLIC_URL}/v/", sign(certificate)]
    # A fixed mask: weighing all eight is nearly the whole time of a batch, and signed digits look like chance anyway.
    return _svg(segno.make(segments, error="m", mask=_MASK))


def certificates_pdf(certificates: Iterable[Certificate]) -> bytes:
    """The papers of one or many certificates, a page each, in the order given; a reprint has the same bytes.

    Give them with `recognition__decision__authority`, `recognition__product_set`, `recognition__edition` joined.
    """
    rows = list(certificates)
    codes = _codes_of(rows)
    tops: dict[int, int] = {}
    papers = [_certificate_data(row, codes.get(row.recognition.product_id, []), tops) for row in rows]
    title = f"Giấy chứng nhận {rows[0].number}" if len(rows) == 1 else "Giấy chứng nhận OCOP"
    last = max(row.issued_on for row in rows)
    at = dt.datetime.combine(last, dt.time(), dt.UTC)
    return typeset("recognition/print/certificate.typ", {"title": title, "papers": papers}, at=at)


def decision_pdf(decision: Decision) -> bytes:
    """The draft with its annex as PDF, for reading and checking."""
    return typeset("recognition/print/decision.typ", decision_data(decision))


def result_letter_pdf(result: PastResult) -> bytes:
    """The letter on a result without recognition: 1, 2 stars or none."""
    return typeset("recognition/print/result.typ", _letter_data(result))


def decision_data(decision: Decision) -> dict[str, Any]:
    """What the draft says, for the PDF and for the Word file."""
    rows = list(
        decision.recognitions.select_related("edition", "tally__docket__session__council").order_by("-stars", "pk")
    )
    authority = decision.authority
    chair = _chair(authority)
    return {
        "agency": "\n".join(_agency_lines(authority)),
        "number": decision.number or "      /QĐ-" + ("BNNMT" if authority.level == Level.NATION else "UBND"),
        "place": authority.name if authority.level != Level.NATION else "Hà Nội",
        "about": _about(decision, rows),
        "authority": chair,
        "bases": _bases(decision, rows),
        "articles": _articles(decision, rows),
        "receivers": ["Như Điều 3", "Văn phòng điều phối nông thôn mới", "Lưu: VT"],
        "position": "Chủ tịch" if authority.level != Level.NATION else "Bộ trưởng",
        "annex": "Danh sách sản phẩm OCOP",
        "annex_note": f"(Kèm theo Quyết định của {chair})",
        "products": [
            {"name": row.product_name, "producer": row.producer_name, "place": row.place_name,
             "score": row.score_text, "stars": row.stars}
            for row in rows
        ],
    }


def _svg(code: segno.QRCode) -> str:
    out = io.BytesIO()
    code.save(out, kind="svg", border=_QUIET, dark=_INK, light="#ffffff", xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode()


def _codes_of(rows: Sequence[Certificate]) -> dict[int, list[ProductCode]]:
    """All codes of the products on the papers, in one query."""
    found: dict[int, list[ProductCode]] = {}
    wanted = {row.recognition.product_id for row in rows}
    for code in ProductCode.objects.filter(product__in=wanted).order_by("given_on", "pk"):
        found.setdefault(code.product_id, []).append(code)
    return found


def _certificate_data(
    certificate: Certificate, codes: Sequence[ProductCode], tops: dict[int, int]
) -> dict[str, Any]:
    """What one paper says: names as printed in the decision, the code the product bore then."""
    printed = certificate.recognition
    decision = printed.decision
    borne = [code.code for code in codes if code.given_on <= certificate.issued_on]
    qr = signed_qr_svg(certificate) if certificate.issued_on.year >= 2020 else None
    signed = decision.signed_on or certificate.issued_on
    return {
        "agency": _agency_lines(decision.authority),
        "authority": _chair(decision.authority),
        "product": printed.product_name.upper(),
        "producer": printed.producer_name,
        "place": _in_sentence(printed.place_name),
        "stars": printed.stars,
        "out_of": _top(printed.edition, tops),
        "basis": _basis_words(printed),
        "product_code": borne[-1] if borne else "",
        "number": certificate.number,
        "decision": f"Quyết định số {decision.number} ngày {_day(signed)}",
        "valid_to": _day(certificate.valid_to),
        "place_date": f"{_seat_of(decision.authority)}, {_long_day(certificate.issued_on)}",
        "signer_title": (decision.signer_title or ("CHỦ TỊCH" if decision.authority.level != Level.NATION
                                                   else "BỘ TRƯỞNG")).split("\n"),
        "signer": decision.signer,
        "qr": qr,
        "qr_width": f"{SIGNED_SIDE_MM}mm",
        "code": shown_pid(certificate.pid),
        "host": settings.PUBLIC_URL.split("://")[-1] + "/xac-minh",
    }


def _top(edition: Edition | None, tops: dict[int, int]) -> int:
    """How many stars there are in the edition."""
    if edition is None:
        return 5
    if edition.pk not in tops:
        tops[edition.pk] = terms_of(edition).top
    return tops[edition.pk] or 5


def _basis_words(printed: Recognition) -> str:
    parts = []
    if printed.product_set:
        parts.append(f"Bộ tiêu chí {printed.product_set.name}")
    if printed.edition:
        parts.append(f"Quyết định số {printed.edition.number}")
    return "theo " + ", ".join(parts) if parts else ""


def _agency_lines(authority: AdminUnit) -> list[str]:
    """The authority's name in capitals, as the left head prints it."""
    if authority.level == Level.NATION:
        return [_MINISTRY.upper()]
    return ["ỦY BAN NHÂN DÂN", authority.full_name.upper()]


def _chair(authority: AdminUnit) -> str:
    """Who decides: the chair of the provincial committee, or the minister (26/2026 art. 4, 8)."""
    if authority.level == Level.NATION:
        return f"Bộ trưởng {_MINISTRY}"
    return f"Chủ tịch Ủy ban nhân dân {_lower_kind(authority.full_name)}"


def _lower_kind(full_name: str) -> str:
    return full_name[:1].lower() + full_name[1:]


def _in_sentence(place: str) -> str:
    """Units inside a sentence: "xã Tân Cương, tỉnh Thái Nguyên"."""
    return ", ".join(_lower_kind(part) for part in place.split(", "))


def _seat_of(authority: AdminUnit) -> str:
    return "Hà Nội" if authority.level == Level.NATION else authority.name


def _day(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _long_day(day: dt.date) -> str:
    """As Decree 30/2020 writes dates: days under 10 and January, February with a nought."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _about(decision: Decision, rows: Sequence[Recognition]) -> str:
    kinds = {
        DecisionKind.FORWARD: "Về việc phê duyệt kết quả và trình Trung ương đánh giá, phân hạng sản phẩm OCOP",
        DecisionKind.REVOKE: "Về việc thu hồi Giấy chứng nhận sản phẩm OCOP",
    }
    stars = ", ".join(str(star) for star in sorted({row.stars for row in rows}))
    return kinds.get(DecisionKind(decision.kind), f"Về việc công nhận sản phẩm OCOP đạt hạng {stars} sao")


def _bases(decision: Decision, rows: Sequence[Recognition]) -> list[str]:
    """What the decision rests on: the law it was judged under and the council's minutes."""
    words = []
    if decision.authority.level != Level.NATION:
        words.append("Căn cứ Luật Tổ chức chính quyền địa phương;")
    for edition in {row.edition_id: row.edition for row in rows if row.edition}.values():
        giver = "" if edition.scope_code else " của Thủ tướng Chính phủ"
        words.append(f"Căn cứ Quyết định số {edition.number}{giver} về {_lower_kind(edition.name)};")
    sessions = {row.tally.docket.session_id: row.tally.docket.session for row in rows if row.tally}
    for session in sessions.values():
        words.append(f"Căn cứ Biên bản phiên họp {_day(session.on)} của {session.council.name};")
    return [*words, "Theo đề nghị của cơ quan tham mưu quản lý Chương trình OCOP."]


def _articles(decision: Decision, rows: Sequence[Recognition]) -> list[str]:
    count = len(rows)
    if decision.kind == DecisionKind.FORWARD:
        first = (f"Phê duyệt kết quả đánh giá {count} sản phẩm (danh sách tại Phụ lục) và trình {_MINISTRY} "
                 "tổ chức đánh giá, phân hạng.")
        second = "Cơ quan tham mưu hoàn thiện hồ sơ và gửi mẫu sản phẩm theo quy định."
    elif decision.kind == DecisionKind.REVOKE:
        first = "Thu hồi Giấy chứng nhận sản phẩm OCOP của: ................................................"
        second = "Chủ thể dừng sử dụng nhãn hiệu OCOP và hạng sao trên sản phẩm kể từ ngày Quyết định có hiệu lực."
    else:
        months = {terms_of(row.edition).rules["certificate"].value for row in rows if row.edition}
        term = f" Giấy chứng nhận có giá trị {', '.join(map(str, sorted(months, key=str)))} tháng." if months else ""
        first = f"Công nhận và cấp Giấy chứng nhận cho {count} sản phẩm OCOP (danh sách tại Phụ lục).{term}"
        second = ("Chủ thể có sản phẩm được công nhận duy trì các điều kiện đã được đánh giá, sử dụng nhãn hiệu OCOP "
                  "đúng quy định và chịu sự kiểm tra, giám sát.")
    third = ("Chánh Văn phòng, Thủ trưởng các cơ quan liên quan và các chủ thể có tên trong danh sách chịu trách nhiệm "
             "thi hành Quyết định này.")
    return [first, second, third]


def _letter_data(result: PastResult) -> dict[str, Any]:
    tally = result.tally
    assert tally is not None
    docket = Tally.objects.select_related(
        "docket__session__council__unit", "docket__stage__dossier__producer", "docket__stage__dossier__product_set"
    ).get(pk=tally.pk).docket
    dossier, council = docket.stage.dossier, docket.session.council
    rank = f"đạt hạng {result.stars} sao" if result.stars else "không được phân hạng"
    return {
        "superior": "\n".join(_agency_lines(council.unit)),
        "agency": "Cơ quan tham mưu quản lý Chương trình OCOP",
        "number": "       /TB-OCOP",
        "place": _seat_of(council.unit),
        "about": f"V/v thông báo kết quả đánh giá, phân hạng sản phẩm “{result.product.name}”",
        "producer": dossier.producer.name,
        "paragraphs": [
            f"{council.name} đã họp ngày {_day(docket.session.on)} để đánh giá sản phẩm “{result.product.name}” theo "
            f"Bộ tiêu chí {dossier.product_set.name}.",
            f"Kết quả: điểm trung bình {result.score_text} trên {tally.sheets} phiếu; sản phẩm {rank}. "
            "Sản phẩm ở mức này không có quyết định công nhận và không được cấp Giấy chứng nhận.",
        ],
        "missed": _missed(tally, dossier.product_set_id),
        "after": [
            "Chủ thể có thể hoàn thiện sản phẩm và nộp hồ sơ ở đợt đánh giá sau; hồ sơ lần này được lưu để dùng lại.",
            "Nếu có ý kiến khác về kết quả, chủ thể gửi văn bản đến cơ quan này để được xem xét.",
        ],
        "receivers": ["Như trên", "Ủy ban nhân dân cấp xã", "Lưu: VT"],
        "position": "Thủ trưởng cơ quan",
    }


def _missed(tally: Tally, product_set_id: int) -> list[dict[str, Any]]:
    """The gates the council found missed, with the criteria's names."""
    rows = tally.result.get("missed", [])
    names = dict(
        Criterion.objects.filter(product_set=product_set_id, key__in=[row["criterion"] for row in rows])
        .values_list("key", "name")
    )
    return [{"key": row["criterion"], "name": names.get(row["criterion"], ""), "star": row["star"]} for row in rows]
