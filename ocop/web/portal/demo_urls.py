"""Addresses of the guided demonstration: /trinh-dien/…"""

from django.urls import path

from ocop.web.portal import demo

urlpatterns = [
    path("", demo.demo, name="demo"),
    path("buoc/<int:no>/", demo.enter_step, name="demo_enter"),
    path("lam-lai/", demo.reset_demo, name="demo_reset"),
]
