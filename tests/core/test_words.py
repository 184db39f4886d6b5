"""The words: found without a gettext program, kept sorted, checked for what lacks."""

import gettext
from pathlib import Path

import pytest

from ocop.core import words

SOURCE = """
from django.utils.translation import gettext as _, ngettext, pgettext
A = _("Nộp hồ sơ")
B = ngettext("%(count)s sản phẩm", "%(count)s sản phẩm.", 2)
C = pgettext("nút", "Nộp")
D = _(
    "Hạn nộp: %(day)s. "
    "Hãy nộp sớm."
)
"""
TEMPLATE = """{% load i18n %}
  <h1 title="{% translate 'Trang chủ' %}">Don't {{ x|default:_("chưa rõ") }}</h1>
      {# a note #}
    {% blocktranslate with n=name trimmed %}
      Chào {{ n }},
      mời bạn vào.
  {% endblocktranslate %}
{% blocktranslate count k=n %}{{ k }} sao{% plural %}{{ k }} sao.{% endblocktranslate %}
<c-part title="{% translate "Nộp hồ sơ" %}" />
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    root = tmp_path / "ocop"
    root.mkdir()
    (root / "actions.py").write_text(SOURCE)
    (root / "page.html").write_text(TEMPLATE)
    (root / "picture.svg").write_text('{% translate "không đọc" %}')
    return root


def english(found: list[words.Word], **given: str) -> words.Catalog:
    catalog = words.update(found, words.Catalog(locale="en"))
    for message in catalog:
        if message.id:
            single = message.id[0] if message.pluralizable else message.id
            message.string = (f"{single} en",) * 2 if message.pluralizable else given.get(single, f"{single} en")
    return catalog


def test_words_are_found_in_source_and_templates(house: Path) -> None:
    found = {word.key: (word.plural, word.places) for word in words.extract(house)}
    assert found == {
        ("", "Nộp hồ sơ"): ("", ("ocop/actions.py", "ocop/page.html")),
        ("", "%(count)s sản phẩm"): ("%(count)s sản phẩm.", ("ocop/actions.py",)),
        ("nút", "Nộp"): ("", ("ocop/actions.py",)),
        ("", "Hạn nộp: %(day)s. Hãy nộp sớm."): ("", ("ocop/actions.py",)),
        ("", "Trang chủ"): ("", ("ocop/page.html",)),
        ("", "chưa rõ"): ("", ("ocop/page.html",)),
        ("", "Chào %(n)s, mời bạn vào."): ("", ("ocop/page.html",)),
        ("", "%(k)s sao"): ("%(k)s sao.", ("ocop/page.html",)),
    }


def test_a_new_catalogue_lacks_everything_and_a_filled_one_nothing(house: Path) -> None:
    found = words.extract(house)
    assert len(words.faults(found, words.update(found, words.Catalog(locale="en")))) == len(found)
    assert words.faults(found, english(found)) == []


def test_translations_survive_writing_and_the_file_is_the_same_twice(house: Path, tmp_path: Path) -> None:
    found, path = words.extract(house), tmp_path / "en/LC_MESSAGES/django.po"
    words.write(english(found), path)
    first = path.read_bytes()
    words.write(words.update(found, words.read(path)), path)
    assert path.read_bytes() == first
    assert words.faults(found, words.read(path)) == []


def test_unused_fuzzy_and_misfilled_entries_are_named(house: Path) -> None:
    found = words.extract(house)
    catalog = english(found, **{"Hạn nộp: %(day)s. Hãy nộp sớm.": "Due %(date)s."})
    catalog.add("Không còn", "Gone")
    catalog.get("Trang chủ").flags.add("fuzzy")
    told = words.faults(found, catalog)
    assert [line.split(":")[0] for line in told] == ["không dùng nữa", "chỗ điền không khớp", "bản tiếng Anh chưa chắc"]


def test_a_sentence_that_is_not_composed_is_named(house: Path) -> None:
    (house / "actions.py").write_text('_("No\u0323\u0302p")')
    told = words.faults(words.extract(house), english(words.extract(house)))
    assert [line.split(":")[0] for line in told] == ["chưa ở dạng NFC"]


def test_compiled_words_are_read_by_gettext(house: Path, tmp_path: Path) -> None:
    path = tmp_path / "locale/en/LC_MESSAGES/django.po"
    words.write(english(words.extract(house)), path)
    assert words.compile_catalogues(tmp_path / "locale") == [path.with_suffix(".mo")]
    with path.with_suffix(".mo").open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert (said.gettext("Trang chủ"), said.pgettext("nút", "Nộp")) == ("Trang chủ en", "Nộp en")
