"""Every write to a sent story. Nothing else saves.

Each is one transaction: the row is locked, the move is checked against the table, the audit row is
written and mail queued with it.
"""

from kokeblog.sent.actions.answering import agree, say, withdraw
from kokeblog.sent.actions.editing import (
    Draft,
    decline,
    let_in,
    make_draft,
    note_checked,
    show,
    tell,
)
from kokeblog.sent.actions.erasing import erase
from kokeblog.sent.actions.purging import Purged, purge
from kokeblog.sent.actions.rows import Erased, Overtaken
from kokeblog.sent.actions.sending import Sending, find, send

__all__ = [
    "Draft",
    "Erased",
    "Overtaken",
    "Purged",
    "Sending",
    "agree",
    "decline",
    "erase",
    "find",
    "let_in",
    "make_draft",
    "note_checked",
    "purge",
    "say",
    "send",
    "show",
    "tell",
    "withdraw",
]
