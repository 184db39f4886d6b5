"""The invented people of the sample: who may be entered as, and those who only do the work of other communes."""

import dataclasses

from django.utils.translation import gettext_noop as _

from ocop.accounts.enums import Role
from ocop.councils.enums import SeatRole

# Where a person holds a role: the level and code of a unit; the producers' people stand in `producers`.
PROVINCE, NEIGHBOUR, NATION = "province:19", "province:08", "nation:VN"


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody of the sample. `key` is the demonstration's, also the name before `@vidu.vn`."""

    key: str
    name: str
    words: str
    where: str
    role: str = ""
    unit: str = ""


PRODUCERS_PEOPLE = (
    Person(
        "mai",
        "Nông Thị Mai (ví dụ)",
        _("Chủ thể: viết hồ sơ, giữ giấy tờ, theo dõi kết quả"),
        "HTX Bản Mới (ví dụ), xã Tân Cương",
    ),
    Person(
        "trong",
        "Lý Văn Trọng (ví dụ)",
        _("Chủ thể khác: có hồ sơ ở xã, ở hội đồng và sản phẩm đã có sao"),
        "HTX Chè Suối Trong (ví dụ), xã Tân Cương",
    ),
    Person(
        "tu-van",
        "Đào Thu Hường (ví dụ)",
        _("Tư vấn được ủy quyền: viết hồ sơ thay hai chủ thể"),
        "HTX Bản Mới và HTX Khe Vàng (ví dụ)",
    ),
)

OFFICES = (
    Person(
        "xa",
        "Trần Văn Bình (ví dụ)",
        _("Cán bộ xã: kiểm tra hồ sơ, lập mẫu số 03, trình tỉnh"),
        "Xã Tân Cương",
        Role.COMMUNE_OFFICER,
        "commune:05503",
    ),
    Person(
        "xa-khac",
        "Hoàng Thị Nguyệt (ví dụ)",
        _("Cán bộ xã khác: chỉ thấy hồ sơ của xã mình"),
        "Xã Côn Minh",
        Role.COMMUNE_OFFICER,
        "commune:02185",
    ),
    Person(
        "tinh",
        "Lê Thị Hòa (ví dụ)",
        _("Cán bộ tỉnh: tiếp nhận hồ sơ, chuẩn bị phiên họp, lập dự thảo quyết định"),
        "Tỉnh Thái Nguyên",
        Role.PROVINCE_OFFICER,
        PROVINCE,
    ),
    Person(
        "to-giup-viec",
        "Vũ Minh Đức (ví dụ)",
        _("Tổ tư vấn giúp việc: đọc hồ sơ, ghi nhận xét từng tiêu chí"),
        "Tỉnh Thái Nguyên",
        Role.ADVISORY_TEAM,
        PROVINCE,
    ),
    Person(
        "van-thu",
        "Vi Thị Lan (ví dụ)",
        _("Văn thư: ghi nhận quyết định đã ký"),
        "Tỉnh Thái Nguyên",
        Role.DOCUMENT_CLERK,
        PROVINCE,
    ),
    Person(
        "lanh-dao",
        "Phan Quốc Việt (ví dụ)",
        _("Lãnh đạo: xem việc của tỉnh, quyết định và tiến độ"),
        "Tỉnh Thái Nguyên",
        Role.LEADER,
        PROVINCE,
    ),
)

COUNCIL = (
    Person(
        "chu-tich",
        "Nguyễn Thanh Sơn (ví dụ)",
        _("Chủ tịch hội đồng: điều hành phiên họp, chấm điểm, ký biên bản"),
        "Ủy ban nhân dân tỉnh (ví dụ)",
        SeatRole.CHAIR,
    ),
    Person(
        "pho-chu-tich",
        "Đặng Thị Thủy (ví dụ)",
        _("Phó chủ tịch hội đồng: điều hành khi được giao, chấm điểm"),
        "Sở Nông nghiệp và Môi trường (ví dụ)",
        SeatRole.DEPUTY,
    ),
    Person(
        "uy-vien-1",
        "Bùi Văn Khôi (ví dụ)",
        _("Ủy viên hội đồng: chấm và ký phiếu của mình"),
        "Sở Công Thương (ví dụ)",
        SeatRole.MEMBER,
    ),
    Person(
        "uy-vien-2",
        "Ma Thị Hạnh (ví dụ)",
        _("Ủy viên hội đồng: chấm và ký phiếu của mình"),
        "Sở Y tế (ví dụ)",
        SeatRole.MEMBER,
    ),
    Person(
        "uy-vien-3",
        "Chu Đình Phúc (ví dụ)",
        _("Ủy viên hội đồng: chấm và ký phiếu của mình"),
        "Sở Khoa học và Công nghệ (ví dụ)",
        SeatRole.MEMBER,
    ),
    Person(
        "uy-vien-4",
        "Lương Thị Kim (ví dụ)",
        _("Ủy viên hội đồng: chấm và ký phiếu của mình"),
        "Sở Văn hóa, Thể thao và Du lịch (ví dụ)",
        SeatRole.MEMBER,
    ),
    Person(
        "uy-vien-5",
        "Tạ Quang Huy (ví dụ)",
        _("Ủy viên hội đồng: có khai liên quan tới một chủ thể"),
        "Liên minh Hợp tác xã tỉnh (ví dụ)",
        SeatRole.MEMBER,
    ),
    Person(
        "thu-ky",
        "Hoàng Văn Sơn (ví dụ)",
        _("Thư ký hội đồng: điểm danh, kiểm phiếu, lập biên bản; không chấm điểm"),
        "Văn phòng điều phối nông thôn mới (ví dụ)",
        SeatRole.SECRETARY,
    ),
)

BEYOND = (
    Person(
        "trung-uong",
        "Phạm Văn Trung (ví dụ)",
        _("Cán bộ trung ương: nhận hồ sơ 5 sao do tỉnh trình"),
        "Trung ương",
        Role.MINISTRY_OFFICER,
        NATION,
    ),
    Person(
        "tinh-khac",
        "Đỗ Văn Lập (ví dụ)",
        _("Cán bộ tỉnh khác: không thấy hồ sơ của Thái Nguyên"),
        "Tỉnh Tuyên Quang",
        Role.PROVINCE_OFFICER,
        NEIGHBOUR,
    ),
    Person(
        "quan-tri",
        "Trịnh Hải Nam (ví dụ)",
        _("Quản trị hệ thống: giao vai trò, xem cấu hình"),
        "Toàn hệ thống",
        Role.ADMINISTRATOR,
        NATION,
    ),
    Person(
        "thanh-tra",
        "Ngô Thị Bích (ví dụ)",
        _("Thanh tra: xem giấy chứng nhận, quyết định và hậu kiểm"),
        "Tỉnh Thái Nguyên",
        Role.INSPECTOR,
        PROVINCE,
    ),
)

# In the order in which they are offered at sign-in.
DEMO = (*PRODUCERS_PEOPLE, *OFFICES, *COUNCIL, *BEYOND)
