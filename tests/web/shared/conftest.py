"""People and a small set of addresses for the tests of the frame."""

import pytest
from django.core.cache import cache

from ocop.accounts.models import User

PASSWORD = "mot cau dai de nho"


@pytest.fixture(autouse=True)
def fresh_counts(db, settings):
    """No test inherits another's count of failed sign-ins; files need not be collected."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()


@pytest.fixture
def mai() -> User:
    return User.objects.create_user(
        name="Mai (ví dụ)", email="mai@vidu.vn", phone="+84912345678", password=PASSWORD,
        demo_key="mai", demo_words="Chủ thể", demo_where="HTX Bản Mới",
    )
