"""Addresses of the public pages (product.md 4)."""

from django.urls import URLPattern, URLResolver, include, path

from ocop.web.portal import catalogue, checking, data, home, product, trial

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("robots.txt", home.robots, name="robots"),
    path("san-pham/", catalogue.catalogue, name="catalogue"),
    path("san-pham/<pid>/", product.product, name="product"),
    path("xac-minh/", checking.check_form, name="check_form"),
    path("xac-minh/<path:code>/", checking.check_code, name="check"),
    path("v/<path:code>", checking.check_code, name="check_short"),
    path("cham-thu/", trial.trial, name="trial"),
    path("so-lieu/", data.about, name="data"),
    path("so-lieu/san-pham.csv", data.as_csv, name="data_csv"),
    path("so-lieu/san-pham.json", data.as_json, name="data_json"),
    path("trinh-dien/", include("ocop.web.portal.demo_urls")),
]
