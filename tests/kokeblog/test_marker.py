"""A marker in every input of a sent story is nowhere on disk in clear."""

import time
from pathlib import Path

import pytest

from tests.advice.visitor import Visitor, hidden, shown_number
from tests.kokeblog.story_walk import OWN, PREVIEW, SAY, SEND
from tests.markers import PLANT, Markers
from tests.processes import Processes
from tests.sink import Sink, wait_until

MAKE_EDITOR = """
from django.contrib.auth.models import Group
from accounts.models import User
user = User.objects.create_user("toimittaja@kokenet.example", None)
user.groups.add(Group.objects.get(name="editor"))
"""
# PostgreSQL writes a row that breaks a constraint into its log, whole.
BREAK_A_CONSTRAINT = """
from django.db import Error
from kokeblog.models import SentStory, StoryWord
for rows, change in (
    (SentStory.objects.all(), {"status": "bogus"}),
    (StoryWord.objects.all(), {"voice": "bogus"}),
):
    try:
        rows.update(**change)
    except Error:
        continue
    raise SystemExit("the constraint did not hold")
"""


@pytest.mark.processes
def test_marker_of_a_sent_story_is_nowhere_on_disk(
    processes: Processes,
    disk: Path,
    sink: Sink,
) -> None:
    """Database files, write-ahead log, server log, task tables, our logs and the mails."""
    markers = Markers()
    processes.run(MAKE_EDITOR)
    processes.start_web()
    processes.start_worker()

    number = walk_the_whole_path(processes, markers)
    markers.by_input["number"] = number
    markers.by_input["number as shown"] = " ".join(number[i : i + 4] for i in range(0, 16, 4))
    processes.run(BREAK_A_CONSTRAINT)
    wait_until(lambda: len(sink.messages) > 1, 30, "the mails to the editor")
    planted = Markers()
    planted.by_input["planted"] = "PLANTED"
    processes.run(PLANT)

    assert markers.found_under(disk) == []
    mails = "".join(mail.as_string() for mail in sink.messages)
    assert [what for what, marker in markers.by_input.items() if marker in mails] == []
    assert planted.found_under(disk) != []


def walk_the_whole_path(site: Processes, markers: Markers) -> str:
    """Send, fail in every way, open, write a word; returns the number."""
    visitor = Visitor(site.url)
    fields = {name: markers.of(name) for name in ("text", "title", "alias", "wishes")}
    preview = visitor.post(PREVIEW, fields)
    time.sleep(4)
    sent = visitor.post(SEND, fields | {"token": hidden(preview, "token")})
    number = shown_number(sent)
    visitor.try_post(PREVIEW, {"text": markers.of("too long") + "x" * 13_000})
    visitor.try_post(SEND, {"text": markers.of("without a token")})
    visitor.try_post(OWN, {"number": markers.of("number field")})
    own = visitor.post(OWN, {"number": number})
    assert fields["text"] in own
    word = visitor.post(SAY, {"ticket": hidden(own, "ticket"), "text": markers.of("word")})
    assert markers.by_input["word"] in word
    return number
