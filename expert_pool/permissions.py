"""Who may do what in the experts' own part of the desk. is_superuser counts for nothing here."""

from accounts.models import Role, User
from expert_pool.models import Absence, Debrief, Expert, Presentation, WorkEntry
from trust.audit import Permit


def expert_of(user: User) -> Expert | None:
    """The expert this member of staff is, while they have the role; read once per request."""
    if not user.has_role(Role.EXPERT):
        return None
    found: Expert | None = getattr(user, "expert", None)
    return found


def may_change_own(user: User, record: Absence | Debrief | WorkEntry) -> Permit:
    """An expert's own days, answers and hours."""
    allowed = user.has_role(Role.EXPERT) and record.expert.user_id == user.pk
    return Permit(allowed=allowed, act="expert_pool.own", subject=record, actor=user)


def may_end_debrief(user: User, debrief: Debrief) -> Permit:
    """Saying that one has been in touch: coordinators, with others than themselves."""
    allowed = user.has_role(Role.COORDINATOR) and debrief.expert.user_id != user.pk
    return Permit(allowed=allowed, act="expert_pool.end_debrief", subject=debrief, actor=user)


def may_approve(user: User, entry: WorkEntry) -> Permit:
    """Hours are approved and returned by coordinators."""
    allowed = user.has_role(Role.COORDINATOR)
    return Permit(allowed=allowed, act="expert_pool.approve", subject=entry, actor=user)


def may_read_presentation(user: User, presentation: Presentation) -> Permit:
    """What an expert has written of themselves: they alone, until they consent to its words."""
    allowed = user.has_role(Role.EXPERT) and presentation.expert.user_id == user.pk
    return Permit(allowed=allowed, act="expert_pool.presentation", subject=presentation, actor=user)
