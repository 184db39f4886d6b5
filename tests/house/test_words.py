"""The words of the product are complete in English."""

from django.conf import settings

from ocop.core import words


def test_every_sentence_is_composed_and_has_its_english() -> None:
    told = words.faults(words.extract(settings.BASE_DIR / "ocop"), words.read(words.english()))
    assert told == [], "`./run manage words` gathers new sentences; then fill in locale/en"
