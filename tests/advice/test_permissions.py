"""Who reaches what at the desk: every address, every person, every standing of a conversation.

Whatever is not in the tables is 404 and leaves a refused row; and what may not be seen is not in
the answer, whatever its status.
"""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import Role
from advice import actions, desk_urls
from advice.models import Conversation, Status
from expert_pool.models import Expert
from tests.advice.factories import make_conversation
from trust import receipts

pytestmark = pytest.mark.django_db

#: The standings, in the order of the tables' columns. `other`'s topic is aino's too: only the claim
#: stands between. `far` is on no topic of aino's.
STANDINGS = ("free", "own", "other", "aside", "far")

#: name, method → status for aino in each standing
AINO = {
    ("question", "get"): (200, 302, 404, 404, 404),
    ("open", "post"): (200, 302, 404, 404, 404),
    ("claim", "post"): (302, 302, 409, 404, 404),
    ("assign", "get"): (404, 404, 404, 404, 404),
    ("assign", "post"): (404, 404, 404, 404, 404),
    ("let_in", "post"): (404, 404, 404, 404, 404),
    ("write", "get"): (404, 200, 404, 404, 404),
    ("draft", "post"): (404, 302, 404, 404, 404),
    ("preview", "post"): (404, 200, 404, 404, 404),
    ("send", "post"): (404, 302, 404, 404, 404),
    ("release", "post"): (404, 200, 404, 404, 404),
    ("gate_ask", "post"): (404, 302, 404, 404, 404),
    ("gate_take_back", "post"): (404, 302, 404, 404, 404),
    ("gate", "get"): (404, 404, 404, 404, 404),
    ("gate_comment", "post"): (404, 404, 404, 404, 404),
    ("gate_decide", "post"): (404, 404, 404, 404, 404),
    ("step_aside", "post"): (302, 302, 302, 404, 404),
    ("call", "post"): (200, 302, 404, 404, 404),
    ("crisis", "get"): (200, 200, 404, 404, 404),
    ("take_call", "post"): (404, 404, 404, 404, 404),
    ("heavy", "post"): (404, 302, 404, 404, 404),
    ("note", "post"): (404, 302, 404, 404, 404),
    ("note_remove", "post"): (404, 302, 404, 404, 404),
    ("standing", "get"): (404, 404, 404, 404, 404),
    ("open_with_reason", "get"): (404, 404, 404, 404, 404),
    ("open_with_reason", "post"): (404, 404, 404, 404, 404),
    ("granted", "get"): (404, 404, 404, 404, 404),
    ("close", "get"): (404, 404, 404, 404, 404),
    ("close", "post"): (404, 404, 404, 404, 404),
    ("erase", "get"): (404, 404, 404, 404, 404),
    ("erase", "post"): (404, 404, 404, 404, 404),
    ("discard", "get"): (404, 404, 404, 404, 404),
    ("discard", "post"): (404, 404, 404, 404, 404),
    ("propose", "get"): (404, 404, 404, 404, 404),
    ("propose", "post"): (404, 404, 404, 404, 404),
}
COORDINATOR = {
    ("question", "get"): (200, 404, 404, 200, 200),
    ("open", "post"): (200, 404, 404, 200, 200),
    ("claim", "post"): (404, 404, 404, 404, 404),
    ("assign", "get"): (200, 200, 200, 404, 200),
    ("assign", "post"): (302, 302, 302, 404, 302),
    ("let_in", "post"): (404, 404, 404, 302, 404),
    ("write", "get"): (404, 404, 404, 404, 404),
    ("draft", "post"): (404, 404, 404, 404, 404),
    ("preview", "post"): (404, 404, 404, 404, 404),
    ("send", "post"): (404, 404, 404, 404, 404),
    ("release", "post"): (404, 404, 404, 404, 404),
    ("gate_ask", "post"): (404, 404, 404, 404, 404),
    ("gate_take_back", "post"): (404, 404, 404, 404, 404),
    ("gate", "get"): (404, 404, 404, 404, 404),
    ("gate_comment", "post"): (404, 404, 404, 404, 404),
    ("gate_decide", "post"): (404, 404, 404, 404, 404),
    ("step_aside", "post"): (302, 302, 302, 302, 302),
    ("call", "post"): (404, 404, 404, 404, 404),
    ("crisis", "get"): (200, 200, 200, 200, 200),
    ("take_call", "post"): (302, 302, 302, 302, 302),
    ("heavy", "post"): (404, 302, 302, 404, 404),
    ("note", "post"): (404, 404, 404, 404, 404),
    ("note_remove", "post"): (404, 404, 404, 404, 404),
    ("standing", "get"): (200, 200, 200, 200, 200),
    ("open_with_reason", "get"): (404, 200, 200, 404, 404),
    ("open_with_reason", "post"): (404, 302, 302, 404, 404),
    ("granted", "get"): (404, 404, 404, 404, 404),
    ("close", "get"): (200, 200, 200, 404, 200),
    ("close", "post"): (302, 302, 302, 404, 302),
    ("erase", "get"): (200, 200, 200, 200, 200),
    ("erase", "post"): (302, 302, 302, 302, 302),
    ("discard", "get"): (404, 404, 404, 200, 404),
    ("discard", "post"): (404, 404, 404, 302, 404),
    ("propose", "get"): (404, 404, 404, 404, 404),
    ("propose", "post"): (404, 404, 404, 404, 404),
}
OUTSIDERS = ("editor", "administrator", "superuser", "stranger")
LISTS = {
    *("queue", "own", "to_read", "calls"),
    *("overview", "numbers", "feedback", "everyones_feedback", "publications"),
}
#: Addresses that name something else than a conversation; tested where they belong.
OTHERS = {"by_label", "talked", "let_purge", "proposal", "drop", "hide"}

