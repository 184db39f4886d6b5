"""Ideas before there is a product: one waits at the commune, one was taken up and has its plan, one came back."""

from ocop.dossiers.actions import (
    accept_idea,
    begin_business_plan,
    return_idea,
    send_business_plan,
    send_idea,
    write_business_plan,
    write_idea,
)
from ocop.dossiers.models import Idea
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import ago, ahead, on
from ocop.registry.models import Product
from ocop.rulebooks.models import ProductSet

_WAITS = {
    "name": "Kẹo lạc chè xanh Suối Trong (ví dụ)", "stage": "trial",
    "description": "Kẹo lạc mềm trộn bột chè, gói từng thanh 20 g; khách mua làm quà ở điểm dừng chân (ví dụ).",
    "origin": "Các bà trong xóm vẫn nấu kẹo lạc dịp Tết; thêm bột chè vụn cho khỏi bỏ phí (ví dụ).",
    "identity": "Lạc đỏ và chè của xóm, nấu bằng mật mía (ví dụ).",
    "materials": "Chè vụn của hợp tác xã, lạc mua của các hộ trong xã (ví dụ).", "local_materials": "85",
    "workers": "6", "output": "3 tấn một năm", "capital": "120.000.000", "trained": "yes",
    "needs": "Mẫu bao bì và kiểm nghiệm (ví dụ).",
}
_TAKEN_UP = {
    "name": "Bánh khảo chè xanh Bản Mới (ví dụ)", "stage": "trial",
    "description": "Bánh khảo nhân chè xanh, hộp 12 chiếc, bán kèm ấm trà (ví dụ).",
    "origin": "Bánh khảo là bánh Tết của người Tày trong xóm; nhân chè là ý của hợp tác xã (ví dụ).",
    "identity": "Nếp nương rang cát, chè của mười hai hộ ghi sổ chung (ví dụ).",
    "materials": "Nếp và chè trong xã; đường mua ngoài (ví dụ).", "local_materials": "80", "workers": "9",
    "output": "12.000 hộp một năm", "capital": "200.000.000", "trained": "yes",
    "needs": "Vay vốn mua máy đóng gói (ví dụ).",
}
_CAME_BACK = {
    "name": "Cao chè vằng Suối Trong (ví dụ)", "stage": "idea",
    "description": "Cao nấu từ lá chè vằng, đóng lọ 100 g (ví dụ).",
    "origin": "Học cách nấu ở tỉnh khác (ví dụ).", "materials": "Mua lá khô của thương lái (ví dụ).",
    "local_materials": "10", "workers": "3",
}
_WHY_BACK = ("Mới 10% nguyên liệu trong xã. Hãy ghi rõ vùng trồng dự kiến, ai trồng, từ khi nào; có kế hoạch vùng "
             "nguyên liệu thì gửi lại (ví dụ).")
_PLAN = {
    "aim": "Sau một năm bán 12.000 hộp, đạt 3 sao; sau ba năm vào siêu thị trong tỉnh (ví dụ).", "years": "3",
    "organisation": "Tổ bánh 9 người do phó giám đốc phụ trách; kế toán dùng chung (ví dụ).", "material_area": "4,5",
    "materials": "Hợp đồng với 12 hộ trồng chè và 5 hộ trồng nếp; sổ ghi chép chung (ví dụ).",
    "technology": "Rang cát, nghiền, ép khuôn gỗ; thêm máy đóng gói hút khí (ví dụ).",
    "quality": "Tự công bố, kiểm nghiệm mỗi năm một lần; tro rang bón lại vườn (ví dụ).",
    "output": "12.000 hộp một năm", "market": "Điểm bán của xã, khách du lịch, đơn đặt dịp Tết (ví dụ).",
    "packaging": "Hộp giấy 12 chiếc, có mã truy xuất (ví dụ).", "export": "no", "capital": "200.000.000",
    "own_capital": "80.000.000", "revenue": "540.000.000", "profit": "65.000.000",
    "risks": "Bánh kỵ ẩm: dùng túi hút khí, giao trong tuần (ví dụ).",
    "steps": "Quý I làm khuôn, thử bao bì; quý II kiểm nghiệm; quý III bán thử; quý IV lập hồ sơ (ví dụ).",
    "needs": "Vay 120 triệu đồng mua máy đóng gói (ví dụ).",
}
_SET = "s05"


def tell_ideas(cast: Cast) -> None:
    """Each idea by its producer's people, answered by the commune's officer."""
    _send(cast, "suoi-trong", _WAITS, days=3)
    back = _send(cast, "suoi-trong", _CAME_BACK, days=30)
    with on(ago(26)):
        return_idea(idea=back, reason=_WHY_BACK, by=cast.actor("xa"))
    product = _taken_up(cast, _send(cast, "ban-moi", _TAKEN_UP, days=45))
    with on(ago(5)):
        by = cast.actor("mai")
        plan = begin_business_plan(product=product, by=by)
        plan = write_business_plan(plan=plan, body={**_PLAN, "begins_on": ahead(20).isoformat()}, rev=plan.rev, by=by)
        send_business_plan(plan=plan, by=by)


def _send(cast: Cast, maker: str, body: dict[str, str], *, days: int) -> Idea:
    """Written and sent on one day."""
    with on(ago(days)):
        by = cast.actor(f"director:{maker}")
        idea = write_idea(producer=cast.producers[maker], body={**body, "ready_on": ahead(120).isoformat()}, by=by)
        return send_idea(idea=idea, by=by)


def _taken_up(cast: Cast, idea: Idea) -> Product:
    """The commune takes it up and enters its product."""
    product_set = ProductSet.objects.select_related("edition").get(edition=cast.edition, key=_SET)
    with on(ago(40)):
        idea = accept_idea(idea=idea, product_set=product_set, by=cast.actor("xa"),
                           note="Hợp với xóm, nguyên liệu tại chỗ. Hãy viết phương án (ví dụ).")
    assert idea.product is not None
    return idea.product
