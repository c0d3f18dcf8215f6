"""The week's letter: on its hour, once to each, of the newest story, and never weeks late."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.utils import translation
from django_q.models import OrmQ
from wagtail.models import Locale

from home.models import HelpContact, HelpSettings, SiteSettings
from kokeblog import actions, jobs, mails, tickets
from kokeblog.models import LetterIssue, LetterSettings, StoryIndexPage, Subscription
from tests.kokeblog.readers import ADDRESS, MARKER, make_reader, path_in
from tests.trust.test_sealed_mail import everything_stored, let_try_again, refusing_sink  # noqa: F401
from trust import outbox
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

#: A Friday at nine in Finland, and the story's Thursday before it.
FRIDAY = datetime(2026, 11, 27, 7, tzinfo=UTC)
THURSDAY = FRIDAY - timedelta(days=1)
WEEK = timedelta(weeks=1)
A_MOMENT = timedelta(minutes=3)


@pytest.fixture
def story(make_story, gambling) -> Any:
    return make_story("aamu", at=THURSDAY, topics=[gambling], touches="velat, häpeä", minutes=4)


@pytest.fixture
def receiver(story) -> Subscription:
    return make_reader(at=THURSDAY)


def at(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def send(moment: datetime = FRIDAY + A_MOMENT) -> int:
    """What the worker does at a moment; how many mails went."""
    with at(moment):
        actions.send_letters()
        return outbox.send_due()


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=mails.LETTER).order_by("pk"))


# The hour


@pytest.mark.parametrize(
    ("weekday", "hour", "now", "last"),
    [
        (4, 9, "2026-11-27T06:59", "2026-11-20T07:00"),
        (4, 9, "2026-11-27T07:00", "2026-11-27T07:00"),
        (4, 9, "2026-11-30T12:00", "2026-11-27T07:00"),
        # Summer time: nine is an hour earlier by UTC.
        (4, 9, "2026-07-03T06:00", "2026-07-03T06:00"),
        (4, 9, "2026-07-03T05:59", "2026-06-26T06:00"),
        # Between the two the wall clock decides, not 168 hours.
        (6, 9, "2026-10-25T07:00", "2026-10-25T07:00"),
        (6, 9, "2026-10-25T06:30", "2026-10-18T06:00"),
        # An hour that comes twice: the first; one that is skipped: an hour later.
        (6, 3, "2026-10-25T00:00", "2026-10-25T00:00"),
        (6, 3, "2026-03-29T01:00", "2026-03-29T01:00"),
        (6, 3, "2026-03-29T00:59", "2026-03-22T01:00"),
        (0, 0, "2026-11-22T22:00", "2026-11-22T22:00"),
    ],
)
def test_hour_is_the_finnish_clock_s(weekday, hour, now, last):
    setting = LetterSettings(weekday=weekday, hour=hour)
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert setting.last_time(moment) == datetime.fromisoformat(last).replace(tzinfo=UTC)


def test_letter_goes_on_its_hour_and_not_before(receiver, mailoutbox):
    assert send(FRIDAY - timedelta(minutes=1)) == 0
    assert send(FRIDAY) == 1
    assert mailoutbox[0].to == [ADDRESS]


def test_hour_that_editors_set_holds(receiver, site):
    LetterSettings.objects.create(site=site, weekday=5, hour=12)
    assert send(FRIDAY + timedelta(hours=2)) == 0
    assert send(FRIDAY + timedelta(days=1, hours=3)) == 1


# Once


def test_each_gets_it_once_however_often_the_worker_looks(receiver, story):
    make_reader("toinen@muualla.example", at=THURSDAY)
    assert send() == 2
    for minutes in (5, 10, 600, 2000):
        assert send(FRIDAY + timedelta(minutes=minutes)) == 0
    issue = LetterIssue.objects.get()
    assert (issue.week, issue.language, issue.story, issue.queued_at is None) == (
        "2026-W48", "fi", story, False,
    )  # fmt: skip
    assert [mail.key for mail in letters()] == [
        f"kokeblog.letter:{issue.pk}:{pk}"
        for pk in Subscription.objects.order_by("pk").values_list("pk", flat=True)
    ]


def test_row_has_neither_address_nor_story_nor_link(receiver, story, mailoutbox):
    send()
    row = letters()[0]
    assert (row.subject, row.body, row.to) == ("KokeBlogi", "", None)
    assert MARKER not in everything_stored()
    assert (
        path_in(mailoutbox[0].body, "lopeta").rpartition("/lopeta/")[2] not in everything_stored()
    )


def test_batch_that_is_killed_goes_on_where_it_was(story, monkeypatch):
    monkeypatch.setattr("kokeblog.actions.mailing.BATCH", 2)
    for number in range(5):
        make_reader(f"{number}@muualla.example", at=THURSDAY)
    queue, calls = outbox.queue_mails, []

    def dies(**fields: Any) -> None:
        queue(**fields)
        calls.append(list(fields["about"]))
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("kokeblog.actions.mailing.queue_mails", dies)
    with at(FRIDAY + A_MOMENT), pytest.raises(KeyboardInterrupt):
        actions.send_letters()
    assert len(letters()) == 2
    assert send(FRIDAY + 2 * A_MOMENT) == 5
    assert send(FRIDAY + 3 * A_MOMENT) == 0


def test_five_thousand_are_never_in_memory_at_once(story, monkeypatch):
    """1,100 here: three batches of 500 at most, four queries each and one more to see the end."""
    moment = THURSDAY
    pattern = make_reader("0@muualla.example", at=moment)
    Subscription.objects.bulk_create(
        Subscription(
            mark=number.to_bytes(32), language="fi", told_at=moment, confirmed_at=moment,
            status="confirmed", address=bytes(pattern.address),
        )
        for number in range(1099)
    )  # fmt: skip
    sizes = []
    queue = outbox.queue_mails
    monkeypatch.setattr(
        "kokeblog.actions.mailing.queue_mails",
        lambda **fields: sizes.append(len(fields["about"])) or queue(**fields),
    )
    with at(FRIDAY + A_MOMENT):
        assert actions.send_letters()
    assert sizes == [500, 500, 100]
    assert len(letters()) == 1100


@pytest.mark.parametrize("number", [1, 30])
def test_queueing_costs_the_same_for_one_and_for_thirty(story, number, django_assert_num_queries):
    for one in range(number):
        make_reader(f"{one}@muualla.example", at=THURSDAY)
    # settings 2; three languages: asked and told 3 each (fi also opens 1); letters 1; the batch:
    # letter, readers, mails, crank 2, letter.
    with at(FRIDAY + A_MOMENT), django_assert_num_queries(QUERIES):
        actions.send_letters()


QUERIES = 21


def test_time_that_ends_leaves_the_rest_to_another_run(story, monkeypatch):
    monkeypatch.setattr("kokeblog.actions.mailing.BATCH", 1)
    monkeypatch.setattr("kokeblog.actions.mailing.SECONDS_AT_ONCE", -1.0)
    for number in range(3):
        make_reader(f"{number}@muualla.example", at=THURSDAY)
    with at(FRIDAY + A_MOMENT):
        assert not actions.send_letters(seconds=-1)
        assert len(letters()) == 1
        OrmQ.objects.all().delete()
        monkeypatch.setattr(actions, "send_letters", lambda: False)
        jobs.send_letters()
    assert [job.func() for job in OrmQ.objects.all()] == ["kokeblog.jobs.send_letters"]


# After a stop


def test_letter_goes_when_the_worker_comes_back(receiver):
    assert send(FRIDAY + timedelta(hours=40)) == 1


def test_letter_of_a_long_stop_does_not_go_and_the_next_does(receiver, make_story):
    assert send(FRIDAY + timedelta(hours=49)) == 0
    assert letters() == []
    make_story("ilta", at=FRIDAY + timedelta(days=6))
    assert send(FRIDAY + WEEK) == 1


def test_mail_that_waited_too_long_in_the_outbox_is_dropped(receiver, mailoutbox):
    with at(FRIDAY):
        actions.send_letters()
    with at(FRIDAY + timedelta(days=5)):
        assert outbox.send_due() == 0
    assert (mailoutbox, letters()[0].dropped_at is None) == ([], False)
    assert Subscription.objects.count() == 1


# Which story


def test_week_without_a_new_story_has_no_letter(receiver):
    assert send() == 1
    assert send(FRIDAY + WEEK) == 0
    assert LetterIssue.objects.count() == 1


def test_story_that_comes_out_late_goes_within_two_days(receiver, make_story):
    send()
    assert send(FRIDAY + WEEK) == 0
    make_story("ilta", at=FRIDAY + WEEK + timedelta(hours=5))
    assert send(FRIDAY + WEEK + timedelta(hours=6)) == 1
    # The week after has its own hour again, and this story has been told of.
    assert send(FRIDAY + 2 * WEEK) == 0


def test_newest_of_several_is_told_of(receiver, make_story, mailoutbox):
    make_story("uusin", at=THURSDAY + timedelta(hours=2))
    make_story("tuleva", at=FRIDAY + timedelta(hours=2))
    send()
    assert "Uusin" in mailoutbox[0].body


def test_new_site_sends_no_old_story(make_story):
    make_story("vanha", at=FRIDAY - timedelta(days=8))
    make_reader(at=THURSDAY)
    assert send() == 0


def test_draft_and_closed_stories_are_not_told_of(receiver, story):
    story.unpublish()
    assert send() == 0
    assert LetterIssue.objects.count() == 0


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_story_withdrawn_before_the_hand_over_is_not_sent(receiver, story, mailoutbox, how):
    with at(FRIDAY):
        actions.send_letters()
        getattr(story, how)()
        assert outbox.send_due() == 0
    assert mailoutbox == []
    assert Subscription.objects.count() == 1


def test_each_language_has_its_own_story(receiver, stories, make_story, mailoutbox):
    swedish = StoryIndexPage.objects.get(pk=stories.pk).copy_for_translation(
        Locale.objects.get_or_create(language_code="sv")[0], copy_parents=True
    )
    swedish.save_revision().publish()
    make_story("morgon", at=THURSDAY, under=swedish, title="Morgonen")
    make_reader("lasare@annanstans.example", language="sv", at=THURSDAY)
    make_reader("receiver@elsewhere.example", language="en", at=THURSDAY)
    assert send() == 2
    by_address = {mail.to[0]: mail for mail in mailoutbox}
    assert "Morgonen" in by_address["lasare@annanstans.example"].body
    assert by_address["lasare@annanstans.example"].subject == "KokeBlogis berättelse 27.11."
    assert "http://testserver/sv/kokeblogi/morgon/" in by_address["lasare@annanstans.example"].body
    assert "Aamu" in by_address[ADDRESS].body


# To whom


def test_only_those_who_had_confirmed_by_then_get_it(story):
    make_reader("kysytty@muualla.example", confirmed=False, at=THURSDAY)
    make_reader("myohemmin@muualla.example", at=FRIDAY + timedelta(hours=1))
    assert send() == 0
    assert send(FRIDAY + timedelta(hours=2)) == 0


def test_one_who_leaves_before_the_hand_over_gets_nothing(receiver, mailoutbox):
    with at(FRIDAY):
        actions.send_letters()
        actions.leave(receiver.seal_id)
        assert outbox.send_due() == 0
    assert mailoutbox == []


# A mailbox that does not take it


def refuse_whole_letter(moment: datetime) -> None:
    with at(moment):
        actions.send_letters()
    for _ in range(5):
        with at(moment):
            outbox.send_due()
            OutgoingMail.objects.filter(dead_at=None).update(due_at=moment, leased_until=None)


def test_refused_letter_ends_nothing_and_four_in_a_row_do(receiver, make_story, refusing_sink):  # noqa: F811
    for week in range(3):
        make_story(f"tarina{week}", at=FRIDAY + week * WEEK - timedelta(hours=1))
        refuse_whole_letter(FRIDAY + week * WEEK)
        assert Subscription.objects.get().refused == week + 1
    make_story("viimeinen", at=FRIDAY + 3 * WEEK - timedelta(hours=1))
    refuse_whole_letter(FRIDAY + 3 * WEEK)
    assert Subscription.objects.count() == 0
    from trust.models import AuditRow  # noqa: PLC0415

    assert AuditRow.objects.filter(act="kokeblog.mailbox_gone", actor_label="system").count() == 1


def test_letter_that_goes_clears_what_was_refused(receiver, mailoutbox):
    Subscription.objects.update(refused=3)
    send()
    assert Subscription.objects.get().refused == 0


def test_mail_server_s_own_fault_counts_against_no_mailbox(receiver, mail_to_sink):
    mail_to_sink.refuse_with = "554 Not today"
    refuse_whole_letter(FRIDAY)
    assert letters()[0].dead_at is not None
    assert Subscription.objects.get().refused == 0


# What it says


class Reading(HTMLParser):
    """What a mailbox would fetch, follow and run, and the words in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value)
            elif name in {"src", "srcset", "background", "poster", "data"} or "url(" in (
                value or ""
            ):
                self.fetched.append(value)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def arrived(receiver, site, mail_to_sink) -> EmailMessage:
    """The letter as it came through a real mail server."""
    SiteSettings.objects.update_or_create(
        site=site,
        defaults={
            "name": "KokeNet",
            "organisation": "Yhdistys ry",
            "email": "posti@yhdistys.example",
        },
    )
    contacts, _ = HelpSettings.objects.get_or_create(site=site)
    HelpContact.objects.create(
        settings=contacts, name="Kriisipuhelin", what_for="kun on paha olla",
        phone="09 2525 0111", hours="joka päivä", language="fi",
    )  # fmt: skip
    assert send() == 1
    return mail_to_sink.messages[0]


