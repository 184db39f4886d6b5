"""Columns of the desks' lists as files; each list's view gives its rows and the words of its filter."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ocop.councils.models import Session
from ocop.recognition.models import Decision
from ocop.registry.enums import OutsideSystem
from ocop.registry.models import Producer
from ocop.web.shared.exports import Column

if TYPE_CHECKING:
    from ocop.web.desk.officer.inbox import Line as InboxLine
    from ocop.web.desk.producer.ways import ProductLine

INBOX: "tuple[Column[InboxLine], ...]" = (
    Column(_("Sản phẩm"), lambda line: line.stage.dossier.product.name, width=36),
    Column(_("Chủ thể"), lambda line: line.stage.dossier.producer.name, width=36),
    Column(_("Loại hồ sơ"), lambda line: line.stage.dossier.get_kind_display()),
    Column(_("Số tiếp nhận"), lambda line: line.stage.receipt_no, width=26, text=True),
    Column(_("Ngày nhận"), lambda line: line.stage.received_on, width=13),
    Column(_("Hạn"), lambda line: line.clock.due_on, width=13),
    Column(_("Còn lại (ngày làm việc)"), lambda line: line.clock.left, width=12),
    Column(_("Tình trạng"), lambda line: line.pill[1], width=24),
    Column(OutsideSystem.NATIONAL.label, lambda line: line.number_at(OutsideSystem.NATIONAL), width=22, text=True),
    Column(OutsideSystem.ONE_STOP.label, lambda line: line.number_at(OutsideSystem.ONE_STOP), width=22, text=True),
)

PRODUCERS: tuple[Column[Producer], ...] = (
    Column(_("Chủ thể"), lambda row: row.name, width=40),
    Column(_("Mã chủ thể"), lambda row: row.pid, width=14, text=True),
    Column(_("Loại hình"), lambda row: row.get_kind_display()),
    Column(_("Nơi đóng"), lambda row: row.place_words, width=24),
    Column(_("Số sản phẩm"), lambda row: vars(row)["product_count"], width=10),
    Column(_("Tình trạng"), lambda row: row.get_state_display()),
)

DECISIONS: tuple[Column[Decision], ...] = (
    Column(_("Số"), lambda row: row.number, width=24, text=True),
    Column(_("Ngày ký"), lambda row: row.signed_on, width=13),
    Column(_("Năm"), lambda row: row.year, width=8, text=True),
    Column(_("Loại"), lambda row: row.get_kind_display(), width=30),
    Column(_("Trạng thái"), lambda row: row.get_state_display()),
    Column(_("Số sản phẩm"), lambda row: vars(row)["products"], width=10),
    Column(_("Người ký"), lambda row: row.signer, width=26),
    Column(_("Cơ quan"), lambda row: row.authority.full_name, width=26),
)

SESSIONS: tuple[Column[Session], ...] = (
    Column(_("Ngày họp"), lambda row: row.on, width=13),
    Column(_("Hội đồng"), lambda row: row.council.name, width=48),
    Column(_("Năm"), lambda row: row.round.cycle.year if row.round else None, width=8, text=True),
    Column(_("Đợt"), lambda row: row.round.no if row.round else None, width=8),
    Column(_("Cách họp"), lambda row: row.get_mode_display()),
    Column(_("Nơi họp"), lambda row: row.place, width=36),
    Column(_("Số sản phẩm"), lambda row: vars(row)["products"], width=10),
    Column(_("Trạng thái"), lambda row: row.get_state_display()),
)

PRODUCTS: "tuple[Column[ProductLine], ...]" = (
    Column(_("Sản phẩm"), lambda line: line.product.name, width=36),
    Column(_("Mã sản phẩm"), lambda line: line.product.pid, width=14, text=True),
    Column(_("Chủ thể"), lambda line: line.product.producer.name, width=36),
    Column(_("Hạng sao còn hiệu lực"), lambda line: line.stars, width=12),
    Column(_("Giấy chứng nhận"), lambda line: line.state.words, width=30),
    Column(_("Việc tiếp"), lambda line: line.next, width=30),
)
