"""What holds a product with its producer: a dossier that is under way."""

from django.utils.translation import gettext as _

from ocop.core.refusal import Missing
from ocop.dossiers.models import Dossier
from ocop.registry.models import Product


def ties(*, product: Product) -> list[Missing]:
    """Dossiers without a result: they were written by the producer of today and would come back to another."""
    words = _("Sản phẩm còn hồ sơ chưa xong (%(kind)s, %(state)s). Hãy chờ hồ sơ kết thúc hoặc rút trước khi chuyển.")
    return [
        Missing("dossier-open", words % {"kind": row.get_kind_display(), "state": row.get_state_display()})
        for row in Dossier.objects.open().filter(product=product).order_by("pk")
    ]
