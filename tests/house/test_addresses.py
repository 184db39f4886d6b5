"""The whole map of addresses: what nobody, a stranger and another province's officer may open (product.md 7)."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ocop.web.shared.access import is_public

# What a passer-by may open, by name; everything else leads to the sign-in page. Reviewed like a contract.
PUBLIC = {
    "account_login", "account_logout", "account_inactive", "admin_door", "one_time", "enter_demo", "set_language",
    "health", "parts", "home", "robots", "search", "catalogue", "product", "check_form", "check", "check_short",
    "trial",
    "data", "data_csv", "data_json", "mfa_authenticate", "demo", "demo_enter", "demo_reset",
    "share_image", "product_picture", "join", "invitation",
    "shelf_card", "programmes", "programme", "programme_units", "programme_versions", "programme_rows",
    "sales_points", "places", "place",
}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of ours (the administration has its own door and is walked by Django's own tests)."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, one
        elif getattr(one, "namespace", None) != "admin":
            yield from patterns(one, route)


def test_every_address_asks_for_sign_in_unless_it_is_listed_as_public() -> None:
    own = [pattern for route, pattern in patterns() if not route.startswith("api/")]
    found = {pattern.name for pattern in own if is_public(pattern.callback)}
    assert found == PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(
    route for route, pattern in patterns() if route.startswith("lam-viec/") and "<" not in route
))
def test_nobody_is_led_from_a_desk_to_the_sign_in_page(client: Client, route: str) -> None:
    answer = client.get(f"/{route}")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")
