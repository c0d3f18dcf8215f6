"""The overview: what waits, what may be late, who carries how much, and what is calm."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from advice import actions, load, matching, overview, paging
from advice.models import Alarm, Conversation, HeldPurge, Status, SteppedAside
from expert_pool import actions as pool
from expert_pool.models import Absence, Debrief, Expert, RestingTopic
from home.models import Topic
from tests.advice.factories import make_conversation
from trust import clock
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

#: Noon on a Tuesday in Helsinki.
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WISH = "Toivon jotakuta kaukaa"
TEXT = "Luottamuksellinen kirje sadepäivältä"
OTHERS = ("aino", "eero", "editor", "administrator", "stranger")


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def desk(coordinator, signed_in) -> Any:
    return signed_in(coordinator)


def asked(hours_ago: float, *, status: str = Status.WAITING, **fields: Any) -> Conversation:
    """A conversation that came to this status so many hours ago; the promise is 72 hours."""
    with time_machine.travel(NOON - hours_ago * HOUR, tick=False):
        return make_conversation(TEXT, wish=WISH, status=status, **fields)


def to(name: str, pk: int | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[pk] if pk else [])


def page(client: Any) -> str:
    answer = client.get(to("overview"))
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def section(html: str, name: str) -> str:
    """What stands under the heading with this id, as words; empty when it is not there."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}-title".*?</section>', html, re.DOTALL)
    return words(found[0]) if found else ""


# What waits and what may be late


def test_calm_page_says_so_and_shows_no_empty_lists(desk):
    shown = page(desk)
    said = words(shown)
    assert "Kaikki on rauhallista." in said
    assert "Kukaan ei odota vastausta juuri nyt" in said
    assert section(shown, "calm") == (
        "Kunnossa Kukaan kokemusasiantuntija ei kutsu sinua. Kukaan ei ole pyytänyt juttelemaan."
        " Yksikään kirje ei odota lukijaa. Mitään ei ole jätetty tarkistettavaksi."
        " Sähköposti kulkee. Poistoajo ei odota sinua."
    )
    for name in ("soon", "waiting", "gate", "check", "calls", "talks", "held", "mail"):
        assert section(shown, name) == "", name


def test_promises_are_grouped_by_how_soon_they_end(desk, aino, gambling):
    late, day, two, later = (
        asked(hours, topics=[gambling]) for hours in (75.5, 72 - 23, 72 - 47, 72 - 49)
    )
    shown = page(desk)
    soon = section(shown, "soon")
    assert re.findall(r"K-\d+(?= Rahapel)|Jo myöhässä|\d+ tunnin sisällä", soon) == [
        *("Jo myöhässä", late.label),
        *("24 tunnin sisällä", day.label),
        *("48 tunnin sisällä", two.label),
    ]
    assert later.label in section(shown, "waiting")
    numbers = re.findall(r"<dd>(.*?)</dd>", shown)
    assert numbers == ["4", "1", "1", "1"]
    assert "myöhässä 3 h" in soon


@pytest.mark.parametrize(
    ("left", "group"),
    [(0, "one_day"), (23.99, "one_day"), (24, "two_days"), (47.99, "two_days"), (48, None)],
)
def test_bounds_of_the_groups(coordinator, left, group):
    asked(72 - left)
    groups = overview.situation_of(coordinator).groups()
    assert [name for name, _rows in groups] == ([group] if group else [])


def test_row_tells_how_long_it_has_waited_and_who_has_it(desk, aino, gambling):
    free = asked(30, topics=[gambling])
    writing = asked(40, topics=[gambling], by=aino, status=Status.WRITING)
    shown = section(page(desk), "soon")
    assert f"{free.label} Rahapelaaminen Oma tilanteeni Kukaan ei ole vielä ottanut" in shown
    assert "odottanut 30 h" in shown
    assert "Aino kirjoittaa vastausta · odottanut 40 h" in shown
    assert writing.label in shown


