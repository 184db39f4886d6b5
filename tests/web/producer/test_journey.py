"""From a product's registration to a filed dossier, through plain pages and forms."""

from django.test import Client

from ocop.dossiers.enums import DossierState
from ocop.dossiers.models import Dossier
from ocop.registry.models import Product
from ocop.rulebooks.models import Criterion
from ocop.rulebooks.queries import rubric_of
from tests.factories.sheets import top_picks
from tests.journeys.world import World, pdf
from tests.web.producer.scene import address, asked, full_draft, page


def _begun(world: World, mai: Client) -> Dossier:
    """A dossier just opened, with nothing in it."""
    form = {"producer": world.producer.pk, "name": "Chè", "product_set": world.tea.pk}
    mai.post(address("producer_product_new"), form)
    mai.post(address("producer_open_dossier", Product.objects.get().pid))
    return Dossier.objects.get()


def test_a_producer_walks_from_a_new_product_to_a_filed_dossier(world: World, mai: Client) -> None:
    form = {"producer": world.producer.pk, "name": "Chè hoa vàng (ví dụ)", "product_set": world.tea.pk,
            "story": "Cây chè của bản."}
    made = mai.post(address("producer_product_new"), form)
    product = Product.objects.get()
    assert (made.status_code, made["Location"]) == (302, address("producer_product", product.pid))

    opened = mai.post(address("producer_open_dossier", product.pid), {"occasion": ""})
    dossier = Dossier.objects.get()
    assert opened["Location"] == address("producer_dossier", dossier.pid)

    filed = mai.post(address("producer_paper_new"), {
        "producer": world.producer.pk, "kind": "registration", "title": "Giấy đăng ký hợp tác xã",
        "issued_on": "05/04/2026", "upload": pdf()})
    assert filed.status_code == 302
    version = world.producer.papers.get().versions.get()
    assert (version.issued_on.day, version.issued_on.month) == (5, 4)

    url = address("producer_criterion", dossier.pid, "1.1")
    for criterion in Criterion.objects.filter(product_set=world.tea).order_by("position"):
        assert url == address("producer_criterion", dossier.pid, criterion.key)
        pick = top_picks(rubric_of(world.tea))[criterion.key]
        saved = mai.post(url, {"rev": "0", "option": pick, "text": "Mô tả.", "papers": [version.pk], "then": "next"})
        assert saved.status_code == 302
        url = saved["Location"]
    assert url == address("producer_dossier", dossier.pid)

    assert "Nộp hồ sơ Chè hoa vàng (ví dụ)?" in page(mai, "producer_submit", dossier.pid)
    sent = mai.post(address("producer_submit", dossier.pid), follow=True)
    dossier.refresh_from_db()
    assert dossier.state == DossierState.SUBMITTED
    assert f"Số tiếp nhận 01/PĐK-19-05503-{dossier.submitted_at.year}" in sent.content.decode()
    assert "Xã kiểm tra" in page(mai, "producer_desk")


def test_what_lacks_is_listed_with_a_way_to_each_criterion_and_nothing_is_filed(world: World, mai: Client) -> None:
    dossier = _begun(world, mai)
    response = mai.post(address("producer_submit", dossier.pid))
    words = response.content.decode()
    assert response.status_code == 422
    assert f'href="{address("producer_criterion", dossier.pid, "2.3")}"' in words
    assert f'href="{address("producer_dossier", dossier.pid)}#papers"' in words
    assert Dossier.objects.get().state == DossierState.DRAFT


def test_a_registration_paper_of_the_vault_is_used_from_the_overview(world: World, mai: Client) -> None:
    dossier = _begun(world, mai)
    mai.post(address("producer_paper_new"), {"producer": world.producer.pk, "kind": "registration", "title": "Giấy ĐK",
                                             "upload": pdf()})
    version = world.producer.papers.get().versions.get()
    assert mai.post(address("producer_registration", dossier.pid), {"paper": version.pk}).status_code == 302
    assert [use.criterion.key for use in dossier.evidence.get().uses.all()] == ["3.1"]


def test_a_supplement_is_answered_and_filed_again(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    supplement = asked(world, dossier)
    assert "Bổ sung 2 mục" in page(mai, "producer_desk")
    assert "Ảnh nhãn mặt sau." in page(mai, "producer_supplement", dossier.pid)
    first, second = supplement.items.order_by("pk")
    said = {f"item-{first.pk}": "Đã thêm ảnh.", f"item-{second.pk}": "Đã thêm bản sao.", "then": "submit"}
    went = mai.post(address("producer_supplement", dossier.pid), said)
    assert went["Location"] == address("producer_submit", dossier.pid)
    mai.post(address("producer_submit", dossier.pid))
    supplement.refresh_from_db()
    first.refresh_from_db()
    assert (first.answer, supplement.answered_in.no) == ("Đã thêm ảnh.", 2)
    assert Dossier.objects.get().state == DossierState.SUBMITTED


def test_a_dossier_is_withdrawn_with_a_reason_only(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    empty = mai.post(address("producer_withdraw", dossier.pid), {"reason": " "})
    assert (empty.status_code, Dossier.objects.get().state) == (422, DossierState.DRAFT)
    mai.post(address("producer_withdraw", dossier.pid), {"reason": "Chờ vụ sau."})
    assert Dossier.objects.get().state == DossierState.WITHDRAWN


def test_evidence_is_asked_about_before_it_is_taken_out(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    row = dossier.evidence.get()
    url = address("producer_detach", dossier.pid, row.pid)
    assert "khỏi hồ sơ?" in mai.get(url).content.decode()
    assert dossier.evidence.count() == 1
    went = mai.post(f"{url}?tieu-chi=2.3")
    assert went["Location"] == address("producer_criterion", dossier.pid, "2.3")
    assert dossier.evidence.count() == 0
