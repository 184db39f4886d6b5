"""Addresses of the API. Everything here is public."""

from django.urls import URLPattern, URLResolver, path

from ocop.web.api.api import api, polite
from ocop.web.api.views import docs, openapi
from ocop.web.shared.access import open_to_all

_METHODS = {"score": ("POST", "OPTIONS")}
_READ = ("GET", "HEAD", "OPTIONS")
# Our own documents stand before those ninja would make.
_OURS = {"openapi-json", "api-root"}

_operations = [
    pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name not in _OURS
]
for _pattern in _operations:
    _pattern.callback = polite(_pattern.callback, _METHODS.get(str(_pattern.name), _READ))
open_to_all(_operations)

urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", docs, name="api_docs"),
    *_operations,
]
