"""The invented producers of the sample, by key, in communes of today's Thái Nguyên, former Bắc Kạn included."""

import dataclasses

from ocop.registry.enums import ProducerKind


@dataclasses.dataclass(frozen=True)
class Maker:
    """A producer. `director` is a demonstration person's key or the name of somebody who cannot be entered as."""

    key: str
    name: str
    kind: str
    commune: str
    director: str
    detail: str
    sex: str


MAKERS = (
    Maker("ban-moi", "Hợp tác xã Bản Mới (ví dụ)", ProducerKind.COOPERATIVE, "05503", "mai", "Xóm Bản Mới", "female"),
    Maker("suoi-trong", "Hợp tác xã Chè Suối Trong (ví dụ)", ProducerKind.COOPERATIVE, "05503", "trong",
          "Xóm Suối Trong", "male"),
    Maker("doi-thong", "Trang trại cây cảnh Đồi Thông (ví dụ)", ProducerKind.FARM, "05503", "Dương Văn Tùng (ví dụ)",
          "Xóm Đồi Thông", "male"),
    Maker("khe-vang", "Hợp tác xã Miến dong Khe Vàng (ví dụ)", ProducerKind.COOPERATIVE, "02185",
          "Lường Thị Vân (ví dụ)", "Thôn Khe Vàng", "female"),
    Maker("nui-xanh", "Công ty TNHH Tinh nghệ Núi Xanh (ví dụ)", ProducerKind.ENTERPRISE, "01843",
          "Hà Mạnh Cường (ví dụ)", "Tổ 4", "male"),
    Maker("khuoi-may", "Hộ kinh doanh Rượu men lá Khuổi Mây (ví dụ)", ProducerKind.HOUSEHOLD, "02020",
          "Triệu Văn Phú (ví dụ)", "Thôn Khuổi Mây", "male"),
    Maker("thung-lua", "Tổ hợp tác Gạo nếp Thung Lúa (ví dụ)", ProducerKind.GROUP, "02014", "Nông Văn Hiệu (ví dụ)",
          "Thôn Thung Lúa", "male"),
    Maker("lung-hoa", "Hộ nuôi ong Lũng Hoa (ví dụ)", ProducerKind.HOUSEHOLD, "02143", "Bàn Thị Xuân (ví dụ)",
          "Thôn Lũng Hoa", "female"),
    Maker("na-soi", "Tổ hợp tác Dệt thổ cẩm Nà Sợi (ví dụ)", ProducerKind.GROUP, "01906", "Hoàng Thị Páo (ví dụ)",
          "Thôn Nà Sợi", "female"),
    Maker("ben-ho", "Hợp tác xã Du lịch cộng đồng Bến Hồ (ví dụ)", ProducerKind.COOPERATIVE, "01933",
          "Ma Văn Thành (ví dụ)", "Thôn Bến Hồ", "male"),
)
WAITING = Maker("goc-da", "Hộ kinh doanh Bánh chưng Gốc Đa (ví dụ)", ProducerKind.HOUSEHOLD, "05503",
                "Ma Thị Duyên (ví dụ)", "Xóm Gốc Đa", "female")


@dataclasses.dataclass(frozen=True)
class Good:
    """A product: who makes it, what it is called, its set under 26/2026, what its maker tells of it."""

    key: str
    maker: str
    name: str
    product_set: str
    story: str
    pack: str = "Túi 200 g"


