"""Addresses of the place desk: /lam-viec/dia-ban/…"""

from django.urls import path

from ocop.web.desk.places import settling, views

urlpatterns = [
    path("", views.places_desk, name="places_desk"),
    path("xac-dinh/", settling.places_settle, name="places_settle"),
    path("xac-dinh/xac-nhan/", settling.places_settle_confirm, name="places_settle_confirm"),
    path("xac-dinh/<str:kind>/<str:pid>/", settling.places_place_row, name="places_place_row"),
    path("xac-dinh/<str:kind>/<str:pid>/bo/", settling.places_unsettle, name="places_unsettle"),
    path("<str:slug>/", views.places_rows, name="places_rows"),
]
