"""Tables of moves: asked by actions, drawn into docs/workflows.md."""

from enum import nonmember
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import models

from trust import workflows


class Door(workflows.Workflow, models.TextChoices):
    OPEN = "open", "Open"
    SHUT = "shut", "Shut"
    GONE = "gone", "Gone"

    begins = nonmember({"open", "shut"})
    moves = nonmember({"open": {"shut"}, "shut": {"open", "gone"}, "gone": set()})


@pytest.fixture
def only_door(monkeypatch):
    monkeypatch.setattr(workflows, "_registered", {})
    workflows.register("Door", Door)


def test_table_is_no_member():
    assert Door.values == ["open", "shut", "gone"]


@pytest.mark.parametrize("now", Door)
@pytest.mark.parametrize("then", Door)
def test_can_become_what_the_table_says(now, then):
    allowed = {("open", "shut"), ("shut", "open"), ("shut", "gone")}
    assert now.can_become(then) is ((now.value, then.value) in allowed)
    assert now.can_become(then.value) is now.can_become(then)


@pytest.mark.parametrize(
    "table",
    [
        {"open": {"shut"}, "shut": {"open"}},
        {"open": {"shut"}, "shut": {"open"}, "gone": {"away"}},
        {"open": set(), "shut": set(), "gone": set(), "away": set()},
    ],
)
def test_table_that_forgets_or_invents_a_value_is_refused(table, monkeypatch):
    monkeypatch.setattr(Door, "moves", table)
    with pytest.raises(ImproperlyConfigured, match="Door"):
        workflows.register("Door", Door)


def test_document_draws_every_move(only_door):
    assert (
        workflows.document().partition("\n\n## ")[2]
        == """Door

```mermaid
stateDiagram-v2
    open: Open
    shut: Shut
    gone: Gone
    [*] --> open
    [*] --> shut
    open --> shut
    shut --> open
    shut --> gone
    gone --> [*]
```
"""
    )


def test_check_exits_1_when_the_file_differs(only_door, tmp_path: Path):
    path = tmp_path / "workflows.md"
    for content in (None, "old"):
        if content:
            path.write_text(content)
        with pytest.raises(SystemExit) as end:
            call_command("workflows", "--check", f"--file={path}", stderr=StringIO())
        assert end.value.code == 1
    call_command("workflows", f"--file={path}")
    call_command("workflows", "--check", f"--file={path}")


def test_committed_diagrams_are_the_tables(settings):
    call_command("workflows", "--check")


def test_every_status_field_with_a_table_is_drawn():
    """A status that carries moves and is registered nowhere would be missing from the page."""
    drawn = set(workflows.registered().values())
    assert {kind for kind in workflows.Workflow.__subclasses__() if kind is not Door} == drawn