GOODS = (
    # Written by the maker now.
    Good("che-dinh", "ban-moi", "Chè đinh Bản Mới (ví dụ)", "s11",
         "Chỉ hái mầm chưa bung lá, mỗi buổi sáng cả nhóm mười người hái được chừng hai cân tươi.", "Hộp 100 g"),
    Good("bot-tra", "ban-moi", "Bột trà xanh Bản Mới (ví dụ)", "s12",
         "Lá che bóng hai mươi ngày trước khi hái, sấy lạnh rồi nghiền bằng cối đá của bà ngoại.", "Lọ 50 g"),
    Good("che-lam", "ban-moi", "Chè lam gừng Bản Mới (ví dụ)", "s05",
         "Bánh ngày Tết của xóm: nếp rang, mật mía, gừng già, lạc bùi; nay làm quanh năm.", "Hộp 300 g"),
    # At the commune of Tân Cương.
    Good("moc-cau", "suoi-trong", "Chè móc câu Suối Trong (ví dụ)", "s11",
         "Cánh chè vò tay, cong như móc câu; vườn nằm ven suối nên sương giữ đến tám giờ sáng."),
    Good("huong-buoi", "ban-moi", "Chè ướp hương bưởi Bản Mới (ví dụ)", "s11",
         "Tháng hai hoa bưởi rụng trắng sân; ướp ba đêm, mỗi đêm một lượt hoa mới."),
    Good("tui-loc", "ban-moi", "Chè xanh túi lọc Bản Mới (ví dụ)", "s11",
         "Làm cho người đi làm xa quê: một túi, một cốc, vẫn là chè của xóm.", "Hộp 20 túi"),
    Good("quat-canh", "doi-thong", "Cây quất cảnh Đồi Thông (ví dụ)", "s24",
         "Quất trồng chậu từ cành chiết tại vườn, tưới nước giếng, uốn thế trong hai năm.", "Chậu"),
    Good("tom-non", "suoi-trong", "Chè tôm nõn Suối Trong (ví dụ)", "s11",
         "Một tôm hai lá non, sao bằng chảo gang, lửa củi vải."),
    Good("tra-sen", "suoi-trong", "Trà sen Suối Trong (ví dụ)", "s12",
         "Sen ao làng, gạo sen tách bằng tay, ướp bảy lượt.", "Hộp 100 g"),
    # At the commune of Côn Minh.
    Good("banh-da", "khe-vang", "Bánh đa dong Khe Vàng (ví dụ)", "s06",
         "Cùng bột dong với miến nhưng tráng dày, phơi phên nứa, nướng lên phồng giòn.", "Túi 400 g"),
    # At the province: to be accepted, accepted, sent back.
    Good("ong-rung", "lung-hoa", "Mật ong khoái Lũng Hoa (ví dụ)", "s04",
         "Lấy tổ trên vách đá vào tháng năm, chừa lại một phần ba cho ong.", "Chai 500 ml"),
    Good("sanh-canh", "doi-thong", "Sanh cảnh bám đá Đồi Thông (ví dụ)", "s24",
         "Rễ sanh ôm hòn đá nhặt ở chân đồi, mỗi cây một dáng, nuôi từ tám năm trở lên.", "Chậu"),
    Good("khan-tho-cam", "na-soi", "Khăn thổ cẩm Nà Sợi (ví dụ)", "s22",
         "Sợi bông nhuộm chàm, hoa văn con bướm do các bà trong thôn truyền lại.", "Chiếc"),
    Good("sen-uop", "ban-moi", "Trà ướp hoa ngâu Bản Mới (ví dụ)", "s12",
         "Hoa ngâu trồng quanh nhà văn hóa xóm, sấy chung với chè cánh nhỏ.", "Hộp 100 g"),
    # On the agenda of today's session.
    Good("che-nhat", "suoi-trong", "Chè nõn xuân Suối Trong (ví dụ)", "s11",
         "Lứa đầu năm sau rét, ít mà đậm; cả xóm hái trong mười ngày."),
    Good("ruou-la", "khuoi-may", "Rượu men lá Khuổi Mây (ví dụ)", "s14",
         "Men làm từ mười bốn thứ lá rừng, gạo nếp nương, nước khe; ủ ba mươi ngày.", "Chai 500 ml"),
    Good("gao-nep", "thung-lua", "Gạo nếp tan Thung Lúa (ví dụ)", "s03",
         "Giống nếp giữ trong thôn hơn bốn mươi năm, cấy một vụ, xay khi có người đặt.", "Túi 2 kg"),
    Good("tinh-nghe", "nui-xanh", "Tinh bột nghệ Núi Xanh (ví dụ)", "s20",
         "Nghệ đỏ trồng trên đồi, lọc bảy nước, sấy ở nhiệt độ thấp để giữ màu.", "Lọ 200 g"),
    Good("mien-kho", "khe-vang", "Miến dong sợi nhỏ Khe Vàng (ví dụ)", "s06",
         "Bột dong lọc nước suối, không phẩm màu; sợi phơi hai nắng.", "Túi 500 g"),
    # On the agenda of the session before.
    Good("tui-tho-cam", "na-soi", "Túi thổ cẩm Nà Sợi (ví dụ)", "s22",
         "Dệt ở nhà lúc nông nhàn, may ở tổ; mỗi túi có tên người dệt.", "Chiếc"),
    Good("mat-ong", "lung-hoa", "Mật ong hoa rừng Lũng Hoa (ví dụ)", "s04",
         "Ong nội nuôi trong hang đá, quay mật một năm hai lần.", "Chai 500 ml"),
    Good("mien-rau", "khe-vang", "Miến dong rau củ Khe Vàng (ví dụ)", "s06",
         "Màu của gấc, lá dứa và đậu biếc trồng trong vườn thành viên.", "Túi 400 g"),
    Good("mang-kho", "thung-lua", "Măng nứa khô Thung Lúa (ví dụ)", "s07",
         "Măng hái cuối mùa mưa, luộc kỹ, phơi nắng, không xông gì.", "Túi 300 g"),
    Good("nhat-diep", "ban-moi", "Chè nhất điệp Bản Mới (ví dụ)", "s11",
         "Một búp một lá, vườn của mười hai hộ ghi sổ chung, có mã cho từng lô.", "Hộp 100 g"),
    Good("homestay", "ben-ho", "Ở nhà sàn Bến Hồ (ví dụ)", "s26",
         "Sáu nhà sàn bên hồ, khách cùng chủ nhà nấu cơm lam và đi thuyền.", "Đêm"),
    # With certificates from outside.
    Good("che-bup", "ban-moi", "Chè búp Bản Mới (ví dụ)", "s11",
         "Sản phẩm đầu tiên của hợp tác xã, cũng là thứ cả xóm uống mỗi ngày."),
    Good("che-nhai", "ban-moi", "Chè nhài Bản Mới (ví dụ)", "s11", "Nhài hái lúc chập tối, ướp khi hoa vừa hé."),
    Good("che-xanh", "suoi-trong", "Chè xanh Suối Trong (ví dụ)", "s11",
         "Chè của mười lăm hộ ven suối, sao suốt, nước xanh vàng."),
    Good("che-tien", "suoi-trong", "Chè đinh Suối Trong (ví dụ)", "s11",
         "Mầm chè hái trước lúc nắng lên, sao ngay trong buổi.", "Hộp 100 g"),
    Good("tra-co", "doi-thong", "Chè cổ thụ tạo dáng Đồi Thông (ví dụ)", "s24",
         "Gốc chè già người dân bỏ đi, đem về nuôi lại thành cây cảnh.", "Chậu"),
    Good("mien-dong", "khe-vang", "Miến dong Khe Vàng (ví dụ)", "s06",
         "Sản phẩm làm nên tên thôn; dong riềng trồng trên đất dốc.", "Túi 500 g"),
    Good("mien-gao", "khe-vang", "Bún khô gạo bao thai Khe Vàng (ví dụ)", "s06", "Gạo bao thai, ép sợi to, phơi phên.",
         "Túi 500 g"),
    Good("vien-nghe", "nui-xanh", "Viên nghệ mật ong Núi Xanh (ví dụ)", "s20",
         "Bột nghệ và mật ong vo viên, sấy lạnh.", "Lọ 150 g"),
    Good("tra-gung", "nui-xanh", "Trà gừng nghệ Núi Xanh (ví dụ)", "s12", "Gừng gié và nghệ đỏ thái lát, sấy giòn.",
         "Hộp 20 túi"),
    Good("ruou-ngo", "khuoi-may", "Rượu ngô Khuổi Mây (ví dụ)", "s14", "Ngô tẻ vàng, men lá, chưng hai lần.",
         "Chai 500 ml"),
    Good("gao-te", "thung-lua", "Gạo bao thai Thung Lúa (ví dụ)", "s03", "Gạo dẻo vừa, cơm để nguội không khô.",
         "Túi 5 kg"),
    Good("mat-nhan", "lung-hoa", "Mật ong hoa nhãn Lũng Hoa (ví dụ)", "s04", "Đặt thùng ở vườn nhãn dưới chân lũng.",
         "Chai 500 ml"),
    Good("ao-cham", "na-soi", "Áo chàm Nà Sợi (ví dụ)", "s22", "Vải bông nhuộm chàm năm nước, khâu tay.", "Chiếc"),
    Good("thuyen-ho", "ben-ho", "Một ngày trên hồ Bến Hồ (ví dụ)", "s26",
         "Đi thuyền, thả lưới với chủ thuyền, ăn trưa trên đảo.", "Chuyến"),
)
