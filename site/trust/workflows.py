"""Which status may follow which, and the diagrams of it.

class Status(Workflow, models.TextChoices):
    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("Claimed")

    moves = nonmember({"waiting": {"claimed"}, "claimed": {"waiting"}})
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

HEADING = """# Status diagrams

Written by `manage.py workflows` from the tables of moves in the models. Do not edit by hand.
"""

_registered: dict[str, type["Workflow"]] = {}


class Workflow:
    """Mixin for a status TextChoices that carries its own table of moves."""

    moves: ClassVar[Mapping[str, Collection[str]]]
    #: Where a record may begin; drawn when the status tells it.
    begins: ClassVar[Collection[str]] = ()
    value: str

    def can_become(self, other: Any) -> bool:
        """Whether the table lets this status turn into `other` (a member or its value)."""
        return str(other) in self.moves[self.value]


def register(name: str, status: type[Workflow]) -> None:
    """Adds a status to docs/workflows.md. Refuses a table that forgets or invents a value."""
    values = {member.value for member in status}  # type: ignore[attr-defined]
    targets = {str(target) for row in status.moves.values() for target in row}
    targets |= set(status.begins)
    if set(status.moves) != values or not targets <= values:
        raise ImproperlyConfigured(f"{name}: the table of moves and the values differ.")
    _registered[name] = status


def registered() -> dict[str, type[Workflow]]:
    return dict(sorted(_registered.items()))


def document() -> str:
    """The whole of docs/workflows.md."""
    with translation.override("en"):
        diagrams = [_section(name, status) for name, status in registered().items()]
    return "\n".join([HEADING, *diagrams])


def _section(name: str, status: type[Workflow]) -> str:
    members = list(status)  # type: ignore[call-overload]
    lines = [f"## {name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {member.value}: {member.label}" for member in members]
    lines += [f"    [*] --> {member.value}" for member in members if member.value in status.begins]
    for member in members:
        targets = [other.value for other in members if member.can_become(other)]
        lines += [f"    {member.value} --> {target}" for target in targets or ["[*]"]]
    return "\n".join([*lines, "```", ""])
