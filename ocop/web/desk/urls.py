"""Addresses of the desks, all behind sign-in: /lam-viec/…"""

from django.urls import include, path

from ocop.web.desk import search, views

urlpatterns = [
    path("", views.front, name="desk"),
    path("tim/", search.desk_search, name="desk_search"),
    path("chu-the/", include("ocop.web.desk.producer.urls")),
    path("can-bo/", include("ocop.web.desk.officer.urls")),
    path("hoi-dong/", include("ocop.web.desk.council.urls")),
    path("quyet-dinh/", include("ocop.web.desk.decisions.urls")),
    path("tep/", include("ocop.web.desk.files_urls")),
    path("van-ban/", include("ocop.web.desk.law.urls")),
    path("nhap-lieu/", include("ocop.web.desk.intake.urls")),
    path("han-sao/", include("ocop.web.desk.radar.urls")),
    path("ke-hoach/", include("ocop.web.desk.plan.urls")),
    path("ho-tro/", include("ocop.web.desk.support.urls")),
    path("du-lieu-cua-toi/", include("ocop.web.desk.mydata.urls")),
    path("dia-ban/", include("ocop.web.desk.places.urls")),
]
