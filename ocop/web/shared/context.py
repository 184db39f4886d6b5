"""What every page knows of the house: its name, its doors, the day."""

import datetime as dt
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ocop.accounts.queries import DemoAccount, demo_accounts
from ocop.core.dates import today


@lru_cache(maxsize=256)
def _answers(address: str, urlconf: Any) -> bool:
    try:
        resolve(address, urlconf)
    except Resolver404:
        return False
    return True


def answers(address: str) -> bool:
    """Whether a page stands at this address; links to pages that do not exist are not shown."""
    return _answers(address, get_urlconf())


# The sections that have a door of their own in the menu or the foot.
_SECTIONS = frozenset({"/san-pham/", "/xac-minh/", "/diem-ban/", "/chuong-trinh/", "/so-lieu/", "/cham-thu/",
                       "/tin-tuc/", "/dang-nhap/", "/tim/", "/dia-ban/"})


class House:
    """The frame of a page, worked out only as far as the page asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def name(self) -> str:
        """Name of the site."""
        return str(settings.SITE_NAME)

    @property
    def office(self) -> str:
        """The office that runs it."""
        return str(settings.SITE_OFFICE)

    @property
    def demo(self) -> bool:
        """Whether this is a demonstration."""
        return bool(settings.DEMO)

    @cached_property
    def today(self) -> dt.date:
        """The date in Vietnam."""
        return today()

    @cached_property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def other_language(self) -> tuple[str, str]:
        """Code and name of the language one can change to."""
        return ("vi", "Tiếng Việt") if get_language() == "en" else ("en", "English")

    @cached_property
    def here(self) -> str:
        """The address of this page, to come back to after a change of language."""
        return self.request.get_full_path()

    @property
    def frame(self) -> str:
        """What the head and foot of a public page depend on; pages with the same frame share the drawn pieces."""
        section = self.request.path.split("/", 2)[1]
        door = section if f"/{section}/" in _SECTIONS else ""
        return f"{get_language()}:{self.signed_in}:{self.demo}:{self.today}:{door}"

    def _doors(self, *doors: tuple[str, str]) -> list[tuple[str, str, bool]]:
        path = self.request.path
        return [(words, url, path == url or path.startswith(url)) for words, url in doors if answers(url)]

    @cached_property
    def nav(self) -> list[tuple[str, str, bool]]:
        """The public menu: (words, address, whether we are there)."""
        last = (_("Bàn làm việc"), "/lam-viec/") if self.signed_in else (_("Đăng nhập"), settings.LOGIN_URL)
        return self._doors(
            (_("Tìm kiếm"), "/tim/"),
            (pgettext("danh mục", "Sản phẩm"), "/san-pham/"),
            (_("Xác minh"), "/xac-minh/"),
            (_("Điểm bán"), "/diem-ban/"),
            (pgettext("danh mục", "Chương trình"), "/chuong-trinh/"),
            (_("Số liệu"), "/so-lieu/"),
            last,
        )

    @cached_property
    def open_doors(self) -> list[tuple[str, str, bool]]:
        """First list of the footer: data, reports of misuse, API."""
        return self._doors(
            (_("Tải dữ liệu mở"), "/so-lieu/"),
            (_("Tra cứu đơn vị hành chính"), "/dia-ban/"),
            (_("Báo dùng sai nhãn OCOP"), "/bao-sai-nhan/"),
            (_("Chấm thử"), "/cham-thu/"),
            (_("Tin tức"), "/tin-tuc/"),
            (_("Tài liệu API"), "/api/v1/docs"),
        )

    @cached_property
    def help_doors(self) -> list[tuple[str, str, bool]]:
        """Second list of the footer: sign-in and help."""
        first = (_("Bàn làm việc"), "/lam-viec/") if self.signed_in else (_("Đăng nhập"), settings.LOGIN_URL)
        return self._doors(first, (_("Trợ giúp"), "/tro-giup/"))

    @cached_property
    def search(self) -> str:
        """Address of the catalogue, empty while it does not stand."""
        return "/san-pham/" if answers("/san-pham/") else ""

    @cached_property
    def registration(self) -> str:
        """Address where a new producer registers, empty while it does not stand."""
        return "/dang-ky/" if answers("/dang-ky/") else ""

    @cached_property
    def demo_accounts(self) -> list[DemoAccount]:
        """People of the demonstration one may enter as; none in real use."""
        return demo_accounts()


def house(request: HttpRequest) -> dict[str, House]:
    """Context processor: `house` in every template."""
    return {"house": House(request)}
