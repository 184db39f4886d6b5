"""Back office of the year."""

from django.contrib import admin

from ocop.programme.models import Cycle, Round


@admin.register(Cycle)
class CycleAdmin(admin.ModelAdmin[Cycle]):
    list_display = ("unit", "year")
    list_select_related = ("unit",)
    raw_id_fields = ("unit",)


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin[Round]):
    list_display = ("cycle", "no", "level", "request_before", "decide_before", "extra")
    list_select_related = ("cycle__unit",)
    list_filter = ("level", "extra")
    raw_id_fields = ("cycle",)
