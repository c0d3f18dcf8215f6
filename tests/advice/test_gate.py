"""The second pair of eyes: what asks for it, who reads, and what becomes of a letter."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from accounts.models import Role
from advice import actions, gate, jobs, letters, permissions
from advice.models import (
    AdviceSettings,
    Conversation,
    Draft,
    Ending,
    MarginComment,
    Message,
    Review,
    Status,
    SteppedAside,
    Verdict,
)
from expert_pool.models import Absence, Expert
from home.models import Topic
from tests.advice.factories import make_conversation
from trust import audit
from trust.models import OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEXT = "Luottamuksellinen kirje sadepäivältä"
FIRST, SECOND = "Kiitos, että kirjoitit.", "Minäkin olen seissyt siinä ovella."
LETTER = f"{FIRST}\n\n{SECOND}"
REMARK = "Kertoisitko tässä itsestäsi?"


def to(name: str, conversation: Conversation | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk] if conversation else [])


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def words(html: str) -> str:
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def mails(kind: str) -> list[str]:
    found = OutgoingMail.objects.filter(kind=kind)
    return list(found.order_by("pk").values_list("to__email", flat=True))


@pytest.fixture
def reader(make_expert, gambling) -> Any:
    """An expert who reads others' letters on aino's topic."""
    user = make_expert("liisa", gambling)
    Expert.objects.filter(user=user).update(reads_for_others=True)
    return user


@pytest.fixture
def new(aino) -> Any:
    """aino, whose letters are read until the coordinator says otherwise."""
    aino.expert.needs_second_reader = True
    aino.expert.save()
    return aino


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], by=aino, status=Status.WRITING)


@pytest.fixture
def gated(aino, gambling) -> Conversation:
    """A letter of aino's at the gate."""
    return make_conversation(
        TEXT, topics=[gambling], wish="Joku kaukaa", by=aino, status=Status.REVIEW, answer=LETTER
    )


@pytest.fixture
def review(gated) -> Review:
    return gated.reviews.get()


def fields(review: Review, verdict: str = "", **comments: str) -> dict[str, Any]:
    return {"review": review.pk, "verdict": verdict} | comments


# What asks for a second reader


def test_letter_is_read_when_expert_or_topic_or_writer_asks_for_it(taken, aino, gambling, site):
    assert gate.why_read(taken, aino.expert, wished=False) == []
    assert len(gate.why_read(taken, aino.expert, wished=True)) == 1
    aino.expert.needs_second_reader = True
    AdviceSettings.for_site(site).reviewed_topics.add(gambling)
    assert len(gate.why_read(taken, aino.expert, wished=True)) == 3


def test_topic_reviewed_on_another_site_and_in_another_language_counts(
    taken, aino, gambling, substances, make_topic
):
    swedish = make_topic("spelande", "Spelande", "sv")
    Topic.objects.filter(pk=swedish.pk).update(translation_key=gambling.translation_key)
    root = Site.objects.get(is_default_site=True).root_page
    other = Site.objects.create(hostname="toinen.example", root_page=root)
    settings = AdviceSettings.objects.create(site=other)
    settings.reviewed_topics.add(substances)
    assert gate.why_read(taken, aino.expert, wished=False) == []
    settings.reviewed_topics.add(swedish)
    assert len(gate.why_read(taken, aino.expert, wished=False)) == 1


@pytest.mark.parametrize("count", [0, 1, 12, 13, 25, 400])
def test_letter_of_any_length_has_at_most_twelve_parts_and_loses_nothing(count):
    text = "\n\n".join(f"Kappale {nth}" for nth in range(count))
    parts = gate.paragraphs(text)
    assert len(parts) <= gate.MOST_PARTS
    assert "\n\n".join(parts) == text
    assert len(gate.paragraphs("yksi\n \nkaksi\nsama\n\n\n\nkolme")) == 3


# The gate holds


@pytest.mark.parametrize("why", ["expert", "topic", "wish"])
def test_letter_that_is_to_be_read_is_not_sent_by_any_caller(taken, aino, gambling, site, why):
    aino.expert.needs_second_reader = why == "expert"
    aino.expert.save()
    if why == "topic":
        AdviceSettings.for_site(site).reviewed_topics.add(gambling)
    with pytest.raises(Refusal) as refused:
        actions.send_answer(taken, text=LETTER, answers=1, wished=why == "wish", by=aino)
    assert refused.value.status == 403
    taken.refresh_from_db()
    assert (taken.status, Message.objects.count()) == (Status.WRITING, 1)


