"""After the last letter: what the asker said of it, and what stays when the letters are erased."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from advice.models.around import SteppedAside
from advice.models.conversation import Conversation, Perspective
from expert_pool.models import Expert
from trust.seal import Sealed, SealedField

GRADES = [1, 2, 3, 4, 5]


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def told_to(self, user: User) -> "FeedbackQuerySet":
        """What askers have said to this expert; not of what they have stepped aside from."""
        if not user.has_role(Role.EXPERT):
            return self.none()
        return self._not_stepped_aside(user).filter(expert__user=user)

    def seen_by(self, user: User) -> "FeedbackQuerySet":
        """All of it, for a coordinator; but not of what they have stepped aside from."""
        if not user.has_role(Role.COORDINATOR):
            return self.none()
        return self._not_stepped_aside(user)

    def in_words(self) -> "FeedbackQuerySet":
        """Those in which something was said in words, the newest first."""
        return self.exclude(comment=b"").order_by("-pk")

    def _not_stepped_aside(self, user: User) -> "FeedbackQuerySet":
        aside = SteppedAside.objects.filter(user=user, conversation=OuterRef("conversation"))
        return self.filter(~Exists(aside))


class Feedback(Sealed):
    """Was the asker heard, did it help; once, or never. The numbers outlive the conversation."""

    conversation = models.OneToOneField(
        Conversation, null=True, on_delete=models.SET_NULL, related_name="feedback"
    )
    expert = models.ForeignKey(Expert, null=True, on_delete=models.SET_NULL, related_name="+")
    heard = models.PositiveSmallIntegerField(null=True)
    helped = models.PositiveSmallIntegerField(null=True)
    comment = SealedField(blank=True, default=b"")
    given_on = models.DateField()

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(heard=None) | Q(heard__in=GRADES), name="advice_feedback_heard"
            ),
            models.CheckConstraint(
                condition=Q(helped=None) | Q(helped__in=GRADES), name="advice_feedback_helped"
            ),
            models.CheckConstraint(
                condition=Q(conversation__isnull=False) | Q(comment=b""),
                name="advice_feedback_comment_with_conversation",
            ),
        ]
        indexes = [models.Index(fields=["expert", "given_on"], name="advice_feedback_expert")]

    def __str__(self) -> str:
        return f"Palaute {self.pk}"

    @property
    def key_holder(self) -> Conversation | None:
        return self.conversation


class Event(models.TextChoices):
    """What is counted. A question that waits to be checked counts when it is let in."""

    ASKED = "asked", _("questions")
    LETTERS = "letters", _("letters, of askers and experts together")
    ANSWERED = "answered", _("answers")
    IN_TIME = "in_time", _("answers that came in the promised time")
    CLOSED_LIMIT = "closed_limit", _("conversations that ended with the last answer")
    CLOSED_ASKER = "closed_asker", _("conversations that the asker ended")
    CLOSED_SILENCE = "closed_silence", _("conversations that ended in silence")
    CLOSED_COORDINATOR = "closed_coordinator", _("conversations that the coordinator ended")
    ERASED = "erased", _("conversations that the asker erased")

    @classmethod
    def of_ending(cls, ending: str) -> "Event":
        return cls(f"closed_{ending}")


class Tally(models.Model):
    """How many of what in a month: what statistics have when the letters are gone.

    `what` is an Event. The row whose `topic` is "" counts all, whatever their topics; besides it a
    question counts in the row of each of its topics, by slug (the same in every language).
    """

    month = models.DateField()
    what = models.CharField(max_length=20)
    topic = models.CharField(max_length=80, blank=True)
    perspective = models.CharField(max_length=10, choices=Perspective.choices, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        ordering = ["month", "what", "topic", "perspective"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "what", "topic", "perspective"], name="advice_tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Luku {self.pk}"


class WriterTally(models.Model):
    """How many letters an expert answered in a month, and how many of them in the promised time:
    what they know of their own work when the letters are gone."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    answered = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("an expert’s tally")
        verbose_name_plural = _("experts’ tallies")
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "month"], name="advice_writer_tally_once"),
            models.CheckConstraint(
                condition=Q(in_time__lte=F("answered")), name="advice_writer_tally_in_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Kirjoittajan luku {self.pk}"


class Tombstone(models.Model):
    """A number whose conversation was erased: a form sent late does not bring it back."""

    receipt = models.BinaryField(max_length=32, unique=True)
    erased_at = models.DateTimeField()

    class Meta:
        verbose_name = _("erased number")
        verbose_name_plural = _("erased numbers")
        indexes = [models.Index(fields=["erased_at"], name="advice_tombstone_erased")]

    def __str__(self) -> str:
        return f"Poistettu numero {self.pk}"


class HeldPurgeQuerySet(models.QuerySet["HeldPurge"]):
    def waiting(self) -> "HeldPurgeQuerySet":
        """What a coordinator has not let go yet."""
        return self.filter(let_at=None)

    def let(self) -> "HeldPurgeQuerySet":
        """What has been let go and is not done yet."""
        return self.exclude(let_at=None)


class HeldPurge(models.Model):
    """A purge that would take more than its bound, or came with a clock that jumped: it waits.

    `count` is how many conversations it would take; 0 for a clock. The row goes when it is done.
    """

    class Why(models.TextChoices):
        CLOCK = "clock", _("the clock has jumped, or the last purge was days ago")
        CLOSING = "closing", _("more conversations than usual would end in silence")
        ERASING = "erasing", _("more conversations than usual would be erased")

    held_at = models.DateTimeField()
    why = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    let_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    let_at = models.DateTimeField(null=True)

    objects = HeldPurgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("purge that waits")
        verbose_name_plural = _("purges that wait")
        ordering = ["held_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["why"], condition=Q(let_at=None), name="advice_held_purge_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"Odottava poisto {self.pk}"

    @property
    def reason(self) -> str:
        """Why it waits, in words."""
        return str(HeldPurge.Why(self.why).label)
