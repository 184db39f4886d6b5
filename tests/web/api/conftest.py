"""The stage of the public pages."""

import pytest
from django.core.cache import cache

from tests.web.portal.stage import Stage, build_stage


@pytest.fixture
def stage(db: None) -> Stage:
    cache.clear()
    return build_stage()