def test_direct_request_to_send_is_refused_by_the_server_and_keeps_the_text(new, taken, signed_in):
    client = signed_in(new)
    client.post(to("draft", taken), {"text": "Aiempi luonnos"})
    shown = page(client.post(to("send", taken), {"text": LETTER, "answers": 1}), 403)
    assert f"{SECOND}</textarea>" in shown
    assert "koordinaattori" in words(shown)
    assert (Message.objects.count(), Draft.objects.count()) == (1, 1)


def test_direct_request_with_the_wish_is_refused_too(taken, aino, signed_in):
    form = {"text": LETTER, "answers": 1, "wished": "on"}
    page(signed_in(aino).post(to("send", taken), form), 403)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("step", ["send", "draft", "preview", "gate_ask"])
def test_letter_at_the_gate_rests_and_what_was_typed_is_given_back(gated, aino, signed_in, step):
    client = signed_in(aino)
    form = {"text": "Muutettu", "answers": 1, "wished": "on"}
    shown = page(client.post(to(step, gated), form), 409)
    assert "Muutettu</textarea>" in shown
    gated.refresh_from_db()
    assert (gated.status, Message.objects.count()) == (Status.REVIEW, 1)
    assert SECOND in page(client.get(to("write", gated)))


def test_letter_at_the_gate_is_not_saved_by_script_and_says_why(gated, aino, signed_in):
    answer = signed_in(aino).post(
        to("draft", gated), {"text": "Muutettu"}, headers={"accept": "application/json"}
    )
    assert (answer.status_code, list(answer.json())) == (409, ["sentence"])


def test_ask_reading_puts_the_letter_at_the_gate_within_the_same_promise(new, taken, trail):
    due_at = taken.due_at
    review = actions.ask_reading(taken, text=LETTER, answers=1, wished=False, by=new)
    taken.refresh_from_db()
    assert (taken.status, taken.due_at) == (Status.REVIEW, due_at)
    assert (review.verdict, review.writer, review.answers) == (Verdict.PENDING, new.expert, 1)
    assert SECOND.encode() not in bytes(Draft.objects.get().text)
    who = f"user {new.pk}"
    assert trail("advice.ask_reading") == [("advice.ask_reading", "done", who, str(taken.pk))]


def test_ask_reading_of_what_nobody_wants_read_is_refused(taken, aino):
    with pytest.raises(Refusal):
        actions.ask_reading(taken, text=LETTER, answers=1, wished=False, by=aino)
    assert Review.objects.count() == 0


def test_ask_reading_of_an_answer_to_less_than_was_written_is_refused(taken, aino):
    actions.write_again(taken, text="Vielä", nonce="1")
    with pytest.raises(Refusal):
        actions.ask_reading(taken, text=LETTER, answers=1, wished=True, by=aino)
    assert Review.objects.count() == 0


def test_asked_twice_waits_once(taken, aino, signed_in):
    client = signed_in(aino)
    for _ in range(2):
        form = {"text": LETTER, "answers": 1, "wished": "on"}
        assert client.post(to("gate_ask", taken), form).headers["Location"] == to("write", taken)
    assert Review.objects.count() == 1


def test_take_back_lets_the_writer_go_on(gated, review, aino, signed_in):
    client = signed_in(aino)
    for _ in range(2):
        assert client.post(to("gate_take_back", gated)).headers["Location"] == to("write", gated)
    gated.refresh_from_db()
    review.refresh_from_db()
    assert (gated.status, review.verdict) == (Status.WRITING, Verdict.OVERTAKEN)
    assert f"{SECOND}</textarea>" in page(client.get(to("write", gated)))


def test_take_back_of_a_letter_that_has_gone_says_so(gated, review, aino, coordinator, signed_in):
    actions.let_go(review, comments={}, by=coordinator)
    client = signed_in(aino)
    client.post(to("gate_take_back", gated))
    assert "päästi sen jo" in words(page(client.get(to("write", gated))))


