"""Back office: what was decided, to read only; states change through the verbs."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ocop.recognition.models import Certificate, Decision, SigningKey


class ReadOnly(admin.ModelAdmin[Any]):
    """A list to search and read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("number", "kind", "state", "authority", "signed_on", "origin")
    list_filter = ("kind", "state", "origin")
    list_select_related = ("authority",)
    search_fields = ("number",)


@admin.register(Certificate)
class CertificateAdmin(ReadOnly):
    list_display = ("number", "pid", "recognition", "issued_on", "valid_to")
    list_select_related = ("recognition",)
    search_fields = ("number", "pid", "recognition__product_name")


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnly):
    list_display = ("number", "valid_from", "valid_to")
