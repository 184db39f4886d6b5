"""Shapes of tax codes, and the household's personal number that nobody reads from the table."""

import stat

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from ocop.core.refusal import Refusal
from ocop.registry.taxcodes import (
    StoredCode,
    clean_tax_code,
    doubtful,
    is_personal,
    masked_tax_code,
    open_tax_code,
    store_tax_code,
)

PERSONAL = "019085001234"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [("4601234567", "4601234567"), (" 46 012.34567 ", "4601234567"), ("4601234567-001", "4601234567-001"),
     ("4601234567001", "4601234567-001"), (PERSONAL, PERSONAL), ("", "")],
)
def test_a_typed_code_is_cleaned(typed, clean):
    assert clean_tax_code(typed) == clean


@pytest.mark.parametrize("typed", ["46012345", "46012345678", "4601234567-01", "abc", "460123456７"])
def test_another_shape_is_refused(typed):
    with pytest.raises(Refusal) as refused:
        clean_tax_code(typed)
    assert (refused.value.code, refused.value.kind) == ("tax-code-shape", "invalid")


def test_an_organisations_code_is_stored_as_it_is():
    assert store_tax_code("4601234567") == StoredCode("4601234567", "")


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_personal_number_is_hashed_sealed_and_opened_again(number):
    stored = store_tax_code(number)
    assert number not in stored.unique + stored.sealed
    assert stored.unique == store_tax_code(number).unique
    assert open_tax_code(stored) == number
    assert masked_tax_code(stored) == "•••••••••" + number[-3:]


def test_another_key_gives_another_hash_and_does_not_open(monkeypatch):
    stored = store_tax_code(PERSONAL)
    monkeypatch.setenv("OCOP_FIELD_KEY", Fernet.generate_key().decode())
    assert store_tax_code(PERSONAL).unique != stored.unique
    with pytest.raises(ValueError, match="field key"):
        open_tax_code(stored)


def test_without_the_variable_a_key_file_is_made_once(monkeypatch, settings, tmp_path):
    monkeypatch.delenv("OCOP_FIELD_KEY")
    settings.VAR_DIR = tmp_path / "var"
    stored = store_tax_code(PERSONAL)
    assert store_tax_code(PERSONAL).unique == stored.unique
    assert open_tax_code(stored) == PERSONAL
    assert stat.S_IMODE((tmp_path / "var/field_key").stat().st_mode) == 0o600


WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_the_check_digit_of_an_organisation_is_reckoned_by_its_published_weights(nine):
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, nine, strict=True)) % 11
    right = {f"{nine}{digit}" for digit in range(10) if not doubtful(StoredCode(f"{nine}{digit}"))}
    # A remainder of 0 would ask for a tenth digit of 10: no code ends so.
    assert right == ({f"{nine}{10 - rest}"} if rest else set())


def test_a_branch_is_judged_by_its_first_ten_and_a_personal_number_never():
    assert not doubtful(store_tax_code("0100112437-001"))
    assert doubtful(store_tax_code("0100112438-001"))
    assert not doubtful(store_tax_code(PERSONAL)) and not doubtful(StoredCode(""))


@pytest.mark.parametrize(("text", "personal"), [(PERSONAL, True), ("019 085.001 234", True), ("17H8001234", False),
                                                ("4601234567", False), ("", False)])
def test_the_shape_of_a_personal_number_is_known(text, personal):
    assert is_personal(text) is personal
