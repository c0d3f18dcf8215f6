"""The experts' own part of the desk: profile, how one is, days away; and who reaches what."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from expert_pool import actions, desk_urls
from expert_pool.models import Absence, Debrief, Expert, WorkEntry, WorkKind
from trust import clock

pytestmark = pytest.mark.django_db

#: A Tuesday at noon in Finland.
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PAGES = ("profile", "wellbeing", "hours", "presentation", "look_at_presentation")
COORDINATORS = ("everyones_hours", "approve_all_hours", "export_hours")
POSTS = ("not_today", "end_rest", "add_absence", "consent", "withdraw_presentation")
OF_ONE = ("answer_debrief", "remove_absence", "confirm_hours", "remove_hours")
RELAYED = ("approve_hours", "return_hours")


@pytest.fixture
def at(aino: Any, signed_in: Any) -> Any:
    """aino's desk: at("profile") reads, at("profile", field=…) sends."""
    client = signed_in(aino)

    def visit(name: str, *args: Any, **fields: Any) -> Any:
        address = reverse(f"expert_desk:{name}", args=args)
        return client.post(address, fields) if fields else client.get(address)

    return visit


def told(**changes: Any) -> dict[str, Any]:
    return {
        "introduction": "Pelasin kymmenen vuotta.",
        "lived": ["self"],
        "experience": "Peliriippuvuus ja velat",
        "languages": ["fi", "sv"],
        "region": "06",
        "age_band": "30-44",
        "gender": "",
    } | changes


def of_one(expert: Expert) -> dict[str, int]:
    """A record of the expert's behind each address that names one."""
    absence = Absence.objects.create(
        expert=expert, first_day=clock.now().date(), last_day=clock.now().date()
    )
    hours = actions.suggest_hours(expert, kind=WorkKind.LETTER, seconds=600)
    debrief = Debrief.objects.create(expert=expert)
    return {
        "answer_debrief": debrief.pk,
        "remove_absence": absence.pk,
        "confirm_hours": hours.pk,
        "remove_hours": hours.pk,
        "approve_hours": hours.pk,
        "return_hours": hours.pk,
    }


def test_every_address_is_in_a_table():
    named = {pattern.name for pattern in desk_urls.urlpatterns}
    assert named == {*PAGES, *COORDINATORS, *POSTS, *OF_ONE, *RELAYED}


@pytest.mark.parametrize("who", ["editor", "administrator", "stranger", "coordinator", "eero"])
def test_others_reach_nothing_of_an_experts_own(request, aino, signed_in, who):
    records = of_one(aino.expert)
    client = signed_in(request.getfixturevalue(who))
    for name in OF_ONE:
        answer = client.post(
            reverse(f"expert_desk:{name}", args=[records[name]]), {"minutes": 5, "answer": "fine"}
        )
        assert answer.status_code == 404, name
    assert WorkEntry.objects.get(pk=records["confirm_hours"]).state == "suggested"
    assert Absence.objects.filter(pk=records["remove_absence"]).exists()
    if who != "eero":
        for name in PAGES + POSTS:
            assert client.get(reverse(f"expert_desk:{name}")).status_code == 404, name


@pytest.mark.parametrize("who", ["aino", "eero", "editor", "administrator", "stranger"])
def test_only_coordinators_reach_everyones_hours(request, aino, signed_in, who):
    records = of_one(aino.expert)
    client = signed_in(request.getfixturevalue(who))
    for name in COORDINATORS:
        args = ["csv"] if name == "export_hours" else []
        address = reverse(f"expert_desk:{name}", args=args)
        assert client.get(address).status_code == 404, name
        assert client.post(address).status_code == 404, name
    for name in RELAYED:
        address = reverse(f"expert_desk:{name}", args=[records[name]])
        assert client.post(address).status_code == 404, name


def test_expert_without_a_place_in_the_bank_has_no_pages(make_user, signed_in):
    from accounts.models import Role  # noqa: PLC0415 -- one test

    client = signed_in(make_user("uusi", Role.EXPERT))
    for name in PAGES:
        assert client.get(reverse(f"expert_desk:{name}")).status_code == 404
    assert "Profiilisi" not in client.get("/tyotila/").content.decode()


# What one tells of oneself


def test_profile_is_kept_and_shown_again(at, aino, gambling, substances):
    answer = at("profile", **told(topics=[substances.pk]))
    expert = Expert.objects.get(pk=aino.expert.pk)

    assert answer.status_code == 302
    assert expert.lived == ["self"]
    assert expert.languages == ["fi", "sv"]
    assert (expert.region, expert.age_band, expert.gender) == ("06", "30-44", "")
    assert list(expert.topics.all()) == [substances]
    assert expert.alias == "Aino"
    assert "Peliriippuvuus ja velat" in at("profile").content.decode()


