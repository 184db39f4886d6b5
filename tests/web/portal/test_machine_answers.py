"""Under /api/ every refusal of the frame carries a sentence, in the reader's language."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from ocop.core.refusal import Missing, Refusal
from ocop.web.shared import errors


def answer_of(status: int, path: str = "/api/v1/x") -> HttpResponse:
    request = RequestFactory().get(path)
    views = {400: errors.bad_request, 403: errors.forbidden, 404: errors.not_found}
    return views[status](request) if status in views else errors.server_error(request)


@pytest.mark.parametrize("status", [400, 403, 404, 500])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_program_is_told_what_happened_and_what_to_do(status: int, language: str):
    with translation.override(language):
        answer = answer_of(status)
    said = json.loads(answer.content)
    assert answer.status_code == status
    assert (said["code"], said["missing"]) == (f"http-{status}", [])
    assert said["message"].count(".") >= 2


def test_an_address_of_the_api_that_is_none_says_where_the_addresses_stand(client: Client, db: None):
    said = client.get("/api/v1/khong-co/").json()
    assert said["message"] == "Không có địa chỉ này. Hãy xem các địa chỉ ở /api/v1/openapi.json."


def back_of(request: HttpRequest, *missing: Missing) -> str:
    page = errors.refuse(request, Refusal("x", "Chưa được.", missing=missing)).content.decode()
    return page.split('<a class="button" href="')[1].split('"')[0]


def test_a_page_that_refuses_to_be_read_never_leads_back_to_itself(db: None):
    ask = RequestFactory()
    there = Missing("product", "Xem", "/san-pham/A/")
    referred = {"Referer": "http://testserver/y/?a=1"}
    asked = [ask.get("/x/"), ask.get("/x/", headers={"Referer": "http://testserver/x/"}), ask.post("/x/"),
             ask.get("/x/", headers=referred)]
    for request in asked:
        request.user = AnonymousUser()
    assert [back_of(request) for request in asked] == ["/", "/", "/x/", "/y/?a=1"]
    assert back_of(asked[0], Missing("part", "Phần", "criterion:2.3"), there) == "/san-pham/A/"
