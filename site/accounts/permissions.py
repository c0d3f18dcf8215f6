"""Who may look after which accounts. One's own roles are always somebody else's to change."""

from collections.abc import Collection

from accounts.models import Invitation, Role, User
from trust.audit import Permit


def may_see_staff(user: User) -> Permit:
    allowed = user.has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
    return Permit(allowed, "accounts.staff", "accounts.staff", user)


def may_invite(user: User, roles: Collection[Role]) -> Permit:
    """Administrators invite into any role, coordinators experts; into some role always."""
    allowed = bool(roles) and set(roles) <= set(roles_to_give(user))
    return Permit(allowed, "accounts.invite", "accounts.invitation", user)


def may_handle(user: User, invitation: Invitation) -> Permit:
    """Sending an invitation again or taking it back: those who could have sent it."""
    allowed = set(invitation.person.granted_roles()) <= set(roles_to_give(user))
    return Permit(allowed and bool(roles_to_give(user)), "accounts.invitation", invitation, user)


def may_manage(user: User, person: User) -> Permit:
    """Changing roles, taking an account out of use, removing a lost second factor."""
    allowed = user.has_role(Role.ADMINISTRATOR) and user.pk != person.pk
    return Permit(allowed, "accounts.manage", person, user)


def may_keep(user: User, person: User) -> Permit:
    """One's own name and sessions."""
    return Permit(user.is_active and user.pk == person.pk, "accounts.own", person, user)


def roles_to_give(user: User) -> list[Role]:
    if user.has_role(Role.ADMINISTRATOR):
        return list(Role)
    return [Role.EXPERT] if user.has_role(Role.COORDINATOR) else []
