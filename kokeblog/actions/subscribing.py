"""Somebody asks for the weekly letter, says yes to it behind the mail, and leaves it.

Asking tells nobody whether an address is known here: what differs is only in the mail to it.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kokeblog import mails
from kokeblog.models import Subscription, mark_of
from trust import audit, clock
from trust.models import OutgoingMail
from trust.outbox import REFUSED
from trust.refusals import Refusal
from trust.seal import seal_text

#: However often somebody asks for it, an address gets one mail about subscribing in this time.
ONE_MAIL_IN = timedelta(hours=24)
#: So many who have not answered within an hour are not people, but somebody who plagues others.
MOST_AN_HOUR = 300
#: After so many letters in a row that a mailbox refuses, the address is not in use any more.
REFUSED_IN_A_ROW = 4
BATCH = 200


def subscribe(address: str, *, language: str) -> None:
    """Asks the owner of the address by mail; one who has the letter already is told so.

    Raises Refusal (429) when very many have been asked just now, whatever the address is.
    """
    lately = Subscription.objects.unconfirmed_since(clock.now() - timedelta(hours=1))
    if lately[:MOST_AN_HOUR].count() >= MOST_AN_HOUR:
        raise Refusal(
            _("Very many are subscribing just now. Please try again in an hour."), status=429
        )
    try:
        with transaction.atomic():
            _ask(address, language)
    except IntegrityError:
        # The same address twice at the same moment: the other one asks.
        return


def _ask(address: str, language: str) -> None:
    now = clock.now()
    found = Subscription.objects.select_for_update().of(address).first()
    if found is None:
        found = Subscription(mark=mark_of(address), language=language, told_at=now)
        found.address = seal_text(found, "address", address)
        found.save(force_insert=True)
        audit.record("kokeblog.subscribe", subject=found, by=None)
    elif found.told_at > now - ONE_MAIL_IN:
        return
    else:
        found.told_at = now
        if found.status == Subscription.Status.ASKED:
            found.language = language
        found.save(update_fields=["told_at", "language"])
    mails.ask(found)


@transaction.atomic
def confirm(seal_id: UUID) -> Subscription | None:
    """The owner says yes; said again it stays so. None when it has been left or has lapsed."""
    found = _locked(seal_id)
    if found is None or not found.can_become(Subscription.Status.CONFIRMED):
        return found
    found.status, found.confirmed_at = Subscription.Status.CONFIRMED, clock.now()
    found.save(update_fields=["status", "confirmed_at"])
    audit.record("kokeblog.confirm", subject=found, by=None)
    return found


@transaction.atomic
def leave(seal_id: UUID, *, by: Any = None) -> bool:
    """Destroys the subscription and its address; whether it was still there. `by` None: its owner.

    What is still queued to it is not sent any more.
    """
    found = _locked(seal_id)
    if found is None:
        return False
    _destroy(found, by=by)
    return True


@transaction.atomic
def erase_address(address: str) -> None:
    """Whoever is erased everywhere gets no letter either."""
    for found in Subscription.objects.select_for_update().of(address):
        _destroy(found, by=audit.SYSTEM)


def forget_unconfirmed() -> int:
    """Destroys addresses whose owners did not say yes in time; how many."""
    count = 0
    while some := list(Subscription.objects.lapsed().values_list("pk", flat=True)[:BATCH]):
        count += sum(_forget(pk) for pk in some)
    return count


@transaction.atomic
def _forget(pk: int) -> bool:
    """Asks once more under the lock: it may have been confirmed, or asked for anew, meanwhile."""
    found = Subscription.objects.select_for_update().lapsed().filter(pk=pk).first()
    if found is not None:
        _destroy(found, by=audit.SYSTEM)
    return found is not None


def letter_ended(mail: OutgoingMail) -> None:
    """A letter went, was given up or was not wanted any more; within the transaction of its mark.

    One that was given up ends nothing: a mailbox may be full, or its server at fault. After a month
    of them in a row nobody reads there, and the address is not kept without a purpose. What failed
    for another reason than the address says nothing of the mailbox.
    """
    found = Subscription.objects.filter(pk=mail.about or 0)
    if mail.sent_at:
        found.exclude(refused=0).update(refused=0)
    elif mail.dead_at and mail.last_error == REFUSED:
        found.update(refused=F("refused") + 1)
        for unread in found.filter(refused__gte=REFUSED_IN_A_ROW):
            audit.record("kokeblog.mailbox_gone", subject=unread, by=audit.SYSTEM)
            _destroy(unread, by=audit.SYSTEM)


def _locked(seal_id: UUID) -> Subscription | None:
    return Subscription.objects.select_for_update().filter(seal_id=seal_id).first()


def _destroy(subscription: Subscription, *, by: Any) -> None:
    """The key first, then the row."""
    audit.record("kokeblog.leave", subject=subscription, by=by)
    subscription.destroy_key()
    subscription.delete()
