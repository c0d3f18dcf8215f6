"""A conversation: where it is, who has it, and which rows each person sees.

Every text is sealed with the conversation's own key (trust.seal). The plain columns are what the
queue and the promise need: topic, perspective, language, status, who has it, counts and times.
"""

from datetime import datetime
from enum import nonmember

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from advice.snippets import AskForm
from expert_pool.models import Expert, RestingTopic
from home.models import Topic
from trust import clock, workflows
from trust.seal import KeyHolder, SealedField


class Perspective(models.TextChoices):
    """Whose situation it is; half of askers write about someone close (source: seed 000)."""

    SELF = "self", _("My own situation")
    CLOSE = "close", _("Someone close to me")
    OTHER = "other", _("Something else")


class Status(workflows.Workflow, models.TextChoices):  # type: ignore[misc]
    """Where a conversation is. `moves` is the whole truth of what may follow what."""

    QUARANTINED = "quarantined", _("to be checked")
    WAITING = "waiting", _("waiting for an expert")
    WRITING = "writing", _("being answered")
    REVIEW = "review", _("being read by a second person")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")

    moves = nonmember(  # type: ignore[misc]
        {
            "quarantined": {"waiting", "closed"},
            "waiting": {"writing", "closed"},
            "writing": {"waiting", "review", "answered", "closed"},
            "review": {"waiting", "writing", "answered", "closed"},
            "answered": {"writing", "waiting", "closed"},
            "closed": set(),
        }
    )
    begins = nonmember(("quarantined", "waiting"))  # type: ignore[misc]


workflows.register("Conversation", Status)

#: Statuses in which an answer is owed.
OWED = (Status.QUARANTINED, Status.WAITING, Status.WRITING, Status.REVIEW)
#: Statuses in which nobody has taken it, and those in which somebody has.
UNCLAIMED = (Status.QUARANTINED, Status.WAITING)
CLAIMED = (Status.WRITING, Status.REVIEW, Status.ANSWERED)
#: Statuses in which the expert who has it owes the answer.
IN_HAND = (Status.WRITING, Status.REVIEW)


