"""Addresses of the officer desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
