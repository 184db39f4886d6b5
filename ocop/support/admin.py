"""Back office of support, read mostly."""

from django.contrib import admin

from ocop.support.models import Activity, SalesPoint


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin[Activity]):
    list_display = ("title", "kind", "unit", "starts_on", "ends_on")
    list_select_related = ("unit",)
    list_filter = ("kind",)
    raw_id_fields = ("unit", "plan", "entered_by")


@admin.register(SalesPoint)
class SalesPointAdmin(admin.ModelAdmin[SalesPoint]):
    list_display = ("name", "kind", "unit", "opened_on", "closed_on")
    list_select_related = ("unit",)
    list_filter = ("kind",)
    raw_id_fields = ("unit", "settled_unit", "settled_by")
