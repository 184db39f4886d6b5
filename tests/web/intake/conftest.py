"""Each test of the intake desk uploads as if nobody had before."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_counts() -> None:
    """Nobody is slowed down by the uploads of another test."""
    cache.clear()