# Returned, let go


def test_letter_returned_has_its_comments_beside_the_paragraphs(
    gated, review, aino, reader, signed_in, trail
):
    answer = signed_in(reader).post(
        to("gate_decide", gated), fields(review, "returned", comment_2=REMARK)
    )
    assert answer.headers["Location"] == to("to_read")
    gated.refresh_from_db()
    review.refresh_from_db()
    assert (gated.status, review.verdict, review.reader) == (
        Status.WRITING,
        Verdict.RETURNED,
        reader,
    )
    assert mails("advice.returned") == [aino.email]
    shown = page(signed_in(aino).get(to("write", gated)))
    assert re.search(rf"{SECOND}.*?Liisa</strong> {re.escape(REMARK)}", shown, re.DOTALL)
    assert f"{SECOND}</textarea>" in shown
    assert trail("advice.return_letter")[0][:3] == (
        "advice.return_letter",
        "done",
        f"user {reader.pk}",
    )


def test_comment_stays_beside_the_paragraph_it_was_about_when_the_draft_is_edited(
    gated, review, aino, reader, signed_in
):
    actions.return_letter(review, comments={2: REMARK}, by=reader)
    actions.save_draft(gated, text="Aivan uusi kirje", by=aino)
    shown = words(page(signed_in(aino).get(to("write", gated))))
    assert SECOND in shown
    assert REMARK in shown


def test_return_without_a_word_is_asked_about_and_keeps_the_choice(
    gated, review, reader, signed_in
):
    client = signed_in(reader)
    for verdict in ("returned", ""):
        shown = page(client.post(to("gate_decide", gated), fields(review, verdict)), 422)
        assert "field-wrong" in shown
    gated.refresh_from_db()
    assert gated.status == Status.REVIEW


def test_letter_let_go_is_sent_signed_by_its_writer(gated, review, aino, reader, signed_in, trail):
    client = signed_in(reader)
    answer = client.post(to("gate_decide", gated), fields(review, "let_go"))
    assert answer.headers["Location"] == to("to_read")
    gated.refresh_from_db()
    review.refresh_from_db()
    assert (gated.status, gated.due_at, review.verdict) == (
        Status.ANSWERED,
        None,
        Verdict.LET_GO,
    )
    sent = letters.read(gated, permissions.may_read_as_asker(gated))[-1]
    assert (sent.text, sent.alias) == (LETTER, "Aino")
    assert Draft.objects.count() == 0
    assert mails("advice.let_go") == [aino.email]
    assert [row[2] for row in trail("advice.let_go")] == [f"user {reader.pk}"]


def test_comment_on_a_letter_let_go_is_kept_for_its_writer(gated, review, aino, reader, signed_in):
    actions.let_go(review, comments={0: REMARK}, by=reader)
    assert REMARK in page(signed_in(aino).get(to("write", gated)))


def test_letter_is_sent_once_whoever_sends_it_again(gated, review, aino, coordinator, reader):
    sent = actions.let_go(review, comments={}, by=coordinator)
    for by in (coordinator, reader):
        with pytest.raises((Refusal, audit.Refused)):
            actions.let_go(review, comments={}, by=by)
    assert actions.send_answer(gated, text=LETTER, answers=1, by=aino) == sent
    assert Message.objects.filter(author="expert").count() == 1


def test_last_letter_let_go_ends_the_conversation(aino, coordinator, gambling):
    last = make_conversation(topics=[gambling], by=aino, status=Status.REVIEW, limit=1)
    actions.let_go(last.reviews.get(), comments={}, by=coordinator)
    last.refresh_from_db()
    assert (last.status, last.ending) == (Status.CLOSED, Ending.LIMIT)


def test_comments_are_sealed_kept_without_deciding_changed_and_taken_away(
    gated, review, reader, coordinator, signed_in
):
    client = signed_in(reader)
    client.post(to("gate_comment", gated), fields(review, comment_1="Ensin", comment_2=REMARK))
    client.post(to("gate_comment", gated), fields(review, comment_1="", comment_2="Muutin"))
    one = MarginComment.objects.get()
    assert b"Muutin" not in bytes(one.text)
    assert SECOND.encode() not in bytes(one.about)
    assert "Muutin</textarea>" in page(client.get(to("gate", gated)))
    other = page(signed_in(coordinator).get(to("gate", gated)))
    assert "Muutin</textarea>" not in other
    assert "Liisa</strong> Muutin" in other
    review.refresh_from_db()
    assert review.verdict == Verdict.PENDING


