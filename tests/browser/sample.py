"""The living example for tests that walk every page: told once for a module, its pages found by following links."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.urls.exceptions import NoReverseMatch
from lxml import html

from ocop.accounts.models import User
from ocop.councils.models import Seat, Session
from ocop.dossiers.models import Stage
from ocop.intake.samples.seed import seed
from tests.house.test_addresses import patterns

# In this order pages are looked for; "" is a passer-by.
READERS = ("", "mai", "trong", "xa", "tinh", "to-giup-viec", "van-thu", "chu-tich", "uy-vien-1", "thu-ky",
           "trung-uong", "lanh-dao", "thanh-tra", "quan-tri")
_LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
# Files and answers for machines: no pages, and slow to make.
_NO_PAGE = re.compile(r"\.(pdf|docx|csv|json|svg|png|xlsx)$|/(in|tep|ban-quet|van-ban)/$|^/lam-viec/tep/|[?&]xuat="
                      r"|/(mau-\d\d|bien-nhan/\d+|giay-chung-nhan/\w+)/$")
# Of one address with something in it, so many things are opened by each reader.
_EACH = 3


@contextlib.contextmanager
def told(files: Path) -> Iterator[None]:
    """The sample in the test database, committed, so that a server's threads read it too. Gone at the end."""
    before = settings.MEDIA_ROOT, settings.DEMO
    settings.MEDIA_ROOT, settings.DEMO = files, True
    cache.clear()
    try:
        seed(lambda line: None)
        yield
    finally:
        settings.MEDIA_ROOT, settings.DEMO = before
        cache.clear()
        call_command("flush", verbosity=0, interactive=False)


def name_of(address: str) -> str:
    """The URL name that answers an address; "" for none of ours."""
    try:
        return str(resolve(address.split("?")[0].split("#")[0]).url_name or "")
    except Resolver404:
        return ""


def signed_in(key: str) -> Client:
    """The browser of a person of the sample."""
    client = Client(raise_request_exception=False)
    if key:
        client.force_login(User.objects.get(demo_key=key))
    return client


def front_doors() -> list[str]:
    """Every address without anything in it."""
    found = []
    for route, pattern in patterns():
        if "<" not in route and pattern.name:
            with contextlib.suppress(NoReverseMatch):
                found.append(reverse(str(pattern.name)))
    return list(dict.fromkeys(found))


def walk(reader: str, seen: Callable[[str, str, bytes], None]) -> None:
    """Open what a reader can reach by links; `seen` is told name, address and page of each that answers 200 in HTML,
    and the address alone of each that breaks."""
    client, counts = signed_in(reader), dict[str, int]()
    queue = [address for address in ("/", "/lam-viec/", *front_doors())]
    known = set(queue)
    while queue:
        address = queue.pop(0)
        name = name_of(address)
        if not name or name == "account_logout" or _NO_PAGE.search(address) or counts.get(name, 0) >= _EACH:
            continue
        answer: Any = client.get(address)
        if answer.status_code >= 500:
            seen("", address, b"")
        if answer.status_code in {301, 302}:
            target = answer["Location"]
            if target not in known and target.startswith("/"):
                known.add(target)
                queue.insert(0, target)
            continue
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        counts[name] = counts.get(name, 0) + 1
        seen(name, address, answer.content)
        for link in dict.fromkeys(_LINK.findall(answer.content.decode())):
            link = link.replace("&amp;", "&").split("#")[0]
            link = address.split("?")[0] + link if link.startswith("?") else link
            if link.startswith("/") and link not in known and not link.startswith("/quan-tri/"):
                known.add(link)
                queue.append(link)


def shapes(page: bytes) -> set[str]:
    """What a page is built of: each element with its class, inside its parent."""
    tree = html.fromstring(page)
    return {f"{(one.getparent().tag if one.getparent() is not None else '')}>{one.tag}.{one.get('class', '')}"
            for one in tree.iter() if isinstance(one.tag, str)}


def choose() -> tuple[list[tuple[str, str, str]], list[str]]:
    """Reader, name and address of the pages to look at (one of each name, and every page that shows something new), and
    the addresses that broke."""
    chosen: list[tuple[str, str, str]] = []
    broken: list[str] = []
    names: set[str] = set()
    parts: set[str] = set()
    for reader in READERS:
        def seen(name: str, address: str, page: bytes, reader: str = reader) -> None:
            if not name:
                broken.append(f"{reader or 'a passer-by'} at {address}")
                return
            found = shapes(page)
            if name not in names or found - parts:
                chosen.append((reader, name, address))
            names.add(name)
            parts.update(found)

        walk(reader, seen)
    return chosen, broken


def more() -> list[tuple[str, str, str]]:
    """Pages no link of the sample leads to: what asks before an act, what says no, and the two-step sign-in."""
    at_commune = Stage.objects.filter(level="commune", state="received", unit__code="05503").order_by("pk").first()
    open_session = Session.objects.filter(state="open").order_by("pk").first()
    signed = Session.objects.filter(state="signed").order_by("pk").first()
    assert at_commune and open_session and signed
    docket = open_session.dockets.order_by("position").first()
    seat = Seat.objects.filter(council=open_session.council, scores=True).order_by("pk").first()
    assert docket and seat
    return [
        ("", "none", "/khong-co/"), ("mai", "none", "/lam-viec/can-bo/ho-so/ABCDEFGHJK/"),
        ("", "check", "/xac-minh/ABCDE12345/"), ("", "catalogue", "/san-pham/?q=khong+co+gi"),
        ("", "trial", "/cham-thu/?bo=s11&t.1.1=2&t.2.3=2"),
        ("xa", "form03_send", reverse("form03_send", args=[at_commune.dossier.pid])),
        ("thu-ky", "session_open", reverse("session_open", args=[open_session.pid])),
        ("thu-ky", "session_close", reverse("session_close", args=[open_session.pid])),
        ("thu-ky", "minutes_sign", reverse("minutes_sign", args=[signed.pid])),
        ("thu-ky", "paper_enter", reverse("paper_enter", args=[docket.pid, seat.pk])),
        ("tinh", "decision_draft", reverse("decision_draft") + "?loai=recognise"),
    ]
