"""How an expert presents themselves to those who order, and what of it is out.

What the expert writes is sealed (Presentation). Consent to exactly its words copies what was ticked
and nothing else into rows that others may read (PublicProfile, PublicFact); taken back, they are
gone. So a fact that was not ticked is nowhere that a search could find it (ADR 0016).
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from expert_pool.models.expert import Expert
from expert_pool.words import Visibility
from trust.seal import KeyHolder, SealedField


class Fact(models.TextChoices):
    """What may be told of an expert besides their words; each is told only when it is ticked."""

    TOPIC = "topic", _("what you answer about")
    LIVED = "lived", _("from which side you know it")
    REGION = "region", _("where you live")
    LANGUAGE = "language", _("your languages")
    AGE = "age", _("your age")
    TASK = "task", _("what one may ask you for")
    FORMAT = "format", _("online or on the spot")


class Presentation(KeyHolder):
    """What the expert has written, as they have left it. Nobody else reads it before their yes."""

    expert = models.OneToOneField(Expert, on_delete=models.CASCADE, related_name="presentation")
    story = SealedField(blank=True, default=b"")
    telling = SealedField(blank=True, default=b"")
    helped = SealedField(blank=True, default=b"")
    #: Values of words.Task and words.Format, and the facts of Fact that are ticked.
    tasks = models.JSONField(default=list, blank=True)
    formats = models.JSONField(default=list, blank=True)
    shown = models.JSONField(default=list, blank=True)
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.HIDDEN
    )

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="expert_pool_visibility"
            ),
        ]

    def __str__(self) -> str:
        return f"Presentation {self.pk}"


class Consent(models.Model):
    """An expert's yes to exactly these words being read by these people. Kept when it has ended."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="consents")
    #: What names the words (expert_pool.presenting.Shown.wording).
    wording = models.CharField(max_length=64)
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["expert"], condition=Q(ended_at=None), name="expert_pool_consent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk}"


class PublicProfileQuerySet(models.QuerySet["PublicProfile"]):
    def for_everyone(self) -> "PublicProfileQuerySet":
        """Those that everyone may read; of whoever has left, nothing."""
        active = Expert.objects.active().filter(pk=OuterRef("expert"))
        return self.filter(Exists(active), visibility=Visibility.PUBLIC)

    def telling(self, kind: Fact, value: str) -> "PublicProfileQuerySet":
        """Those that tell this of themselves."""
        told = PublicFact.objects.filter(profile=OuterRef("pk"), kind=kind, value=value)
        return self.filter(Exists(told))


class PublicProfile(models.Model):
    """The words that the expert has consented to, and to whom they are shown."""

    expert = models.OneToOneField(Expert, on_delete=models.CASCADE, related_name="public_profile")
    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="+")
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    slug = models.SlugField(max_length=70, unique=True)
    alias = models.CharField(max_length=60)
    story = models.TextField()
    telling = models.TextField(blank=True)
    helped = models.TextField(blank=True)
    #: The base forms of all of it, each once, with a space around each, to be looked for.
    words = models.TextField(editable=False)

    objects = PublicProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("public profile")
        verbose_name_plural = _("public profiles")
        default_permissions = ()

    def __str__(self) -> str:
        return self.alias


class PublicFact(models.Model):
    """One thing that a public profile tells: a topic's translation key, or a value of the words."""

    profile = models.ForeignKey(PublicProfile, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=8, choices=Fact.choices)
    value = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("public fact")
        verbose_name_plural = _("public facts")
        default_permissions = ()
        ordering = ["kind", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value", "profile"], name="expert_pool_public_fact_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Public fact {self.pk}"
