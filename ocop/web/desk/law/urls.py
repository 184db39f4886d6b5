"""Addresses of the law: /lam-viec/van-ban/…"""

from django.urls import path

from ocop.web.desk.law import beside, change, clocks, compare, drafting, editions, roads, sheet

urlpatterns = [
    path("", editions.law_editions, name="law_editions"),
    path("nap/", drafting.law_upload, name="law_upload"),
    path("doi/", change.law_change, name="law_change"),
    path("lo-trinh/<pid>/", roads.law_road, name="law_road"),
    path("<key>/", editions.law_edition, name="law_edition"),
    path("<key>/tai/<kind>/", editions.law_file, name="law_file"),
    path("<key>/sao/", drafting.law_copy, name="law_copy"),
    path("<key>/kiem/", drafting.law_checks, name="law_checks"),
    path("<key>/ban-hanh/", drafting.law_publish, name="law_publish"),
    path("<key>/thoi-han/", clocks.law_clock, name="law_clock"),
    path("<key>/bo/<product_set>/", sheet.law_set, name="law_set"),
    path("<key>/bo/<product_set>/so-voi/<other>/", compare.law_compare, name="law_compare"),
    path("<key>/bo/<product_set>/loi-van/<criterion>/", beside.law_wording, name="law_wording"),
    path("<key>/bo/<product_set>/tro-giup/<criterion>/", beside.law_help, name="law_help"),
]