def test_waiting_counts_from_the_first_letter_without_an_answer(coordinator, aino, gambling):
    conversation = asked(60, topics=[gambling], by=aino, status=Status.ANSWERED)
    for hours_ago in (50, 10):
        with time_machine.travel(NOON - hours_ago * HOUR, tick=False):
            actions.write_again(conversation, text=f"{hours_ago}", nonce=f"{hours_ago}")
    [row] = overview.situation_of(coordinator).soon.rows
    assert row.since == NOON - 50 * HOUR


def test_no_letter_and_no_wish_is_shown_or_opened(desk, aino, gambling, trail):
    for status in (Status.WAITING, Status.QUARANTINED, Status.WRITING, Status.REVIEW):
        asked(60, topics=[gambling], by=aino, status=status)
    before = len(trail())
    shown = desk.get(to("overview")).content.decode()
    assert TEXT not in shown
    assert WISH not in shown
    assert trail()[before:] == []


def test_topic_is_named_in_the_language_of_the_page(desk, make_topic, gambling):
    swedish = make_topic("spel", "Spelande", "sv")
    Topic.objects.filter(pk=swedish.pk).update(translation_key=gambling.translation_key)
    asked(60, topics=[Topic.objects.get(pk=swedish.pk)], language="sv")
    soon = section(page(desk), "soon")
    assert "Rahapelaaminen" in soon
    assert "Ruotsi" in soon


# Who could take it


def test_row_names_three_who_are_free_and_leads_to_giving_it(
    desk, aino, make_expert, gambling, substances
):
    for name in ("bertta", "cecilia", "daavid"):
        make_expert(name, gambling)
    make_expert("muu", substances)
    conversation = asked(60, topics=[gambling])
    shown = page(desk)
    assert "Vapaana ja tuntee aiheen: Aino , Bertta , Cecilia Anna" in section(shown, "soon")
    assert to("assign", conversation.pk) in shown


def test_row_of_a_topic_nobody_free_knows_says_so(desk, aino, gambling, substances):
    pool.rest(aino.expert, by=aino)
    conversation = asked(60, topics=[gambling])
    asked(50, topics=[substances], language="sv")
    soon = section(page(desk), "soon")
    assert soon.count("Kukaan, joka voisi vastata, ei ole juuri nyt vapaana.") == 2
    assert conversation.label in soon


HINDRANCES = {
    "away": lambda expert, _one: Absence.objects.create(
        expert=expert, first_day=NOON.date(), last_day=NOON.date()
    ),
    "rests": lambda expert, _one: Expert.objects.filter(pk=expert.pk).update(
        rests_until=NOON + HOUR
    ),
    "topic rests": lambda expert, one: RestingTopic.objects.create(
        expert=expert, topic=one.topics.first(), last_day=NOON.date()
    ),
    "full": lambda expert, _one: (
        Expert.objects.filter(pk=expert.pk).update(open_limit=1)
        and make_conversation(by=expert.user, status=Status.WRITING, hours=300)
    ),
    "aside": lambda expert, one: SteppedAside.objects.create(
        conversation=one, user=expert.user, at=NOON
    ),
    "role gone": lambda expert, _one: expert.user.groups.clear(),
    "account closed": lambda expert, _one: (
        type(expert.user).objects.filter(pk=expert.user_id).update(is_active=False)
    ),
}


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_hindered_expert_is_not_named(aino, make_expert, gambling, hindrance):
    make_expert("bertta", gambling)
    one = asked(60, topics=[gambling])
    HINDRANCES[hindrance](aino.expert, one)
    assert free_names(one) == ["Bertta"]


def free_names(conversation: Conversation) -> list[str]:
    conversation = Conversation.objects.get(pk=conversation.pk)
    found = matching.free_for_each([conversation], load.bearings())
    return [candidate.expert.alias for candidate in found[conversation.pk]]


