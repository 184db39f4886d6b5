"""`/san-pham/<pid>/the-ke.pdf`: the card a seller puts on the shelf. Only for stars that live today."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.core.refusal import Missing, Refusal
from ocop.core.typesetting import typeset
from ocop.recognition.codes import shown_pid
from ocop.recognition.enums import CertificateStatus
from ocop.recognition.printing import product_qr_svg
from ocop.recognition.queries import ProductPage
from ocop.web.portal.product import find
from ocop.web.portal.share import host, kept, told
from ocop.web.portal.verdicts import verdict_of
from ocop.web.shared.access import public
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date

# With its quiet zone; at least 18 mm are needed on a label, a shelf is read from further off.
QR_SIDE_MM = 32


@public
@require_safe
def shelf_card(request: Request, pid: str) -> HttpResponse:
    """The card as PDF, four on a sheet; refused with the reason once the stars no longer live or not yet."""
    found = find(request, pid)
    if not found.check.live:
        raise _no_card(found)
    answer = kept(request, card_data(found), "shelf-card.typ", draw=typeset, kind="application/pdf")
    if answer.status_code == 200:
        answer["Content-Disposition"] = f'inline; filename="the-ke-{found.product.pid}.pdf"'
    return answer


def _no_card(found: ProductPage) -> Refusal:
    """Why there is no card and what to do, with the way back to the product."""
    state = {"state": verdict_of(found.check).short}
    if found.check.status == CertificateStatus.PENDING:
        words = _("%(state)s. Thẻ kệ in được từ ngày đó.") % state
    else:
        words = _("%(state)s. Thẻ kệ chỉ in được khi sao còn hiệu lực; hãy gỡ thẻ đã in khỏi kệ hàng.") % state
    page = Missing("product", _("Xem sản phẩm"), reverse("product", args=[found.product.pid]))
    return Refusal("no-living-stars", words, kind="invalid", missing=[page])


def card_data(found: ProductPage) -> dict[str, Any]:
    """What the card says. Its code is the product's permanent address, unsigned: a renewal never makes a card wrong."""
    return {
        **told(found),
        "title": f"Thẻ kệ {found.check.product_name}",
        "site": settings.SITE_NAME,
        "qr": product_qr_svg(found.product),
        "qr_width": f"{QR_SIDE_MM}mm",
        "code": shown_pid(found.product.pid),
        "host": f"{host()}/xac-minh",
        "until": f"Sao có hiệu lực đến hết {vn_date(found.check.until)}",
    }
