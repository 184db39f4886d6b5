"""Addresses of the producer desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