def test_those_named_are_those_whom_giving_finds_free_in_the_same_order(
    make_expert, make_topic, gambling, substances
):
    third = make_topic("mielenterveys")
    topics = [gambling, substances, third]
    experts = [
        make_expert(f"asiantuntija{nth:02}", *[topics[nth % 3], topics[nth % 2]])
        for nth in range(12)
    ]
    hindered = list(HINDRANCES.values())[:5]
    rows = [
        asked(60, topics=chosen) for chosen in ([gambling], [gambling, third], [], [substances])
    ]
    for nth, user in enumerate(experts[:10]):
        hindered[nth % 5](user.expert, rows[nth % 2])
    shown = [Conversation.objects.get(pk=one.pk) for one in rows]
    found = matching.free_for_each(shown, load.bearings())
    for one in shown:
        free = {expert.pk for expert in load.free_for(one)}
        wanted = [each.expert.pk for each in matching.ranked(one, None) if each.expert.pk in free]
        assert [candidate.expert.pk for candidate in found[one.pk]] == wanted
        assert wanted


def test_the_one_who_has_it_is_not_named(aino, make_expert, gambling):
    make_expert("bertta", gambling)
    one = asked(60, topics=[gambling], by=aino, status=Status.WRITING)
    assert free_names(one) == ["Bertta"]


# Who carries how much


def test_experts_are_told_with_what_they_carry_and_owe(desk, aino, eero, make_expert, gambling):
    Expert.objects.update(open_limit=5)
    for status in (Status.WRITING, Status.REVIEW, Status.ANSWERED, Status.CLOSED):
        asked(1, topics=[gambling], by=aino, status=status)
    last = NOON.date() + timedelta(days=3)
    Absence.objects.create(expert=eero.expert, first_day=NOON.date(), last_day=last)
    pool.rest(make_expert("bertta").expert, by=eero)
    full = make_expert("cecilia")
    Expert.objects.filter(user=full).update(open_limit=1)
    asked(1, by=full, status=Status.ANSWERED)
    assert section(page(desk), "experts") == (
        "Kuka kantaa minkä verran"
        " Aino 3/5 avoinna Voi ottaa uusia. 2 vastausta kirjoitettavana"
        " Bertta 0/1000 avoinna Lepää to 26.11. klo 9.00 saakka"
        " Cecilia 1/1 avoinna Kantaa niin paljon kuin on sovittu"
        " Eero 0/5 avoinna Poissa, viimeinen päivä perjantaina 27.11."
    )


def test_expert_who_has_left_is_not_among_them(desk, aino, eero):
    eero.groups.clear()
    experts = section(page(desk), "experts")
    assert "Aino" in experts
    assert "Eero" not in experts


def test_experts_go_on_page_by_page(desk, make_expert, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 2)
    names = ["Aapo", "Bertta", "Åke", "Ämmi", "Örn"]
    for name in names:
        make_expert(name)
    seen, address = [], to("overview")
    for _ in range(3):
        shown = desk.get(address).content.decode()
        seen += re.findall(r"<strong>(\w+)</strong>\s*<span class=\"count", shown)
        link = re.search(r'href="(/[^"]*list=experts[^"]*)"', shown)
        address = unescape(link[1]) if link else ""
    assert sorted(seen) == sorted(names)
    assert address == ""


# What asks for a person


def test_debrief_asked_is_shown_and_ended_by_one_press(desk, coordinator, aino, trail):
    debrief = Debrief.objects.create(expert=aino.expert)
    assert section(page(desk), "talks") == ""
    with time_machine.travel(NOON - 5 * HOUR, tick=False):
        pool.answer_debrief(debrief, answer=Debrief.Answer.TALK, by=aino)
    assert section(page(desk), "talks") == (
        "Haluaa jutella Aino odottanut 5 h Olen ollut yhteydessä"
    )
    for _ in range(2):
        assert desk.post(to("talked", debrief.pk)).headers["Location"] == to("overview")
    assert section(page(desk), "talks") == ""
    debrief.refresh_from_db()
    assert debrief.done_at == NOON
    who = f"user {coordinator.pk}"
    assert trail("expert_pool.end_debrief") == [
        ("expert_pool.end_debrief", "done", who, str(aino.expert.pk))
    ]


