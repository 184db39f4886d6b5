"""Addresses of the council desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
