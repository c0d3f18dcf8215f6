"""Experts by experience: who they are to the people they answer."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from home.models import Topic


class ExpertQuerySet(models.QuerySet["Expert"]):
    def active(self) -> "ExpertQuerySet":
        """Those whose account is open and who still have the expert's role."""
        return self.filter(user__is_active=True, user__groups__name=Role.EXPERT)

    def covering(self, topic_keys: list[UUID]) -> "ExpertQuerySet":
        """Those with one of the topics, in whatever language; everyone when none is named."""
        if not topic_keys:
            return self
        return self.filter(topics__translation_key__in=topic_keys).distinct()


class Expert(models.Model):
    """An expert by experience. Askers see the alias and the introduction, and nothing else."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="expert",
        verbose_name=_("account"),
    )
    alias = models.CharField(
        _("public name"),
        max_length=60,
        unique=True,
        help_text=_("A first name or an alias. Askers see it under the answers."),
    )
    introduction = models.CharField(
        _("self-introduction"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences that askers read under the answers."),
    )
    topics = models.ManyToManyField(
        Topic,
        related_name="experts",
        blank=True,
        verbose_name=_("topics"),
        help_text=_("The expert is told of questions about these and sees them in the queue."),
    )

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert by experience")
        verbose_name_plural = _("experts by experience")
        ordering = ["alias"]
        constraints = [
            models.CheckConstraint(condition=~Q(alias=""), name="expert_pool_expert_has_alias"),
        ]

    def __str__(self) -> str:
        return self.alias

    @cached_property
    def topic_keys(self) -> list[UUID]:
        """Language-independent keys of the expert's topics."""
        return list(self.topics.values_list("translation_key", flat=True))
