"""The search index: folded words, exact codes, one order on both engines, nothing of a reader's text in the engine."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop.core import fulltext
from ocop.core.documents import PRODUCER, PRODUCT, Draft, code_word, document_of, mark, words_in
from ocop.core.models import SearchDocument
from ocop.core.search import Filter, Found, Sight, read_typed, search, words_unknown

DAY = dt.date(2026, 6, 1)
LONG_AGO, TOMORROW = dt.date(2020, 1, 1), dt.date(2026, 6, 2)


def put(number: int, *names: str, kind: str = PRODUCT, public: dt.date | None = LONG_AGO, **facts: Any) -> None:
    """A document; public for ages unless said otherwise."""
    draft = Draft(number, list(names), public_from=public, **facts)
    document_of(kind, draft).save()


def ids(found: Found) -> list[int]:
    """Ids of the hits in order."""
    return [hit.object_id for hit in found.hits]


def find(text: str, **asked: Any) -> list[int]:
    """Ids a passer-by finds."""
    return ids(search(text, DAY, **asked))


@given(st.text())
def test_words_hold_letters_and_digits_only_and_stay_as_they_are(text: str) -> None:
    words = words_in(text)
    assert all(word.isalnum() for word in words)
    assert words_in(" ".join(words)) == words


@pytest.mark.parametrize(
    "text",
    [
        "06-066-02173-1-2021",
        "06 066 02173 1 2021",
        "06.066.02173.1.2021",
        "06/066/02173/1/2021",
        " 0606602173 12021 ",
        "O6-O66-O2173-l-2O2i",
    ],
)
def test_a_code_is_one_word_however_it_is_written(text: str) -> None:
    assert code_word(text) == code_word("06-066-02173-1-2021") != ""


def test_a_barcode_is_one_number_with_or_without_its_noughts() -> None:
    assert code_word("8936012345671") == code_word("08936012345671") == code_word("893 6012 345671")


@pytest.mark.parametrize("text", ["", "chè", "chè shan tuyết", "12", "0" * 61])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert code_word(text) == ""


@pytest.mark.django_db
class TestFinding:
    def test_marks_case_and_d_do_not_matter_and_every_word_counts(self) -> None:
        put(1, "Miến dong Tài Hoan")
        put(2, "Chè đông trùng")
        assert find("mien DONG tai hoan") == [1]
        assert find("Đông") == [2, 1]
        assert find("dong trung") == [2]
        assert find("mien trung") == []

    def test_the_last_word_may_be_a_beginning_the_others_not(self) -> None:
        put(1, "Miến dong Tài Hoan")
        assert find("mien do") == [1]
        assert find("m") == [1]
        assert find("mi dong") == []

    def test_the_order_is_code_name_beginning_words_then_stars_then_vietnamese(self) -> None:
        put(1, "Trà chè shan tuyết")
        put(2, "Gạo", words=["chè shan tuyết"])
        put(3, "Chè shan tuyết Ớt")
        put(4, "Chè shan tuyết Ổi")
        put(5, "Chè shan tuyết Đen", stars=3, valid_from=LONG_AGO, valid_to=DAY)
        put(6, "Chè shan tuyết Ăn", stars=5, valid_from=LONG_AGO, valid_to=dt.date(2026, 5, 31))
        put(7, "Chè shan tuyết")
        put(8, "Quýt", codes=["CHE-SHAN-TUYET"])
        assert find("che shan tuyet") == [7, 5, 6, 4, 3, 1, 2, 8]
        put(9, "Hồng", codes=["SHAN-2026"])
        put(10, "Shan 2026 mới")
        assert find("shan 2026") == [9, 10]

    def test_stars_count_while_they_live_only(self) -> None:
        put(1, "Chè A", stars=4, valid_from=LONG_AGO, valid_to=DAY)
        put(2, "Chè B", stars=4, valid_from=LONG_AGO, valid_to=DAY - dt.timedelta(days=1))
        put(3, "Chè C", stars=4, valid_from=TOMORROW, valid_to=dt.date(2029, 1, 1))
        put(4, "Chè D", stars=5, valid_from=LONG_AGO, valid_to=dt.date(2029, 1, 1))
        assert find("che", within=Filter(stars=4)) == [1]
        assert ids(search("che", TOMORROW, within=Filter(stars=4))) == [3]

    def test_filters_narrow_and_kinds_are_counted_without_their_own_filter(self) -> None:
        put(1, "Chè A", province_id=19, set_key="s11")
        put(2, "Chè B", province_id=24, set_key="s11")
        put(3, "Chè C", kind=PRODUCER, province_id=19)
        assert find("che", within=Filter(province=19)) == [1, 3]
        assert find("che", within=Filter(set_key="s11")) == [1, 2]
        found = search("che", DAY, within=Filter(kind=PRODUCER, province=19))
        assert (ids(found), found.kinds, found.count) == ([3], {PRODUCER: 1, PRODUCT: 1}, 1)

    def test_pages_go_on_and_a_page_past_the_end_is_the_last(self) -> None:
        for number in range(5):
            put(number, f"Chè {number}")
        assert [find("che", page=page, size=2) for page in (1, 2, 3)] == [[0, 1], [2, 3], [4]]
        assert search("che", DAY, page=9, size=2).page == 3

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            "\x00",
            "***",
            '"',
            "'",
            "-",
            "()",
            "AND",
            "\ue000kproduct",
            "\ue0018936012345671",
            ":*",
            "!",
            "\\",
        ],
    )
    def test_nothing_of_a_text_is_read_as_a_query(self, text: str) -> None:
        put(1, "Chè", codes=["8936012345671"])
        assert find(text) in ([], [1] if "8936" in text else [])

    @pytest.mark.parametrize(
        "text",
        [
            "che OR gao",
            "che NOT gao",
            'che" OR "gao',
            "che' | 'gao",
            "che:*",
            "title:che",
            "NEAR(che gao)",
            "che & gao",
            "{title} : che",
            "^che",
            "-che",
            "che\\",
            "%(day)s che",
            "che%",
            "che;DROP TABLE x",
        ],
    )
    def test_signs_of_query_languages_are_nothing(self, text: str) -> None:
        put(1, "Chè")
        put(2, "Gạo")
        words = words_in(text)
        assert find(text) == ([1] if words == ("che",) else [])

    @settings(max_examples=60, deadline=None)
    @given(text=st.text(max_size=60))
    def test_any_text_is_answered(self, text: str) -> None:
        with transaction.atomic():
            assert search(text, DAY).count >= 0
            transaction.set_rollback(True)

    def test_words_that_stand_nowhere_are_named(self) -> None:
        put(1, "Miến dong")
        assert words_unknown("mien dnog", DAY) == ["dnog"]
        assert read_typed(" ".join(["a"] * 20)).words == ("a",) * 8


@pytest.mark.django_db
class TestSight:
    def test_what_is_not_public_is_found_by_its_owner_and_the_offices_of_its_place_alone(self) -> None:
        put(1, "Chè công khai")
        put(2, "Chè kín", public=None, owner=7, places=[19, 5503])
        put(3, "Chè kín của người khác", public=None, owner=8, places=[24])
        assert find("che") == [1]
        assert find("che", sight=Sight(owners=frozenset({7}))) == [1, 2]
        assert find("che", sight=Sight(places=frozenset({24}))) == [1, 3]
        assert find("che", sight=Sight(places=frozenset({55, 2, 1}))) == [1]
        assert find("che", sight=Sight(everything=True)) == [1, 2, 3]
        assert search("kin", DAY).kinds == {}
        assert words_unknown("kin", DAY) == ["kin"]

    def test_a_decision_of_a_later_day_hides_until_that_day(self) -> None:
        put(1, "Chè", public=TOMORROW, owner=7)
        assert find("che") == []
        assert ids(search("che", TOMORROW)) == [1]
        assert find("che", sight=Sight(owners=frozenset({7}))) == [1]

    def test_a_document_that_becomes_public_or_closed_moves(self) -> None:
        put(1, "Chè", public=None)
        assert find("che") == []
        SearchDocument.objects.update(public_from=LONG_AGO)
        assert find("che") == [1]
        SearchDocument.objects.update(title="| gao |")
        assert (find("che"), find("gao")) == ([], [1])
        SearchDocument.objects.update(public_from=None)
        assert find("gao") == []
        assert find("gao", sight=Sight(everything=True)) == [1]
        SearchDocument.objects.all().delete()
        assert find("gao", sight=Sight(everything=True)) == []


@pytest.mark.django_db
class TestMany:
    @pytest.fixture(autouse=True)
    def few_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fulltext, "MANY", 20)
        monkeypatch.setattr(fulltext, "NEWEST", 10)

    def test_above_the_limit_the_newest_are_ranked(self) -> None:
        for number in range(1, 31):
            put(number, f"Chè {number:02d}", stars=5 if number == 1 else None, valid_from=LONG_AGO, valid_to=TOMORROW)
        found = search("che", DAY)
        assert (found.many, found.count, found.kinds) == (True, 10, {})
        assert ids(found) == list(range(21, 31))
        assert ids(search("che", DAY, page=2, size=4)) == [25, 26, 27, 28]

    def test_at_the_limit_all_are_ranked(self) -> None:
        for number in range(1, 21):
            put(number, f"Chè {number:02d}")
        found = search("che", DAY)
        assert (found.many, found.count) == (False, 20)

    def test_an_old_code_stands_first_all_the_same(self) -> None:
        put(1, "Miến", codes=["CH-2019"])
        for number in range(2, 32):
            put(number, f"Chè {number:02d}", words=["ch", "2019"])
        assert find("ch 2019")[0] == 1

    def test_closed_and_public_hits_count_together(self) -> None:
        for number in range(1, 31):
            put(number, f"Chè {number:02d}", public=LONG_AGO if number % 2 else None, owner=7)
        assert search("che", DAY).many is False
        mine = search("che", DAY, sight=Sight(owners=frozenset({7})))
        assert (mine.many, ids(mine)) == (True, list(range(21, 31)))


@pytest.mark.django_db
def test_no_search_reads_the_whole_table() -> None:
    put(1, "Chè shan")
    lines = fulltext.explain(fulltext.Ask(fulltext.Match(("che", "shan")), DAY, (mark("o", 7),)))
    assert not [line for line in lines if "Seq Scan on core_searchdocument" in line or line.startswith("SCAN d")]


@pytest.mark.django_db
def test_the_index_can_be_made_anew() -> None:
    put(1, "Chè shan")
    fulltext.install(connection)
    assert find("che") == [1]
    SearchDocument.objects.update(title="| gao |")
    assert (find("che"), find("gao")) == ([], [1])
