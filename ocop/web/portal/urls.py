"""Addresses of the public pages (product.md 4)."""

from django.urls import URLPattern, URLResolver, include, path

from ocop.web.portal import (
    card,
    catalogue,
    checking,
    data,
    home,
    joining,
    pictures,
    places,
    product,
    programme,
    sales,
    search,
    share,
    trial,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("robots.txt", home.robots, name="robots"),
    path("san-pham/", catalogue.catalogue, name="catalogue"),
    path("san-pham/<pid>/", product.product, name="product"),
    path("san-pham/<pid>/anh/<str:shot>.jpg", pictures.product_picture, name="product_picture"),
    path("san-pham/<pid>/anh-chia-se.png", share.share_image, name="share_image"),
    path("san-pham/<pid>/the-ke.pdf", card.shelf_card, name="shelf_card"),
    path("tim/", search.search, name="search"),
    path("xac-minh/", checking.check_form, name="check_form"),
    path("xac-minh/<path:code>/", checking.check_code, name="check"),
    path("v/<path:code>", checking.check_code, name="check_short"),
    path("dang-ky/", joining.join, name="join"),
    path("loi-moi/<str:pid>/", joining.invitation, name="invitation"),
    path("cham-thu/", trial.trial, name="trial"),
    path("so-lieu/", data.about, name="data"),
    path("so-lieu/san-pham.csv", data.as_csv, name="data_csv"),
    path("so-lieu/san-pham.json", data.as_json, name="data_json"),
    path("chuong-trinh/", programme.programmes, name="programmes"),
    path("chuong-trinh/<slug:slug>/<int:year>/", programme.programme, name="programme"),
    path("chuong-trinh/<slug:slug>/<int:year>/theo-don-vi/", programme.programme_units, name="programme_units"),
    path("chuong-trinh/<slug:slug>/<int:year>/cac-ban/", programme.programme_versions, name="programme_versions"),
    path("chuong-trinh/<slug:slug>/<int:year>/<str:key>/", programme.programme_rows, name="programme_rows"),
    path("diem-ban/", sales.sales_points, name="sales_points"),
    path("dia-ban/", places.places, name="places"),
    path("dia-ban/<slug:slug>/", places.place, name="place"),
    path("trinh-dien/", include("ocop.web.portal.demo_urls")),
]
