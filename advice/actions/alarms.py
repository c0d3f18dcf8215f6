"""The crisis button: an expert calls the coordinators, and one of them takes the call."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import notices
from advice.actions.rows import expert_by, locked
from advice.models import Alarm, Conversation
from expert_pool.actions import offer_debrief
from trust import audit, clock
from trust.refusals import Refusal


@transaction.atomic
def raise_alarm(conversation: Conversation, *, by: User) -> Alarm:
    """Calls the coordinators to this conversation; while a call is open, pressing again is it.

    Coordinators are told by mail without content, and the expert is asked how they are. The call
    opens no letter to anybody.
    """
    expert = expert_by(by)
    conversation = locked(conversation)
    alarm = conversation.alarms.filter(taken_at=None).first()
    if alarm is not None:
        return alarm
    alarm = Alarm.objects.create(conversation=conversation, raised_by=by, raised_at=clock.now())
    audit.record("advice.raise_alarm", subject=conversation, by=by)
    notices.alarm_raised(conversation)
    offer_debrief(expert, by=by)
    return alarm


@transaction.atomic
def take_alarm(alarm: Alarm, *, by: User) -> Alarm:
    """A coordinator takes the call, and whoever called is told; of two at once one gets it.

    Raises Refusal when another has it. Taken twice by one it is taken once.
    """
    free = Alarm.objects.filter(pk=alarm.pk, taken_at=None)
    taken = free.update(taken_by=by, taken_at=clock.now())
    alarm = Alarm.objects.select_related("conversation", "raised_by", "taken_by").get(pk=alarm.pk)
    if alarm.taken_by != by:
        raise Refusal(_("Another coordinator has already taken this call."))
    if taken:
        audit.record("advice.take_alarm", subject=alarm.conversation, by=by)
        notices.alarm_taken(alarm)
    return alarm
