"""A marker in every input of the whole path is nowhere on disk in clear."""

import time
from pathlib import Path

import pytest

from tests.advice.staff import DESK, StaffBrowser
from tests.advice.test_survival import MAKE_FORM
from tests.advice.visitor import ANSWER, PREVIEW, Visitor, hidden
from tests.markers import PLANT, Markers
from tests.processes import Processes
from tests.sink import Sink, wait_until

CONTINUE = "/neuvonta/keskustelu/jatka/"
END, FEEDBACK = "/neuvonta/keskustelu/paata/", "/neuvonta/keskustelu/palaute/"
LEVELS = ("team", "self")

MAKE_STAFF = """
from django.contrib.auth.models import Group
from accounts.models import User
from expert_pool.models import Expert
user = User.objects.create_user("aino@kokenet.example", None)
user.groups.add(Group.objects.get(name="expert"))
Expert.objects.create(user=user, alias="Aino", needs_second_reader=False)
user = User.objects.create_user("koordinaattori@kokenet.example", None)
user.groups.add(Group.objects.get(name="coordinator"))
"""

# PostgreSQL writes a row that breaks a constraint into its log, whole.
BREAK_A_CONSTRAINT = """
from django.db import Error
from advice.models import Conversation, Message
for rows, change in (
    (Conversation.objects.exclude(wish=b""), {"status": "bogus"}),
    (Message.objects.all(), {"author": "bogus"}),
):
    try:
        rows.update(**change)
    except Error:
        continue
    raise SystemExit("the constraint did not hold")
"""


@pytest.mark.processes
def test_marker_of_any_input_is_nowhere_on_disk(
    processes: Processes, disk: Path, sink: Sink
) -> None:
    """Database files, write-ahead log, server log, task tables, our logs and the mails."""
    markers = Markers()
    form = processes.run(MAKE_FORM).strip().splitlines()[-1]
    processes.run(MAKE_STAFF)
    processes.start_web()
    processes.start_worker()

    number = walk_the_whole_path(processes, form, markers)
    markers.by_input["number"] = number
    markers.by_input["number as shown"] = " ".join(number[i : i + 4] for i in range(0, 16, 4))
    processes.run(BREAK_A_CONSTRAINT)
    address = f"{markers.by_input['address']}@muualla.example"
    wait_until(lambda: address in receivers(sink), 30, "the mail to the asker")
    planted = Markers()
    planted.by_input["planted"] = "PLANTED"
    processes.run(PLANT)

    assert markers.found_under(disk) == []
    assert receivers(sink).count(address) == 1
    mails = "".join(mail.as_string() for mail in sink.messages).replace(f"To: {address}", "")
    assert [what for what, marker in markers.by_input.items() if marker in mails] == []
    assert planted.found_under(disk) != []


def walk_the_whole_path(site: Processes, form: str, markers: Markers) -> str:
    """Ask, answer, write again, be read by another, end, fail in every way; the number."""
    visitor = Visitor(site.url, reads=4)
    fields = {"form": form, "perspective": "close"}
    fields |= {"text": markers.of("question"), "wish": markers.of("wish")}
    fields |= {"notify_email": f"{markers.of('address')}@muualla.example"}
    number = visitor.ask(fields)
    site.run(BREAK_A_CONSTRAINT)
    visitor.try_post(PREVIEW, fields | {"notify_email": markers.of("wrong address")})
    too_long = markers.of("too long") + "x" * 9000
    visitor.try_post(PREVIEW, {"form": form, "text": too_long})
    visitor.try_post(ANSWER, {"number": markers.of("number field")})
    visitor.try_get(f"/{markers.of('path')}/?q={markers.of('query')}")

    aino = StaffBrowser(site, "aino@kokenet.example")
    page = aino.answer_whole(draft=markers.of("draft"), answer=markers.of("answer"))
    assert markers.by_input["question"] in page
    here = f"{DESK}{aino.first_question()}/julkaise/"
    names = ("title", "question", "answer")
    proposal = {name: markers.of(f"proposed {name}") for name in names}
    aino.post(here, aino.get(here), **proposal)
    assert markers.by_input["proposed answer"] in aino.get(here)

    letter = visitor.post(ANSWER, {"number": number})
    assert markers.by_input["answer"] in letter
    again = {"ticket": hidden(letter, "ticket"), "text": markers.of("second letter")}
    visitor.post(CONTINUE, again)
    go_through_the_gate(site, aino, markers)
    tell_how_it_went(visitor, number, markers)
    wait_until(lambda: waiting_jobs(site) == 0, 30, "the jobs")
    time.sleep(0.5)
    return number


def go_through_the_gate(site: Processes, aino: StaffBrowser, markers: Markers) -> None:
    """Notes, an opening with a reason, a letter that another reads and comments on."""
    here = f"{DESK}{aino.first_question()}/"
    writing = aino.get(f"{here}kirjoita/")
    team, own = ({"note": markers.of(f"{level} note"), "level": level} for level in LEVELS)
    for note in (team, own):
        writing = aino.post(f"{here}muistiinpano/", writing, **note)
    letter = {"text": markers.of("letter at the gate"), "answers": "3", "wished": "on"}
    aino.post(f"{here}luettavaksi/", writing, **letter)
    reader = StaffBrowser(site, "koordinaattori@kokenet.example")
    reader.post(f"{here}perustele/", reader.get(f"{here}perustele/"), reason=markers.of("reason"))
    gate = reader.get(f"{here}lue/")
    assert letter["text"] in gate
    decision = {"comment_0": markers.of("comment in the margin"), "verdict": "let_go"}
    reader.post(f"{here}lue/paatos/", gate, review=hidden(gate, "review"), **decision)


def tell_how_it_went(visitor: Visitor, number: str, markers: Markers) -> None:
    """The asker reads, ends and gives feedback."""
    letter = visitor.post(ANSWER, {"number": number})
    assert markers.by_input["letter at the gate"] in letter
    ended = visitor.post(END, {"ticket": hidden(letter, "ticket"), "confirm": "yes"})
    grades = {"heard": "5", "helped": "4", "comment": markers.of("feedback")}
    visitor.post(FEEDBACK, {"ticket": hidden(ended, "ticket")} | grades)


def receivers(sink: Sink) -> list[str]:
    return [mail["To"] for mail in sink.messages]


def waiting_jobs(site: Processes) -> int:
    return site.number("OrmQ.objects.count()", "django_q.models")
