"""Staff accounts: experts, coordinators, editors and administrators. Nobody else has one."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The four kinds of staff; each is a group of the same name (source: 3-trust's table)."""

    EXPERT = "expert", _("Expert by experience")
    COORDINATOR = "coordinator", _("Coordinator")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, **({"is_staff": True, "is_superuser": True} | fields)
        )

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def in_role(self, role: Role) -> "UserQuerySet":
        return self.active().filter(groups__name=role)


class User(AbstractUser):
    """A member of staff, known by e-mail address. Superuser rights open no conversation."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager.from_queryset(UserQuerySet)()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case"),
        ]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles this person has, read once per request; none for an inactive account."""
        if not self.is_active:
            return frozenset()
        names = self.groups.values_list("name", flat=True)
        return frozenset(names) & frozenset(Role.values)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)
