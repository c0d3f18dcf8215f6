"""Publishing at the desk: who reaches what, what each page shows, and that no text is lost."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advice import actions
from advice.models import Conversation, Publication, PublishedAnswer
from tests.advice.factories import make_conversation
from tests.advice.publishing import (
    PUBLIC_ANSWER,
    TITLE,
    WORDS,
    answered,
    asked,
    proposed,
    published,
)
from tests.advice.visitor import hidden

pytestmark = pytest.mark.django_db

LETTER = "Luottamuksellinen kirje sadepäivältä"
WHO = ("aino", "eero", "reader", "coordinator", "editor", "administrator", "superuser", "stranger")


@pytest.fixture
def superuser(make_user: Any) -> Any:
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def reader(make_expert: Any, gambling: Any) -> Any:
    """An expert of the topic who reads for others."""
    user = make_expert("rauha", gambling)
    user.expert.reads_for_others = True
    user.expert.save()
    return user


@pytest.fixture
def conversation(aino: Any, gambling: Any) -> Conversation:
    return answered(aino, topics=[gambling], text=LETTER)


def to(name: str, pk: int | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[pk] if pk else [])


def page(response: Any) -> str:
    html: str = response.content.decode()
    return html


#: Who (by the order of WHO) gets what; the rest is 404.
MATRIX = {
    ("publications", "get"): (200, 200, 200, 200, 404, 404, 404, 404),
    ("propose", "get"): (200, 404, 404, 404, 404, 404, 404, 404),
    ("propose", "post"): (302, 404, 404, 404, 404, 404, 404, 404),
    ("proposal", "get"): (404, 404, 200, 200, 404, 404, 404, 404),
    ("proposal", "post"): (404, 404, 302, 302, 404, 404, 404, 404),
    ("drop", "post"): (302, 404, 404, 404, 404, 404, 404, 404),
    ("hide", "post"): (404, 404, 404, 302, 404, 404, 404, 404),
}
#: Where the asker's letter may be read, and where the proposed words.
SHOWS_LETTER = {("propose", "get")}
SHOWS_WORDS = {("propose", "get"), ("proposal", "get")}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("name", "method"), MATRIX)
def test_desk_opens_to_whom_the_table_says(
    request, who, name, method, aino, coordinator, conversation, gambling, signed_in, trail
):
    user = request.getfixturevalue(who)
    publication = proposed(conversation, aino)
    public = published(answered(aino, topics=[gambling]), aino, coordinator, title="Muu otsikko")
    status = MATRIX[name, method][WHO.index(who)]
    pk = {"publications": None, "propose": conversation.pk, "hide": public.pk}.get(
        name, publication.pk
    )
    client, before = signed_in(user), len(trail())
    fields: dict[str, Any] = WORDS | {"hidden": "yes", "verdict": "asked"}
    if name == "proposal" and method == "post" and status == 302:
        fields["seen"] = hidden(page(client.get(to(name, pk))), "seen")

    response = getattr(client, method)(to(name, pk), fields if method == "post" else {})

    assert response.status_code == status
    html = page(response)
    assert (LETTER in html) is (status == 200 and (name, method) in SHOWS_LETTER)
    if method == "get":
        assert (PUBLIC_ANSWER.split("\n")[0] in html) is (
            status == 200 and (name, method) in SHOWS_WORDS
        )
    assert "no-store" in response["Cache-Control"]
    if status == 404:
        assert "refused" in {row[1] for row in trail()[before:]}


def test_signed_out_visitor_reaches_nothing(asker, aino, coordinator, conversation):
    publication = proposed(conversation, aino)
    for name, method in MATRIX:
        pk = {"publications": None, "propose": conversation.pk}.get(name, publication.pk)
        answer = getattr(asker, method)(to(name, pk))
        assert answer.status_code == (302 if method == "get" else 403)


def test_opening_and_every_act_leaves_its_row(conversation, aino, coordinator, signed_in, trail):
    writer, second = signed_in(aino), signed_in(coordinator)
    writer.get(to("propose", conversation.pk))
    writer.post(to("propose", conversation.pk), WORDS)
    publication = Publication.objects.get()
    seen = hidden(page(second.get(to("proposal", publication.pk))), "seen")
    second.post(to("proposal", publication.pk), {"seen": seen, "verdict": "asked"})
    rows = [
        row[:3]
        for row in trail()
        if row[0].startswith(("advice.propos", "advice.read_prop", "advice.put"))
    ]
    mine, theirs = f"user {aino.pk}", f"user {coordinator.pk}"
    assert rows == [
        ("advice.propose", "allowed", mine),
        ("advice.propose", "allowed", mine),
        ("advice.propose", "done", mine),
        ("advice.read_proposal", "allowed", theirs),
        ("advice.read_proposal", "allowed", theirs),
        ("advice.put_to_asker", "done", theirs),
    ]


def test_text_that_is_not_taken_is_given_back(conversation, aino, coordinator, signed_in):
    client = signed_in(aino)
    wrong = client.post(to("propose", conversation.pk), WORDS | {"title": ""})
    assert wrong.status_code == 422
    assert "Sinun ei tarvitse kertoa kaikkea" in page(wrong)
    quoted = client.post(
        to("propose", conversation.pk), WORDS | {"question": "Numeroni on 2026 1125 0000 0001."}
    )
    assert quoted.status_code == 422
    asked(conversation, aino, coordinator)
    late = client.post(to("propose", conversation.pk), WORDS | {"answer": "Myöhäinen muutos."})
    assert late.status_code == 409
    gone = answered(aino)
    actions.erase(gone, by=None)
    lost = client.post(to("propose", gone.pk), WORDS)
    assert lost.status_code == 404
    assert TITLE in page(lost)


def test_returned_word_is_given_back_when_the_text_is_not_theirs(
    conversation, aino, eero, signed_in
):
    publication = proposed(conversation, aino)
    response = signed_in(eero).post(
        to("proposal", publication.pk), {"verdict": "returned", "word": "Kaupunki pois."}
    )
    assert response.status_code == 404
    assert "Kaupunki pois." in page(response)
    assert TITLE not in page(response)


def test_reader_must_say_what_should_change(conversation, aino, coordinator, signed_in):
    publication = proposed(conversation, aino)
    client = signed_in(coordinator)
    seen = hidden(page(client.get(to("proposal", publication.pk))), "seen")
    fields = {"seen": seen, "verdict": "returned", "word": ""}
    response = client.post(to("proposal", publication.pk), fields)
    assert response.status_code == 422
    assert "Kirjoita muutamalla sanalla" in page(response)
    proposed(conversation, aino, answer="Toinen.")
    late = client.post(to("proposal", publication.pk), fields | {"verdict": "asked"})
    assert late.status_code == 409
    assert "Toinen." in page(late)


def test_menu_counts_what_waits(conversation, aino, coordinator, signed_in):
    proposed(conversation, aino)
    for user, counted in ((coordinator, True), (aino, False)):
        html = page(signed_in(user).get(to("publications")))
        entry = re.search(rf'<a href="{to("publications")}"[^>]*>.*?</a>', html, re.S)
        assert entry
        assert ("desk-count" in entry[0]) is counted


def test_letters_lead_to_publishing_only_when_answered(aino, signed_in, gambling):
    client = signed_in(aino)
    writing = make_conversation(by=aino, status="writing", topics=[gambling])
    ready = answered(aino, topics=[gambling])
    assert to("propose", writing.pk) not in page(client.get(to("write", writing.pk)))
    assert to("propose", ready.pk) in page(client.get(to("write", ready.pk)))


def test_list_takes_the_same_queries_with_1_and_30(
    aino, coordinator, signed_in, gambling, django_assert_num_queries
):
    client = signed_in(coordinator)

    def more(number: int) -> None:
        for _nth in range(number):
            proposed(answered(aino, topics=[gambling]), aino)
            published(answered(aino, topics=[gambling]), aino, coordinator)

    more(1)
    client.get(to("publications"))
    with CaptureQueriesContext(connection) as one:
        client.get(to("publications"))
    assert len(one) <= 20
    more(29)
    with django_assert_num_queries(len(one)):
        client.get(to("publications"))


def test_editor_has_no_way_to_published_words_in_the_admin(aino, coordinator, conversation, editor):
    published(conversation, aino, coordinator)
    assert not any("publishedanswer" in one for one in editor.get_all_permissions())
    assert PublishedAnswer.objects.exists()
