"""Addresses of the support desk: /lam-viec/ho-tro/…"""

from django.urls import path

from ocop.web.desk.support import points, views

urlpatterns = [
    path("", views.activities, name="support_activities"),
    path("ghi/", views.activity_new, name="support_new"),
    path("diem-ban/", points.points, name="support_points"),
    path("diem-ban/ghi/", points.point_new, name="support_point_new"),
    path("diem-ban/<str:pid>/dong/", points.point_close, name="support_point_close"),
    path("<str:pid>/", views.activity, name="support_activity"),
    path("<str:pid>/ket-thuc/", views.activity_finish, name="support_finish"),
    path("<str:pid>/kinh-phi/", views.activity_cost, name="support_cost"),
]
