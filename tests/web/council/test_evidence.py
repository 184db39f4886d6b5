"""What stands beside a criterion: evidence, what the producer claims, what the advisory team found."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from ocop.core.files import store_blob
from ocop.core.models import Blob
from ocop.councils.models import Docket
from ocop.dossiers.models import Answer, DeskFinding, Evidence, EvidenceUse
from ocop.rulebooks.models import Criterion
from tests.factories.councils import Scene
from tests.web.council.hands import browser, open_session_with, seen, words


def picture(colour: str) -> Blob:
    """A small JPEG that a scanner has passed."""
    body = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(body, "JPEG")
    blob = store_blob(ContentFile(body.getvalue(), name="anh.jpg"))
    blob.scan = Blob.Scan.CLEAN
    blob.save()
    return blob


@pytest.fixture
def docket(scene: Scene) -> Docket:
    docket = open_session_with(scene)[1][0]
    dossier, label = docket.stage.dossier, Criterion.objects.get(product_set=scene.tea, key="2.3")
    for title, colour in (("Nhãn mặt trước", "green"), ("Nhãn mặt sau", "blue")):
        row = Evidence.objects.create(dossier=dossier, blob=picture(colour), title=title, pages="2–3")
        EvidenceUse.objects.create(evidence=row, criterion=label)
    link = Evidence.objects.create(dossier=dossier, link="https://vidu.vn/nhan", title="Trang bán hàng")
    EvidenceUse.objects.create(evidence=link, criterion=label)
    Answer.objects.create(dossier=dossier, criterion=label, option=label.options.get(no=2), text="In từ tháng 3.")
    DeskFinding.objects.create(stage=docket.stage, criterion=label, option=label.options.get(no=1),
                               note="Chưa có mã truy xuất.")
    return docket


def test_the_criterion_shows_the_picture_the_claim_and_the_finding(scene: Scene, docket: Docket) -> None:
    client = browser(scene.members[3])
    page = client.get(reverse("sheet_criterion", args=[docket.pid, "2.3"]))
    seen(page, "Minh chứng (3)", "1 Nhãn mặt trước", "Chủ thể tự chấm 2 điểm", "In từ tháng 3.",
         "Tổ tư vấn: 1 điểm", "Chưa có mã truy xuất.")
    front = Evidence.objects.get(title="Nhãn mặt trước")
    address = reverse("evidence_file", args=[front.pid])
    assert f'<img class="evidence" src="{address}"' in page.content.decode()
    assert client.get(address)["Content-Type"] == "image/jpeg"


def test_another_piece_is_chosen_by_its_link_and_an_unknown_one_is_the_first(scene: Scene, docket: Docket) -> None:
    client, path = browser(scene.members[3]), reverse("sheet_criterion", args=[docket.pid, "2.3"])
    link = Evidence.objects.get(title="Trang bán hàng")
    chosen = client.get(path, {"mc": link.pid}).content.decode()
    assert 'href="https://vidu.vn/nhan"' in chosen
    assert '<img class="evidence"' not in chosen
    strange = client.get(path, {"mc": "<script>"})
    assert reverse("evidence_file", args=[Evidence.objects.get(title="Nhãn mặt trước").pid]) in strange.content.decode()


def test_a_criterion_without_anything_says_so(scene: Scene, docket: Docket) -> None:
    page = words(browser(scene.members[3]).get(reverse("sheet_criterion", args=[docket.pid, "1.1"])))
    assert "Chủ thể không gửi minh chứng riêng cho tiêu chí này." in page
    assert "Chủ thể không tự chấm tiêu chí này." in page
    assert "Tổ tư vấn chưa ghi nhận xét cho tiêu chí này." in page


def test_every_page_has_one_heading_and_a_title(scene: Scene, docket: Docket) -> None:
    about = [docket.pid]
    for actor, name, rest in ((scene.members[3], "sheet_criterion", [*about, "2.3"]),
                              (scene.members[3], "sheet_overview", about), (scene.members[3], "sheet_whole", about),
                              (scene.members[3], "sheet_sign", about), (scene.members[3], "council_queue", []),
                              (scene.secretary, "session_page", [docket.session.pid]),
                              (scene.secretary, "docket_page", about), (scene.secretary, "docket_papers", about)):
        body = browser(actor).get(reverse(name, args=rest)).content.decode()
        assert body.count("<h1") == 1, name
        assert " – OpenOCOP</title>" in body
        assert "style=" not in body