@pytest.mark.parametrize("who", OTHERS)
def test_only_coordinators_end_a_debrief_and_let_a_purge_go(request, aino, signed_in, who, trail):
    debrief = Debrief.objects.create(expert=aino.expert)
    pool.answer_debrief(debrief, answer=Debrief.Answer.TALK, by=aino)
    held = HeldPurge.objects.create(held_at=NOON, why="erasing", count=34)
    user = request.getfixturevalue(who)
    client = signed_in(user)
    assert client.post(to("talked", debrief.pk)).status_code == 404
    assert client.get(to("let_purge", held.pk)).status_code == 404
    assert client.post(to("let_purge", held.pk)).status_code == 404
    assert client.post(to("by_label"), {"label": "K-1"}).status_code == 404
    assert client.get(to("overview")).status_code == 404
    assert Debrief.objects.asked().exists()
    assert HeldPurge.objects.waiting().exists()
    assert {row[1] for row in trail() if row[2] == f"user {user.pk}"} - {"done"} == {"refused"}


def test_ones_own_debrief_is_another_coordinators(desk, coordinator):
    coordinator.groups.add(Group.objects.get(name=Role.EXPERT))
    expert = Expert.objects.create(user=coordinator, alias="Kaarina")
    debrief = Debrief.objects.create(expert=expert)
    pool.answer_debrief(debrief, answer=Debrief.Answer.TALK, by=coordinator)
    talks = section(page(desk), "talks")
    assert "Toinen koordinaattori on sinuun yhteydessä." in talks
    assert "Olen ollut yhteydessä" not in talks
    assert desk.post(to("talked", debrief.pk)).status_code == 404
    assert Debrief.objects.asked().exists()


def test_letter_at_the_gate_is_told_with_how_long_it_has_waited_there(desk, aino, gambling):
    conversation = asked(20, topics=[gambling], by=aino, status=Status.WRITING)
    with time_machine.travel(NOON - 4 * HOUR, tick=False):
        actions.ask_reading(conversation, text="Kirje", answers=1, wished=True, by=aino)
    shown = page(desk)
    assert "Aino on kirjoittanut, kirje odottaa lukijaa · odottanut 4 h" in section(shown, "gate")
    assert to("gate", conversation.pk) in shown


def test_ones_own_letter_at_the_gate_is_not_ones_own_to_read(desk, coordinator, gambling):
    coordinator.groups.add(Group.objects.get(name=Role.EXPERT))
    Expert.objects.create(user=coordinator, alias="Kaarina").topics.add(gambling)
    asked(20, topics=[gambling], by=coordinator, status=Status.REVIEW)
    assert section(page(desk), "gate") == ""


def test_what_is_set_aside_is_told_and_counts_in_the_promises(desk, gambling):
    conversation = asked(60, topics=[gambling], status=Status.QUARANTINED)
    shown = page(desk)
    for name in ("check", "soon"):
        assert conversation.label in section(shown, name)
    assert "Mitään ei ole jätetty tarkistettavaksi" not in section(shown, "calm")


def test_experts_calls_stand_first(desk, aino, gambling):
    conversation = asked(1, topics=[gambling], by=aino, status=Status.WRITING)
    with time_machine.travel(NOON - 2 * HOUR, tick=False):
        actions.raise_alarm(conversation, by=aino)
    calls = section(page(desk), "calls")
    assert "Aino" in calls
    assert f"{conversation.label}, odottanut 2 h" in calls


# Mail


def mail(**fields: Any) -> OutgoingMail:
    return OutgoingMail.objects.create(
        kind="test.mail", subject="Otsikko salattu", body="Runko salattu", **fields
    )


def test_mail_given_up_is_told_with_whom_it_did_not_reach(desk, aino, eero):
    for user in (aino, aino, eero):
        mail(to=user, dead_at=NOON - HOUR, attempts=5)
    mail(to=eero, dead_at=NOON - timedelta(days=8), attempts=5)
    told = section(page(desk), "mail")
    assert "3 viestiä on jäänyt lähtemättä" in told
    assert "Aino, Eero" in told
    assert "salattu" not in told


def test_mail_to_an_asker_given_up_names_nobody(desk):
    mail(about=1, dead_at=NOON - HOUR, attempts=5)
    told = section(page(desk), "mail")
    assert "1 viesti on jäänyt lähtemättä" in told
    assert "Nämä henkilöt" not in told


