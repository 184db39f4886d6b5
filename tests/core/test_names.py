"""Names: one spelling, one search, one order."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop.core.names import fold, name_key, nfc

ONSETS = ["", *"b c ch d đ g gh h kh l m n ng nh ph qu r s t th tr v x".split()]
RHYMES = "a ă â an ăn ân e ê en i o ô ơ oan ong ông u ư ươn uyên y".split()
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


def _syllable(onset: str, rhyme: str, tone: str) -> str:
    """Put the tone on the last marked vowel, else on the first vowel, as spelling rules nearly do."""
    vowels = [place for place, letter in enumerate(rhyme) if unicodedata.normalize("NFD", letter)[0] in "aeiouy"]
    marked = [place for place in vowels if len(unicodedata.normalize("NFD", rhyme[place])) > 1]
    place = (marked or vowels)[-1 if marked else 0]
    return unicodedata.normalize("NFC", onset + rhyme[: place + 1] + tone + rhyme[place + 1 :])


syllables = st.builds(_syllable, st.sampled_from(ONSETS), st.sampled_from(RHYMES), st.sampled_from(TONES))
names = st.lists(st.one_of(syllables, syllables.map(str.capitalize)), min_size=1, max_size=4).map(" ".join)


@given(names)
def test_search_finds_a_name_typed_with_or_without_marks(name: str) -> None:
    assert fold(name) == fold(unicodedata.normalize("NFD", name)) == fold(name.upper()) == fold(f"  {name} ")
    assert fold(name).isascii()
    assert fold(fold(name)) == fold(name)


@given(st.text())
def test_folding_any_text_ends_and_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert nfc(nfc(text)) == nfc(text)


@given(names)
def test_the_order_does_not_depend_on_how_a_name_is_encoded(name: str) -> None:
    assert name_key(name) == name_key(unicodedata.normalize("NFD", name))


@given(names, names)
def test_two_names_have_one_key_only_if_they_are_the_same(one: str, other: str) -> None:
    assert (name_key(one) == name_key(other)) == (nfc(one) == nfc(other))


def test_names_stand_in_the_order_of_a_vietnamese_dictionary() -> None:
    ordered = [
        "Ba Bể",
        "Bà Rịa",
        "Bạch Thông",
        "Bắc Kạn",
        "Bằng Lũng",
        "Bình Dương",
        "Cà Mau",
        "Chợ Đồn",
        "Chợ Mới",
        "Dã Quỳ",
        "Đà Lạt",
        "Đắk Lắk",
        "Điện Biên",
        "Hà Giang",
        "Hà Nội",
        "Na Rì",
        "Ngân Sơn",
        "Pác Nặm",
    ]
    assert sorted(reversed(ordered), key=name_key) == ordered


def test_a_name_stands_before_the_longer_names_that_begin_with_it() -> None:
    ordered = ["Chè", "Chè 2", "Chè 10", "Chè shan", "Chè shan tuyết", "Chè xanh"]
    assert sorted(reversed(ordered), key=name_key) == ["Chè", "Chè 10", "Chè 2", *ordered[3:]]


@given(names, names)
def test_the_order_is_the_same_in_a_binary_column_and_in_a_collated_one(one: str, other: str) -> None:
    # Only letters and digits of one case: every collation of PostgreSQL puts them as bytes do.
    assert (name_key(one) + name_key(other)).isalnum()
    assert name_key(one) == name_key(one).lower()


def test_tones_decide_only_between_equal_letters() -> None:
    assert sorted(["ma", "mạ", "má", "mã", "mả", "mà"], key=name_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(["má a", "ma b", "mạ a"], key=name_key) == ["má a", "mạ a", "ma b"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the ICU collation is PostgreSQL's")
@settings(deadline=None, max_examples=60)
@given(st.lists(names, min_size=2, max_size=12, unique=True))
def test_the_key_orders_as_the_vietnamese_collation_of_postgresql_does(some: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute('SELECT name FROM unnest(%s::text[]) AS name ORDER BY name COLLATE "vi-x-icu"', [some])
        theirs = [row[0] for row in cursor.fetchall()]
    # Between names that differ in case alone a dictionary has no order; there each side keeps its own.
    bare = [name_key(name.lower()) for name in theirs]
    assert bare == sorted(bare)