def test_letter_reads_well_as_plain_text(arrived, story, receiver):
    text = arrived.get_body(("plain",)).get_content().replace("\r\n", "\n")
    leave = re.search(r"http://testserver/kokeblogi/kirje/lopeta/\S+/", text)
    assert leave
    assert text.replace(leave[0], "LINKKI") == (
        "Hei! KokeBlogissa on uusi tarina:\n"
        "\n"
        "Aamu\n"
        "Ilta · Oma tarina · 1 minuutin lukuhetki\n"
        "\n"
        "Tarinan raskaat aiheet: velat, häpeä\n"
        "\n"
        "Ingressi: aamu.\n"
        "\n"
        "Lue tarina:\n"
        "http://testserver/kokeblogi/aamu/\n"
        "\n"
        "Apua heti:\n"
        "- Kriisipuhelin 09 2525 0111 (joka päivä)\n"
        "\n"
        "* * *\n"
        "\n"
        "Kirjeen lähettää Yhdistys ry. Saat sen, koska tilasit sen tähän\n"
        "osoitteeseen ja vahvistit tilauksesi. Kirjeessä ei ole mitään, mistä\n"
        "näkisimme, avasitko sen.\n"
        "http://testserver/\n"
        "\n"
        "Lopeta tilaus:\n"
        "LINKKI\n"
    )
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 72


