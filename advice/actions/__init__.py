"""Every write of the written service. Nothing else saves.

Each is one transaction: the row whose truth is at stake is locked or changed by compare-and-set,
the move is checked against the table, the audit row is written and mail queued with it.
"""

from advice.actions.agreeing import agree, decline, find_published, set_hidden, withdraw
from advice.actions.alarms import raise_alarm, take_alarm
from advice.actions.answering import asker_wrote_more, save_draft, send_answer
from advice.actions.asking import Question, ask, find, has_come, write_again
from advice.actions.claiming import assign, claim, give_back_left_behind, let_in, release
from advice.actions.ending import close
from advice.actions.erasing import erase
from advice.actions.feedback import give_feedback, is_time_for_feedback, note_opening
from advice.actions.gate import ask_reading, comment, let_go, return_letter, take_back
from advice.actions.noting import add_note, remove_note
from advice.actions.opening import open_with_reason
from advice.actions.publishing import drop, propose, put_to_asker, return_proposal, writer_of
from advice.actions.purging import discard, let_purge, note_checked, purge
from advice.actions.resting import mark_heavy
from advice.actions.rows import Erased
from advice.actions.stepping import step_aside

__all__ = [
    "Erased",
    "Question",
    "add_note",
    "agree",
    "ask",
    "ask_reading",
    "asker_wrote_more",
    "assign",
    "claim",
    "close",
    "comment",
    "decline",
    "discard",
    "drop",
    "erase",
    "find",
    "find_published",
    "give_back_left_behind",
    "give_feedback",
    "has_come",
    "is_time_for_feedback",
    "let_go",
    "let_in",
    "let_purge",
    "mark_heavy",
    "note_checked",
    "note_opening",
    "open_with_reason",
    "propose",
    "purge",
    "put_to_asker",
    "raise_alarm",
    "release",
    "remove_note",
    "return_letter",
    "return_proposal",
    "save_draft",
    "send_answer",
    "set_hidden",
    "step_aside",
    "take_alarm",
    "take_back",
    "withdraw",
    "write_again",
    "writer_of",
]
