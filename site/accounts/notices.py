"""Mails about one's own account.

The text of those with a link is written only as the mail is handed over: the link is a key, and
must not lie in the outbox. `trust.outbox` asks `WRITERS` for it.
"""

from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.links import absolute
from accounts.models import Invitation, User
from trust.models import OutgoingMail
from trust.outbox import queue_mail

INVITATION = "accounts.invitation"
NEW_PASSWORD = "accounts.new_password"  # noqa: S105 -- the name of a mail
CHANGED = "accounts.changed"
#: One mail about a new password in this time, however often it is asked.
ONE_LINK_IN = timedelta(minutes=5)


def send_invitation(invitation: Invitation) -> None:
    queue_mail(
        kind=INVITATION,
        to=invitation.person,
        subject=_("Welcome to KokeNet"),
        body="",
        key=f"{INVITATION}:{invitation.pk}:{invitation.serial}",
    )


def send_new_password(person: User) -> None:
    queue_mail(
        kind=NEW_PASSWORD,
        to=person,
        subject=_("A new password for KokeNet"),
        body="",
        coalesce=ONE_LINK_IN,
    )


def tell_of_change(person: User, *, what: str) -> None:
    """Tells the account's owner that its password or second factor changed."""
    body = render_to_string("accounts/email/changed.txt", {"person": person, "what": what})
    queue_mail(kind=CHANGED, to=person, subject=_("Your KokeNet account was changed"), body=body)


def write_invitation(mail: OutgoingMail) -> str | None:
    """The text with the link; None when the invitation is not open any more."""
    invitation = Invitation.objects.filter(person=mail.to).select_related("invited_by").first()
    if invitation is None or not invitation.is_open:
        return None
    context = {"invitation": invitation, "link": invitations.link(invitation)}
    return render_to_string("accounts/email/invitation.txt", context)


def write_new_password(mail: OutgoingMail) -> str | None:
    """The text with the link; None when the account is not in use."""
    person = mail.to
    if person is None or not (person.is_active and person.has_usable_password()):
        return None
    names = {
        "uidb36": user_pk_to_url_str(person),
        "key": default_token_generator.make_token(person),
    }
    link = absolute(reverse("account_reset_password_from_key", kwargs=names))
    return render_to_string("accounts/email/new_password.txt", {"person": person, "link": link})


WRITERS = {INVITATION: write_invitation, NEW_PASSWORD: write_new_password}
