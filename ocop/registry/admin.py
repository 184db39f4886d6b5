"""Back office of the registry: to look, not to change; changes go through the verbs."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ocop.registry.models import Paper, Producer, Product


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Lists and searches only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Producer)
class ProducerAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "unit", "state")
    list_select_related = ("unit",)
    list_filter = ("kind", "state")
    search_fields = ("name", "name_folded", "pid")
    exclude = ("tax_code", "tax_code_sealed")


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("name", "producer", "unit", "state")
    list_select_related = ("producer", "unit")
    search_fields = ("name", "name_folded", "pid")


@admin.register(Paper)
class PaperAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "producer", "closed_on")
    list_select_related = ("producer",)
    list_filter = ("kind",)
    search_fields = ("title", "pid")
