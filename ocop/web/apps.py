"""The counters: everything that speaks HTTP."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, desk and API; no tables of its own."""

    name = "ocop.web"
    label = "web"