def test_too_long_comment_is_refused_in_words_and_kept(gated, review, reader, signed_in):
    long = "a" * 2_001
    client = signed_in(reader)
    for step in ("gate_comment", "gate_decide"):
        shown = page(client.post(to(step, gated), fields(review, "let_go", comment_1=long)), 422)
        assert f"{long}</textarea>" in shown
    assert (MarginComment.objects.count(), Message.objects.count()) == (0, 1)


def test_wished_letter_that_was_returned_is_wished_still_and_may_be_sent_without(
    gated, review, aino, reader, signed_in
):
    actions.return_letter(review, comments={1: REMARK}, by=reader)
    client = signed_in(aino)
    assert re.search(r'name="wished"[^>]* checked', page(client.get(to("write", gated))))
    assert client.post(to("send", gated), {"text": LETTER, "answers": 1}).status_code == 302


def test_required_letter_that_was_returned_needs_reading_again(new, taken, reader):
    review = actions.ask_reading(taken, text=LETTER, answers=1, wished=False, by=new)
    actions.return_letter(review, comments={1: REMARK}, by=reader)
    with pytest.raises(Refusal):
        actions.send_answer(taken, text=LETTER, answers=1, by=new)


# Overtaken


def overtaken(review: Review, conversation: Conversation) -> str:
    review.refresh_from_db()
    conversation.refresh_from_db()
    assert (review.verdict, review.reader) == (Verdict.OVERTAKEN, None)
    assert review.decided_at is not None
    return conversation.status


def test_asker_who_writes_more_takes_the_letter_from_the_gate(
    gated, review, aino, coordinator, signed_in
):
    jobs.announce()
    OutgoingMail.objects.all().delete()
    due_at = gated.due_at
    actions.write_again(gated, text="Unohdin kertoa", nonce="1")
    assert overtaken(review, gated) == Status.WRITING
    assert gated.due_at == due_at
    with pytest.raises((Refusal, audit.Refused)):
        actions.let_go(review, comments={}, by=coordinator)
    assert Message.objects.filter(author="expert").count() == 0
    jobs.announce()
    assert mails("advice.again") == [aino.email]
    shown = page(signed_in(aino).get(to("write", gated)))
    assert "kysyjä kirjoitti lisää" in words(shown).lower()
    assert f"{SECOND}</textarea>" in shown


def test_release_assign_close_and_leaving_take_the_letter_from_the_gate(
    aino, eero, coordinator, gambling
):
    def one() -> tuple[Conversation, Review]:
        made = make_conversation(topics=[gambling], by=aino, status=Status.REVIEW)
        return made, made.reviews.get()

    released, given, kept, closed, left = (one() for _ in range(5))
    actions.release(released[0], by=aino)
    assert overtaken(*reversed(released)) == Status.WAITING
    actions.assign(given[0], expert=eero.expert, by=coordinator)
    assert overtaken(*reversed(given)) == Status.WRITING
    actions.assign(kept[0], expert=aino.expert, by=coordinator)
    assert kept[0].reviews.pending().exists()
    actions.close(closed[0], ending=Ending.COORDINATOR, by=coordinator)
    assert overtaken(*reversed(closed)) == Status.CLOSED
    aino.groups.clear()
    assert actions.give_back_left_behind(left[0]) is True
    assert overtaken(*reversed(left)) == Status.WAITING


def test_next_writer_sees_nothing_of_the_margin(
    gated, review, eero, reader, coordinator, signed_in
):
    actions.return_letter(review, comments={2: REMARK}, by=reader)
    actions.assign(gated, expert=eero.expert, by=coordinator)
    shown = page(signed_in(eero).get(to("write", gated)))
    assert TEXT in shown
    assert REMARK not in shown
    assert SECOND not in shown


