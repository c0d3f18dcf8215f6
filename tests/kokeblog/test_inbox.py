"""The editors' inbox: who sees it, what it opens, and what is done there."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from kokeblog.models import SentStatus, SentStory, StoryPage, StoryWord, Writer
from kokeblog.sent import actions, admin, inbox
from tests.advice.walk import page
from tests.kokeblog.story_walk import TEXT
from trust.models import AuditRow

pytestmark = pytest.mark.django_db

INBOX = "/hallinta/lahetetyt-tarinat/"
#: name → method; every address of kokeblog.sent.admin
ADDRESSES = {
    "inbox": "get",
    "story": "get",
    "let_in": "post",
    "draft": "post",
    "show": "post",
    "tell": "post",
    "decline": "post",
}
#: What those with the right are answered for a story that has just arrived, with nothing posted.
ALLOWED = {
    "inbox": 200, "story": 200, "let_in": 302, "draft": 422, "show": 409, "tell": 422,
    "decline": 422,
}  # fmt: skip


@pytest.fixture
def people(
    aino: Any, coordinator: Any, editor: Any, administrator: Any, stranger: Any, make_user: Any
) -> dict[str, Any]:
    root = make_user("root", is_superuser=True, is_staff=True)
    return {
        "aino": aino,
        "coordinator": coordinator,
        "editor": editor,
        "administrator": administrator,
        "stranger": stranger,
        "superuser": root,
    }


def address(name: str, pk: int) -> str:
    return reverse(f"kokeblog_sent_{name}", args=[] if name == "inbox" else [pk])


def ask(client: Client, name: str, pk: int, **fields: Any) -> Any:
    return getattr(client, ADDRESSES[name])(address(name, pk), fields)


def test_every_address_is_in_the_table() -> None:
    assert {one.name for one in admin.addresses} == {f"kokeblog_sent_{name}" for name in ADDRESSES}


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_those_with_the_right_enter(
    people: dict[str, Any], signed_in: Any, send_story: Any, stories: Any, who: str, name: str
) -> None:
    answer = ask(signed_in(people[who]), name, send_story().pk)
    assert answer.status_code == ALLOWED[name]


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("who", ["aino", "coordinator", "stranger", "superuser", "nobody"])
def test_others_see_nothing(
    people: dict[str, Any], signed_in: Any, send_story: Any, who: str, name: str
) -> None:
    sent = send_story()
    client = Client() if who == "nobody" else signed_in(people[who])
    answer = ask(client, name, sent.pk)

    assert answer.status_code in (302, 403, 404)
    if answer.status_code == 302:
        assert "/lahetetyt-tarinat/" not in answer["Location"].partition("?")[0]
    assert "siskolle" not in page(answer)
    sent.refresh_from_db()
    assert sent.status == SentStatus.ARRIVED
    if who in ("coordinator", "superuser"):
        row = AuditRow.objects.filter(act__startswith="kokeblog.").order_by("-pk")[0]
        assert (answer.status_code, row.outcome) == (404, "refused")


def test_right_is_given_to_two_roles_alone() -> None:
    right = Permission.objects.get(codename="handle_sentstory")
    groups = set(right.group_set.values_list("name", flat=True))
    assert groups == {Role.EDITOR, Role.ADMINISTRATOR}


def test_right_taken_away_works_on_the_next_click(
    editor: Any, signed_in: Any, send_story: Any
) -> None:
    client, sent = signed_in(editor), send_story()
    editor.groups.clear()

    assert ask(client, "story", sent.pk).status_code in (302, 404)


def test_inbox_opens_no_word(editor: Any, signed_in: Any, send_story: Any, gambling: Any) -> None:
    sent = send_story(topics=[gambling])
    seen = page(signed_in(editor).get(INBOX))

    assert sent.label in seen
    assert "Rahapelaaminen" in seen
    assert "saapunut" in seen
    assert "Hiljaa" not in seen
    assert not AuditRow.objects.filter(act="kokeblog.open_sent").exists()


def test_inbox_takes_as_many_queries_with_30_stories(
    send_story: Any, gambling: Any, django_assert_num_queries: Any
) -> None:
    for number in (1, 29):
        for _one in range(number):
            send_story(topics=[gambling])
        with django_assert_num_queries(3):
            assert [list(row.topics.all()) for row in inbox.rows(None)]


def test_opening_is_written_down_before_a_word_is_opened(
    editor: Any, signed_in: Any, send_story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(*_: Any) -> None:
        assert AuditRow.objects.filter(act="kokeblog.open_sent", outcome="allowed").exists()
        raise ZeroDivisionError

    sent = send_story()
    monkeypatch.setattr("kokeblog.sent.told._open", look)
    with pytest.raises(ZeroDivisionError):
        ask(signed_in(editor), "story", sent.pk)


def test_story_opens_with_all_that_was_sent(
    editor: Any, signed_in: Any, send_story: Any, gambling: Any
) -> None:
    sent = send_story(topics=[gambling], wishes="Älä muuta loppua.", side="close")
    answer = ask(signed_in(editor), "story", sent.pk)

    for told in ("Hiljaa", "Usva", "siskolle", "Älä muuta loppua.", "Rahapelaaminen"):
        assert told in page(answer)
    assert "no-store" in answer["Cache-Control"]


def test_draft_is_a_page_that_is_not_out(
    editor: Any, signed_in: Any, send_story: Any, stories: Any, gambling: Any
) -> None:
    sent = send_story(topics=[gambling], side="close", text='Rivi <b>&</b>\nja toinen\n\n"Loppu"')
    answer = ask(signed_in(editor), "draft", sent.pk, listing=stories.pk, alias="Usva")
    draft = StoryPage.objects.get()

    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert (draft.live, draft.title, draft.side) == (False, "Hiljaa", "close")
    assert draft.writer == Writer.objects.get(alias="Usva")
    assert list(draft.topics.all()) == [gambling]
    assert draft.body[0].value.source == (
        "<p>Rivi &lt;b&gt;&amp;&lt;/b&gt;<br/>ja toinen</p><p>&quot;Loppu&quot;</p>"
    )
    assert signed_in(editor).get(answer["Location"]).status_code == 200
    sent.refresh_from_db()
    assert sent.status == SentStatus.EDITING


def test_second_draft_is_refused(
    editor: Any, signed_in: Any, send_story: Any, draft_of: Any, stories: Any
) -> None:
    sent = send_story()
    draft_of(sent)
    answer = ask(signed_in(editor), "draft", sent.pk, listing=stories.pk, alias="Toinen")

    assert answer.status_code == 409
    assert StoryPage.objects.count() == 1


def test_alias_of_another_is_not_taken(
    editor: Any, signed_in: Any, send_story: Any, make_story: Any, stories: Any
) -> None:
    make_story(alias="usva")
    sent = send_story()
    answer = ask(signed_in(editor), "draft", sent.pk, listing=stories.pk, alias="Usva")

    assert answer.status_code == 409
    assert not StoryPage.objects.filter(sent_as=sent).exists()


def test_draft_by_a_writer_there_is_already(
    editor: Any, signed_in: Any, send_story: Any, make_story: Any, stories: Any
) -> None:
    writer = make_story(alias="Ilta").writer
    sent = send_story()
    ask(signed_in(editor), "draft", sent.pk, listing=stories.pk, writer=writer.pk, alias="Usva")

    assert StoryPage.objects.get(sent_as=sent).writer == writer
    assert not Writer.objects.filter(alias="Usva").exists()


def test_unfinished_draft_is_not_shown(
    editor: Any, signed_in: Any, send_story: Any, stories: Any
) -> None:
    sent = send_story()
    client = signed_in(editor)
    ask(client, "draft", sent.pk, listing=stories.pk, alias="Usva")
    answer = ask(client, "show", sent.pk)

    assert answer.status_code == 409
    assert "ingressi" in page(answer)


def test_shown_to_the_writer(editor: Any, signed_in: Any, send_story: Any, draft_of: Any) -> None:
    sent = send_story()
    draft = draft_of(sent)
    ask(signed_in(editor), "show", sent.pk)

    sent.refresh_from_db()
    assert (sent.status, sent.shown_id) == (SentStatus.SHOWN, draft.latest_revision_id)


@pytest.mark.parametrize("name", ["tell", "decline"])
def test_word_to_the_writer_is_sealed(
    editor: Any, signed_in: Any, send_story: Any, name: str
) -> None:
    sent = send_story()
    answer = ask(signed_in(editor), name, sent.pk, text="Ystävällinen sana.")

    assert answer.status_code == 302
    word = StoryWord.objects.get()
    assert (word.by, word.story) == (editor, sent)
    assert "Ystävällinen sana.".encode() not in bytes(word.text)
    assert "Ystävällinen sana." in page(ask(signed_in(editor), "story", sent.pk))


@pytest.mark.parametrize("name", ["tell", "decline"])
def test_word_comes_back_when_the_writer_was_quicker(
    editor: Any, signed_in: Any, send_story: Any, name: str
) -> None:
    sent = send_story()
    client = signed_in(editor)
    actions.withdraw(sent)
    late = ask(client, name, sent.pk, text="Kiitos tästä.")
    assert (late.status_code, "Kiitos tästä." in page(late)) == (409, True)

    actions.erase(sent, by=None)
    gone = ask(client, name, sent.pk, text="Kiitos tästä.")
    assert (gone.status_code, "Kiitos tästä." in page(gone)) == (410, True)
    assert not StoryWord.objects.exists()


def test_declining_needs_a_word(editor: Any, signed_in: Any, send_story: Any) -> None:
    sent = send_story()
    assert ask(signed_in(editor), "decline", sent.pk, text=" ").status_code == 422
    assert SentStory.objects.get().status == SentStatus.ARRIVED


def test_set_aside_is_looked_at_and_let_in(editor: Any, signed_in: Any, send_story: Any) -> None:
    sent = send_story(suspicious=True)
    client = signed_in(editor)
    assert "Ota mukaan" in page(ask(client, "story", sent.pk))
    assert SentStory.objects.get().checked_at is not None
    ask(client, "let_in", sent.pk)

    assert SentStory.objects.get().status == SentStatus.ARRIVED


@pytest.mark.parametrize(
    ("who", "seen"), [("editor", True), ("administrator", True), ("coordinator", False)]
)
def test_menu_counts_what_waits_for_those_with_the_right(
    people: dict[str, Any], signed_in: Any, send_story: Any, who: str, seen: bool
) -> None:
    send_story()
    answer = page(signed_in(people[who]).get("/hallinta/"))

    assert ("Uusia tarinoita: 1" in answer) is seen


def test_nothing_of_a_story_is_in_names_of_records(send_story: Any) -> None:
    sent = send_story()
    assert str(sent) == f"Lähetetty tarina {sent.pk}"
    assert TEXT[:5] not in repr(sent)


def test_story_that_is_not_published_is_told_of_in_plain_finnish(
    signed_in: Any, editor: Any, send_story: Any
) -> None:
    sent, client = send_story(), signed_in(editor)
    assert "Jätä tarina julkaisematta" in page(ask(client, "story", sent.pk))
    ask(client, "decline", sent.pk, text="Kiitos.")
    after = page(ask(client, "story", sent.pk))
    assert "Tarinaa ei julkaista, ja kirjoittaja voi lukea, miksi." in after
    assert "<strong>Ei julkaista</strong>" in after
    assert "<td>ei julkaista</td>" in page(ask(client, "inbox", sent.pk))
