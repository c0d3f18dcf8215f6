"""Mail to editors. Never a title, a name or a text: only that something waits."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from accounts.links import absolute
from accounts.models import Role, User
from kokeblog.planning import Week
from trust import outbox

GAP = "kokeblog.gap"


@transaction.atomic
def next_week_is_empty(site: Site, week: Week) -> int:
    """Tells every editor that the week has no story; once for each week and site, how many."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Next week has no story yet")
        sentence = _(
            "No story comes out on its own next week yet. A draft may be planned, but nothing is"
            " scheduled. The weeks are in the calendar of stories:"
        )
        body = f"{sentence}\n{absolute(reverse('kokeblog_calendar'))}\n"
        mails = [
            outbox.queue_mail(
                kind=GAP, to=user, subject=subject, body=body, key=_key(site, week, user)
            )
            for user in User.objects.in_role(Role.EDITOR).order_by("pk")
        ]
    return sum(mail is not None for mail in mails)


def _key(site: Site, week: Week, user: User) -> str:
    return f"{GAP}:{site.pk}:{week}:{user.pk}"
