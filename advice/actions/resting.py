"""A heavy letter: its expert rests until a morning, and is asked how they are."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import notices
from advice.actions.rows import locked
from advice.models import Conversation
from expert_pool.actions import offer_debrief, rest
from expert_pool.models import Expert
from trust import audit
from trust.refusals import Refusal


@transaction.atomic
def mark_heavy(conversation: Conversation, *, by: User) -> Expert:
    """Gives the expert who has it a rest; what they have open stays theirs.

    The expert is told by mail when a coordinator marks it. Raises Refusal when nobody has it.
    """
    conversation = locked(conversation)
    if conversation.expert is None:
        raise Refusal(_("Nobody has taken this conversation, so there is nobody to rest."))
    audit.record("advice.mark_heavy", subject=conversation, by=by)
    expert = rest(conversation.expert, by=by)
    offer_debrief(expert, by=by)
    if expert.user_id != by.pk:
        notices.rests(expert.user)
    return expert