def test_erased_conversation_leaves_no_review_and_gives_the_comment_back(
    gated, review, reader, signed_in
):
    client = signed_in(reader)
    client.post(to("gate_comment", gated), fields(review, comment_1="Ensin"))
    actions.erase(gated, by=None)
    assert (Review.objects.count(), MarginComment.objects.count()) == (0, 0)
    shown = page(
        client.post(to("gate_decide", gated), fields(review, "returned", comment_1=REMARK)), 404
    )
    assert f"{REMARK}</textarea>" in shown


def test_comment_on_a_letter_taken_back_is_given_back(gated, review, aino, reader, signed_in):
    actions.take_back(gated, by=aino)
    form = fields(review, "let_go", comment_1=REMARK)
    shown = page(signed_in(reader).post(to("gate_decide", gated), form), 404)
    assert f"{REMARK}</textarea>" in shown
    assert TEXT not in shown


def test_letter_taken_back_and_sent_again_is_not_decided_on_unread(
    gated, review, aino, reader, signed_in
):
    actions.take_back(gated, by=aino)
    actions.ask_reading(gated, text="Muutettu kirje", answers=1, wished=True, by=aino)
    form = fields(review, "let_go", comment_1=REMARK)
    shown = page(signed_in(reader).post(to("gate_decide", gated), form), 409)
    assert f"{REMARK}</textarea>" in shown
    assert Message.objects.count() == 1


# Who reads

#: Address and method → status for those who may read it, for its writer, and for everyone else.
GATE = {
    ("gate", "get"): (200, 404),
    ("gate_comment", "post"): (302, 404),
    ("gate_decide", "post"): (302, 404),
    ("gate_ask", "post"): (404, 409),
    ("gate_take_back", "post"): (404, 302),
    ("question", "get"): (404, 302),
    ("open", "post"): (404, 302),
    ("write", "get"): (404, 200),
    ("draft", "post"): (404, 409),
    ("preview", "post"): (404, 409),
    ("send", "post"): (404, 409),
}


def visit(client, name, method, review) -> Any:
    form = fields(review, "let_go", comment_1=REMARK) | {"text": "Toinen", "answers": 1}
    address = to(name, review.conversation)
    return getattr(client, method)(address, form if method == "post" else {})


@pytest.mark.parametrize("who", ["reader", "coordinator"])
@pytest.mark.parametrize(("name", "method"), GATE)
def test_reader_and_coordinator_reach_the_gate_alone(
    request, review, signed_in, trail, who, name, method
):
    user = request.getfixturevalue(who)
    answer = visit(signed_in(user), name, method, review)
    assert answer.status_code == GATE[name, method][0]
    assert (TEXT in answer.content.decode()) is (name == "gate")
    assert "no-store" in answer["Cache-Control"]
    outcomes = {row[1] for row in trail() if row[2] == f"user {user.pk}"}
    assert ("refused" in outcomes) is (answer.status_code == 404)


@pytest.mark.parametrize(("name", "method"), GATE)
def test_writer_is_never_the_reader(review, aino, signed_in, name, method):
    aino.groups.add(Group.objects.get(name=Role.COORDINATOR))
    Expert.objects.filter(user=aino).update(reads_for_others=True)
    answer = visit(signed_in(aino), name, method, review)
    assert answer.status_code == GATE[name, method][1]
    review.refresh_from_db()
    assert review.verdict in (Verdict.PENDING, Verdict.OVERTAKEN)
    assert Message.objects.count() == 1


OTHERS = ["topicless", "colleague", "aside", "editor", "administrator", "stranger"]


@pytest.fixture
def topicless(make_expert, substances) -> Any:
    """Reads for others, on another topic."""
    user = make_expert("muualta", substances)
    Expert.objects.filter(user=user).update(reads_for_others=True)
    return user


@pytest.fixture
def colleague(make_expert, gambling) -> Any:
    """Knows the topic, and has not been asked to read for others."""
    return make_expert("kollega", gambling)