def test_html_has_no_picture_and_fetches_nothing(arrived):
    html = arrived.get_body(("html",)).get_content()
    reading = Reading(html)
    assert reading.fetched == []
    assert not reading.tags & {
        "img",
        "script",
        "iframe",
        "link",
        "object",
        "video",
        "audio",
        "form",
    }
    assert "@import" not in html
    assert "url(" not in html
    assert {link.partition(":")[0] for link in reading.links} == {"http", "tel"}
    story, leave = [link for link in reading.links if "/kokeblogi/" in link]
    assert story == "http://testserver/kokeblogi/aamu/"
    assert "/kokeblogi/kirje/lopeta/" in leave


@pytest.mark.parametrize("part", ["plain", "html"])
def test_content_note_stands_before_the_ingress(arrived, part):
    text = arrived.get_body((part,)).get_content()
    words = Reading(text).words if part == "html" else text
    assert words.index("Aamu") < words.index("velat, häpeä") < words.index("Ingressi: aamu.")


def test_story_without_heavy_things_has_no_note(make_story, mailoutbox):
    make_story("kevyt", at=THURSDAY)
    make_reader(at=THURSDAY)
    send()
    html = mailoutbox[0].alternatives[0].content
    assert "raskaat aiheet" not in mailoutbox[0].body + html


