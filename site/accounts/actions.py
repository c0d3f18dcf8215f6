"""Every write to staff accounts that is ours. allauth writes passwords and second factors.

Each asks its permission before the transaction begins: the row of a refusal must stay.
"""

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import invitations, notices, permissions
from accounts.models import Invitation, Role, User
from trust import audit, clock
from trust.refusals import Refusal


def invite(*, email: str, roles: Collection[Role], by: User) -> Invitation:
    """Makes the account, not yet in use, and sends its owner the link."""
    audit.require(permissions.may_invite(by, roles))
    email = email.strip().lower()
    _refuse_taken(email)
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, is_active=False)
            person.groups.set(_groups(roles))
            invitation = Invitation.objects.create(
                person=person, invited_by=by, sent_at=clock.now()
            )
            audit.record("accounts.invite", subject=person, by=by, reason=_names(roles))
            notices.send_invitation(invitation)
    except IntegrityError:
        # Two people invited the same one at the same moment.
        _refuse_taken(email)
        raise
    return invitation


@transaction.atomic
def _renew(invitation: Invitation, by: User) -> Invitation:
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Refusal(_("The invitation has been accepted already."))
    invitation.serial += 1
    invitation.sent_at = clock.now()
    invitation.invited_by = by
    invitation.save(update_fields=["serial", "sent_at", "invited_by"])
    audit.record("accounts.invite_again", subject=invitation.person, by=by)
    notices.send_invitation(invitation)
    return invitation


def send_again(*, invitation: Invitation, by: User) -> Invitation:
    """Sends a new link; the ones before it stop working."""
    audit.require(permissions.may_handle(by, invitation))
    return _renew(invitation, by)


def withdraw(*, invitation: Invitation, by: User) -> None:
    """Takes an invitation back and removes the account that was never used."""
    audit.require(permissions.may_handle(by, invitation))
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.accepted_at:
            raise Refusal(_("The invitation has been accepted already."))
        audit.record("accounts.withdraw", subject=row.person, by=by)
        row.person.delete()


@transaction.atomic
def accept(*, token: str, first_name: str, last_name: str, password: str) -> User:
    """The invited person's own act, with the link as proof: the account comes into use, once."""
    invitation = invitations.read(token, lock=True)
    person = invitation.person
    person.first_name, person.last_name = first_name, last_name
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=["first_name", "last_name", "password", "is_active"])
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record("accounts.accept", subject=person, by=person)
    return person


def change_roles(*, person: User, roles: Collection[Role], by: User) -> User:
    """Gives a person exactly these roles; what they lose is closed at their next click."""
    audit.require(permissions.may_manage(by, person))
    with transaction.atomic():
        person = _locked(person, by)
        person.groups.set(_groups(roles))
        audit.record("accounts.roles", subject=person, by=by, reason=_names(roles))
    return person


def deactivate(*, person: User, by: User) -> User:
    """Takes an account out of use and ends its sessions. Nothing it wrote is removed."""
    audit.require(permissions.may_manage(by, person))
    with transaction.atomic():
        person = _locked(person, by)
        person.is_active = False
        _save_without_sessions(person, "is_active")
        audit.record("accounts.deactivate", subject=person, by=by)
    return person


def reactivate(*, person: User, by: User) -> User:
    """Brings an account back into use, with the roles it had."""
    audit.require(permissions.may_manage(by, person))
    with transaction.atomic():
        person = _locked(person, by)
        if not person.has_usable_password():
            raise Refusal(_("This person has not accepted the invitation yet."))
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit.record("accounts.reactivate", subject=person, by=by)
    return person


def remove_second_factor(*, person: User, by: User) -> User:
    """For one who lost phone and recovery codes: they set up a new one at their next sign-in."""
    audit.require(permissions.may_manage(by, person))
    with transaction.atomic():
        person = _locked(person, by)
        Authenticator.objects.filter(user=person).delete()
        _save_without_sessions(person)
        audit.record("accounts.second_factor_off", subject=person, by=by)
        notices.tell_of_change(person, what="second_factor_off")
    return person


def rename(*, person: User, first_name: str, last_name: str, by: User) -> User:
    audit.require(permissions.may_keep(by, person))
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        person.first_name, person.last_name = first_name, last_name
        person.save(update_fields=["first_name", "last_name"])
        audit.record("accounts.rename", subject=person, by=by)
    return person


def end_sessions(*, person: User, by: User) -> User:
    """Ends every session of one's own account; the view keeps the one that asked."""
    audit.require(permissions.may_keep(by, person))
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        _save_without_sessions(person)
        audit.record("accounts.end_sessions", subject=person, by=by)
    return person


def _refuse_taken(email: str) -> None:
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        return
    if Invitation.objects.pending().filter(person=person).exists():
        raise Refusal(_("This person is invited already. You can send the link again below."))
    raise Refusal(_("There is an account with this address already."))


def _locked(person: User, by: User) -> User:
    """The person's row locked, after asking once more, now alone, whether the actor still may.

    All changes of roles go through the one group row, so of two administrators who remove each
    other at the same moment one stays.
    """
    Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
    if not permissions.may_manage(User.objects.get(pk=by.pk), person):
        raise audit.Refused
    return User.objects.select_for_update().get(pk=person.pk)


def _save_without_sessions(person: User, *fields: str) -> None:
    person.sessions_ended = F("sessions_ended") + 1
    person.save(update_fields=["sessions_ended", *fields])
    person.refresh_from_db(fields=["sessions_ended"])


def _groups(roles: Collection[Role]) -> Any:
    return Group.objects.filter(name__in=roles)


def _names(roles: Collection[Role]) -> str:
    return ",".join(sorted(roles))
