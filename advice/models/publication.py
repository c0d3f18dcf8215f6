"""On the way to being published: a text proposed, read by a second person, put to the asker."""

from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from advice.models.conversation import Conversation
from expert_pool.models import Expert
from trust import workflows
from trust.seal import Sealed, SealedField


class Publishing(workflows.Workflow, models.TextChoices):  # type: ignore[misc]
    """Where a text is. Its asker's no and their taking back are final: nobody asks twice."""

    PROPOSED = "proposed", _("waits for a second reader")
    RETURNED = "returned", _("returned to its writer")
    ASKED = "asked", _("the asker decides")
    DECLINED = "declined", _("the asker said no")
    PUBLISHED = "published", _("published")
    TAKEN_BACK = "taken_back", _("taken back by the asker")
    DROPPED = "dropped", _("dropped before the asker decided")

    moves = nonmember(  # type: ignore[misc]
        {
            "proposed": {"asked", "returned", "dropped"},
            "returned": {"proposed", "dropped"},
            "asked": {"published", "declined", "dropped"},
            "declined": set(),
            "published": {"taken_back"},
            "taken_back": set(),
            "dropped": set(),
        }
    )
    begins = nonmember(("proposed",))  # type: ignore[misc]


workflows.register("Publication of an answer", Publishing)

#: While the text is not public, and lies sealed here.
SEALED = (Publishing.PROPOSED, Publishing.RETURNED, Publishing.ASKED)
#: What its asker has said yes to, whether it is still public or not.
AGREED = (Publishing.PUBLISHED, Publishing.TAKEN_BACK)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def standing(self) -> "PublicationQuerySet":
        """Not dropped; a conversation has one at most, whatever has become of it."""
        return self.exclude(status=Publishing.DROPPED)

    def to_read_by(self, user: User) -> "PublicationQuerySet":
        """What waits for this person to read: never a text of theirs, nor what they may know.

        Coordinators read them all, experts who read for others those on their own topics.
        """
        waiting = self.filter(status=Publishing.PROPOSED)
        others = waiting.exclude(proposed_by=user).exclude(expert__user=user)
        seen = Conversation.objects.not_stepped_aside(user)
        if user.has_role(Role.COORDINATOR):
            return others.filter(conversation__in=seen)
        if user.has_role(Role.EXPERT):
            reads = Exists(Expert.objects.filter(user=user, reads_for_others=True))
            return others.filter(reads, conversation__in=seen.on_topics_of(user))
        return self.none()

    def of(self, user: User) -> "PublicationQuerySet":
        """Those this person has a part in: proposed by them, or signed by them."""
        if not (user.has_role(Role.EXPERT) or user.has_role(Role.COORDINATOR)):
            return self.none()
        theirs = self.standing().filter(Q(proposed_by=user) | Q(expert__user=user))
        return theirs.filter(conversation__in=Conversation.objects.not_stepped_aside(user))


class Publication(Sealed):
    """A question and answer rewritten for everyone. The letters themselves stay where they are.

    The words lie here, under the conversation's key, until they are public or are not wanted; then
    they go. `digest` is of exactly what the asker said yes to.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="publications"
    )
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = SealedField(blank=True, default=b"")
    question = SealedField(blank=True, default=b"")
    answer = SealedField(blank=True, default=b"")
    #: What the second reader says when they return it.
    word = SealedField(blank=True, default=b"")
    status = models.CharField(max_length=10, choices=Publishing.choices)
    proposed_at = models.DateTimeField()
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.BinaryField(max_length=32, null=True, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("text proposed for publishing")
        verbose_name_plural = _("texts proposed for publishing")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Publishing.values), name="advice_publication_status"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AGREED, digest__isnull=False)
                | (~Q(status__in=AGREED) & Q(digest=None)),
                name="advice_publication_agreed_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SEALED) | Q(title=b"", question=b"", answer=b"", word=b""),
                name="advice_publication_words_gone",
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=~Q(status=Publishing.DROPPED),
                name="advice_publication_asked_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"],
                condition=Q(status=Publishing.PROPOSED),
                name="advice_publication_to_read",
            ),
        ]

    def __str__(self) -> str:
        return f"Julkaisuehdotus {self.pk}"

    @property
    def key_holder(self) -> Conversation:
        return self.conversation

    @property
    def is_sealed(self) -> bool:
        """Whether its words lie here."""
        return self.status in SEALED
