"""Files are served to those who see their dossier, as what they are, apart from our pages."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ocop.core.models import Blob
from ocop.councils.actions import declare_conflict
from ocop.councils.models import Seat
from ocop.dossiers.actions import attach_file, attach_link, submit_dossier
from ocop.rulebooks.models import Criterion
from tests.journeys.test_verbs import bring_to_council
from tests.journeys.world import PDF, World
from tests.people import fresh
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, full_draft, paper


def _photo() -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(body, "JPEG")
    return SimpleUploadedFile("trang.html", body.getvalue(), content_type="text/html")


def test_evidence_is_served_as_what_its_bytes_are(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    label = Criterion.objects.get(product_set=world.tea, key="2.3")
    row = attach_file(dossier=dossier, upload=_photo(), title='Nhãn "mặt\r\ntrước"', criteria=[label],
                      by=world.director)
    response = mai.get(address("evidence_file", row.pid))
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert response["Content-Disposition"].startswith("inline; filename*=UTF-8''Nh%C3%A3n%20%22m")
    assert "\n" not in response["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")


def test_an_older_issue_of_a_paper_is_served_beside_the_new(world: World, mai: Client) -> None:
    version = paper(world)
    response = mai.get(address("paper_file", version.paper.pid, 1))
    assert (response["Content-Type"], b"".join(response.streaming_content)) == ("application/pdf", PDF)
    assert mai.get(address("paper_file", version.paper.pid, 2)).status_code == 404


def test_neither_hash_nor_number_of_a_file_is_an_address(world: World, mai: Client) -> None:
    row = full_draft(world).evidence.get()
    blob = row.paper_version.blob
    for wrong in (blob.sha256, str(blob.pk), str(row.pk)):
        assert mai.get(address("evidence_file", wrong)).status_code == 404


def test_a_link_has_no_file_and_an_unscanned_file_is_not_served(world: World, mai: Client) -> None:
    dossier = full_draft(world)
    label = Criterion.objects.get(product_set=world.tea, key="2.3")
    link = attach_link(dossier=dossier, link="https://vidu.vn/", title="Trang", criteria=[label], by=world.director)
    assert mai.get(address("evidence_file", link.pid)).status_code == 404
    Blob.objects.update(scan=Blob.Scan.PENDING)
    assert mai.get(address("evidence_file", dossier.evidence.order_by("pk")[0].pid)).status_code == 404


def test_officers_see_the_evidence_once_it_is_filed(world: World) -> None:
    dossier = full_draft(world)
    url = address("evidence_file", dossier.evidence.get().pid)
    assert signed_in(world.province_officer).get(url).status_code == 404
    submit_dossier(dossier=dossier, by=world.director)
    assert signed_in(world.commune_officer).get(url).status_code == 200
    assert signed_in(world.province_officer).get(url).status_code == 200


def test_a_council_member_reaches_evidence_by_the_docket_but_not_when_tied(world: World) -> None:
    dossier = full_draft(world)
    url = address("evidence_file", dossier.evidence.get().pid)
    assert signed_in(world.members[3]).get(url).status_code == 404
    bring_to_council(world, dossier)
    assert signed_in(world.members[3]).get(url).status_code == 200
    seat = Seat.objects.get(user=world.members[4].user)
    declare_conflict(seat=seat, basis="Anh em ruột (ví dụ).", by=fresh(world.members[4]), producer=world.producer)
    assert signed_in(world.members[4]).get(url).status_code == 404