def test_headers_say_who_and_how_to_leave(arrived, receiver):
    sender = arrived["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("KokeNet", "kokenet@testserver")
    assert (arrived["Reply-To"], arrived["To"]) == ("posti@yhdistys.example", ADDRESS)
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = arrived["List-Unsubscribe"].strip()
    assert link.startswith("<http://testserver/kokeblogi/kirje/lopeta/")
    assert link.endswith("/>")
    assert arrived["Message-ID"] == letters()[0].message_id


def test_subject_names_no_story(arrived):
    """It shows on a locked screen, to whoever is beside."""
    assert arrived["Subject"] == "KokeBlogin tarina 27.11."


def test_mailbox_s_own_button_in_the_letter_leaves(arrived, asker):
    path = path_in(arrived["List-Unsubscribe"], "lopeta")
    with at(FRIDAY + WEEK):
        assert asker.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.count() == 0


def test_words_of_editors_stay_words(make_story, mailoutbox):
    make_story("x", at=THURSDAY, title="<b>Yö</b> & päivä", introduction="<script>1</script>")
    make_reader(at=THURSDAY)
    send()
    html = mailoutbox[0].alternatives[0].content
    assert "<script>" not in html
    assert "&lt;b&gt;Yö&lt;/b&gt; &amp; päivä" in html
    assert "<b>Yö</b> & päivä" in mailoutbox[0].body


def test_no_two_readers_letters_differ_but_in_the_link_to_leave(receiver, mailoutbox):
    """So no link could tell who followed it."""
    other = make_reader("toinen@muualla.example", at=THURSDAY)
    send()
    texts = {re.sub(r"/lopeta/[^/]+/", "/lopeta/", mail.body) for mail in mailoutbox}
    htmls = {
        re.sub(r"/lopeta/[^/]+/", "/lopeta/", mail.alternatives[0].content) for mail in mailoutbox
    }
    assert (len(mailoutbox), len(texts), len(htmls)) == (2, 1, 1)
    with translation.override("fi"):
        assert tickets.leave_link(other) not in mailoutbox[0].body


@pytest.mark.parametrize(("number", "queries"), [(1, 26), (11, 126)])
def test_each_letter_costs_the_same_few_queries(
    story, number, queries, django_assert_num_queries, mailoutbox
):
    for one in range(number):
        make_reader(f"{one}@muualla.example", at=THURSDAY)
    with at(FRIDAY):
        actions.send_letters()
        with django_assert_num_queries(queries):
            assert outbox.send_due() == number
