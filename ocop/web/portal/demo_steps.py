"""The steps of the guided demonstration: whose eyes, what to see, why it matters, and the very row of the sample."""

import dataclasses
from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop.core.actor import Actor
from ocop.core.refusal import Words
from ocop.councils.enums import SessionState
from ocop.councils.models import Docket, Session, Tally
from ocop.councils.queries import queue
from ocop.dossiers.enums import DossierState, StageLevel, StageState
from ocop.dossiers.models import Dossier, LocalFinding, Stage
from ocop.recognition.enums import DecisionState, EventKind
from ocop.recognition.models import CertificateEvent, Decision, Listing, Recognition
from ocop.recognition.queries.radar import expiring


@dataclasses.dataclass(frozen=True)
class Target:
    """A row of the sample: how it is called, and the page that shows it."""

    words: str
    url: str


Find = Callable[[Actor], Target | None]


@dataclasses.dataclass(frozen=True)
class Step:
    """One stop. `key` names the person whose account is entered; empty for what anybody sees."""

    key: str
    title: Words
    see: Words
    why: Words
    act: Words
    find: Find


def _living(actor: Actor) -> Target | None:
    row = Listing.objects.starred_on(actor.today).select_related("product").order_by("-stars", "name_key").first()
    return Target(row.name, reverse("check", args=[row.product.pid])) if row else None


def _draft(actor: Actor) -> Target | None:
    rows = Dossier.objects.visible_to(actor).filter(state=DossierState.DRAFT).select_related("product")
    row = rows.order_by("pk").first()
    return Target(row.product.name, reverse("producer_dossier", args=[row.pid])) if row else None


def _at_commune(actor: Actor) -> Target | None:
    """The dossier whose report has been begun, else any that waits."""
    rows = Stage.objects.handled_by(actor).filter(level=StageLevel.COMMUNE, state=StageState.RECEIVED)
    rows = rows.select_related("dossier__product").order_by("received_on", "pk")
    row = rows.filter(pk__in=LocalFinding.objects.values("stage")).first() or rows.first()
    return Target(row.dossier.product.name, reverse("form03", args=[row.dossier.pid])) if row else None


def _at_province(actor: Actor) -> Target | None:
    rows = Stage.objects.handled_by(actor).filter(level=StageLevel.PROVINCE, state=StageState.RECEIVED)
    row = rows.select_related("dossier__product").order_by("pk").first()
    return Target(row.dossier.product.name, reverse("accept_page", args=[row.dossier.pid])) if row else None


def _owed(actor: Actor) -> Target | None:
    docket = next((item.docket for item in queue(actor) if not item.done), None)
    return Target(docket.stage.dossier.product.name, reverse("sheet_overview", args=[docket.pid])) if docket else None


def _session(actor: Actor) -> Target | None:
    rows = Session.objects.visible_to(actor).filter(state=SessionState.OPEN).select_related("council")
    row = rows.order_by("-on", "-pk").first()
    return Target(row.council.name, reverse("session_page", args=[row.pid])) if row else None


def _counted(actor: Actor) -> Target | None:
    """A product that is counted and not yet closed."""
    rows = Tally.objects.filter(docket__in=Docket.objects.visible_to(actor), closed_at__isnull=True)
    row = rows.select_related("docket__stage__dossier__product").order_by("-pk").first()
    return Target(row.docket.stage.dossier.product.name, reverse("docket_page", args=[row.docket.pid])) if row else None


def _to_record(actor: Actor) -> Target | None:
    """A draft of recognition, named by its first product."""
    drafts = Decision.objects.visible_to(actor).filter(state=DecisionState.DRAFT)
    row = Recognition.objects.filter(decision__in=drafts).select_related("decision").order_by("decision", "pk").first()
    return Target(row.product_name, reverse("decision_record", args=[row.decision.pid])) if row else None


def _due(actor: Actor) -> Target | None:
    rows = expiring(actor, actor.today).rows
    row = next((row for row in rows if row.must_act), rows[0] if rows else None)
    return Target(row.name, reverse("radar")) if row else None


def _revoked(actor: Actor) -> Target | None:
    rows = CertificateEvent.objects.filter(kind=EventKind.REVOKED, on__lte=actor.today)
    row = rows.select_related("certificate__recognition").order_by("-on", "-pk").first()
    if row is None:
        return None
    return Target(row.certificate.recognition.product_name, reverse("check", args=[row.certificate.pid]))


