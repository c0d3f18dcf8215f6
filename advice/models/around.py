"""What staff keep beside the letters: notes, who stepped aside, who was let in, a call for help."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from advice.models.conversation import Conversation
from trust.seal import Sealed, SealedField


class NoteQuerySet(models.QuerySet["Note"]):
    def seen_by(self, user: User) -> "NoteQuerySet":
        """Of the notes beside letters that this person may read: the team's, and their own."""
        return self.filter(Q(level=Note.Level.TEAM) | Q(author=user))


class Note(Sealed):
    """A note that the asker never sees; for all who may read the conversation, or its writer."""

    class Level(models.TextChoices):
        TEAM = "team", _("Those who read this conversation")
        SELF = "self", _("Only me")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=4, choices=Level.choices)
    text = SealedField()
    written_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=["team", "self"]), name="advice_note_level"
            ),
        ]

    def __str__(self) -> str:
        return f"Muistiinpano {self.pk}"

    @property
    def key_holder(self) -> Conversation:
        return self.conversation


class SteppedAside(models.Model):
    """Somebody who may know the asker: the conversation is out of their sight for good."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="stepped_aside"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("stepping aside")
        verbose_name_plural = _("steppings aside")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user"], name="advice_stepped_aside_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Väistyminen {self.pk}"


class Grant(Sealed):
    """A coordinator's way into a conversation that another answers: for a reason, for a day."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="grants")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = SealedField()
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("opening with a reason")
        verbose_name_plural = _("openings with a reason")
        ordering = ["given_at"]
        indexes = [
            models.Index(fields=["to", "ends_at"], name="advice_grant_open"),
        ]

    def __str__(self) -> str:
        return f"Avaus {self.pk}"

    @property
    def key_holder(self) -> Conversation:
        return self.conversation


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open_for(self, user: User) -> "AlarmQuerySet":
        """The calls that no coordinator has taken yet, the oldest first; not of what they stepped
        aside from."""
        if not user.has_role(Role.COORDINATOR):
            return self.none()
        return self.filter(taken_at=None).exclude(conversation__stepped_aside__user=user)


class Alarm(models.Model):
    """An expert's call for the coordinator: this letter must not be carried alone."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="alarms")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for the coordinator")
        verbose_name_plural = _("calls for the coordinator")
        ordering = ["raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(taken_at=None),
                name="advice_alarm_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Hälytys {self.pk}"
