"""A story that a reader has sent: sealed until an editor makes a draft of it (ADR 0013)."""

from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from home.models import Topic
from kokeblog.models.stories import Side, StoryPage
from kokeblog.models.writers import Writer
from trust import workflows
from trust.seal import KeyHolder, Sealed, SealedField


class SentStatus(workflows.Workflow, models.TextChoices):  # type: ignore[misc]
    """Where a sent story is. Whether it is out, its page tells (`SentStory.is_out`)."""

    QUARANTINED = "quarantined", _("to be checked")
    ARRIVED = "arrived", _("arrived")
    EDITING = "editing", _("being edited")
    SHOWN = "shown", _("the writer is to read it")
    AGREED = "agreed", _("the writer has said yes")
    WITHDRAWN = "withdrawn", _("withdrawn by the writer")
    DECLINED = "declined", _("declined")

    moves = nonmember(  # type: ignore[misc]
        {
            "quarantined": {"arrived", "withdrawn", "declined"},
            "arrived": {"editing", "withdrawn", "declined"},
            "editing": {"shown", "withdrawn", "declined"},
            "shown": {"shown", "agreed", "editing", "withdrawn", "declined"},
            "agreed": {"shown", "editing", "withdrawn", "declined"},
            "withdrawn": set(),
            "declined": set(),
        }
    )
    begins = nonmember(("quarantined", "arrived"))  # type: ignore[misc]


workflows.register("Sent story", SentStatus)

#: Statuses in which nothing more is done to it.
ENDED = (SentStatus.WITHDRAWN, SentStatus.DECLINED)
#: Statuses in which the editors have the next word.
WITH_EDITORS = (SentStatus.QUARANTINED, SentStatus.ARRIVED, SentStatus.EDITING)


class SentStory(KeyHolder):
    """What was sent, and where it stands. The words are sealed with its own key."""

    receipt = models.BinaryField(max_length=32, unique=True, editable=False)
    language = models.CharField(max_length=5)
    side = models.CharField(max_length=5, choices=Side.choices, blank=True)
    topics = models.ManyToManyField(Topic, related_name="+")

    title = SealedField(blank=True, default=b"")
    alias = SealedField(blank=True, default=b"")
    text = SealedField()
    #: What the writer wants the editor to know.
    wishes = SealedField(blank=True, default=b"")

    status = models.CharField(max_length=12, choices=SentStatus.choices)
    sent_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    #: When somebody read what had been set aside as suspicious.
    checked_at = models.DateTimeField(null=True)
    #: The revision that the writer reads behind the number.
    shown = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    #: The revision they have said yes to, and what names its words (kokeblog.consent).
    agreed_revision = models.PositiveBigIntegerField(null=True)
    agreed_to = models.CharField(max_length=64, blank=True, default="", editable=False)
    agreed_at = models.DateTimeField(null=True)
    #: An alias that was made for this story, and goes with it.
    made_writer = models.ForeignKey(Writer, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("sent story")
        verbose_name_plural = _("sent stories")
        default_permissions = ()
        permissions = [("handle_sentstory", "Can read and edit sent stories")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=SentStatus.values), name="kokeblog_sent_status"
            ),
            models.CheckConstraint(
                condition=Q(side__in=["", *Side.values]), name="kokeblog_sent_side"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_revision=None)
                | Q(agreed_at__isnull=False, agreed_revision__isnull=False),
                name="kokeblog_sent_yes_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="agreed") | Q(agreed_at__isnull=False),
                name="kokeblog_sent_agreed_has_yes",
            ),
        ]
        indexes = [models.Index(fields=["status", "moved_at"], name="kokeblog_sent_status_moved")]

    def __str__(self) -> str:
        return f"Lähetetty tarina {self.pk}"

    @property
    def label(self) -> str:
        """What editors call it; says nothing of the receipt number."""
        return f"T-{self.pk}"

    @property
    def page(self) -> StoryPage | None:
        """The draft or story made of it; the first one, if somebody has copied it."""
        found: StoryPage | None = StoryPage.objects.filter(sent_as=self).order_by("pk").first()
        return found

    @property
    def is_over(self) -> bool:
        return self.status in ENDED

    @property
    def is_out(self) -> bool:
        """Whether everyone can read it just now."""
        return bool(StoryPage.objects.filter(sent_as=self, live=True).exists())


class Voice(models.TextChoices):
    WRITER = "writer", _("Writer")
    EDITOR = "editor", _("Editor")


class StoryWord(Sealed):
    """A word between writer and editor. `once` lets the same word in only once."""

    story = models.ForeignKey(SentStory, on_delete=models.CASCADE, related_name="words")
    voice = models.CharField(max_length=6, choices=Voice.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = SealedField()
    said_at = models.DateTimeField()
    once = models.BinaryField(max_length=32, unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("word on a story")
        verbose_name_plural = _("words on stories")
        default_permissions = ()
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="kokeblog_word_voice"),
        ]

    def __str__(self) -> str:
        return f"Sana tarinasta {self.pk}"

    @property
    def key_holder(self) -> SentStory:
        return self.story


class ErasedStory(models.Model):
    """A number whose story was erased: a form sent late does not bring it back."""

    receipt = models.BinaryField(max_length=32, unique=True)
    erased_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("erased number of a story")
        verbose_name_plural = _("erased numbers of stories")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Poistettu tarinan numero {self.pk}"