#: Where the letter itself may be read, and where the wish.
SHOWS_TEXT = {("open", "post"), ("write", "get")}
SHOWS_WISH = {("question", "get"), ("write", "get")}

TEXT = "Luottamuksellinen kirje sadepäivältä"
WISH = "Toivon jotakuta kaukaa"
DRAFT = "Keskeneräinen vastaus eerolta"
ANSWER = "Oma vastaukseni"


@pytest.fixture
def superuser(make_user):
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def standing(aino, eero, gambling, substances, number) -> Any:
    """Makes a conversation in a standing: standing("other")."""
    eero.expert.topics.add(gambling)

    def make(name: str) -> Conversation:
        topics = [substances] if name == "far" else [gambling]
        owner = {"own": aino, "other": eero}.get(name)
        status = {"own": Status.WRITING, "other": Status.WRITING, "aside": Status.QUARANTINED}
        conversation = make_conversation(
            TEXT,
            topics=topics,
            wish=WISH,
            by=owner,
            status=status.get(name, Status.WAITING),
            number=number,
        )
        if name == "other":
            actions.save_draft(conversation, text=DRAFT, by=eero)
        return conversation

    return make


@pytest.fixture
def number():
    return receipts.new_number()


def visit(client, name, method, conversation, expert) -> Any:
    address = reverse(f"advice_desk:{name}", args=[conversation.pk])
    fields = {"text": ANSWER, "answers": 1, "reason": "Kysyjä pyysi soittamaan."}
    if name == "gate_ask":
        fields["wished"] = "on"
    if name == "assign":
        fields = {"expert": expert.pk}
    if name == "heavy":
        fields = {}
    if name in ("note", "note_remove"):
        fields = {"note": ANSWER, "level": "team"}
    return getattr(client, method)(address, fields if method == "post" else {})


def rows(table) -> list:
    return [
        pytest.param(name, method, where, status, id=f"{name}-{method}-{where}")
        for (name, method), statuses in table.items()
        for where, status in zip(STANDINGS, statuses, strict=True)
    ]


def check(user, client, trail, conversation, expert, name, method, status, number) -> None:
    answer = visit(client, name, method, conversation, expert)
    page = answer.content.decode()
    assert answer.status_code == status
    assert (TEXT in page) is (status == 200 and (name, method) in SHOWS_TEXT)
    assert (WISH in page) is (status == 200 and (name, method) in SHOWS_WISH)
    assert DRAFT not in page
    assert number not in re.sub(r"\s", "", page)
    assert "no-store" in answer["Cache-Control"]
    refused = [row for row in trail() if row[1] == "refused" and row[2] == f"user {user.pk}"]
    assert bool(refused) is (status in (404, 409))


def test_tables_have_a_row_for_every_address():
    named = {pattern.name for pattern in desk_urls.urlpatterns}
    assert {name for name, _method in AINO} == named - LISTS - OTHERS
    assert {name for name, _method in COORDINATOR} == named - LISTS - OTHERS


@pytest.mark.parametrize(("name", "method", "where", "status"), rows(AINO))
def test_expert_reaches_own_and_unclaimed(
    aino, signed_in, trail, standing, number, name, method, where, status
):
    conversation, client = standing(where), signed_in(aino)
    check(aino, client, trail, conversation, aino.expert, name, method, status, number)


@pytest.mark.parametrize(("name", "method", "where", "status"), rows(COORDINATOR))
def test_coordinator_reaches_what_nobody_has_taken(
    coordinator, aino, signed_in, trail, standing, number, name, method, where, status
):
    conversation, client = standing(where), signed_in(coordinator)
    check(coordinator, client, trail, conversation, aino.expert, name, method, status, number)


