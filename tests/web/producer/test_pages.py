"""What the pages say, and that their queries do not grow with the rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.core.dates import today
from ocop.dossiers.actions import open_dossier
from ocop.registry.actions import register_product
from tests.journeys.world import World, pdf
from tests.web.producer.scene import address, asked, full_draft, page, paper


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def _more(world: World, name: str) -> None:
    """One of each: a product, one with a dossier being written, one filed and asked about, a paper that runs out."""
    register_product(producer=world.producer, name=f"{name} một", product_set=world.tea, by=world.director)
    drafted = register_product(producer=world.producer, name=f"{name} hai", product_set=world.tea, by=world.director)
    open_dossier(product=drafted, by=world.director)
    asked(world, full_draft(world, name=f"{name} ba"))
    paper(world, title=name, expires_on=today() + dt.timedelta(days=20))


@pytest.mark.parametrize("name", ["producer_desk", "producer_products", "producer_papers", "producer_product_new",
                                  "producer_paper_new"])
def test_a_list_asks_as_often_for_three_of_each_as_for_one(world: World, mai: Client, name: str) -> None:
    _more(world, "A")
    one = _queries(mai, address(name))
    _more(world, "B")
    _more(world, "C")
    assert _queries(mai, address(name)) == one


@pytest.mark.parametrize(("name", "key"), [("producer_dossier", ""), ("producer_criterion", "2.3"),
                                           ("producer_submit", "")])
def test_a_dossier_asks_as_often_for_three_papers_as_for_one(world: World, mai: Client, name: str, key: str) -> None:
    dossier = full_draft(world)
    args = [dossier.pid, key] if key else [dossier.pid]
    one = _queries(mai, address(name, *args))
    for number in range(2):
        version = paper(world, title=f"Phiếu {number}", upload=pdf(text=str(number)))
        saved = {"rev": "1", "option": "3", "text": "Mô tả của chủ thể (ví dụ).", "papers": [version.pk]}
        assert mai.post(address("producer_criterion", dossier.pid, "2.3"), saved).status_code == 302
    assert dossier.evidence.count() == 3
    assert _queries(mai, address(name, *args)) == one


def test_a_paper_asks_as_often_for_three_issues_as_for_one(world: World, mai: Client) -> None:
    version = paper(world)
    url = address("producer_paper", version.paper.pid)
    one = _queries(mai, url)
    for number in range(2):
        renewed = mai.post(address("producer_paper_renew", version.paper.pid), {"upload": pdf(text=str(number))})
        assert renewed.status_code == 302
    assert version.paper.versions.count() == 3
    assert _queries(mai, url) == one


def test_an_empty_desk_says_how_to_begin(world: World, mai: Client) -> None:
    assert "Chưa có sản phẩm nào." in page(mai, "producer_desk")
    assert "Kho chưa có giấy tờ nào." in page(mai, "producer_papers")


def test_the_vault_tells_what_has_run_out_and_what_will(world: World, mai: Client) -> None:
    paper(world, title="Cũ", expires_on=today() - dt.timedelta(days=1))
    paper(world, title="Sắp", expires_on=today() + dt.timedelta(days=30))
    paper(world, title="Xa", expires_on=today() + dt.timedelta(days=60))
    words = page(mai, "producer_papers")
    assert words.index("Cũ") < words.index("Sắp") < words.index("Xa")
    for sentence in ("1 giấy tờ đã hết hạn.", "còn 30 ngày, đến", "sắp hết hạn, đến"):
        assert sentence in words


def test_a_paper_last_valid_today_has_not_run_out(world: World, mai: Client) -> None:
    paper(world, title="Hôm nay", expires_on=today())
    words = page(mai, "producer_papers")
    assert "hạn cuối hôm nay" in words
    assert "đã hết hạn" not in words


def test_a_closed_paper_is_asked_about_first_and_leaves_the_list(world: World, mai: Client) -> None:
    version = paper(world, title="Phiếu số 12")
    assert "Thôi dùng “Phiếu số 12”?" in page(mai, "producer_paper_close", version.paper.pid)
    assert mai.post(address("producer_paper_close", version.paper.pid)).status_code == 302
    page(mai, "producer_papers")  # the flash that names it is shown once
    assert "Phiếu số 12" not in page(mai, "producer_papers")


def test_the_overview_shows_every_criterion_with_an_anchor_and_the_bar(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    words = page(mai, "producer_dossier", dossier.pid)
    for key in ("1-1", "2-3", "6-1-1"):
        assert f'id="criterion-{key}"' in words
    assert "100<small>/100" in words
    assert "dự kiến 5 sao" in words
    assert "Mọi tiêu chí đã xong" in words


def test_the_bar_links_what_blocks_the_next_star_to_its_criterion(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    mai.post(address("producer_criterion", dossier.pid, "2.3"), {"rev": "1", "option": "1", "text": ""})
    words = page(mai, "producer_dossier", dossier.pid)
    assert "dự kiến 3 sao" in words
    assert f'<li><a href="{address("producer_criterion", dossier.pid, "2.3")}">2.3 ' in words


def test_filed_papers_print_as_pdf(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    asked(world, dossier)
    stage = dossier.stages.get()
    for url in (address("producer_print", dossier.pid, 1, "01"), address("producer_print", dossier.pid, 1, "02"),
                address("producer_receipt", dossier.pid, stage.pk)):
        response = mai.get(url)
        assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert mai.get(address("producer_print", dossier.pid, 1, "03")).status_code == 404
    assert "Lần nộp 1" in page(mai, "producer_version", dossier.pid, 1)


def test_a_second_open_dossier_is_refused_on_the_product_page(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    response = mai.post(address("producer_open_dossier", dossier.product.pid), {"occasion": ""})
    assert response.status_code == 422
    assert "Sản phẩm đang có một hồ sơ chưa có kết quả." in response.content.decode()


def test_facts_of_a_product_are_corrected(world: World, mai: Client) -> None:
    product = register_product(producer=world.producer, name="Chè", product_set=world.tea, by=world.director)
    mai.post(address("producer_product_edit", product.pid), {"name": "Chè", "story": "Mới.", "pack": "Hộp 200 g"})
    product.refresh_from_db()
    assert (product.story, product.pack) == ("Mới.", "Hộp 200 g")