@pytest.fixture
def aside(make_user, gated) -> Any:
    """A coordinator who may know the asker."""
    user = make_user("tuttu", Role.COORDINATOR)
    SteppedAside.objects.create(conversation=gated, user=user, at=NOON)
    return user


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reaches_a_letter_at_the_gate(request, review, signed_in, trail, who):
    user = request.getfixturevalue(who)
    client = signed_in(user)
    for name, method in GATE:
        answer = visit(client, name, method, review)
        assert answer.status_code == 404, name
        for secret in (TEXT, SECOND):
            assert secret not in answer.content.decode()
    rows = [row for row in trail() if row[2] == f"user {user.pk}"]
    assert {row[1] for row in rows} == {"refused"}
    review.refresh_from_db()
    assert review.verdict == Verdict.PENDING


def test_role_of_reader_taken_away_closes_the_door_on_the_next_click(review, reader, signed_in):
    client = signed_in(reader)
    page(client.get(to("gate", review.conversation)))
    Expert.objects.filter(user=reader).update(reads_for_others=False)
    page(client.get(to("gate", review.conversation)), 404)


def test_reading_page_writes_its_row_before_anything_is_opened(review, reader, signed_in, trail):
    page(signed_in(reader).get(to("gate", review.conversation)))
    assert [row[1] for row in trail("advice.read_gated")] == ["allowed"]


def test_reading_page_has_wish_letters_and_a_margin_beside_each_paragraph(
    review, reader, signed_in
):
    shown = page(signed_in(reader).get(to("gate", review.conversation)))
    for told in (TEXT, FIRST, SECOND, "Joku kaukaa"):
        assert told in shown
    assert re.findall(r'name="(comment_\d+)"', shown) == ["comment_1", "comment_2", "comment_0"]


# Lists


def test_to_read_lists_the_letters_of_others_without_their_words(
    gated, aino, reader, coordinator, signed_in
):
    for user in (reader, coordinator):
        shown = page(signed_in(user).get(to("to_read")))
        assert f'"{to("gate", gated)}"' in shown
        for secret in (TEXT, SECOND, "Joku kaukaa"):
            assert secret not in shown
    for user in (aino,):
        assert gated.label not in page(signed_in(user).get(to("to_read")))
    own = page(signed_in(aino).get(to("own")))
    assert "Toinen lukee" in words(own)
    assert SECOND not in own


def test_menu_counts_what_waits_to_be_read_for_those_who_read(
    gated, reader, coordinator, colleague, signed_in
):
    for user in (reader, coordinator):
        menu = page(signed_in(user).get(reverse("desk_home")))
        assert re.search(r'luettavaksi/"[^>]*>Luettavaksi <span class="desk-count">1<', menu)
    assert "Luettavaksi" not in page(signed_in(colleague).get(reverse("desk_home")))


def test_to_read_asks_the_database_equally_often_for_1_and_30(
    aino, reader, coordinator, signed_in, gambling
):
    counted = []
    for rows in (1, 30):
        while Conversation.objects.filter(status=Status.REVIEW).count() < rows:
            make_conversation(topics=[gambling], wish="Toive", by=aino, status=Status.REVIEW)
        for user in (reader, coordinator):
            client = signed_in(user)
            page(client.get(to("to_read")))
            with CaptureQueriesContext(connection) as seen:
                page(client.get(to("to_read")))
            counted.append(len(seen))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 20


def test_reading_page_asks_the_database_equally_often_for_1_and_12_comments(
    review, reader, signed_in, aino, gambling
):
    client = signed_in(reader)
    counted = []
    for count in (1, 12):
        text = "\n\n".join(f"Kappale {nth}" for nth in range(12))
        made = make_conversation(topics=[gambling], by=aino, status=Status.REVIEW, answer=text)
        actions.comment(made.reviews.get(), comments=dict.fromkeys(range(count), "x"), by=reader)
        page(client.get(to("gate", made)))
        with CaptureQueriesContext(connection) as seen:
            page(client.get(to("gate", made)))
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert counted[0] <= 25


# The writer's page


def test_writing_page_offers_the_wish_or_says_why(taken, aino, signed_in):
    client = signed_in(aino)
    assert 'name="wished"' in page(client.get(to("write", taken)))
    Expert.objects.filter(user=aino).update(needs_second_reader=True)
    shown = page(client.get(to("write", taken)))
    assert 'name="wished"' not in shown
    assert "kunnes koordinaattori" in words(shown)


