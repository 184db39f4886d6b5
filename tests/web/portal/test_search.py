"""`/tim/`: top three by brand, name without marks, legal or trading name, code, old code, GTIN; nothing closed."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.core.dates import today
from ocop.core.documents import rebuild_documents
from ocop.core.search import search
from ocop.places.models import AdminUnit
from ocop.recognition.listing import write_listing
from ocop.recognition.models import Listing
from ocop.registry.documents import index_producer
from ocop.registry.enums import CodeSource
from ocop.registry.models import Paper, Producer, ProducerForm, Product, ProductCode
from tests.web.portal.stage import PHONE, TAX, Stage

pytestmark = pytest.mark.django_db
PERSON = "h:0011223344556677"


def maker(stage: Stage, name: str, kind: str = "cooperative", **facts: str) -> Producer:
    """A producer that is its own head."""
    row = Producer(name=name, kind=kind, unit=stage.commune, **facts)
    row.save()
    row.head = row
    row.save()
    index_producer(row)
    return row


def recognised(stage: Stage, name: str, by: Producer | None = None, **facts: Any) -> Product:
    """A recognised product of a producer."""
    stage.producer = by or stage.producer
    product: Product = stage.recognise(name, **facts).recognition.product
    return product


def names(page: str) -> list[str]:
    """What stands in the list of results, in order."""
    part = page.split('<ul class="todo found">')[-1] if "todo found" in page else ""
    return [re.sub(r"<[^>]+>", "", name) for name in re.findall(r"<h3>(.*?)</h3>", part)]


@pytest.fixture
def country(stage: Stage) -> dict[str, str]:
    """Ten products of six producers, as a province has them; the words that stand for each."""
    home = stage.producer
    tai_hoan = maker(stage, "Hợp tác xã Tài Hoan (ví dụ)", tax_code="4700987654")
    thien_an = maker(stage, "Công ty TNHH Thiên An (ví dụ)", "enterprise")
    ProducerForm.objects.create(
        producer=thien_an,
        kind="group",
        name="Tổ hợp tác Sao Đêm (ví dụ)",
        valid_from=dt.date(2015, 1, 1),
        valid_to=dt.date(2019, 1, 1),
    )
    index_producer(thien_an)
    noodles = recognised(stage, "Miến dong Tài Hoan (ví dụ)", tai_hoan, key="s06", stars=5, number="35/GCN-OCOP-BK")
    ProductCode.objects.create(
        product=noodles,
        code="06-066-02173-1-2021",
        unit=stage.commune,
        year=2021,
        given_on=dt.date(2021, 1, 1),
        source=CodeSource.IMPORTED,
    )
    Product.objects.filter(pk=noodles.pk).update(gtin="4006381333931")
    write_listing(noodles)
    recognised(stage, "Miến đao Na Rì (ví dụ)", tai_hoan, key="s06")
    turmeric = recognised(stage, "Tinh bột nghệ Thiên An (ví dụ)", thien_an, key="s07")
    recognised(stage, "Chè shan tuyết Bằng Phúc (ví dụ)", home)
    recognised(stage, "Trà hoa vàng Đông Bắc (ví dụ)", home, key="s12")
    for number in range(4):
        recognised(stage, f"Gạo bao thai {number} (ví dụ)", home, key="s03")
    old = recognised(stage, "Quýt Bắc Kạn (ví dụ)", home, key="s01", ago=1300)
    return {
        "miến": "Miến dong Tài Hoan (ví dụ)",
        "nghệ": turmeric.name,
        "pid": noodles.pid,
        "htx": tai_hoan.name,
        "cty": thien_an.name,
        "chè": "Chè shan tuyết Bằng Phúc (ví dụ)",
        "quýt": old.name,
        "đao": "Miến đao Na Rì (ví dụ)",
        "trà": "Trà hoa vàng Đông Bắc (ví dụ)",
        "xã": "Xã Tân Cương",
        "tỉnh": "Tỉnh Thái Nguyên",
    }


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("che shan tuyet", "chè"),
        ("CHÈ SHAN TUYẾT", "chè"),
        ("chè shan tu", "chè"),
        ("shan tuyet bang phuc", "chè"),
        ("bang phuc", "chè"),
        ("сhе shan", "chè"),
        ("mien dong tai hoan", "miến"),
        ("mien dong", "miến"),
        ("tai hoan", "miến"),
        ("miến  dong", "miến"),
        ("tài hoan", "htx"),
        ("htx tai hoan", "htx"),
        ("hop tac xa tai hoan", "htx"),
        ("HTX Tài Hoan", "htx"),
        ("thien an", "nghệ"),
        ("cong ty tnhh thien an", "cty"),
        ("cty thien an", "cty"),
        ("tnhh thiên an", "cty"),
        ("tht sao dem", "cty"),
        ("sao đêm", "cty"),
        ("tinh bot nghe", "nghệ"),
        ("nghe thien an", "nghệ"),
        ("quyt bac kan", "quýt"),
        ("mien dao", "đao"),
        ("tra hoa vang dong bac", "trà"),
        ("đông bắc", "trà"),
        ("06-066-02173-1-2021", "miến"),
        ("06 066 02173 1 2021", "miến"),
        ("0606602173 1 2021", "miến"),
        ("06.066.02173.1", "miến"),
        ("4006381333931", "miến"),
        ("4006 3813 33931", "miến"),
        ("04006381333931", "miến"),
        ("35/GCN-OCOP-BK", "miến"),
        ("35 gcn ocop bk", "miến"),
        ("35-gcn-0c0p-bk", "miến"),
        ("4700987654", "htx"),
        ("4700 987 654", "htx"),
        ("pid", "miến"),
        ("tan cuong", "xã"),
        ("xã Tân Cương", "xã"),
        ("thai nguyen", "tỉnh"),
        ("bac kan", "tỉnh"),
    ],
)
def test_what_was_meant_is_among_the_first_three(
    client: Client, country: dict[str, str], typed: str, wanted: str
) -> None:
    page = client.get("/tim/", {"q": country.get(typed, typed)}).content.decode()
    assert country[wanted] in names(page)[:3], names(page)


def test_documents_written_by_the_verbs_are_those_a_rebuild_makes(country: dict[str, str]) -> None:
    assert rebuild_documents() == 0


def test_an_exact_code_is_first_and_says_so(client: Client, country: dict[str, str]) -> None:
    page = client.get("/tim/", {"q": "06-066-02173-1-2021"}).content.decode()
    assert names(page)[0] == country["miến"]
    assert "đúng mã đã gõ" in page


def test_words_found_are_marked_and_signs_stay_harmless(client: Client, stage: Stage) -> None:
    recognised(stage, "Chè <b>shan</b> tuyết (ví dụ)")
    page = client.get("/tim/", {"q": "tuyet che <b>"}).content.decode()
    assert "<mark>Chè</mark> &lt;<mark>b</mark>&gt;shan&lt;/<mark>b</mark>&gt; <mark>tuyết</mark>" in page
    assert "1 kết quả cho “tuyet che &lt;b&gt;”" in page


def test_kinds_have_their_counts_and_narrow_the_list(client: Client, country: dict[str, str]) -> None:
    page = client.get("/tim/", {"q": "tai hoan"}).content.decode()
    tabs = [re.sub(r"\s+", " ", re.sub("<[^>]+>", "", tab)) for tab in re.findall(r'class="chip".*?</a>', page)]
    assert [tab.partition(">")[2] for tab in tabs] == ["Tất cả 3", "Sản phẩm 2", "Chủ thể 1"]
    only = client.get("/tim/", {"q": "tai hoan", "loai": "chu-the"}).content.decode()
    assert names(only) == [country["htx"]]
    assert "Hợp tác xã · " not in only and "2 sản phẩm trong danh mục" in only


def test_stars_that_live_are_lit_and_ended_ones_are_told_as_past(client: Client, country: dict[str, str]) -> None:
    assert "5 sao" in client.get("/tim/", {"q": "mien dong"}).content.decode()
    assert "từng đạt 4 sao" in client.get("/tim/", {"q": "quyt"}).content.decode()


def test_nobody_finds_what_is_not_public(client: Client, stage: Stage) -> None:
    Producer.objects.filter(pk=stage.producer.pk).update(tax_code=PERSON, kind="household")
    secret = Product(name="Bí mật (ví dụ)", producer=stage.producer, unit=stage.commune)
    secret.save()
    Product.objects.filter(pk=secret.pk).update(head=secret)
    Paper.objects.create(producer=stage.producer, kind="tests", title="Phiếu mật (ví dụ)")
    maker(stage, "Hợp tác xã Chờ Duyệt (ví dụ)")
    stage.recognise("Chè công khai (ví dụ)")
    stage.recognise("Ngày mai (ví dụ)", ago=-2, signed_ago=-1)
    rebuild_documents()
    for typed in ("bi mat", "phieu", "cho duyet", "ngay mai", PHONE, TAX, "banmoi@vidu.vn", PERSON, secret.pid):
        page = client.get("/tim/", {"q": typed}).content.decode()
        assert names(page) == [], typed
        assert "Không tìm thấy." in page
    assert names(client.get("/tim/", {"q": "giay to"}).content.decode()) == []
    assert names(client.get("/tim/", {"q": "ban moi", "loai": "giay-to"}).content.decode())[:2] != []


def test_a_result_whose_row_went_falls_out(client: Client, stage: Stage) -> None:
    product = stage.recognise("Chè (ví dụ)").recognition.product
    Listing.objects.all().delete()
    assert [hit.object_id for hit in search("che", today()).hits] == [product.pk]
    assert names(client.get("/tim/", {"q": "che"}).content.decode()) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Không cần dấu"),
        ("   ", "Không cần dấu"),
        ("***", "Không cần dấu"),
        ("chè dnog", "Không thấy chữ “dnog”"),
        ("dnog", "Hãy thử ít chữ hơn"),
        ("19-05503-99-2026", "Hệ thống chưa từng cấp mã này"),
        ("06-066-02173-9-2019", "chưa có trong hệ thống"),
        ("x" * 500, "Hãy thử ít chữ hơn"),
        ("\x00", "Không cần dấu"),
    ],
)
def test_nothing_found_says_what_to_do(client: Client, stage: Stage, typed: str, said: str) -> None:
    stage.recognise("Chè (ví dụ)")
    answer = client.get("/tim/", {"q": typed})
    assert answer.status_code == 200
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?q=che&trang=0",
        "?q=che&trang=-1",
        "?q=che&trang=999999",
        "?q=che&trang=x",
        "?q=che&loai=x",
        "?loai=san-pham",
        "?q=%ff%fe",
        "?q=che&q=gao",
    ],
)
def test_no_address_is_a_fault(client: Client, stage: Stage, query: str) -> None:
    stage.recognise("Chè (ví dụ)")
    assert client.get(f"/tim/{query}").status_code == 200


def test_pages_go_on(client: Client, stage: Stage) -> None:
    for number in range(23):
        stage.recognise(f"Chè {number:02d} (ví dụ)")
    assert len(names(client.get("/tim/?q=che").content.decode())) == 20
    second = client.get("/tim/?q=che&trang=2").content.decode()
    assert names(second) == ["Chè 20 (ví dụ)", "Chè 21 (ví dụ)", "Chè 22 (ví dụ)"]


def test_queries_are_the_same_for_one_result_and_for_twenty(client: Client, stage: Stage) -> None:
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get("/tim/?q=ban+moi")
        return len(queries)

    stage.recognise("Chè 0 (ví dụ)")
    asked()
    once = asked()
    for number in range(19):
        stage.recognise(f"Chè {number + 1} (ví dụ)")
    assert asked() == once


def test_old_names_of_places_find_where_they_lie_today(client: Client, stage: Stage) -> None:
    old = AdminUnit.objects.filter(today__isnull=False, level="province", name="Bắc Kạn").first()
    page = client.get("/tim/", {"q": "bắc kạn", "loai": "noi"}).content.decode()
    assert old is not None and old.today is not None
    assert old.today.full_name in names(page)[:3]