class Ending(models.TextChoices):
    """How a conversation came to its end."""

    LIMIT = "limit", _("the last message was answered")
    ASKER = "asker", _("the asker ended it")
    SILENCE = "silence", _("thirty days of silence")
    COORDINATOR = "coordinator", _("the coordinator ended it")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def waiting(self) -> "ConversationQuerySet":
        """Unclaimed questions, the one whose promise ends first at the top."""
        return self.filter(status=Status.WAITING).order_by("due_at", "pk")

    def to_check_by(self, user: User) -> "ConversationQuerySet":
        """What was set aside as suspicious, for a coordinator to read."""
        return self._for_coordinator(user).filter(status=Status.QUARANTINED)

    def watched_by(self, user: User) -> "ConversationQuerySet":
        """What others are answering: a coordinator follows the promise, not the letters."""
        return self._for_coordinator(user).filter(status__in=IN_HAND)

    def followed_by(self, user: User) -> "ConversationQuerySet":
        """Whose standing a coordinator sees, whoever has it; the letters are another matter."""
        return self._for_coordinator(user)

    def first_of_each_status(self, number: int) -> "ConversationQuerySet":
        """So many of each status, those whose promise ends first: several short lists at once.

        Their keys are asked for first, by the index alone: PostgreSQL would read the whole table
        to find as many rows as it takes them for.
        """
        order = [F("due_at"), F("pk")]
        nth = Window(RowNumber(), partition_by=F("status"), order_by=order)
        first = self.order_by().annotate(nth=nth).filter(nth__lte=number)
        keys = list(first.values_list("pk", flat=True))
        return Conversation.objects.filter(pk__in=keys).order_by("due_at", "pk")

    def gated_for(self, user: User) -> "ConversationQuerySet":
        """What this person may read before it is sent: another's letter that waits at the gate.

        Coordinators read them all, experts who read for others those on their own topics.
        """
        gated = self.filter(status=Status.REVIEW).exclude(expert__user=user)
        if user.has_role(Role.COORDINATOR):
            return gated.not_stepped_aside(user)
        if user.has_role(Role.EXPERT) and Expert.objects.filter(user=user, reads_for_others=True):
            return gated.on_topics_of(user).not_stepped_aside(user)
        return self.none()

    def granted_to(self, user: User) -> "ConversationQuerySet":
        """What this coordinator has opened with a reason within the last 24 hours."""
        open_now = self._for_coordinator(user).filter(
            grants__to=user, grants__ends_at__gt=clock.now()
        )
        return open_now.distinct()

    def not_stepped_aside(self, user: User) -> "ConversationQuerySet":
        """Without those whose writer this person may know: they stay out of sight for good."""
        return self.exclude(stepped_aside__user=user)

    def met_by(self, user: User) -> "ConversationQuerySet":
        """What this person may come upon at the desk, and so step aside from.

        An expert also what another has taken meanwhile: it may come back to the queue.
        """
        lists = [
            self.queue_of(user),
            self.claimed_by(user),
            self.gated_for(user),
            self.followed_by(user),
        ]
        if user.has_role(Role.EXPERT):
            taken = self.on_topics_of(user).exclude(status=Status.QUARANTINED)
            lists.append(taken.not_stepped_aside(user))
        met = Q()
        for rows in lists:
            met |= Q(pk__in=rows.order_by().values("pk"))
        return self.filter(met)

    def carried(self) -> "ConversationQuerySet":
        """What its expert carries: taken, not ended, and they have not stepped aside from it."""
        return self.filter(status__in=CLAIMED).exclude(stepped_aside__user=F("expert__user"))

    def _for_coordinator(self, user: User) -> "ConversationQuerySet":
        if not user.has_role(Role.COORDINATOR):
            return self.none()
        return self.not_stepped_aside(user)

    def left_behind(self) -> "ConversationQuerySet":
        """Questions taken by someone who cannot answer any more: account closed or role gone."""
        stays = Exists(Expert.objects.active().filter(pk=OuterRef("expert")))
        return self.filter(~stays, status__in=IN_HAND)

    def due_before(self, moment: datetime) -> "ConversationQuerySet":
        """Conversations that are owed an answer and whose promise ends before `moment`."""
        return self.filter(status__in=OWED, due_at__lt=moment).order_by("due_at", "pk")

    def queue_of(self, user: User) -> "ConversationQuerySet":
        """Unclaimed questions this member of staff may see: all, own topics, or none."""
        waiting = self.waiting().not_stepped_aside(user)
        if user.has_role(Role.COORDINATOR):
            return waiting
        if user.has_role(Role.EXPERT):
            return waiting.on_topics_of(user).not_resting_for(user)
        return self.none()

    def not_resting_for(self, user: User) -> "ConversationQuerySet":
        """Without those that name a topic which is not for this expert today."""
        today = clock.local(clock.now()).date()
        resting = RestingTopic.objects.filter(expert__user=user, last_day__gte=today)
        named = Conversation.topics.through.objects.filter(
            conversation=OuterRef("pk"),
            topic__translation_key__in=resting.values("topic__translation_key"),
        )
        # Row by row, by their index: of ~Exists PostgreSQL reads the topics of every letter.
        return self.alias(rests=Subquery(named.values("pk")[:1])).filter(rests=None)

    def on_topics_of(self, user: User) -> "ConversationQuerySet":
        """Questions on one of this expert's topics in any language, and those that name none."""
        known = Topic.objects.filter(experts__user=user).values("translation_key")
        named = Conversation.topics.through.objects.filter(conversation=OuterRef("pk"))
        known_here = Exists(named.filter(topic__translation_key__in=known))
        is_expert = Exists(Expert.objects.filter(user=user))
        return self.filter(is_expert, known_here | ~Exists(named))

    def claimed_by(self, user: User) -> "ConversationQuerySet":
        """What this person has taken, answered or not."""
        if not user.has_role(Role.EXPERT):
            return self.none()
        return self.filter(expert__user=user).not_stepped_aside(user)

    def wish_seen_by(self, user: User) -> "ConversationQuerySet":
        """Whose cover this person sees: the queue, one's own, and what one is to check."""
        lists = self.queue_of(user), self.claimed_by(user), self.to_check_by(user)
        seen = [Q(pk__in=rows.values("pk")) for rows in lists]
        return self.filter(seen[0] | seen[1] | seen[2])


