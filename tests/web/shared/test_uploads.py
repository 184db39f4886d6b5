"""Files a minute: one person's program run wild is stopped, a neighbour at the same address is not."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ocop.accounts.models import User
from ocop.registry.models import PaperVersion

pytestmark = pytest.mark.django_db
ADDRESS = "/lam-viec/chu-the/giay-to/them/"


@pytest.fixture
def few(settings: Any) -> None:
    """Two files a minute."""
    settings.UPLOADS_A_MINUTE = 2
    cache.clear()


def send(client: Client) -> int:
    """The status of one upload; what is in it does not matter here."""
    return client.post(ADDRESS, {"upload": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}).status_code


def signed_in(phone: str) -> Client:
    """A browser in which somebody signed in."""
    client = Client()
    client.force_login(User.objects.create_user(name=phone, phone=phone))
    return client


def test_the_third_file_in_a_minute_is_refused_in_words(few: None) -> None:
    client = signed_in("+84912345671")
    before = [send(client), send(client)]
    answer = client.post(ADDRESS, {"upload": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert 429 not in before
    assert answer.status_code == 429
    assert "Bạn gửi tệp quá nhanh" in answer.content.decode()
    assert not PaperVersion.objects.exists()


def test_another_person_at_the_same_address_is_not_stopped(few: None) -> None:
    wild, calm = signed_in("+84912345671"), signed_in("+84912345672")
    assert [send(wild) for _ in range(3)][-1] == 429
    assert send(calm) != 429


def test_a_form_without_files_is_not_counted(few: None) -> None:
    client = signed_in("+84912345671")
    answers = [
        client.post(ADDRESS, "kind=other", content_type="application/x-www-form-urlencoded").status_code
        for _ in range(4)
    ]
    assert 429 not in answers
