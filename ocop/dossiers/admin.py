"""Back office of the dossiers: to look, not to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ocop.dossiers.models import Dossier, Stage


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Lists and searches only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Dossier)
class DossierAdmin(ReadOnlyAdmin):
    list_display = ("product", "producer", "kind", "edition", "state", "submitted_at")
    list_select_related = ("product", "producer", "edition")
    list_filter = ("state", "kind")
    search_fields = ("pid", "product__name", "product__name_folded")


@admin.register(Stage)
class StageAdmin(ReadOnlyAdmin):
    list_display = ("dossier", "level", "unit", "state", "received_on", "receipt_no")
    list_select_related = ("dossier", "unit")
    list_filter = ("level", "state")
    search_fields = ("receipt_no", "request_no")
