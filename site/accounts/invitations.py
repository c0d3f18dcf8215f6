"""The link of an invitation: made when it is sent, read when it is used, stored nowhere."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.links import absolute
from accounts.models import INVITATION_HOURS, Invitation
from trust.refusals import Refusal
from trust.tokens import TokenRefused, open_token, seal_token

PURPOSE = "accounts.invitation"
LONGEST = timedelta(hours=INVITATION_HOURS)


def link(invitation: Invitation) -> str:
    """The address to send. Every call makes a new one; all of one serial end together."""
    token = seal_token(PURPOSE, {"invitation": invitation.pk, "serial": invitation.serial})
    return absolute(reverse("account_invitation", args=[token]))


def read(token: str, *, lock: bool = False) -> Invitation:
    """The invitation a link is for. Raises Refusal (410) when the link is no good any more."""
    try:
        payload = open_token(PURPOSE, token, max_age=LONGEST)
    except TokenRefused:
        raise _refusal() from None
    rows = Invitation.objects.select_related("person")
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(pk=payload["invitation"], serial=payload["serial"]).first()
    if invitation is None or not invitation.is_open:
        raise _refusal()
    return invitation


def _refusal() -> Refusal:
    return Refusal(
        _(
            "This link has been used already, or it is more than 48 hours old. Ask the person who"
            " invited you to send a new one. If you have chosen your password already, sign in."
        ),
        status=410,
    )