class Conversation(KeyHolder):
    """A meeting in letters between an asker and an expert."""

    receipt = models.BinaryField(max_length=32, unique=True, editable=False)
    #: What tells the same question sent anew (tickets.said); for a day or two, then destroyed.
    said = models.BinaryField(max_length=32, null=True, editable=False)
    form = models.ForeignKey(AskForm, null=True, on_delete=models.SET_NULL, related_name="+")
    topics = models.ManyToManyField(Topic, related_name="+")
    perspective = models.CharField(max_length=10, choices=Perspective.choices, blank=True)
    language = models.CharField(max_length=5)
    wish = SealedField(blank=True, default=b"")
    #: Where to say once that the answer has come; destroyed when it has been said.
    notify = SealedField(blank=True, default=b"")
    urgent = models.BooleanField(default=False)

    status = models.CharField(max_length=12, choices=Status.choices)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    closed_at = models.DateTimeField(null=True)
    expert = models.ForeignKey(
        Expert, null=True, on_delete=models.PROTECT, related_name="conversations"
    )
    claimed_at = models.DateTimeField(null=True)

    promise_hours = models.PositiveSmallIntegerField()
    message_limit = models.PositiveSmallIntegerField()
    asker_messages = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    reminded_for = models.DateTimeField(null=True)
    warned_for = models.DateTimeField(null=True)
    #: When somebody read what had been set aside as suspicious.
    checked_at = models.DateTimeField(null=True)
    #: The Finnish day on which the asker last opened it, so that they notice a stranger.
    opened_on = models.DateField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="advice_conversation_status"
            ),
            models.CheckConstraint(
                condition=Q(expert=None, claimed_at=None)
                | Q(expert__isnull=False, claimed_at__isnull=False),
                name="advice_conversation_claim_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=CLAIMED) | Q(expert__isnull=False),
                name="advice_conversation_claimed_has_expert",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=UNCLAIMED) | Q(expert=None),
                name="advice_conversation_unclaimed_has_none",
            ),
            models.CheckConstraint(
                condition=Q(perspective__in=["", *Perspective.values]),
                name="advice_conversation_perspective",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OWED, due_at__isnull=False)
                | (~Q(status__in=OWED) & Q(due_at=None)),
                name="advice_conversation_promise_while_owed",
            ),
            models.CheckConstraint(
                condition=Q(asker_messages__gte=1, asker_messages__lte=F("message_limit")),
                name="advice_conversation_within_limit",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False, ending__in=Ending.values)
                | (~Q(status=Status.CLOSED) & Q(closed_at=None, ending="")),
                name="advice_conversation_ending_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "due_at"], name="advice_conv_status_due"),
            models.Index(fields=["expert", "status"], name="advice_conv_expert_status"),
            models.Index(
                fields=["asked_at"], condition=Q(announced_at=None), name="advice_conv_to_announce"
            ),
            models.Index(fields=["status", "last_message_at"], name="advice_conv_status_last"),
            models.Index(fields=["asked_at"], name="advice_conv_asked"),
            models.Index(fields=["said"], condition=Q(said__isnull=False), name="advice_conv_said"),
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False),
                name="advice_conv_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"Keskustelu {self.pk}"

    @property
    def label(self) -> str:
        """What staff call it; says nothing of the receipt number."""
        return f"K-{self.pk}"

    @cached_property
    def topic_keys(self) -> list:
        return [topic.translation_key for topic in self.topics.all()]

    @property
    def messages_left(self) -> int:
        if self.status == Status.CLOSED:
            return 0
        return self.message_limit - self.asker_messages

    @property
    def is_last(self) -> bool:
        """Whether the asker has written their last message."""
        return self.messages_left == 0

    @property
    def is_owed(self) -> bool:
        return self.status in OWED

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < clock.now()

    @property
    def hours_left(self) -> int:
        """Whole hours until the promise ends; negative when it has passed, 0 when not owed."""
        if self.due_at is None:
            return 0
        return int((self.due_at - clock.now()).total_seconds() // 3600)