STEPS: tuple[Step, ...] = (
    Step("", _("Người mua kiểm tra mã trên nhãn"),
         _("Trang trả lời ngay: sao còn hiệu lực không, của ai, đến ngày nào, theo quyết định nào."),
         _("Sao in trên nhãn mà không có giấy thì ai cũng biết được, không cần hỏi cơ quan nào."),
         _("Xem trang xác minh"), _living),
    Step("mai", _("Chủ thể viết hồ sơ"),
         _("Việc cần làm đứng đầu; từng tiêu chí là các thẻ có điểm; dải dưới cùng cho biết tổng điểm, dự kiến mấy sao "
           "và còn thiếu gì."),
         _("Giấy tờ nộp một lần vào kho, dùng lại cho mọi hồ sơ sau, thay vì mỗi lần làm lại vài trăm trang."),
         _("Vào vai chủ thể"), _draft),
    Step("xa", _("Cán bộ xã lập mẫu số 03"),
         _("Bên trái là điều chủ thể khai, bên phải là điều xã thấy; hộp hồ sơ xếp theo số ngày làm việc còn lại."),
         _("Xã chỉ có số ngày luật định; đồng hồ đếm ngày làm việc, đứng lại khi chờ chủ thể bổ sung."),
         _("Vào vai cán bộ xã"), _at_commune),
    Step("tinh", _("Tỉnh tiếp nhận hồ sơ"),
         _("Hồ sơ vừa được xã trình: đủ thành phần thì tiếp nhận, thiếu thì yêu cầu bổ sung hoặc trả lại có lý do."),
         _("Chủ thể luôn biết hồ sơ đang ở đâu, ai giữ, khi nào có trả lời."),
         _("Vào vai cán bộ tỉnh"), _at_province),
    Step("uy-vien-1", _("Thành viên hội đồng chấm điểm"),
         _("Minh chứng ở cạnh tiêu chí, mỗi tiêu chí chọn một mức; phiếu tự cộng điểm."),
         _("Phiếu niêm phong: chưa đủ phiếu thì không ai, kể cả chủ tịch, thấy điểm của người khác."),
         _("Vào vai thành viên hội đồng"), _owed),
    Step("thu-ky", _("Thư ký theo dõi phiên họp"),
         _("Ai có mặt, ai còn nợ phiếu nào, sản phẩm nào kiểm phiếu được."),
         _("Thành viên có liên quan tới chủ thể không thấy, không chấm sản phẩm đó; máy giữ quy tắc này."),
         _("Vào vai thư ký"), _session),
    Step("chu-tich", _("Chủ tịch xem kết quả kiểm phiếu"),
         _("Điểm trung bình, độ lệch giữa các phiếu, điều kiện bắt buộc của từng hạng sao còn thiếu."),
         _("Đủ điểm chưa đủ: thiếu một điều kiện bắt buộc thì hạng sao xuống, và trang nói rõ vì sao."),
         _("Vào vai chủ tịch hội đồng"), _counted),
    Step("van-thu", _("Văn thư ghi nhận quyết định đã ký"),
         _("Dự thảo lập từ kết quả đã chốt; quyết định ký bên ngoài rồi ghi số, ngày, người ký và bản quét."),
         _("Ghi xong là có giấy chứng nhận, mã sản phẩm và sao trên trang công khai, không gõ lại lần nào."),
         _("Vào vai văn thư"), _to_record),
    Step("tinh", _("Hạn sao: ai phải nộp lại, ai chưa làm gì"),
         _("Mỗi sao trên hình là một sản phẩm; bảng bên dưới cho biết ai đã nộp, ai trễ; tải Excel, gửi Zalo được."),
         _("Sao hết hạn lặng lẽ là lỗi hay gặp nhất; ở đây tỉnh và xã thấy trước cả năm."),
         _("Vào vai cán bộ tỉnh, xem hạn sao"), _due),
    Step("", _("Giấy chứng nhận đã bị thu hồi"),
         _("Cùng trang xác minh, câu trả lời khác: đã thu hồi, ngày nào, vì sao, theo quyết định nào."),
         _("Thu hồi có hiệu lực với người mua ngay lần quét kế tiếp."),
         _("Xem trang xác minh"), _revoked),
)
