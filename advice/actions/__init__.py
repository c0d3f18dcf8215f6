"""Every write of the written service. Nothing else saves.

Each is one transaction: the row whose truth is at stake is locked or changed by compare-and-set,
the move is checked against the table, the audit row is written and mail queued with it.
"""

from advice.actions.answering import asker_wrote_more, save_draft, send_answer
from advice.actions.asking import Question, ask, find, write_again
from advice.actions.claiming import assign, claim, give_back_left_behind, let_in, release

__all__ = [
    "Question",
    "ask",
    "asker_wrote_more",
    "assign",
    "claim",
    "find",
    "give_back_left_behind",
    "let_in",
    "release",
    "save_draft",
    "send_answer",
    "write_again",
]