@pytest.mark.parametrize("wished", [True, False])
def test_preview_leads_to_the_gate_or_to_sending(taken, aino, coordinator, signed_in, wished):
    form = {"text": LETTER, "answers": 1} | ({"wished": "on"} if wished else {})
    shown = page(signed_in(aino).post(to("preview", taken), form))
    assert (to("gate_ask", taken) in shown) is wished
    assert (to("send", taken) in shown) is not wished
    assert ("Lähetä luettavaksi" in shown) is wished
    assert ("Lähetä vastaus" in shown) is not wished
    assert (f"{to('write', taken)}?wished=on" in shown) is wished


def test_wish_stays_ticked_when_the_draft_is_saved(taken, aino, signed_in):
    client = signed_in(aino)
    answer = client.post(to("draft", taken), {"text": "x", "wished": "on"}, follow=True)
    assert re.search(r'name="wished"[^>]* checked', page(answer))


def test_waiting_page_is_calm_and_has_the_way_back(gated, aino, coordinator, signed_in):
    shown = page(signed_in(aino).get(to("write", gated)))
    assert to("gate_take_back", gated) in shown
    assert SECOND in shown
    assert "Kukaan ei voi" not in words(shown)


def test_letter_that_nobody_can_read_says_so(gated, new, coordinator, signed_in, taken):
    client = signed_in(new)
    coordinator.is_active = False
    coordinator.save()
    assert "Kukaan ei voi" in words(page(client.get(to("write", gated))))
    form = {"text": LETTER, "answers": 1}
    assert "koordinaattorille" in words(page(client.post(to("preview", taken), form)))


# Told


def test_waiting_letter_is_told_to_readers_of_its_topic_once(
    gated, aino, eero, reader, coordinator
):
    jobs.announce()
    assert mails("advice.to_read") == [reader.email]
    make_conversation(topics=list(gated.topics.all()), by=aino, status=Status.REVIEW, answer=LETTER)
    jobs.announce()
    assert mails("advice.to_read") == [reader.email]


def test_waiting_letter_is_told_to_coordinators_when_no_reader_is_here(gated, reader, coordinator):
    Absence.objects.create(expert=reader.expert, first_day="2020-01-01", last_day="2099-01-01")
    jobs.announce()
    assert mails("advice.to_read") == [coordinator.email]


def test_writer_who_coordinates_is_not_told_to_read_their_own(gated, aino):
    aino.groups.add(Group.objects.get(name=Role.COORDINATOR))
    jobs.announce()
    assert mails("advice.to_read") == []


def test_reminder_goes_to_the_writer_and_the_readers(aino, reader, coordinator, gambling):
    with time_machine.travel(NOON, tick=False) as now:
        make_conversation(topics=[gambling], by=aino, status=Status.REVIEW)
        now.shift(timedelta(hours=60))
        assert jobs.remind() == 1
        assert jobs.remind() == 0
    assert mails("advice.gate_ends") == [aino.email, reader.email]


def test_mails_of_the_gate_say_nothing(gated, review, aino, reader, gambling):
    jobs.announce()
    actions.return_letter(review, comments={1: REMARK}, by=reader)
    again = actions.ask_reading(gated, text=LETTER, answers=1, wished=True, by=aino)
    actions.let_go(again, comments={}, by=reader)
    told = OutgoingMail.objects.filter(
        kind__in=["advice.to_read", "advice.returned", "advice.let_go"]
    )
    assert told.count() == 3
    secrets = (TEXT, FIRST, SECOND, REMARK, gambling.name, gated.label, "Aino", "Liisa")
    for mail in told:
        said = f"{mail.subject}\n{mail.body}"
        assert not [secret for secret in secrets if secret.lower() in said.lower()]
        assert not re.search(r"\d", said)
        assert re.search(r"http://testserver/tyotila/neuvonta/(omat|luettavaksi)/", said)


# Whole or not at all


def test_nothing_is_left_of_a_decision_whose_audit_row_fails(review, reader, monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    for act in (actions.let_go, actions.return_letter):
        with pytest.raises(RuntimeError):
            act(review, comments={1: REMARK}, by=reader)
    review.refresh_from_db()
    assert review.verdict == Verdict.PENDING
    assert (Message.objects.count(), MarginComment.objects.count()) == (1, 0)
