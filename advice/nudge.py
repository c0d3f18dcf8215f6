"""The one mail to an asker: that a message waits, and not from whom, of what or where.

The address is sealed in the conversation. It is read for the hand-over only and then destroyed
(trust.outbox). No name of the service and no link: somebody else may read the same mailbox.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from advice.models import Conversation
from advice.permissions import may_use_address
from trust import audit, outbox
from trust.models import OutgoingMail
from trust.seal import open_text

KIND = "advice.answered"


def answer_came(conversation: Conversation) -> None:
    """Queues it within the caller's transaction, if the asker wished for it; once ever."""
    if not conversation.notify:
        return
    with translation.override(conversation.language):
        outbox.queue_mail(
            kind=KIND,
            about=conversation.pk,
            subject=_("You have a message"),
            body=_("You know where to read it. Nothing more will come to this address.") + "\n",
            key=f"{KIND}:{conversation.pk}",
        )


def address(mail: OutgoingMail) -> str | None:
    """Where it goes; None when the address is destroyed or the conversation erased."""
    rows = Conversation.objects.exclude(notify=b"").exclude(sealed_key=None)
    conversation = rows.filter(pk=about(mail)).first()
    if conversation is None:
        return None
    return open_text(conversation, "notify", audit.opening(may_use_address(conversation)))


def used(mail: OutgoingMail) -> None:
    """Destroys the address."""
    Conversation.objects.filter(pk=about(mail)).update(notify=b"")


def about(mail: OutgoingMail) -> int:
    """The conversation's id; the mail has one, as every mail of a sealed kind does."""
    return mail.about or 0
