"""The ground the tests stand on is what conftest says."""

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.template import Context, Engine, Origin, Template

from tests.conftest import HOUSE, StrictInvalid, UnknownVariable


def test_no_test_reaches_the_network() -> None:
    with socket.socket() as outside, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))


def render(words: str, path: Path, **given: object) -> str:
    engine = Engine(string_if_invalid=StrictInvalid())
    return Template(words, origin=Origin(str(path)), engine=engine).render(Context(given))


def test_an_unknown_variable_fails_in_our_templates_and_is_empty_in_others() -> None:
    ours, theirs = HOUSE / "web/templates/a.html", Path("/somewhere/site-packages/admin/a.html")
    assert render("{{ name }}{% if other %}x{% endif %}", ours, name="Mai") == "Mai"
    with pytest.raises(UnknownVariable):
        render("{{ name }}", ours)
    with pytest.raises(UnknownVariable):
        render("{% for x in rows %}{{ x.nothing }}{% endfor %}", ours, rows=[1])
    assert render("[{{ name }}]{% with a=name %}{% if a %}x{% endif %}{% endwith %}", theirs) == "[]"
    assert render("{{ name|default:'chưa rõ' }}", theirs) == "chưa rõ"
    assert render("{{ name|upper }}", theirs) == ""


def test_a_default_in_our_templates_says_that_a_variable_may_be_absent() -> None:
    ours = HOUSE / "web/templates/a.html"
    assert render("{{ name|default:'chưa rõ' }}", ours) == "chưa rõ"
    with pytest.raises(UnknownVariable):
        render("{{ name|upper }}", ours)


def test_files_of_a_test_lie_in_its_own_folder(tmp_path: Path) -> None:
    assert Path(default_storage.path("x")).is_relative_to(tmp_path)
    assert settings.DEMO is False
