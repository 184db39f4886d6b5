"""Addresses of the decisions desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
