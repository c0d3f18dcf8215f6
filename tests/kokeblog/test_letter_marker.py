"""A subscriber's address is nowhere on disk in clear, from the form to the leaving."""

import urllib.request
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.advice.visitor import Visitor
from tests.kokeblog.readers import SUBSCRIBE, path_in
from tests.markers import PLANT, Markers
from tests.processes import Processes
from tests.sink import Sink, wait_until

# The letter's hour is this one, and a story has come out: the real worker does the rest.
MAKE_STORY = """
from django.contrib.auth.models import Group
from wagtail.models import Page, Site
from accounts.models import User
from kokeblog.models import LetterSettings, StoryIndexPage, StoryPage, Writer
from tests.kokeblog.vouching import read_by_another
from trust import clock, outbox
site = Site.objects.get(is_default_site=True)
here = clock.local(clock.now())
LetterSettings.objects.create(site=site, weekday=here.weekday(), hour=here.hour)
front = site.root_page.specific
stories = front.add_child(
    instance=StoryIndexPage(title="KokeBlogi", slug="kokeblogi", locale=front.locale)
)
story = StoryPage(
    title="Aamu", slug="aamu", introduction="Ingressi.", side="self", locale=front.locale,
    writer=Writer.objects.create(alias="Ilta"), body=[("text", "<p>Tarina.</p>")],
)
stories.add_child(instance=story)
reader = User.objects.create_user("lukija@kokenet.example", None)
reader.groups.add(Group.objects.get(name="editor"))
read_by_another(story, reader).publish()
outbox.wake("kokeblog.jobs.send_letters")
"""

# PostgreSQL writes a row that breaks a constraint into its log, whole.
BREAK_A_CONSTRAINT = """
from django.db import Error
from kokeblog.models import Subscription
try:
    Subscription.objects.update(status="bogus")
except Error:
    pass
else:
    raise SystemExit("the constraint did not hold")
"""


@pytest.mark.processes
def test_address_of_a_subscriber_is_nowhere_on_disk(
    processes: Processes, disk: Path, sink: Sink
) -> None:
    """Database files, write-ahead log, server log, task tables and our own logs."""
    markers = Markers()
    address = f"{markers.of('address')}@muualla.example"
    visitor = Visitor(processes.url)
    processes.start_web()
    processes.start_worker()

    visitor.post(SUBSCRIBE, {"email": address, "website": ""})
    visitor.post(SUBSCRIBE, {"email": address.upper(), "website": ""})
    visitor.try_post(SUBSCRIBE, {"email": markers.of("wrong address")})
    visitor.try_post(SUBSCRIBE, {"email": f"{markers.of('nook')}@a.example", "website": "x"})
    confirm = path_in(body(sink.wait_for(1, 60)[0]), "vahvista")
    markers.by_input["token to confirm"] = confirm.rstrip("/").rpartition("/")[2]
    assert visitor.try_get(confirm) == 200
    assert subscribers(processes) == 0
    visitor.post(confirm, {"confirm": "yes"})
    assert subscribers(processes) == 1

    processes.run(MAKE_STORY)
    letter = sink.wait_for(2, 60)[1]
    processes.run(BREAK_A_CONSTRAINT)
    leave = path_in(letter["List-Unsubscribe"], "lopeta")
    markers.by_input["token to leave"] = leave.rstrip("/").rpartition("/")[2]
    assert visitor.try_get(leave) == 200
    wait_until(lambda: ended(processes) == 2, 30, "the marks of the mails")
    assert markers.found_under(disk) == []

    assert press_the_mailbox_s_button(processes.url + leave) == 200
    assert subscribers(processes) == 0
    assert [mail["To"] for mail in sink.messages] == [address, address]
    mails = "".join(mail.as_string() for mail in sink.messages).replace(f"To: {address}", "")
    assert markers.by_input["address"] not in mails
    planted = Markers()
    planted.by_input["planted"] = "PLANTED"
    processes.run(PLANT)
    assert markers.found_under(disk) == []
    assert planted.found_under(disk) != []


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def press_the_mailbox_s_button(url: str) -> int:
    """As a mail provider's program posts it: no Origin, no Sec-Fetch-Site, no cookie."""
    request = urllib.request.Request(url, b"List-Unsubscribe=One-Click", method="POST")  # noqa: S310
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return int(answer.status)


def subscribers(site: Processes) -> int:
    return site.number("Subscription.objects.confirmed().count()", "kokeblog.models")


def ended(site: Processes) -> int:
    return site.number("OutgoingMail.objects.exclude(sent_at=None).count()", "trust.models")
