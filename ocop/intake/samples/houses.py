"""What is told of producers: a row entered twice, who is asked to join, a paper out of photos, a request about data."""

from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import ago, ahead, on, working_days_ago
from ocop.intake.samples.drawings import page
from ocop.registry.actions import (
    arrange_pages,
    ask_data_request,
    begin_pages,
    bind_pages,
    change_form,
    file_pages,
    invite_member,
    name_representative,
    register_producer,
    register_product,
)
from ocop.registry.enums import MemberRole, PaperKind, ProducerKind, RequestKind
from ocop.rulebooks.models import ProductSet

# No telephone of the province begins so: behind the area code 208 no number starts with a nought.
_PHONE = "0208 000 0101"
# One producer, entered by the commune and again by the province: who, days ago, the name as each wrote it, its product.
_TWICE = (
    ("xa", 140, "Tổ hợp tác Nuôi ong Khe Hòa (ví dụ)", "Mật ong Khe Hòa (ví dụ)"),
    ("tinh", 60, "Tổ nuôi ong Khe Hoà (ví dụ)", "Sáp ong Khe Hoà (ví dụ)"),
)
_TWICE_IN, _TWICE_SET = "commune:05503", "s04"
# The legal form a restructuring brought: producer, days ago, form and name from that day on.
_CHANGED = ("na-soi", 70, ProducerKind.COOPERATIVE, "Hợp tác xã Dệt thổ cẩm Nà Sợi (ví dụ)")
_CONTRACT = ("Hợp đồng liên kết trồng chè (ví dụ)", (
    "Bên A: Hợp tác xã Bản Mới (ví dụ). Bên B: mười hai hộ trồng chè của xóm (ví dụ).",
    "Bên B trồng, hái theo sổ ghi chép chung; bên A mua hết chè tươi theo giá ghi ở phụ lục (ví dụ).",
    "Hợp đồng có giá trị một năm; hai bên ký tên dưới đây (ví dụ).",
))
# The order in which the pages were photographed.
_TAKEN = (2, 1, 3)


def change_forms(cast: Cast) -> None:
    """A group that has become a co-operative: told before the dossiers, which bear the new name."""
    key, days, kind, name = _CHANGED
    with on(ago(days)):
        change_form(producer=cast.producers[key], kind=kind, name=name, valid_from=ahead(-days), by=cast.actor("tinh"),
                    reason="Giấy chứng nhận đăng ký hợp tác xã (ví dụ)")
        name_representative(producer=cast.producers[key], name=cast.users[f"director:{key}"].name, position="Giám đốc",
                            sex="female", valid_from=ahead(-days), by=cast.actor("tinh"))
    cast.producers[key].refresh_from_db()


def tell_houses(cast: Cast) -> None:
    """The rest, each on its own day."""
    enter_twice(cast)
    photograph(cast)
    with on(ago(2)):
        invite_member(producer=cast.producers["ban-moi"], name="Nông Văn Kiên (ví dụ)", login="kien@vidu.vn",
                      role=MemberRole.STAFF, member_from=ahead(0), by=cast.actor("mai"))
    # Asked the working day before: of the two days of Decree 356/2025 one is left.
    with on(working_days_ago(1)):
        ask_data_request(kind=RequestKind.CORRECT, by=cast.actor("trong"), producer=cast.producers["suoi-trong"],
                         text="Thư điện tử của tôi nay là trong-moi@vidu.vn, thư cũ không dùng nữa (ví dụ).")


def enter_twice(cast: Cast) -> None:
    """Two officers enter one producer, with another way of writing its name and the same telephone."""
    product_set = ProductSet.objects.select_related("edition").get(edition=cast.edition, key=_TWICE_SET)
    for key, days, name, product in _TWICE:
        with on(ago(days)):
            by = cast.actor(key)
            producer = register_producer(name=name, kind=ProducerKind.GROUP, unit=cast.units[_TWICE_IN], by=by,
                                         detail="Xóm Khe Hòa", phone=_PHONE)
            register_product(producer=producer, name=product, product_set=product_set, by=by, pack="Chai 500 ml",
                             story="Ong nội nuôi dưới tán rừng keo của xóm (ví dụ).")


def photograph(cast: Cast) -> None:
    """A contract of three pages, photographed one by one in the wrong order, and put right."""
    title, bodies = _CONTRACT
    producer = cast.producers["ban-moi"]
    with on(ago(40)):
        by = cast.actor("mai")
        draft = begin_pages(producer=producer, by=by, uploads=[
            page(title, bodies[no - 1], no=no, count=len(bodies)) for no in _TAKEN])
        draft = arrange_pages(draft=draft, key=draft.pages[0]["key"], move="down", by=by)
        draft = bind_pages(draft=draft, by=by)
        file_pages(draft=draft, by=by, kind=PaperKind.LINKAGE, title=title, number="07/HĐLK (ví dụ)",
                   issued_on=ahead(-305), expires_on=ahead(60))
