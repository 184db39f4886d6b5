"""Address of the expiry radar: /lam-viec/han-sao/."""

from django.urls import path

from ocop.web.desk.radar import views

urlpatterns = [path("", views.radar, name="radar")]
