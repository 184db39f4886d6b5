"""Public ids: read as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.core.pids import ALPHABET, LENGTH, clean_pid, new_pid

pids = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_a_new_id_has_ten_letters_that_are_not_mixed_up() -> None:
    drawn = {new_pid() for _ in range(200)}
    assert len(drawn) == 200
    assert all(clean_pid(pid) == pid for pid in drawn)


@given(pids, st.integers(0, LENGTH), st.sampled_from(["-", " ", "  ", " - "]))
def test_an_id_is_read_in_any_case_and_with_any_gaps(pid: str, place: int, gap: str) -> None:
    assert clean_pid(pid[:place].lower() + gap + pid[place:]) == pid


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert clean_pid("oO0iI1lL1A") == "000111111A"


@pytest.mark.parametrize("typed", ["", "ABC", "0123456789A", "012345678U", "012345678Đ", "012345678%"])
def test_what_is_no_id_is_none(typed: str) -> None:
    assert clean_pid(typed) is None
