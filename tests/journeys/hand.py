"""A person with a browser that knows no script: opens pages, reads them, follows links, fills forms as they stand."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from lxml import html

from ocop.core.actor import Actor

Values = Mapping[str, Any]
# Only what a page itself sends back is ever posted: a field the form does not have cannot be filled.
_FIELDS = "input|select|textarea|button"


def text_of(node: Any) -> str:
    """The words of an element, spaces folded, as a reader sees them."""
    return " ".join(node.text_content().split())


class Hand:
    """One person's browser, standing on one page."""

    def __init__(self, who: Actor | None = None) -> None:
        self.client = Client()
        if who is not None:
            self.client.force_login(who.user)
        self.at, self.status, self.tree = "", 0, html.fromstring("<html></html>")

    def open(self, address: str, *, status: int = 200) -> "Hand":
        """Go to an address; redirects are followed."""
        return self._stand(self.client.get(address, follow=True), address, status)

    def follow(self, words: str, *, inside: str = "") -> "Hand":
        """Click the link that reads so (its whole text, or a beginning of it), in the element that holds `inside`."""
        return self.open(urljoin(self.at, self._one(self._links(words, inside), words).get("href")))

    def press(self, words: str, values: Values | None = None, *, inside: str = "", status: int = 200) -> "Hand":
        """Press the button that reads so, after filling its form; everything else is sent as it stands."""
        button = self._one(self._buttons(words, inside), words)
        form = self._form_of(button)
        data = self._filled(form, button, dict(values or {}))
        target = urljoin(self.at, button.get("formaction") or form.get("action") or "")
        send = self.client.post if (form.get("method") or "get").lower() == "post" else self.client.get
        return self._stand(send(target, data, follow=True), target, status)

    @property
    def words(self) -> str:
        """The words of the main part."""
        return " ".join(text_of(one) for one in self.tree.xpath("//main"))

    def reads(self, *sentences: str) -> "Hand":
        """Every sentence stands on the page."""
        missing = [one for one in sentences if one not in self.words]
        assert not missing, f"{missing} not at {self.at}: {self.words[:3000]}"
        return self

    def lacks(self, *sentences: str) -> "Hand":
        """None of the sentences stands on the page."""
        there = [one for one in sentences if one in self.words]
        assert not there, f"{there} at {self.at}"
        return self

    def options(self, field: str) -> dict[str, str]:
        """The choices of a select or of radio and tick boxes: words to value."""
        chosen = {text_of(one): one.get("value") for one in self.tree.xpath(f"//select[@name='{field}']//option")}
        boxes = self.tree.xpath(f"//label[.//input[@name='{field}']]")
        return chosen | {text_of(box): box.xpath(f".//input[@name='{field}']")[0].get("value") for box in boxes}

    def choice(self, field: str, words: str) -> str:
        """The value of the one choice whose words hold these."""
        found = [value for said, value in self.options(field).items() if words in said]
        assert len(found) == 1, f"{words!r} in {sorted(self.options(field))}"
        return found[0]

    def names(self, pattern: str) -> list[str]:
        """Names of fields that match, in the order of the page."""
        every = [str(one.get("name")) for one in self.tree.xpath("//*[@name]")]
        return list(dict.fromkeys(name for name in every if re.fullmatch(pattern, name)))

    def _stand(self, response: Any, asked: str, status: int) -> "Hand":
        self.at = response.redirect_chain[-1][0] if response.redirect_chain else asked
        self.at = urljoin(asked, self.at)
        self.status = response.status_code
        body = response.content.decode()
        said = " ".join(re.sub("<[^>]+>", " ", body).split())
        assert self.status == status, f"{self.status} at {self.at}: {said[:1500]}"
        self.tree = html.fromstring(body)
        return self

    def _links(self, words: str, inside: str) -> list[Any]:
        return [one for root in self._within(inside) for one in root.xpath(".//a[@href]")
                if text_of(one).startswith(words)]

    def _buttons(self, words: str, inside: str) -> list[Any]:
        return [one for root in self._within(inside) for one in root.xpath(".//button")
                if text_of(one).startswith(words) and one.get("type", "submit") == "submit"]

    def _within(self, inside: str) -> list[Any]:
        """The smallest rows or sections that hold these words; the whole page when nothing is asked."""
        if not inside:
            return [self.tree]
        rows = [one for one in self.tree.xpath("//tr|//li|//section|//form|//fieldset") if inside in text_of(one)]
        smallest = [one for one in rows if not any(other is not one and one in other.iterancestors() for other in rows)]
        assert smallest, f"nothing holds {inside!r} at {self.at}"
        return smallest

    def _one(self, found: list[Any], words: str) -> Any:
        exact = [one for one in found if text_of(one) == words] or found
        places = {(one.get("href") or one.get("name"), one.get("value"), one.get("form")) for one in exact}
        assert len(places) == 1, f"{words!r}: {[text_of(one) for one in found]} at {self.at}: {self.words[:2000]}"
        return exact[0]

    def _form_of(self, button: Any) -> Any:
        if button.get("form"):
            return self.tree.xpath(f"//form[@id='{button.get('form')}']")[0]
        return next(one for one in button.iterancestors("form"))

    def _fields(self, form: Any) -> Iterable[Any]:
        """What belongs to a form: inside it, or naming it; what a disabled group holds does not."""
        own = form.xpath(f"//*[{' or '.join(f'self::{tag}' for tag in _FIELDS.split('|'))}][@name]")
        for one in own:
            belongs = one.get("form") == form.get("id") if one.get("form") else form in list(one.iterancestors("form"))
            if belongs and "disabled" not in one.attrib and not one.xpath("ancestor::fieldset[@disabled]"):
                yield one

    def _filled(self, form: Any, button: Any, values: dict[str, Any]) -> dict[str, Any]:
        """The form's data: what stands in it, changed by `values`, with the button that is pressed."""
        data: dict[str, list[Any]] = {}
        allowed: dict[str, set[str] | None] = {}
        for field in self._fields(form):
            standing, legal = self._standing(field)
            name = field.get("name")
            if field.tag == "button":
                standing = [field.get("value", "")] if field is button else []
            data.setdefault(name, []).extend(standing)
            if legal is None:
                allowed[name] = None
            elif allowed.get(name, set()) is not None:
                allowed[name] = (allowed.get(name) or set()) | legal
        for name, value in values.items():
            assert name in data, f"the form at {self.at} has no field {name!r}, only {sorted(data)}"
            many = value if isinstance(value, list) else [value]
            legal = allowed[name]
            assert legal is None or {str(one) for one in many} <= legal, f"{name} = {value!r} is not offered: {legal}"
            data[name] = many
        return {name: many if len(many) > 1 else many[0] for name, many in data.items() if many}

    @staticmethod
    def _standing(field: Any) -> tuple[list[Any], set[str] | None]:
        """What a field sends untouched, and what may be chosen in it (None: anything)."""
        kind = field.get("type", "")
        if field.tag == "select":
            every = [one.get("value", "") for one in field.xpath(".//option")]
            chosen = [one.get("value", "") for one in field.xpath(".//option[@selected]")]
            return chosen or ([] if "multiple" in field.attrib else every[:1]), set(every)
        if kind in {"radio", "checkbox"}:
            value = field.get("value", "on")
            return ([value] if "checked" in field.attrib else []), {value}
        if kind == "file":
            return [], None
        return [field.text or "" if field.tag == "textarea" else field.get("value", "")], None
