"""Dates and numbers as Vietnamese papers write them, in both languages of the pages."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from ocop.core.dates import add_months

LANGUAGES = ("vi", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["05/04/2026", "5/4/2026", "05-04-2026", "5.4.2026", "05/04/26", "2026-04-05"])
def test_the_fifth_of_april_is_never_read_as_the_fourth_of_may(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateField().clean(typed) == dt.date(2026, 4, 5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["31/02/2026", "29/02/2026", "04/13/2026", "2026/04/05", "32/01/2026", "hôm nay"])
def test_a_day_that_does_not_exist_is_refused(language: str, typed: str) -> None:
    with translation.override(language), pytest.raises(forms.ValidationError):
        forms.DateField().clean(typed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_is_written_without_leading_zeros(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(dt.date(2026, 5, 22)) == "22/5/2026"
        assert formats.date_format(dt.date(2026, 4, 5), "SHORT_DATE_FORMAT") == "5/4/2026"


@given(st.dates(min_value=dt.date(1970, 1, 1)))
def test_a_day_that_was_written_is_read_back(day: dt.date) -> None:
    with translation.override("vi"):
        assert forms.DateField().clean(formats.date_format(day)) == day


def test_numbers_have_a_point_for_thousands_and_a_comma_for_decimals() -> None:
    with translation.override("vi"):
        assert formats.number_format(Decimal("1234.5"), use_l10n=True, force_grouping=True) == "1.234,5"
        assert formats.localize(1234567.5) == "1.234.567,5"
        assert forms.DecimalField(localize=True).clean("1.234,5") == Decimal("1234.5")
        assert forms.IntegerField(localize=True).clean("1.234.567") == 1234567
        assert formats.localize(0) == "0"
    with translation.override("en"):
        assert formats.localize(1234567.5) == "1,234,567.5"


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_number_that_was_written_is_read_back(number: Decimal) -> None:
    with translation.override("vi"):
        assert forms.DecimalField(localize=True).clean(formats.localize(number)) == number


def test_the_last_day_of_february_stands_for_a_day_the_month_lacks() -> None:
    assert add_months(dt.date(2024, 2, 29), 36) == dt.date(2027, 2, 28)
    assert add_months(dt.date(2026, 8, 31), 6) == dt.date(2027, 2, 28)
    assert add_months(dt.date(2026, 12, 15), 1) == dt.date(2027, 1, 15)


@given(st.dates(max_value=dt.date(9000, 1, 1)), st.integers(min_value=0, max_value=120))
def test_months_are_counted_by_the_calendar(start: dt.date, months: int) -> None:
    later = add_months(start, months)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day <= start.day
