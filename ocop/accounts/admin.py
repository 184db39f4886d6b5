"""Back office: people and roles, read mostly; roles are given by the verb."""

from django.contrib import admin

from ocop.accounts.models import RoleGrant, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ("name", "email", "phone", "is_active")
    search_fields = ("name", "email", "phone")
    readonly_fields = ("password", "last_login", "joined_at")


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin[RoleGrant]):
    list_display = ("user", "role", "unit", "valid_from", "valid_to")
    list_select_related = ("user", "unit")
    raw_id_fields = ("user", "unit", "granted_by", "on_behalf_of")
