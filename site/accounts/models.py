"""Staff accounts: experts, coordinators, editors and administrators. Nobody else has one."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from trust import clock
from trust.seal import KeyHolder

INVITATION_HOURS = 48


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

    def joined(self) -> "UserQuerySet":
        """Those who have an account of their own: not invited, or invited and come."""
        return self.filter(
            models.Q(invitation=None) | models.Q(invitation__accepted_at__isnull=False)
        )

    def with_second_factor(self) -> "UserQuerySet":
        """Adds `has_second_factor`: whether a code is asked besides the password."""
        totp = models.Q(authenticator__type="totp")
        found = self.model.objects.filter(totp, pk=models.OuterRef("pk"))
        return self.annotate(has_second_factor=models.Exists(found))


class User(AbstractUser):
    """A member of staff, known by e-mail address. Superuser rights open no conversation."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    sessions_ended = models.PositiveIntegerField(
        _("times all sessions were ended"), default=0, editable=False
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager.from_queryset(UserQuerySet)()  # type: ignore[assignment,misc]

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
        return frozenset(group.name for group in self.groups.all()) & frozenset(Role.values)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def granted_roles(self) -> list[Role]:
        """The roles given to this person, also before the invitation is accepted."""
        names = {group.name for group in self.groups.all()}
        return [role for role in Role if role in names]

    @property
    def shown_name(self) -> str:
        """The person's name, or the address while there is no name yet."""
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this person's: changes with the password and when all
        sessions are ended. Django asks here for the key and for its fallbacks alike."""
        return salted_hmac(
            "accounts.models.User.session",
            f"{self.password}|{self.sessions_ended}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        return self.filter(accepted_at=None)

    def sent_before(self, moment: datetime) -> "InvitationQuerySet":
        return self.filter(sent_at__lt=moment)


class Invitation(models.Model):
    """An invited person's way in: one link, used once, within 48 hours.

    The link is made when its mail is sent and lies nowhere: it is sealed with a key from outside
    the database around this row's id and `serial`. A new link raises the serial, which ends the
    one before it.
    """

    person = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="invitation", verbose_name=_("person")
    )
    invited_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    serial = models.PositiveIntegerField(_("number of the link"), default=1)
    sent_at = models.DateTimeField(_("sent"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    @property
    def ends_at(self) -> datetime:
        return self.sent_at + timedelta(hours=INVITATION_HOURS)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and clock.now() < self.ends_at


class SecondFactorKey(KeyHolder):
    """The key under which allauth's table keeps TOTP secrets and seeds of recovery codes; one row.

    As every key holder's it is wrapped by the master key, and moves with it in a rotation.
    """

    name = models.CharField(_("name"), max_length=20, unique=True, default="second factor")

    class Meta:
        verbose_name = _("key of second factors")
        verbose_name_plural = _("keys of second factors")
        default_permissions = ()

    def __str__(self) -> str:
        return f"SecondFactorKey {self.pk}"
