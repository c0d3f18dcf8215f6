"""The second pair of eyes: a letter waits at the gate until somebody else has read it."""

from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advice.models.conversation import Conversation
from expert_pool.models import Expert
from trust import workflows
from trust.seal import Sealed, SealedField


class Verdict(workflows.Workflow, models.TextChoices):  # type: ignore[misc]
    """What became of a letter at the gate."""

    PENDING = "pending", _("waits to be read")
    RETURNED = "returned", _("returned to its writer")
    LET_GO = "let_go", _("let go to the asker")
    OVERTAKEN = "overtaken", _("overtaken: taken back, or the asker wrote more")

    moves = nonmember(  # type: ignore[misc]
        {
            "pending": {"returned", "let_go", "overtaken"},
            "returned": set(),
            "let_go": set(),
            "overtaken": set(),
        }
    )
    begins = nonmember(("pending",))  # type: ignore[misc]


workflows.register("Letter at the gate", Verdict)


class ReviewQuerySet(models.QuerySet["Review"]):
    def pending(self) -> "ReviewQuerySet":
        return self.filter(verdict=Verdict.PENDING)


class Review(models.Model):
    """One visit of a draft to the gate. The text itself is the writer's draft, at rest meanwhile.

    `answers` is the position of the asker's letter that the draft answers.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="reviews")
    writer = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    answers = models.PositiveSmallIntegerField()
    wished = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=9, choices=Verdict.choices, default=Verdict.PENDING)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading before sending")
        verbose_name_plural = _("readings before sending")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="advice_review_verdict"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.PENDING, decided_at=None)
                | (~Q(verdict=Verdict.PENDING) & Q(decided_at__isnull=False)),
                name="advice_review_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(verdict=Verdict.PENDING),
                name="advice_review_one_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"Lukukierros {self.pk}"


class MarginComment(Sealed):
    """What the reader says of one paragraph of the draft; paragraph 0 is the whole letter.

    `about` is the paragraph as the reader saw it: the draft is edited afterwards.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comments")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    paragraph = models.PositiveSmallIntegerField()
    about = SealedField(blank=True, default=b"")
    text = SealedField()
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("comment in the margin")
        verbose_name_plural = _("comments in the margin")
        ordering = ["paragraph", "written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "reader", "paragraph"], name="advice_margin_comment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Reunahuomautus {self.pk}"

    @property
    def key_holder(self) -> Conversation:
        return self.review.conversation
