"""Back office of the year, read mostly: what is official changes through verbs."""

from django.contrib import admin

from ocop.programme.models import Cohort, Cycle, Enrolment, Plan, PlanVersion, Round


@admin.register(Cycle)
class CycleAdmin(admin.ModelAdmin[Cycle]):
    list_display = ("unit", "year", "state")
    list_select_related = ("unit",)
    raw_id_fields = ("unit",)
    readonly_fields = ("state",)


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin[Round]):
    list_display = ("cycle", "no", "level", "request_before", "decide_before", "extra")
    list_select_related = ("cycle__unit",)
    list_filter = ("level", "extra")
    raw_id_fields = ("cycle",)


@admin.register(Enrolment)
class EnrolmentAdmin(admin.ModelAdmin[Enrolment]):
    list_display = ("product", "cycle", "origin", "enrolled_on")
    list_select_related = ("product", "cycle__unit")
    list_filter = ("origin",)
    raw_id_fields = ("product", "cycle")


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin[Cohort]):
    list_display = ("name", "cycle", "frozen_on")
    list_select_related = ("cycle__unit",)
    readonly_fields = ("cycle", "key", "name", "frozen_on", "source")


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin[Plan]):
    list_display = ("title", "slug", "year", "counts_to")
    readonly_fields = ("cycle", "slug", "year", "notes")


@admin.register(PlanVersion)
class PlanVersionAdmin(admin.ModelAdmin[PlanVersion]):
    list_display = ("plan", "no", "state", "decision", "decided_on")
    list_select_related = ("plan",)
    readonly_fields = ("plan", "no", "state", "decision", "decided_on", "reason")
