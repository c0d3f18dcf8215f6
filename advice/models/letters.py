"""Letters and what is being written of them; sealed with their conversation's key."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advice.models.conversation import Conversation
from expert_pool.models import Expert
from trust.seal import Sealed, SealedField


class Author(models.TextChoices):
    ASKER = "asker", _("Asker")
    EXPERT = "expert", _("Expert by experience")


class Message(Sealed):
    """One letter. `once` lets the same letter in only once, however often it is sent."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    position = models.PositiveSmallIntegerField()
    author = models.CharField(max_length=6, choices=Author.choices)
    expert = models.ForeignKey(Expert, null=True, on_delete=models.PROTECT, related_name="+")
    text = SealedField()
    #: Services pointed to, as they read when the letter was sent (JSON).
    cards = SealedField(blank=True, default=b"")
    sent_at = models.DateTimeField()
    once = models.BinaryField(max_length=32, unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "position"], name="advice_message_position"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1), name="advice_message_position_from_one"
            ),
            models.CheckConstraint(
                condition=Q(author=Author.ASKER, expert=None)
                | Q(author=Author.EXPERT, expert__isnull=False),
                name="advice_message_signed_by_expert",
            ),
        ]

    def __str__(self) -> str:
        return f"Viesti {self.pk}"

    @property
    def key_holder(self) -> Conversation:
        return self.conversation


class Draft(Sealed):
    """An expert's answer in the making; kept when the claim is released."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="+")
    text = SealedField()
    cards = SealedField(blank=True, default=b"")
    saved_at = models.DateTimeField()
    #: Seconds spent writing, counted between savings that follow each other.
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "expert"], name="advice_draft_one_per_expert"
            ),
        ]

    def __str__(self) -> str:
        return f"Luonnos {self.pk}"

    @property
    def key_holder(self) -> Conversation:
        return self.conversation
