"""A coordinator opens what another answers: for a reason in words, for a day, and not in secret."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import notices
from advice.actions.rows import locked
from advice.models import Conversation, Grant
from trust import audit, clock
from trust.refusals import Refusal
from trust.seal import seal_text

#: How long an opening with a reason lasts (source: 3-trust, "Who may see what").
GRANT_LASTS = timedelta(hours=24)


@transaction.atomic
def open_with_reason(conversation: Conversation, *, reason: str, by: User) -> Grant:
    """Lets `by` read the letters for 24 hours. Opened again it is another opening.

    The expert who has it is told by mail, and reads the reason on the conversation's page: the
    words are sealed there, and the audit row only names the opening. Raises Refusal without a
    reason in words (422), when nobody has the conversation, and to one who has stepped aside.
    """
    if not any(character.isalpha() for character in reason):
        raise Refusal(_("Write the reason in a few words. The expert can read it."), status=422)
    conversation = locked(conversation)
    if conversation.expert_id is None:
        raise Refusal(_("Nobody has this conversation any more, so it opens without a reason."))
    if conversation.stepped_aside.filter(user=by).exists():
        raise audit.Refused
    now = clock.now()
    grant = Grant(conversation=conversation, to=by, given_at=now, ends_at=now + GRANT_LASTS)
    grant.reason = seal_text(grant, "reason", reason)
    grant.save(force_insert=True)
    audit.record(
        "advice.open_with_reason", subject=conversation, by=by, reason=f"opening {grant.pk}"
    )
    notices.opened_with_reason(conversation)
    return grant
