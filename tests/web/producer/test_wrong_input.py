"""Wrong input comes back beside its field with 422, keeps what was typed, and changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ocop.dossiers.models import Answer, Evidence
from ocop.registry.actions import register_product
from ocop.registry.models import Paper, PaperVersion, Product
from tests.journeys.world import World, pdf
from tests.web.producer.scene import address, full_draft, page, paper


def _paper(world: World, **fields: object) -> dict[str, object]:
    return {"producer": world.producer.pk, "kind": "tests", "title": "Phiếu kiểm nghiệm", "upload": pdf(), **fields}


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("issued_on", "31/02/2026", "Ngày này không có trong lịch"),
    ("title", "  ", "Hãy nhập tên giấy tờ."),
    ("kind", "passport", "Hãy chọn loại giấy tờ trong danh sách."),
    ("product", "999999", "Hãy chọn sản phẩm trong danh sách."),
    ("upload", "", "Hãy chọn tệp quét hoặc ảnh chụp."),
])
def test_a_wrong_fact_of_a_paper_is_told_beside_it(
    world: World, mai: Client, field: str, value: str, sentence: str
) -> None:
    response = mai.post(address("producer_paper_new"), _paper(world, **{field: value}))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Paper.objects.count() == 0


def test_an_end_before_the_beginning_is_told_beside_the_end(world: World, mai: Client) -> None:
    response = mai.post(address("producer_paper_new"),
                        _paper(world, issued_on="5/4/2026", expires_on="4/4/2026"))
    words = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_expires_on-e">Ngày hết hạn phải từ ngày cấp trở đi.' in words
    assert 'value="5/4/2026"' in words
    assert Paper.objects.count() == 0


def test_a_file_that_is_no_paper_is_refused_whatever_its_name(world: World, mai: Client) -> None:
    fake = SimpleUploadedFile("giay.pdf", b"MZ\x90 not a paper at all", content_type="application/pdf")
    response = mai.post(address("producer_paper_new"), _paper(world, upload=fake))
    assert response.status_code == 422
    assert 'id="id_upload-e">Tệp này không phải PDF' in response.content.decode()
    assert (Paper.objects.count(), PaperVersion.objects.count()) == (0, 0)


def test_a_file_too_large_is_refused(world: World, mai: Client, settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 100  # type: ignore[attr-defined]  # the settings fixture of pytest-django
    response = mai.post(address("producer_paper_new"), _paper(world))
    assert response.status_code == 422
    assert "Tệp lớn hơn" in response.content.decode()
    assert Paper.objects.count() == 0


def test_a_new_issue_with_a_wrong_date_leaves_the_old_one(world: World, mai: Client) -> None:
    version = paper(world)
    wrong = {"upload": pdf(), "expires_on": "30/2/2027"}
    response = mai.post(address("producer_paper_renew", version.paper.pid), wrong)
    assert (response.status_code, version.paper.versions.count()) == (422, 1)


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"name": ""}, "Hãy nhập tên sản phẩm."),
    ({"product_set": "999999"}, "Bộ sản phẩm này không có"),
    ({"gtin": "8930000000001"}, "Mã vạch (GTIN) chưa đúng"),
    ({"trace_link": "javascript:alert(1)"}, "Liên kết truy xuất phải bắt đầu bằng"),
    ({"unit": "abc"}, "Hãy chọn xã, phường hoặc đặc khu trong danh sách."),
])
def test_a_wrong_fact_of_a_product_is_told_beside_it(
    world: World, mai: Client, fields: dict[str, str], sentence: str
) -> None:
    form = {"producer": world.producer.pk, "name": "Chè", "product_set": world.tea.pk, **fields}
    response = mai.post(address("producer_product_new"), form)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Product.objects.count() == 0


def test_a_product_of_the_same_name_is_told_beside_the_name(world: World, mai: Client) -> None:
    register_product(producer=world.producer, name="Chè", product_set=world.tea, by=world.director)
    response = mai.post(address("producer_product_new"),
                        {"producer": world.producer.pk, "name": "che", "product_set": world.tea.pk})
    assert response.status_code == 422
    assert 'id="id_name-e">Chủ thể đã có sản phẩm' in response.content.decode()


def test_a_product_is_not_registered_for_another_producer(world: World, mai: Client, rival: Client) -> None:
    response = rival.post(address("producer_product_new"),
                          {"producer": world.producer.pk, "name": "Chè", "product_set": world.tea.pk})
    assert (response.status_code, Product.objects.count()) == (422, 0)


@pytest.mark.parametrize(("fields", "sentence"), [
    ({"option": "9"}, "Mức được chọn không thuộc tiêu chí này."),
    ({"option": "1", "link": "javascript:alert(1)"}, "Liên kết phải bắt đầu bằng"),
    ({"option": "1", "papers": "999999"}, "Giấy tờ này không còn trong kho."),
    ({"option": "1", "papers": "x"}, "Giấy tờ này không còn trong kho."),
    ({"option": "1", "rev": "x"}, "Trang này thiếu dữ liệu."),
])
def test_wrong_input_at_a_criterion_saves_neither_answer_nor_evidence(
    world: World, mai: Client, fields: dict[str, str], sentence: str
) -> None:
    dossier = full_draft(world)
    before = Answer.objects.get(dossier=dossier, criterion__key="2.3")
    response = mai.post(address("producer_criterion", dossier.pid, "2.3"),
                        {"rev": str(before.rev), "text": "Mới.", **fields})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    after = Answer.objects.get(dossier=dossier, criterion__key="2.3")
    assert (after.text, after.rev, Evidence.objects.count()) == (before.text, before.rev, 1)


def test_a_refused_file_takes_the_answer_with_it(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    fake = SimpleUploadedFile("anh.jpg", b"GIF89a nothing", content_type="image/jpeg")
    response = mai.post(address("producer_criterion", dossier.pid, "2.3"),
                        {"rev": "1", "option": "1", "text": "Mới.", "upload": fake})
    assert response.status_code == 422
    assert Answer.objects.get(dossier=dossier, criterion__key="2.3").rev == 1


def test_words_without_an_option_are_not_lost_silently(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    Answer.objects.filter(dossier=dossier, criterion__key="2.3").delete()
    response = mai.post(address("producer_criterion", dossier.pid, "2.3"), {"rev": "0", "text": "Nhãn in 8 màu."})
    words = response.content.decode()
    assert response.status_code == 422
    assert "Hãy chọn một mức" in words
    assert "Nhãn in 8 màu.</textarea>" in words


def test_none_of_these_is_an_answer(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    mai.post(address("producer_criterion", dossier.pid, "2.3"), {"rev": "1", "option": "", "text": ""})
    assert Answer.objects.get(dossier=dossier, criterion__key="2.3").option is None
    assert 'name="option" value="" checked' in page(mai, "producer_criterion", dossier.pid, "2.3")
