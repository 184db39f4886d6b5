"""The register as a file from the desk: who may take it, what narrows it, that it can be brought in again."""

import io

import openpyxl
import pytest
from django.test import Client

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.intake.planning import plan_import
from ocop.intake.reading import read_register
from tests.factories.places import unit
from tests.intake.books import book, row
from tests.intake.stage import Ground, lay_ground
from tests.people import officer

pytestmark = pytest.mark.django_db
PAGE = "/lam-viec/nhap-lieu/xuat-so/"


@pytest.fixture
def ground() -> Ground:
    made = lay_ground()
    made.bring(book(row(1, "Chè một"), row(2, "'=Chè hai", decision="77/QĐ-UBND 5/4/2022")))
    return made


def at(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def taken(client: Client, query: str) -> tuple[str, bytes]:
    """Name and bytes of a file."""
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer["Content-Disposition"], b"".join(answer.streaming_content)


def test_an_officer_takes_the_register_of_the_own_province(ground: Ground) -> None:
    client = at(ground.officer)
    page = client.get(PAGE).content.decode()
    assert "Tỉnh Thái Nguyên" in page and 'name="tinh"' not in page and "2022" in page
    assert PAGE in client.get("/lam-viec/nhap-lieu/").content.decode()
    assert PAGE in client.get("/lam-viec/can-bo/chu-the/").content.decode()
    for kind in ("xlsx", "csv"):
        name, data = taken(client, f"?dang={kind}")
        assert f".{kind}" in name and "so-dang-ky-ocop-" in name
        plan = plan_import(read_register(data, f"so-dang-ky-ocop-thai-nguyen-19.{kind}").sheets, by=ground.officer)
        assert [str(line.status) for line in plan.lines] == ["unchanged", "unchanged"]


def test_a_year_narrows_the_file_and_odd_questions_do_not_break_it(ground: Ground) -> None:
    client = at(ground.officer)
    _name, data = taken(client, "?dang=xlsx&nam=2022")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert [line[1] for line in sheet.iter_rows(min_row=2, values_only=True)] == ["'=Chè hai"]
    for odd in ("?nam=x", "?nam=2099&tinh=%00", "?dang=exe", "?tinh=ha-noi-01"):
        assert client.get(PAGE + odd).status_code == 200
    _name, data = taken(client, "?dang=csv&nam=abc&tinh=ha-noi-01")
    assert data.count(b"\r\n") == 3, "another province is not the officer's to ask for"


def test_the_ministry_chooses_and_others_do_not_find_the_page(ground: Ground) -> None:
    far = officer("Cán bộ tỉnh khác", Role.PROVINCE_OFFICER, unit("01", level="province"))
    assert taken(at(far), "?dang=csv")[1].count(b"\r\n") == 1
    centre = at(officer("Cán bộ trung ương", Role.MINISTRY_OFFICER, unit("VN", level="nation")))
    assert 'name="tinh"' in centre.get(PAGE).content.decode()
    assert taken(centre, "?dang=csv")[1].count(b"\r\n") == 3
    assert taken(centre, "?dang=csv&tinh=ha-noi-01")[1].count(b"\r\n") == 1
    assert "thai-nguyen-19" in taken(centre, "?dang=csv&tinh=thai-nguyen-19")[0]
    commune = officer("Cán bộ xã", Role.COMMUNE_OFFICER, unit("05503"))
    assert at(commune).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert at(ground.officer).post(PAGE).status_code == 405
