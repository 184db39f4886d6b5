"""The commune's inbox."""

import datetime as dt

from django.test import Client
from django.urls import reverse

from ocop.dossiers.actions import ask_supplement, record_local_finding
from ocop.dossiers.models import Stage
from tests.journeys.world import World
from tests.web.officer.scene import Strangers, filed, page_of, queries_of, reported

INBOX = "/lam-viec/can-bo/xa/"


def test_the_inbox_shows_what_is_left_and_one_button_a_row(client: Client, world: World) -> None:
    dossier = filed(world)
    page = page_of(client, world.commune_officer, INBOX).content.decode()
    assert "còn 15 ngày làm việc" in page
    assert 'Hộp hồ sơ<span class="count">1</span>' in page
    assert f'<a class="button quiet" href="/lam-viec/can-bo/ho-so/{dossier.pid}/mau-03/">Kiểm tra<span' in page
    assert "mới nhận" in page and "Lần đầu" in page


def test_late_rows_come_first_and_say_what_to_do(client: Client, world: World) -> None:
    filed(world, "Chè mới (ví dụ)")
    late = filed(world, "Chè cũ (ví dụ)")
    Stage.objects.filter(dossier=late).update(received_on=world.commune_officer.today - dt.timedelta(days=60))
    page = page_of(client, world.commune_officer, INBOX).content.decode()
    assert '<tr class="late">' in page and "1 hồ sơ quá hạn" in page and "Luật cho xã 15 ngày làm việc" in page
    assert page.index("Chè cũ") < page.index("Chè mới")
    assert 'class="pill bad"' in page


def test_filters_narrow_by_state_and_an_unknown_one_shows_all(client: Client, world: World) -> None:
    checked = filed(world, "Chè đang kiểm (ví dụ)")
    asked = filed(world, "Chè chờ bổ sung (ví dụ)")
    filed(world, "Chè chưa kiểm (ví dụ)")
    officer = world.commune_officer
    record_local_finding(stage=checked.stages.get(), head=1, finding="Đúng.", by=officer)
    due = officer.today + dt.timedelta(days=5)
    ask_supplement(stage=asked.stages.get(), items=[(None, "Ảnh")], due_on=due, by=officer)
    shown = {
        key: [name for name in ("đang kiểm", "chờ bổ sung", "chưa kiểm")
              if f"Chè {name} (ví dụ)</a>" in page_of(client, officer, f"{INBOX}?tinh-trang={key}").content.decode()]
        for key in ("chua-kiem", "dang-kiem", "cho-bo-sung", "qua-han", "khong-co")
    }
    assert shown == {"chua-kiem": ["chưa kiểm"], "dang-kiem": ["đang kiểm"], "cho-bo-sung": ["chờ bổ sung"],
                     "qua-han": [], "khong-co": ["đang kiểm", "chờ bổ sung", "chưa kiểm"]}
    page = page_of(client, officer, INBOX).content.decode()
    assert "đã kiểm 1/4 mục" in page and "Viết tiếp mẫu 03" in page and "đồng hồ tạm dừng" in page


def test_an_empty_inbox_says_what_to_do_and_keeps_what_went_up(client: Client, world: World) -> None:
    page = page_of(client, world.commune_officer, INBOX).content.decode()
    assert "Hộp hồ sơ trống" in page and reverse("officer_producers") in page
    reported(world, filed(world))
    page = page_of(client, world.commune_officer, INBOX).content.decode()
    assert "Đã xử lý gần đây" in page and "12/TTr-UBND" in page and "Hộp hồ sơ trống" in page


def test_the_inbox_is_there_for_commune_officers_only(client: Client, world: World, others: Strangers) -> None:
    filed(world)
    assert client.get(INBOX)["Location"] == f"/dang-nhap/?next={INBOX}"
    for person in (others.producer, world.province_officer, others.other_province, others.nobody_here):
        assert page_of(client, person, INBOX).status_code == 404
    page = page_of(client, others.other_commune, INBOX)
    assert page.status_code == 200 and "Chè shan" not in page.content.decode()


def test_the_inbox_takes_the_same_queries_for_one_and_three(client: Client, world: World) -> None:
    filed(world)
    once = queries_of(client, world.commune_officer, INBOX)
    filed(world, "Chè hai (ví dụ)")
    filed(world, "Chè ba (ví dụ)")
    assert queries_of(client, world.commune_officer, INBOX) == once
