"""Addresses of the sign-in desk and of operations."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

from ocop.web.shared import views
from ocop.web.shared.access import public

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-nhap/ngung-dung/", public(account.account_inactive), name="account_inactive"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("mot-lan/", views.one_time, name="one_time"),
    path("trinh-dien/vao/", views.enter_demo, name="enter_demo"),
    path("ngon-ngu/", views.set_language, name="set_language"),
    path("tai-khoan/mat-khau/", account.password_change, name="account_change_password"),
    # Who has no password yet sets one with a code from an officer; allauth sends them here by this name.
    path("tai-khoan/dat-mat-khau/", RedirectView.as_view(pattern_name="one_time"), name="account_set_password"),
    path("tai-khoan/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/hai-buoc/", include("allauth.mfa.urls")),
    path("healthz", views.health, name="health"),
    path("parts/", views.parts, name="parts"),
]
