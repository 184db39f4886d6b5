"""Questions to later rooms: every name answers, a question nobody wrote down is a fault of the caller."""

import pytest
from django.utils.module_loading import import_string

from ocop.core.asking import QUESTIONS, ask_rooms


@pytest.mark.parametrize("name", sorted({name for names in QUESTIONS.values() for name in names}))
def test_every_name_of_a_question_answers(name: str) -> None:
    assert callable(import_string(name))


def test_a_question_that_stands_nowhere_is_a_fault() -> None:
    with pytest.raises(KeyError):
        ask_rooms("what.is.this")