@pytest.mark.parametrize("where", STANDINGS)
@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsider_reaches_nothing_by_any_address_or_method(
    request, aino, signed_in, trail, standing, number, who, where
):
    user, conversation = request.getfixturevalue(who), standing(where)
    client = signed_in(user)
    for name in {name for name, _method in AINO}:
        for method in ("get", "post", "put", "delete"):
            answer = visit(client, name, method, conversation, aino.expert)
            assert answer.status_code == 404, (name, method)
            assert TEXT not in answer.content.decode()
            assert WISH not in answer.content.decode()
    for name in LISTS:
        assert client.get(reverse(f"advice_desk:{name}")).status_code == 404
    assert {row[1] for row in trail() if row[2] == f"user {user.pk}"} == {"refused"}
    assert Conversation.objects.get(pk=conversation.pk).status == conversation.status


@pytest.mark.parametrize("where", STANDINGS)
def test_signed_out_visitor_reaches_nothing(asker, aino, standing, where):
    conversation = standing(where)
    for name, _method in AINO:
        for method in ("get", "post"):
            answer = visit(asker, name, method, conversation, aino.expert)
            assert answer.status_code == (302 if method == "get" else 403), (name, method)
            assert TEXT not in answer.content.decode()


def test_other_methods_open_nothing(aino, signed_in, trail, standing):
    conversation, client = standing("other"), signed_in(aino)
    for name, _method in AINO:
        for method in ("get", "put", "patch", "delete"):
            answer = visit(client, name, method, conversation, aino.expert)
            assert answer.status_code in (302, 404, 405), (name, method)
            assert TEXT not in answer.content.decode()
    assert not [row for row in trail() if row[1] == "allowed"]


def test_lists_show_no_text_and_only_own_wishes(
    aino, coordinator, signed_in, standing, gambling, substances
):
    for name in STANDINGS:
        standing_of(name, aino, gambling, substances)
    for user in (aino, coordinator):
        for name in LISTS:
            page = signed_in(user).get(reverse(f"advice_desk:{name}")).content.decode()
            assert "Kirje " not in page
    queue = signed_in(aino).get(reverse("advice_desk:queue")).content.decode()
    assert re.findall(r"Toive \w+", queue) == ["Toive free"]
    whole = signed_in(coordinator).get(reverse("advice_desk:queue")).content.decode()
    assert sorted(re.findall(r"Toive \w+", whole)) == ["Toive aside", "Toive far", "Toive free"]


def standing_of(name, aino, gambling, substances) -> Conversation:
    """The same standings with texts of their own; `other` is somebody's of the same topic."""
    owners = {"own": aino, "other": Expert.objects.get(alias="Eero").user}
    return make_conversation(
        f"Kirje {name}",
        topics=[substances] if name == "far" else [gambling],
        wish=f"Toive {name}",
        by=owners.get(name),
        status={"own": "writing", "other": "writing", "aside": "quarantined"}.get(name, "waiting"),
    )


def test_coordinator_sees_who_answers_but_no_way_to_the_letters(
    coordinator, signed_in, standing, eero
):
    conversation = standing("other")
    page = signed_in(coordinator).get(reverse("advice_desk:queue")).content.decode()
    assert conversation.label in page
    assert eero.expert.alias in page
    assert f'"{reverse("advice_desk:question", args=[conversation.pk])}"' not in page
    assert reverse("advice_desk:assign", args=[conversation.pk]) in page


def test_role_taken_away_closes_the_door_on_the_next_click(aino, signed_in, standing):
    conversation, client = standing("own"), signed_in(aino)
    address = reverse("advice_desk:write", args=[conversation.pk])
    assert client.get(address).status_code == 200
    aino.groups.clear()
    assert client.get(address).status_code == 404
    assert client.post(reverse("advice_desk:send", args=[conversation.pk])).status_code == 404


def test_claim_given_to_another_closes_the_door_on_the_next_click(
    aino, eero, coordinator, signed_in, standing
):
    conversation, client = standing("own"), signed_in(aino)
    actions.assign(conversation, expert=eero.expert, by=coordinator)
    address = reverse("advice_desk:write", args=[conversation.pk])
    assert client.get(address).status_code == 404
    answer = client.post(reverse("advice_desk:send", args=[conversation.pk]), {"text": ANSWER})
    assert answer.status_code == 404
    assert ANSWER in answer.content.decode()
    assert TEXT not in answer.content.decode()


def test_coordinator_who_also_answers_reads_own_claim_only(
    coordinator, eero, signed_in, standing, gambling
):
    coordinator.groups.add(Group.objects.get(name=Role.EXPERT))
    Expert.objects.create(user=coordinator, alias="Kaarina").topics.add(gambling)
    theirs = make_conversation(topics=[gambling], by=coordinator, status=Status.WRITING)
    client = signed_in(coordinator)
    assert client.get(reverse("advice_desk:write", args=[theirs.pk])).status_code == 200
    others = standing("other")
    assert client.get(reverse("advice_desk:write", args=[others.pk])).status_code == 404


def test_unknown_conversation_is_not_found(aino, coordinator, signed_in):
    for user in (aino, coordinator):
        for number in (999_999, 10**30):
            answer = signed_in(user).get(f"/tyotila/neuvonta/{number}/")
            assert answer.status_code == 404