def test_mail_that_waits_is_told_with_since_when(desk, aino):
    mail(to=aino, due_at=NOON - timedelta(minutes=9))
    assert section(page(desk), "mail") == ""
    for hours in (3, 5):
        mail(to=aino, due_at=NOON - hours * HOUR)
    mail(to=aino, due_at=NOON - 9 * HOUR, sent_at=NOON)
    mail(to=aino, due_at=NOON - 9 * HOUR, dropped_at=NOON)
    told = section(page(desk), "mail")
    assert "ti 24.11. klo 7.00 alkaen" in told
    assert "jäänyt lähtemättä" not in told


# A purge that waits


@pytest.mark.parametrize(
    ("why", "count", "said"),
    [
        ("clock", 0, "kello on hypännyt"),
        ("closing", 12, "12 keskustelua päättyisi"),
        ("erasing", 34, "34 keskustelua poistettaisiin lopullisesti"),
    ],
)
def test_purge_that_waits_is_told_and_let_go_only_after_its_page(
    desk, coordinator, trail, why, count, said
):
    held = HeldPurge.objects.create(held_at=NOON - HOUR, why=why, count=count)
    shown = page(desk)
    assert said in section(shown, "held")
    assert f'action="{to("let_purge", held.pk)}"' not in shown
    asked_first = desk.get(to("let_purge", held.pk))
    explained = words(asked_first.content.decode().partition("<main")[2])
    assert "Odottaminen ei hukkaa mitään" in explained
    assert ("ti 24.11. klo 12.00" in explained) is (why == "clock")
    assert HeldPurge.objects.waiting().exists()
    for _ in range(2):
        assert desk.post(to("let_purge", held.pk)).headers["Location"] == to("overview")
    held.refresh_from_db()
    assert (held.let_by, held.let_at) == (coordinator, NOON)
    assert section(page(desk), "held") == ""
    assert len(trail("advice.let_purge")) == 1
    assert "sai luvan" in words(desk.get(to("let_purge", held.pk)).content.decode())


def test_purge_page_says_how_many_would_go_at_this_moment(desk, coordinator, aino, signed_in):
    long_ago = NOON - timedelta(days=100)
    with time_machine.travel(long_ago, tick=False):
        for _ in range(3):
            make_conversation(by=aino, status=Status.CLOSED)
        for _ in range(2):
            make_conversation(by=aino, status=Status.ANSWERED)
    held = HeldPurge.objects.create(held_at=NOON, why="clock", count=0)
    said = words(desk.get(to("let_purge", held.pk)).content.decode().partition("<main")[2])
    assert "2 keskustelua päättyy" in said
    assert "3 keskustelua poistetaan lopullisesti" in said


# By label


@pytest.mark.parametrize("typed", ["K-{pk}", " k {pk} ", "K{pk}", "{pk}"])
def test_label_leads_to_where_the_conversation_stands(desk, aino, gambling, typed):
    conversation = asked(1, topics=[gambling], by=aino, status=Status.ANSWERED)
    answer = desk.post(to("by_label"), {"label": typed.format(pk=conversation.pk)})
    assert answer.headers["Location"] == to("standing", conversation.pk)
    shown = desk.get(to("standing", conversation.pk)).content.decode()
    assert conversation.label in shown
    assert TEXT not in shown
    assert WISH not in shown


def test_label_of_nothing_and_of_what_one_stepped_aside_from_are_told_alike(
    desk, coordinator, gambling
):
    conversation = asked(1, topics=[gambling])
    actions.step_aside(conversation, by=coordinator)
    said = []
    for label in (conversation.label, "K-999999", "roskaa", "", "9" * 40):
        assert desk.post(to("by_label"), {"label": label}).headers["Location"] == to("overview")
        said.append("Tällä tunnisteella ei löydy keskustelua" in words(page(desk)))
    assert said == [True] * 5


def test_receipt_number_typed_for_a_label_goes_nowhere(desk, site_log):
    typed = "4821 9037 5560 1288"
    answer = desk.post(to("by_label"), {"label": typed})
    assert answer.headers["Location"] == to("overview")
    shown = page(desk)
    assert "kysyjän tunnusnumerolta" in words(shown)
    for number in (typed, typed.replace(" ", "")):
        assert number not in shown
        assert number not in site_log.getvalue()


