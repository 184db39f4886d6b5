"""Addresses of one's own data: /lam-viec/du-lieu-cua-toi/…"""

from django.urls import path

from ocop.web.desk.mydata import views

urlpatterns = [
    path("", views.my_data, name="my_data"),
    path("tai-ve/", views.my_data_file, name="my_data_file"),
    path("yeu-cau/", views.my_data_ask, name="my_data_ask"),
]
