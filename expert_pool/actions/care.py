"""How an expert is looked after: rest, days away, topics that rest, and a word afterwards."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from expert_pool.models import Absence, Debrief, Expert, RestingTopic
from home.models import Topic
from trust import audit, clock
from trust.refusals import Refusal

#: After a heavy letter or meeting an expert takes nothing new for a day at least, and then until
#: the morning: nobody's rest ends in the middle of the night.
REST = timedelta(hours=24)
MORNING = time(9)


@transaction.atomic
def offer_debrief(expert: Expert, *, by: User) -> Debrief:
    """Asks the expert how they are; one question at a time, until they have answered it."""
    expert = _locked(expert)
    waiting = Debrief.objects.offered_to(expert).first()
    if waiting is not None:
        return waiting
    debrief = Debrief.objects.create(expert=expert)
    audit.record("expert_pool.offer_debrief", subject=expert, by=by)
    return debrief


@transaction.atomic
def rest(expert: Expert, *, by: User) -> Expert:
    """Lets the expert rest until a morning at least REST away; a longer rest stays as it is."""
    expert = _locked(expert)
    until = morning_after(clock.now() + REST)
    if expert.rests_until is None or expert.rests_until < until:
        expert.rests_until = until
        expert.save(update_fields=["rests_until"])
        audit.record("expert_pool.rest", subject=expert, by=by)
    return expert


@transaction.atomic
def end_rest(expert: Expert, *, by: User) -> Expert:
    """Ends the rest now: the expert's own wish, or the coordinator's word."""
    expert = _locked(expert)
    if expert.rests_until is not None:
        expert.rests_until = None
        expert.save(update_fields=["rests_until"])
        audit.record("expert_pool.end_rest", subject=expert, by=by)
    return expert


@transaction.atomic
def answer_debrief(debrief: Debrief, *, answer: Debrief.Answer, by: User) -> Debrief:
    """Takes the expert's answer; "talk" may follow "fine", since one may think again."""
    debrief = Debrief.objects.select_for_update().get(pk=debrief.pk)
    if debrief.answer in (Debrief.Answer.TALK, answer):
        return debrief
    debrief.answer = answer
    debrief.answered_at = clock.now()
    debrief.save(update_fields=["answer", "answered_at"])
    audit.record("expert_pool.answer_debrief", subject=debrief.expert, by=by)
    return debrief


@transaction.atomic
def end_debrief(debrief: Debrief, *, by: User) -> Debrief:
    """The coordinator has been in touch with one who wanted to talk."""
    done = Debrief.objects.filter(pk=debrief.pk, answer=Debrief.Answer.TALK, done_at=None)
    if done.update(done_at=clock.now()):
        audit.record("expert_pool.end_debrief", subject=debrief.expert, by=by)
    debrief.refresh_from_db()
    return debrief


@transaction.atomic
def rest_topics(expert: Expert, *, topics: Iterable[Topic], by: User) -> None:
    """Exactly these of the expert's topics are not for them today; the day's end frees them."""
    today = clock.local(clock.now()).date()
    expert = _locked(expert)
    expert.resting_topics.all().delete()
    own = set(expert.topics.values_list("pk", flat=True))
    RestingTopic.objects.bulk_create(
        RestingTopic(expert=expert, topic=topic, last_day=today)
        for topic in topics
        if topic.pk in own
    )
    audit.record("expert_pool.rest_topics", subject=expert, by=by)


@transaction.atomic
def add_absence(expert: Expert, *, first_day: date, last_day: date, by: User) -> Absence:
    """Days on which nothing new comes to the expert. Raises Refusal when they are over already."""
    if last_day < clock.local(clock.now()).date():
        raise Refusal(_("These days have passed already."), status=422)
    absence, is_new = Absence.objects.get_or_create(
        expert=expert, first_day=first_day, last_day=last_day
    )
    if is_new:
        audit.record("expert_pool.add_absence", subject=expert, by=by)
    return absence


@transaction.atomic
def remove_absence(absence: Absence, *, by: User) -> None:
    if Absence.objects.filter(pk=absence.pk).delete()[0]:
        audit.record("expert_pool.remove_absence", subject=absence.expert, by=by)


def morning_after(moment: datetime) -> datetime:
    """The first Finnish morning that is not before `moment`."""
    wall = clock.local(moment)
    morning = datetime.combine(wall.date(), MORNING, clock.HELSINKI)
    if morning < wall:
        morning = datetime.combine(wall.date() + timedelta(days=1), MORNING, clock.HELSINKI)
    return morning.astimezone(UTC)


def _locked(expert: Expert) -> Expert:
    # Not its key: another transaction may meanwhile give the same expert a conversation.
    return Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)
