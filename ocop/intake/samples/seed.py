"""The order in which the sample is told. One transaction: a run that is killed leaves nothing but a few files."""

from collections.abc import Callable

from django.db import transaction

from ocop.core.refusal import Refusal
from ocop.core.seals import seal_entries
from ocop.intake.samples import cast as ground
from ocop.intake.samples import filing, goods, houses, ideas, oldlist, register, sitting, vault, year
from ocop.intake.samples.clock import LAW_DAY, ago, on, real_day
from ocop.registry.models import Producer


def is_empty() -> bool:
    """Whether nobody works here yet."""
    return not Producer.objects.exists()


@transaction.atomic
def seed(say: Callable[[str], None]) -> None:
    """Tell the whole sample, and say each step when it is done. Refuses a day before the law it is told under."""
    if real_day() < LAW_DAY:
        raise Refusal("sample-before-law", "Dữ liệu ví dụ theo QĐ 26/2026 chỉ nạp được từ ngày 22/5/2026. "
                                           "Hãy xem lại ngày của máy.")
    cast = ground.lay_ground()
    ground.gather(cast)
    ground.open_year(cast)
    ground.seat_council(cast)
    say(f"{len(cast.users)} tài khoản, các đợt trong năm và hội đồng")
    with on(ago(150)):
        vault.register_all(cast)
    vault.register_waiting(cast)
    houses.change_forms(cast)
    say(f"{len(cast.producers) + 1} chủ thể, {len(cast.goods)} sản phẩm và giấy tờ")
    register.enter_register(cast)
    register.enter_pending(cast)
    say("quyết định và giấy chứng nhận các năm trước")
    sitting.session_before(cast)
    say("một phiên họp đã ký biên bản, kết quả ở từng bước")
    filing.drafts(cast)
    filing.commune_desk(cast)
    filing.province_desk(cast)
    say("hồ sơ đang viết, đang ở xã và ở tỉnh")
    sitting.session_today(cast)
    say("một phiên họp đang chấm hôm nay")
    year.tell_year(cast)
    say("kế hoạch năm 2026 đang chạy, và Bắc Kạn 2019 theo báo cáo")
    goods.tell_goods(cast)
    houses.tell_houses(cast)
    ideas.tell_ideas(cast)
    say("hình sản phẩm, giá, nơi bán, ý tưởng, lời mời, dòng nghi trùng")
    oldlist.bring_in(cast)
    say("hai danh sách cũ: một đã ghi vào sổ, một đang xem trước")
    seal_entries()
