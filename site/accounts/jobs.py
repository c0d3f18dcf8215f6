"""Regular tidying: nothing of staff's is kept longer than it is needed."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import Invitation
from trust import audit, clock
from trust.jobs import content_free

#: An invitation nobody answered is kept this long, so that it can be sent again.
KEEP_UNANSWERED = timedelta(days=30)


@content_free
def tidy() -> None:
    """Removes sessions that are over, and invitations and accounts that were never taken."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    for invitation in Invitation.objects.pending().sent_before(clock.now() - KEEP_UNANSWERED):
        with transaction.atomic():
            row = Invitation.objects.select_for_update().get(pk=invitation.pk)
            if row.accepted_at is None:
                audit.record("accounts.withdraw", subject=row.person, by=audit.SYSTEM)
                row.person.delete()
