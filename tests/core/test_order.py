"""Vietnamese order: `name_key` against PostgreSQL's own `vi-x-icu` on thousands of phrases; every list sorts by it."""

import os
import random
import re
import unicodedata
from pathlib import Path

import pytest
from django.conf import settings

from ocop.core.names import name_key, nfc

ONSETS = ("", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x".split())
RHYMES = "a ă â e ê i o ô ơ u ư y an ăn ân en ên in on ôn ơn un ang ăng âng ong ông ung ưng oan uyên ươn iêu".split()
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
PHRASES = 4000


def _syllable(chance: random.Random) -> str:
    """A syllable as Vietnamese spells it, nearly: the tone stands on the first marked vowel, else on the first."""
    rhyme = chance.choice(RHYMES)
    vowels = [place for place, letter in enumerate(rhyme) if unicodedata.normalize("NFD", letter)[0] in "aeiouy"]
    marked = [place for place in vowels if len(unicodedata.normalize("NFD", rhyme[place])) > 1]
    place = (marked or vowels)[0]
    word = chance.choice(ONSETS) + rhyme[: place + 1] + chance.choice(TONES) + rhyme[place + 1 :]
    return nfc(word.capitalize() if chance.random() < 0.3 else word)


def phrases() -> list[str]:
    """Names of one to four syllables, many of which differ in a tone or a mark only."""
    chance = random.Random(2026)
    few = [_syllable(chance) for _ in range(300)]
    return sorted(
        {
            " ".join(
                chance.choice(few) if chance.random() < 0.7 else _syllable(chance) for _ in range(chance.randint(1, 4))
            )
            for _ in range(PHRASES)
        }
    )


def test_name_key_is_the_order_of_icu_for_vietnamese() -> None:
    psycopg = pytest.importorskip("psycopg")
    address = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
    try:
        server = psycopg.connect(address, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers, and only it knows the order of ICU")
    names = phrases()
    with server:
        if not server.execute("SELECT 1 FROM pg_collation WHERE collname = 'vi-x-icu'").fetchone():
            pytest.skip("this PostgreSQL was built without ICU")
        rows = server.execute(
            'SELECT name FROM unnest(%s::text[]) AS name ORDER BY name COLLATE "vi-x-icu", name COLLATE "C"', [names]
        ).fetchall()
    icu = [row[0] for row in rows]
    ours = sorted(names, key=lambda name: (name_key(name), name))
    assert len(names) > 3000
    assert [pair for pair in zip(ours, icu, strict=True) if pair[0] != pair[1]] == []


def test_no_list_sorts_by_a_name_as_written() -> None:
    """A column of names in `order_by` or `ordering` is always its key: the database's own order is not Vietnamese."""
    column = r"""["']-?(?:\w+__)?(?:name|title|product_name|producer_name)["']"""
    written = re.compile(rf"(?:order_by\(|ordering\s*=)[^)\]]*{column}")
    ours = sorted(Path(settings.BASE_DIR, "ocop").rglob("*.py"))
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match[0]}"
        for path in ours
        if "migrations" not in path.parts
        for match in written.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
