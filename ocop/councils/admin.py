"""Back office: councils, regulations, seats, sessions. Sheets and tallies are not listed: the seal (C08)."""

from typing import Any

from django.contrib import admin

from ocop.councils.models import Council, Regulation, Seat, Session


class _ReadOnly(admin.ModelAdmin[Any]):
    """Everything here changes by verbs only."""

    def has_add_permission(self, request: Any) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """No."""
        return False


@admin.register(Council)
class CouncilAdmin(_ReadOnly):
    list_display = ("name", "level", "unit", "decision_no", "decided_on", "valid_to")
    list_select_related = ("unit",)
    search_fields = ("name", "decision_no")


@admin.register(Regulation)
class RegulationAdmin(_ReadOnly):
    list_display = ("council", "valid_from", "quorum_num", "quorum_den", "quorum_needs_head", "spread_points")
    list_select_related = ("council",)


@admin.register(Seat)
class SeatAdmin(_ReadOnly):
    list_display = ("person", "agency", "role", "scores", "council", "valid_from", "valid_to")
    list_select_related = ("council",)
    search_fields = ("person", "agency")


@admin.register(Session)
class SessionAdmin(_ReadOnly):
    list_display = ("council", "on", "place", "mode", "state")
    list_select_related = ("council",)
    list_filter = ("state", "mode")