# Stepping aside


@pytest.mark.parametrize(
    "status", [Status.WAITING, Status.WRITING, Status.REVIEW, Status.QUARANTINED]
)
def test_nothing_is_told_of_what_one_has_stepped_aside_from(
    desk, coordinator, aino, eero, gambling, substances, status
):
    """Its topic, its hour, its call: not even that there is one."""
    conversation = asked(75, topics=[substances], by=aino, status=status)
    if status == Status.WRITING:
        actions.raise_alarm(conversation, by=aino)
    actions.step_aside(conversation, by=coordinator)
    shown = page(desk)
    assert conversation.label not in shown
    assert "Päihteet" not in shown
    assert re.findall(r"<dd>(.*?)</dd>", shown) == ["0"] * 4
    assert section(shown, "calls") == ""
    assert "Kaikki on rauhallista." in words(shown)


# Bounded


def queries(client: Any) -> int:
    client.get(to("overview"))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(to("overview")).status_code == 200
    return len(seen)


def fill(rows: int, aino: Any, make_expert: Any, gambling: Any) -> None:
    """So many of everything that the page can show."""
    for nth in range(rows):
        for status in (Status.WAITING, Status.QUARANTINED, Status.WRITING, Status.REVIEW):
            asked(75 - 2 * nth, topics=[gambling], by=aino, status=status)
        calling = asked(1, topics=[gambling], by=aino, status=Status.WRITING)
        Alarm.objects.create(conversation=calling, raised_by=aino, raised_at=NOON)
        expert = make_expert(f"nimi{rows}x{nth}", gambling).expert
        Absence.objects.create(expert=expert, first_day=NOON.date(), last_day=NOON.date())
        RestingTopic.objects.create(expert=expert, topic=gambling, last_day=NOON.date())
        Debrief.objects.create(expert=expert, answer="talk", answered_at=NOON)
        mail(to=aino, dead_at=NOON, attempts=5)
        mail(to=aino, due_at=NOON - HOUR)
    for why in ("clock", "closing", "erasing"):
        HeldPurge.objects.get_or_create(why=why, defaults={"held_at": NOON, "count": 3})


def test_page_asks_the_database_equally_often_for_1_and_40(
    coordinator, signed_in, make_user, aino, make_expert, gambling
):
    both = make_user("molemmat", Role.COORDINATOR, Role.EXPERT)
    Expert.objects.create(user=both, alias="Molemmat").topics.add(gambling)
    clients = [signed_in(coordinator), signed_in(both)]
    fill(1, aino, make_expert, gambling)
    with_one = [queries(client) for client in clients]
    fill(40, aino, make_expert, gambling)
    assert [queries(client) for client in clients] == with_one
    assert max(with_one) <= 20


def test_lists_show_no_more_than_their_bound_and_say_that_they_go_on(
    coordinator, desk, aino, make_expert, gambling
):
    fill(40, aino, make_expert, gambling)
    now = overview.situation_of(coordinator)
    assert (len(now.soon.rows), now.soon.more) == (overview.MOST_SOON, True)
    for some in (now.waiting, now.gate, now.check, now.calls, now.talks):
        assert len(some.rows) <= paging.SIZE
    for some in (now.gate, now.check, now.calls, now.talks):
        assert some.more
    shown = page(desk)
    assert (
        len(re.findall(r'class="overview-row[ "]', shown)) <= overview.MOST_SOON + 3 * paging.SIZE
    )
    assert "Niitä on lisää: kaikki ovat jonossa" in words(shown)
    assert to("overview") + "?list=experts" in shown


def test_numbers_say_when_there_are_more_than_are_read(coordinator, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 2)
    for hours in (80, 79, 78, 60):
        asked(hours)
    assert overview.situation_of(coordinator).numbers == {
        "waiting": "2+",
        "late": "2+",
        "one_day": "0+",
        "two_days": "0+",
    }


def test_due_moment_is_the_one_of_the_clock(coordinator):
    one = asked(72)
    assert one.due_at == clock.now()
    assert [name for name, _rows in overview.situation_of(coordinator).groups()] == ["one_day"]
