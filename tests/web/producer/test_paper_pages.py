"""Photographed pages on the desk, and what a paper can prove: without script, on a telephone."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ocop.core.models import Blob
from ocop.registry.actions import begin_pages, register_product
from ocop.registry.models import Paper, PaperDraft, PaperVersion
from tests.factories.pictures import half, heic, huge_png, photo
from tests.journeys.world import World, pdf
from tests.web.council.hands import queries
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, page, paper


@pytest.fixture
def draft(world: World) -> PaperDraft:
    return begin_pages(producer=world.producer, uploads=[photo(colour=one) for one in ("red", "green", "blue")],
                       by=world.director)


def keys(draft: PaperDraft) -> list[str]:
    return [one["key"] for one in PaperDraft.objects.get(pk=draft.pk).pages]


def test_several_photos_chosen_at_once_are_ordered_turned_bound_and_filed(world: World, mai: Client) -> None:
    assert 'name="pages" accept="image/jpeg,image/png,image/webp" multiple' in page(mai, "producer_paper_new")
    response = mai.post(address("producer_pages_new"), {"pages": [photo(colour=one) for one in ("red", "blue")]})
    draft = PaperDraft.objects.get()
    assert (response.status_code, response["Location"]) == (302, address("producer_pages", draft.pid))
    one, two = keys(draft)
    response = mai.post(address("producer_pages_arrange", draft.pid, two), {"move": "up"})
    assert response["Location"].endswith(f"#trang-{two}")
    mai.post(address("producer_pages_arrange", draft.pid, two), {"move": "turn"})
    assert keys(draft) == [two, one]
    words = page(mai, "producer_pages", draft.pid)
    assert "turn-90" in words and "Trang 2 / 2" in words
    response = mai.post(address("producer_pages_bind", draft.pid), follow=True)
    words = response.content.decode()
    assert re.search(r"Đã ghép thành PDF: 2 trang, \d+ kB", words)
    assert "".join(chr(byte) for byte in b"".join(mai.get(address("pages_pdf", draft.pid)))[:5]) == "%PDF-"
    facts = {"kind": "contracts", "title": "Hợp đồng mua chè", "expires_on": "5/4/2027"}
    response = mai.post(address("producer_pages_file", draft.pid), facts)
    version = PaperVersion.objects.get()
    assert response["Location"] == address("producer_paper", version.paper.pid)
    assert (version.paper.title, version.blob.kind, PaperDraft.objects.count()) == ("Hợp đồng mua chè", "pdf", 0)


def test_more_photos_are_added_and_some_are_left_out(draft: PaperDraft, mai: Client) -> None:
    mai.post(address("producer_pages_add", draft.pid), {"pages": [photo(colour="black")]})
    one, *rest = keys(draft)
    assert len(rest) == 3
    mai.post(address("producer_pages_arrange", draft.pid, one), {"move": "remove"})
    assert keys(draft) == rest
    again = mai.post(address("producer_pages_arrange", draft.pid, one), {"move": "remove"})
    assert again.status_code == 409


def test_pages_are_filed_as_the_next_issue_of_a_paper(world: World, mai: Client) -> None:
    first = paper(world)
    assert f"{address('producer_pages_new')}?giay={first.paper.pid}" in page(mai, "producer_paper", first.paper.pid)
    mai.post(f"{address('producer_pages_new')}?giay={first.paper.pid}", {"pages": [photo()]})
    draft = PaperDraft.objects.get()
    assert "Ghép tiếp cho “Phiếu kiểm nghiệm”" in page(mai, "producer_papers")
    mai.post(address("producer_pages_bind", draft.pid))
    assert 'name="title"' not in page(mai, "producer_pages_file", draft.pid)
    mai.post(address("producer_pages_file", draft.pid), {"number": "KN-2"})
    assert first.paper.versions.order_by("-no").values_list("no", "number")[0] == (2, "KN-2")


def test_wrong_facts_keep_the_pdf_and_what_was_typed(draft: PaperDraft, mai: Client) -> None:
    assert mai.get(address("producer_pages_file", draft.pid))["Location"] == address("producer_pages", draft.pid)
    mai.post(address("producer_pages_bind", draft.pid))
    response = mai.post(address("producer_pages_file", draft.pid),
                        {"kind": "tests", "title": "", "number": "KN-7", "expires_on": "30/2/2027"})
    words = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_title-e">Hãy nhập tên giấy tờ.' in words
    assert 'id="id_expires_on-e">Ngày này không có trong lịch' in words
    assert 'value="KN-7"' in words
    assert (Paper.objects.count(), PaperDraft.objects.count()) == (0, 1)


@pytest.mark.parametrize(("bad", "sentence"), [
    (huge_png, "Ảnh có quá nhiều điểm ảnh"), (pdf, "Tệp này không phải ảnh"), (heic, "Tương thích nhất"),
    (lambda: half(photo()), "bị hỏng"), (lambda: SimpleUploadedFile("anh.jpg", b""), "Có ảnh rỗng"),
])
def test_one_bad_photo_is_told_beside_the_field_and_nothing_is_kept(
    world: World, mai: Client, bad, sentence: str
) -> None:
    response = mai.post(address("producer_pages_new"), {"pages": [photo(), bad()]})
    assert response.status_code == 422
    assert re.search(rf'id="id_pages-e">[^<]*{sentence}', response.content.decode())
    assert (PaperDraft.objects.count(), Blob.objects.count()) == (0, 0)


def test_no_photo_and_too_many_are_told_beside_the_field(world: World, mai: Client, settings) -> None:
    settings.PAGES_OF_PAPER = 1
    assert 'id="id_pages-e">Hãy chọn ít nhất một ảnh.' in mai.post(address("producer_pages_new")).content.decode()
    response = mai.post(address("producer_pages_new"), {"pages": [photo(), photo(colour="red")]})
    assert 'id="id_pages-e">Một giấy tờ ghép được nhiều nhất 1 ảnh' in response.content.decode()


def test_throwing_the_photos_away_asks_first(draft: PaperDraft, mai: Client) -> None:
    url = address("producer_pages_drop", draft.pid)
    assert "Bỏ 3 ảnh này?" in mai.get(url).content.decode()
    assert PaperDraft.objects.exists()
    mai.post(url)
    assert not PaperDraft.objects.exists()
    assert mai.get(address("producer_pages", draft.pid)).status_code == 404


def test_strangers_reach_nothing(world: World, draft: PaperDraft, rival: Client) -> None:
    key = keys(draft)[0]
    first = paper(world)
    for name, values in (("producer_pages", (draft.pid,)), ("producer_pages_file", (draft.pid,)),
                         ("producer_pages_drop", (draft.pid,)), ("page_file", (draft.pid, key)),
                         ("pages_pdf", (draft.pid,))):
        assert rival.get(address(name, *values)).status_code == 404
        assert Client().get(address(name, *values)).status_code == 302
    for name, values in (("producer_pages_add", (draft.pid,)), ("producer_pages_bind", (draft.pid,)),
                         ("producer_pages_arrange", (draft.pid, key))):
        assert rival.post(address(name, *values)).status_code == 404
    assert rival.get(f"{address('producer_pages_new')}?giay={first.paper.pid}").status_code == 404
    assert len(keys(draft)) == 3


def test_a_reader_sees_the_pages_and_moves_none(world: World, draft: PaperDraft) -> None:
    reader, key = signed_in(world.ministry), keys(draft)[0]
    assert 'value="turn"' not in page(reader, "producer_pages", draft.pid)
    assert reader.post(address("producer_pages_arrange", draft.pid, key), {"move": "turn"}).status_code == 403
    assert reader.post(address("producer_pages_bind", draft.pid)).status_code == 403


def test_a_page_that_is_not_there_has_no_picture_and_an_unbound_draft_no_pdf(draft: PaperDraft, mai: Client) -> None:
    assert mai.get(address("page_file", draft.pid, keys(draft)[0]))["Content-Type"] == "image/jpeg"
    assert mai.get(address("page_file", draft.pid, "none")).status_code == 404
    assert mai.get(address("pages_pdf", draft.pid)).status_code == 404


def test_the_vault_names_the_criteria_a_paper_can_prove(world: World, mai: Client) -> None:
    register_product(producer=world.producer, name="Chè (ví dụ)", product_set=world.tea, by=world.director)
    version, other = paper(world), paper(world, kind="other", title="Ảnh đoàn")
    named = [one for one in world.tea.criteria.order_by("position") if "tests" in one.evidence]
    words = page(mai, "producer_paper", version.paper.pid)
    for one in named:
        assert f'<b class="num">{one.key}</b> {one.title}' in words
    assert "không nêu loại giấy tờ này" in page(mai, "producer_paper", other.paper.pid)
    assert ", ".join(one.key for one in named[:6]) in page(mai, "producer_papers")


def test_papers_of_one_title_are_told_apart_by_their_product(world: World, mai: Client) -> None:
    names = ("Chè búp (ví dụ)", "Chè nhài (ví dụ)")
    for name in names:
        goods = register_product(producer=world.producer, name=name, product_set=world.tea, by=world.director)
        paper(world, product=goods)
    words = page(mai, "producer_papers")
    assert [f"<small class=\"muted\">{name}</small>" in words for name in names] == [True, True]


def test_the_pages_cost_the_same_with_one_photo_and_with_more(draft: PaperDraft, mai: Client) -> None:
    url = address("producer_pages", draft.pid)
    once = queries(mai, url)
    mai.post(address("producer_pages_add", draft.pid), {"pages": [photo(colour="black"), photo(colour="white")]})
    assert queries(mai, url) == once
