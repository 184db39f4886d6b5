"""Under /api/ every refusal of the frame carries a sentence, in the reader's language."""

import json

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

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


def test_a_page_that_refuses_to_be_read_leads_home_where_it_is_not_known_whence_one_came():
    read = RequestFactory().get("/x/")
    assert errors._way_back(read) == "/"
    assert errors._way_back(RequestFactory().post("/x/")) == "/x/"
    referred = RequestFactory().get("/x/", headers={"Referer": "http://testserver/y/?a=1"})
    assert errors._way_back(referred) == "/y/?a=1"
