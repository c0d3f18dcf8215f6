"""How much an expert carries, and who can take one more just now.

An expert carries what they owe an answer to, and what is with its asker too: the person may write
again at any moment, it is the same expert who goes on, and they have them in mind meanwhile. So
all that they have taken and that has not ended counts against the limit. It is a limit of care, not
of work: a coordinator may knowingly give more.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advice.models import IN_HAND, AdviceSettings, Conversation, SteppedAside
from advice.templatetags.promises import briefly
from expert_pool.models import Absence, Expert, ExpertQuerySet
from trust import clock
from trust.refusals import Refusal


def with_load(experts: ExpertQuerySet) -> ExpertQuerySet:
    """Adds to each `carried`, how many they have open, and `most`, how many has been agreed."""
    theirs = Conversation.objects.carried().filter(expert=OuterRef("pk")).order_by()
    counted = theirs.values("expert").annotate(many=Count("pk")).values("many")
    return experts.annotate(
        carried=Coalesce(Subquery(counted), 0), most=Coalesce("open_limit", service_limit())
    )


def load_of(expert: Expert) -> tuple[int, int]:
    """How many an expert of `with_load` has open, and how many has been agreed."""
    counted: Any = expert
    return counted.carried, counted.most


@dataclass(frozen=True)
class Bearing:
    """What one expert carries: how many they have open and owe an answer to, and whether they are
    here. `away_until` is the last day of days away that are going on."""

    expert: Expert
    carried: int
    most: int
    owed: int
    away_until: date | None

    @property
    def rests_until(self) -> datetime | None:
        until = self.expert.rests_until
        return until if until is not None and until > clock.now() else None

    @property
    def is_here(self) -> bool:
        """As ExpertQuerySet.available says it."""
        return self.away_until is None and self.rests_until is None

    @property
    def is_full(self) -> bool:
        return self.carried >= self.most


def bearings() -> list[Bearing]:
    """Every active expert with what they carry, by name; in one query."""
    return _bearings(Expert.objects.active().select_related("user").order_by("alias"))


def bearing_of(expert: Expert) -> Bearing:
    [found] = _bearings(Expert.objects.filter(pk=expert.pk))
    return found


def _bearings(experts: ExpertQuerySet) -> list[Bearing]:
    today = clock.local(clock.now()).date()
    theirs = Conversation.objects.carried().filter(expert=OuterRef("pk"), status__in=IN_HAND)
    owed = theirs.order_by().values("expert").annotate(many=Count("pk")).values("many")
    away = Absence.objects.filter(
        expert=OuterRef("pk"), first_day__lte=today, last_day__gte=today
    ).order_by("-last_day")
    found: Any = with_load(experts).annotate(
        owed=Coalesce(Subquery(owed), 0), away_until=Subquery(away.values("last_day")[:1])
    )
    return [Bearing(expert, *load_of(expert), expert.owed, expert.away_until) for expert in found]


def service_limit() -> Coalesce:
    """How many one expert carries at most where nothing else is agreed with them; for a query."""
    settings = AdviceSettings.objects.filter(site__is_default_site=True)
    return Coalesce(Subquery(settings.values("open_limit")[:1]), AdviceSettings().open_limit)


def candidates(conversation: Conversation) -> ExpertQuerySet:
    """Who may be given this conversation: here today, not resting from its topics, not aside.

    With their load. How much they carry does not matter: the coordinator sees it and decides.
    """
    here = Expert.objects.available().not_resting_from(conversation.topic_keys)
    aside = SteppedAside.objects.filter(conversation=conversation).values("user")
    return with_load(here.exclude(user__in=aside))


def free_for(conversation: Conversation) -> ExpertQuerySet:
    """The candidates who know one of its topics and have room for one more."""
    known = candidates(conversation).covering(conversation.topic_keys)
    return known.filter(carried__lt=F("most"))  # type: ignore[misc]  # with_load adds them


def require_room(expert: Expert, conversation: Conversation) -> None:
    """Raises Refusal with the reason why this expert, who has just taken it, had better not.

    Their row is locked until the transaction ends: of two claims at once the second one sees the
    first, so that the limit is never passed by both.
    """
    # Not its key: giving them another conversation meanwhile needs only that.
    expert = Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)
    sentence = why_not_now(expert, besides=conversation) or _why_not_this(expert, conversation)
    if sentence:
        raise Refusal(sentence)


def why_not_now(expert: Expert, *, besides: Conversation | None = None) -> str:
    """Why this expert takes nothing new just now, in a sentence to themselves; empty when free.

    `besides` is left out of what they carry.
    """
    here = Exists(Expert.objects.available().filter(pk=OuterRef("pk")))
    counted = with_load(Expert.objects.filter(pk=expert.pk)).annotate(here=here)
    [(is_here, carried, most)] = counted.values_list("here", "carried", "most")
    if not is_here:
        return _why_not_here(expert)
    if besides is not None and besides.expert_id == expert.pk:
        carried -= 1
    return _full(carried) if carried >= most else ""


def _why_not_here(expert: Expert) -> str:
    if expert.rests_until is not None and expert.rests_until > clock.now():
        return _(
            "You are resting until %(moment)s. New questions wait for others meanwhile; you can end"
            " the rest yourself when you wish."
        ) % {"moment": briefly(expert.rests_until)}
    return _("You are away today. New questions wait for others until you are back.")


def _why_not_this(expert: Expert, conversation: Conversation) -> str:
    today = clock.local(clock.now()).date()
    if set(expert.topics_resting_on(today)).isdisjoint(conversation.topic_keys):
        return ""
    return _("You have said that this topic is not for you today. Somebody else takes it.")


def _full(carried: int) -> str:
    return ngettext(
        "You have %(carried)d open conversation, as many as has been agreed. You can take a new"
        " one when it has ended; the coordinator helps if that takes long.",
        "You have %(carried)d open conversations, as many as has been agreed. You can take a new"
        " one when one of them has ended; the coordinator helps if that takes long.",
        carried,
    ) % {"carried": carried}
