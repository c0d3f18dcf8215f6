"""Presentations for tests: what an expert writes, and their yes to it."""

from typing import Any

from expert_pool import actions
from expert_pool.models import Fact, PublicProfile
from expert_pool.presenting import Draft, shown_of
from expert_pool.words import Format, Task, Visibility

#: Every fact that is told only when it is ticked.
EVERY_FACT = [one.value for one in Fact if one not in {Fact.TASK, Fact.FORMAT}]


def written(**changes: Any) -> Draft:
    """A whole draft for everyone, with every fact ticked."""
    told = {
        "story": "Pelasin kauan ja lopetin.",
        "telling": "Kerron tästä mielelläni.",
        "helped": "Ryhmä.",
        "tasks": [Task.LECTURE],
        "formats": [Format.REMOTE],
        "shown": EVERY_FACT,
        "visibility": Visibility.PUBLIC,
    }
    return Draft(**(told | changes))


def present(user: Any, **changes: Any) -> PublicProfile:
    """The expert writes, and says yes."""
    expert, draft = user.expert, written(**changes)
    actions.write_presentation(expert, draft, by=user)
    wording = shown_of(expert, draft).wording
    return actions.consent(expert, draft, wording=wording, by=user)
