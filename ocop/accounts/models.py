"""Who works here: people, the roles each holds at a unit for a time, and the codes handed over on paper."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import valid_on
from ocop.places.models import AdminUnit


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail or phone."""

    def create_user(self, *, name: str, email: str | None = None, phone: str | None = None,
                    password: str | None = None, **more: Any) -> "User":
        """Make a user with at least one sign-in name; without a password nobody can sign in yet."""
        user = self.model(name=name, email=self.normalize_email(email).lower() if email else None,
                          phone=phone or None, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, name: str = "Quản trị", password: str | None = None,
                         **more: Any) -> "User":
        """Make the administrator of the installation."""
        return self.create_user(name=name, email=email, password=password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail or phone."""
        return self.get(Q(email=username) | Q(phone=username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail or phone. What they may do stands in grants, memberships and seats."""

    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=20, unique=True, null=True, blank=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # An invented person of the demonstration, offered at sign-in only while the demonstration flag is on.
    demo_key = models.CharField(max_length=40, blank=True)
    demo_words = models.CharField(max_length=120, blank=True)
    demo_where = models.CharField(max_length=160, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="user_has_sign_in_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants, through time."""

    def on(self, day: dt.date) -> "RoleGrantQuerySet":
        """Those in force on a day."""
        return self.filter(valid_on(day))

    def visible_to(self, actor: Actor) -> "RoleGrantQuerySet":
        """A person sees their own grants; an administrator sees all."""
        if actor.holds(Role.ADMINISTRATOR):
            return self
        return self.filter(user=actor.user) if actor.signed_in else self.none()


class RoleGrant(models.Model):
    """A role of a user at a unit for a period (L01)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit", "valid_from"], name="grant_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="grant_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.unit_id}"


class SignInCode(models.Model):
    """A one-time code an officer hands over on paper; only its digest is kept. Replaces SMS (product.md 8)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"code for {self.user_id}"