def test_profile_without_a_language_keeps_what_was_typed(at, aino):
    answer = at("profile", **told(languages=[]))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Valitse ainakin yksi kieli." in page
    assert "Peliriippuvuus ja velat" in page
    assert Expert.objects.get(pk=aino.expert.pk).experience == ""


def test_profile_cannot_change_what_the_coordinator_decides(at, aino):
    before = Expert.objects.get(pk=aino.expert.pk)
    at(
        "profile",
        **told(alias="Pomo", needs_second_reader="", reads_for_others="on", open_limit=50),
    )
    after = Expert.objects.get(pk=aino.expert.pk)

    for name in ("alias", "needs_second_reader", "reads_for_others", "open_limit", "user_id"):
        assert getattr(after, name) == getattr(before, name)


# How one is


@pytest.mark.parametrize(("answer", "asked"), [("fine", 0), ("talk", 1)])
def test_debrief_is_answered_with_one_tap(at, aino, answer, asked):
    debrief = Debrief.objects.create(expert=aino.expert)
    assert "Miten voit raskaan kirjeen jälkeen?" in at("wellbeing").content.decode()

    at("answer_debrief", debrief.pk, answer=answer)

    assert not Debrief.objects.offered_to(aino.expert)
    assert Debrief.objects.asked().count() == asked
    assert "Miten voit raskaan kirjeen jälkeen?" not in at("wellbeing").content.decode()


def test_debrief_may_turn_from_fine_to_talk_but_not_back(aino):
    debrief = Debrief.objects.create(expert=aino.expert)
    for answer in (Debrief.Answer.FINE, Debrief.Answer.TALK, Debrief.Answer.FINE):
        debrief = actions.answer_debrief(debrief, answer=answer, by=aino)
    assert debrief.answer == Debrief.Answer.TALK


def test_debrief_is_done_when_the_coordinator_says_so(aino, coordinator):
    debrief = Debrief.objects.create(expert=aino.expert)
    actions.answer_debrief(debrief, answer=Debrief.Answer.TALK, by=aino)
    actions.end_debrief(debrief, by=coordinator)
    assert not Debrief.objects.asked()


def test_topics_rest_until_the_days_end(at, aino, gambling):
    with time_machine.travel(NOON):
        at("not_today", topics=[gambling.pk])
        today = clock.local(clock.now()).date()
        assert aino.expert.topics_resting_on(today) == [gambling.translation_key]
    assert aino.expert.topics_resting_on(today + timedelta(days=1)) == []


def test_resting_topics_are_ones_own_only(at, aino, substances):
    answer = at("not_today", topics=[substances.pk])
    assert answer.status_code == 422
    assert not aino.expert.resting_topics.exists()


def test_absence_keeps_new_questions_away(at, aino):
    with time_machine.travel(NOON):
        at("add_absence", first_day="2026-11-24", last_day="26.11.2026")
        assert not Expert.objects.available().filter(pk=aino.expert.pk)
    with time_machine.travel(NOON + timedelta(days=3)):
        assert Expert.objects.available().filter(pk=aino.expert.pk)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-11-26", "2026-11-25", "Viimeinen päivä on ennen ensimmäistä."),
        ("2026-11-01", "2026-11-02", "Nämä päivät ovat jo menneet."),
        ("joulu", "2026-11-25", "Kirjoita päivä näin: 24.12.2026."),
    ],
)
def test_absence_that_makes_no_sense_is_said_so(at, aino, first, last, sentence):
    with time_machine.travel(NOON, tick=False):
        answer = at("add_absence", first_day=first, last_day=last)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not aino.expert.absences.exists()


def test_rest_ends_when_the_expert_says_so(aino, signed_in):
    actions.rest(aino.expert, by=aino)
    client = signed_in(aino)
    assert "Lepäät" in client.get(reverse("expert_desk:wellbeing")).content.decode()
    client.post(reverse("expert_desk:end_rest"))
    assert Expert.objects.available().filter(pk=aino.expert.pk)


@pytest.mark.parametrize("rows", [1, 30])
def test_wellbeing_asks_the_same_however_many_days(
    aino, signed_in, django_assert_num_queries, rows
):
    day = clock.now().date()
    for number in range(rows):
        last = day + timedelta(days=number)
        Absence.objects.create(expert=aino.expert, first_day=day, last_day=last)
    client = signed_in(aino)
    client.get(reverse("expert_desk:wellbeing"))
    with django_assert_num_queries(15):
        client.get(reverse("expert_desk:wellbeing"))
