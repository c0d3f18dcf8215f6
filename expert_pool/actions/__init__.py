"""Every write of the expert bank's own records. Nothing else saves."""

from expert_pool.actions.care import (
    MORNING,
    REST,
    add_absence,
    answer_debrief,
    end_debrief,
    end_rest,
    morning_after,
    offer_debrief,
    remove_absence,
    rest,
    rest_topics,
)
from expert_pool.actions.hours import (
    add_hours,
    approve_hours,
    confirm_hours,
    remove_hours,
    return_hours,
    suggest_hours,
)
from expert_pool.actions.presenting import (
    consent,
    end_consents_of_left,
    withdraw_consent,
    write_presentation,
)
from expert_pool.actions.profile import Profile, tell_of_self
from expert_pool.actions.time import (
    LONGEST,
    confirm,
    moment_of,
    move,
    release,
    release_lapsed,
    take,
)

__all__ = [
    "LONGEST",
    "MORNING",
    "REST",
    "Profile",
    "add_absence",
    "add_hours",
    "answer_debrief",
    "approve_hours",
    "confirm",
    "confirm_hours",
    "consent",
    "end_consents_of_left",
    "end_debrief",
    "end_rest",
    "moment_of",
    "morning_after",
    "move",
    "offer_debrief",
    "release",
    "release_lapsed",
    "remove_absence",
    "remove_hours",
    "rest",
    "rest_topics",
    "return_hours",
    "suggest_hours",
    "take",
    "tell_of_self",
    "withdraw_consent",
    "write_presentation",
]
