"""The second reader: another than the author, every line ticked, exactly the text that was read."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import TaskState, Workflow

from accounts.models import Role, User
from kokeblog.actions.reading import vouch
from kokeblog.models import Line, Reading, StoryIndexPage, StoryPage
from kokeblog.permissions import author_of, may_read
from tests.kokeblog.editors import typed
from trust.models import AuditRow
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

TICKS = dict.fromkeys(Line.values, "on")


@pytest.fixture
def draft(make_story, editor, gambling) -> StoryPage:
    """The editor's story, sent to be read."""
    story = make_story("luonnos", topics=[gambling])
    story.unpublish()
    Reading.objects.all().delete()
    story = StoryPage.objects.get(pk=story.pk)
    story.title = "Toimittajan luonnos"
    story.save_revision(user=editor)
    story.get_workflow().start(story, editor)
    return StoryPage.objects.get(pk=story.pk)


def address(story: StoryPage, action: str = "approve") -> str:
    args = [story.pk, action, TaskState.objects.latest("pk").pk]
    return reverse("wagtailadmin_pages:workflow_action", args=args)


def given(story: StoryPage, **fields: Any) -> dict[str, Any]:
    return {"revision": story.latest_revision_id} | TICKS | fields


def is_live(story: StoryPage) -> bool:
    return StoryPage.objects.get(pk=story.pk).live


def test_reader_ticks_every_line_and_the_story_comes_out(draft, reader, editor, signed_in, asker):
    client = signed_in(reader)
    shown = client.get(address(draft)).json()["html"]
    for line in Line:
        assert str(line.label) in shown
    assert f'name="revision" value="{draft.latest_revision_id}"' in shown

    client.post(address(draft), given(draft, comment="Kaunis"))

    assert asker.get("/kokeblogi/luonnos/").status_code == 200
    reading = Reading.objects.get()
    told = (reading.story_id, reading.revision, reading.reader, reading.author, reading.lines)
    assert told == (draft.pk, draft.latest_revision_id, reader, editor, ",".join(Line))
    row = AuditRow.objects.filter(act="kokeblog.read").latest("pk")
    assert (row.actor, row.subject_id) == (reader, str(draft.pk))
    assert row.reason == f"revision {draft.latest_revision_id}"


@pytest.mark.parametrize("line", Line)
def test_line_that_is_not_ticked_keeps_the_story_in(draft, reader, signed_in, line):
    fields = {name: value for name, value in given(draft).items() if name != line}
    answer = signed_in(reader).post(
        address(draft), fields, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert "Vielä merkitsemättä." in answer.json()["html"]
    assert (is_live(draft), Reading.objects.exists()) == (False, False)


@pytest.mark.parametrize("ticks", [{}, dict.fromkeys(Line.values, "false"), {"harm": True}])
def test_editors_page_cannot_approve_past_the_checklist(draft, reader, signed_in, gambling, ticks):
    """What the modal found out is sent by the browser with the page: it may be anything."""
    extra = {"revision": draft.latest_revision_id} | ticks
    fields = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(extra),
        "slug": "luonnos",
    }
    url = f"/hallinta/pages/{draft.pk}/edit/"
    signed_in(reader).post(url, typed(draft.writer, gambling, **fields))
    assert (is_live(draft), Reading.objects.exists()) == (False, False)


def test_reader_who_changes_the_text_has_become_its_author(draft, reader, signed_in, gambling):
    extra = {"revision": draft.latest_revision_id} | dict.fromkeys(Line.values, True)
    fields = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(extra),
        "slug": "luonnos",
    }
    url = f"/hallinta/pages/{draft.pk}/edit/"
    answer = signed_in(reader).post(
        url,
        typed(draft.writer, gambling, **fields),
        follow=True,
        headers={"Referer": f"http://testserver{url}"},
    )
    assert "Omaa tekstiään ei voi itse hyväksyä." in answer.content.decode()
    assert (is_live(draft), Reading.objects.exists()) == (False, False)
    assert (
        StoryPage.objects.get(pk=draft.pk).get_latest_revision_as_object().title == "Uusi otsikko"
    )


def test_text_that_changed_meanwhile_is_read_once_more(draft, reader, editor, signed_in):
    fields, url = given(draft), address(draft)
    draft.title = "Muuttunut"
    draft.save_revision(user=editor)
    answer = signed_in(reader).post(url, fields, follow=True)
    assert "Teksti on muuttunut" in answer.content.decode()
    assert not is_live(draft)


def test_text_written_over_by_autosave_is_not_the_one_that_was_read(draft, reader, editor):
    vouch(draft, revision=draft.latest_revision_id, ticks=list(Line), by=reader)
    draft.title = "Sama numero, toinen teksti"
    revision = draft.save_revision(user=editor, overwrite_revision=draft.get_latest_revision())
    with pytest.raises(Refusal):
        revision.publish()


@pytest.mark.parametrize("who", ["author", "sender"])
def test_nobody_reads_what_they_wrote_or_sent(draft, editor, make_user, signed_in, who):
    person = editor if who == "author" else make_user("lahettaja", Role.EDITOR)
    if who == "sender":
        draft.current_workflow_state.cancel()
        draft = StoryPage.objects.get(pk=draft.pk)
        draft.get_workflow().start(draft, person)
    assert not may_read(person, draft)
    client = signed_in(person)
    client.post(address(draft), given(draft))
    with pytest.raises(Refusal) as refused:
        vouch(draft, revision=draft.latest_revision_id, ticks=list(Line), by=person)
    assert "Omaa tekstiään ei voi itse hyväksyä." in str(refused.value.sentence)
    assert not is_live(draft)
    page = client.get(f"/hallinta/pages/{draft.pk}/edit/").content.decode()
    assert "Luettu: hyväksy" not in page


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ([Role.EDITOR], True),
        ([Role.ADMINISTRATOR], True),
        ([Role.COORDINATOR], False),
        ([Role.EXPERT], False),
        ([], False),
    ],
)
def test_editors_and_administrators_read(draft, make_user, roles, allowed):
    assert bool(may_read(make_user("joku", *roles), draft)) is allowed


def test_superuser_rights_read_nothing_and_make_nobody_another(draft, make_user, editor):
    assert not may_read(make_user("super", is_superuser=True), draft)
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    assert not may_read(User.objects.get(pk=editor.pk), draft)


def test_saving_anothers_words_makes_nobody_their_author(draft, reader, editor):
    draft.get_latest_revision_as_object().save_revision(user=reader)
    assert author_of(StoryPage.objects.get(pk=draft.pk)) == editor.pk


def test_database_keeps_reader_and_author_apart(draft, reader):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(
            story=draft, revision=1, words="x", lines="", author=reader, reader=reader
        )


def test_reader_may_ask_for_changes(draft, reader, signed_in):
    signed_in(reader).post(address(draft, "reject"), {"comment": "Määrä pois"})
    state = StoryPage.objects.get(pk=draft.pk).current_workflow_state
    assert (state.status, is_live(draft)) == ("needs_changes", False)


def test_author_does_not_change_the_text_under_the_reader(draft, reader, editor):
    lock = draft.get_lock()
    assert (lock.for_user(editor), lock.for_user(reader)) == (True, False)


def test_first_page_shows_readers_what_waits_for_them(draft, reader, editor, signed_in):
    assert "Toimittajan luonnos" in signed_in(reader).get("/hallinta/").content.decode()
    tasks = TaskState.objects.reviewable_by(editor)
    assert (tasks.count(), TaskState.objects.reviewable_by(reader).count()) == (0, 1)


def test_stories_of_every_list_have_the_workflow(draft, stories):
    other = StoryIndexPage(title="Toinen", slug="toinen-lista", locale=stories.locale)
    StoryIndexPage.objects.get(pk=stories.pk).get_parent().specific.add_child(instance=other)
    story = StoryPage(title="x", slug="x", introduction="x", writer=draft.writer, side="self")
    other.add_child(instance=story)
    assert story.get_workflow() == Workflow.objects.get(name="Tarinan lukeminen")
    assert story.has_workflow


def test_wagtails_own_mail_quotes_neither_title_nor_comment(
    draft, reader, editor, signed_in, mailoutbox
):
    """A story may be one that a reader has sent; a subject shows on a locked screen and in logs."""
    signed_in(reader).post(address(draft, "reject"), {"comment": "Merkkisana tässä"})

    (mail,) = mailoutbox
    assert mail.to == [editor.email]
    told = mail.subject + mail.body
    assert reverse("wagtailadmin_pages:edit", args=[draft.pk]) in told
    for words in (draft.draft_title, draft.title, "Merkkisana"):
        assert words not in told


@pytest.mark.parametrize(
    "name",
    [
        "task_state_submitted", "updated_comments", "workflow_state_approved",
        "workflow_state_rejected", "workflow_state_submitted",
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", ["_subject.txt", ".txt"])
def test_every_mail_of_wagtails_is_without_words(draft, name, part):
    comment = {"text": "Merkkisana tässä"}
    given = {"page": draft, "object": draft, "comment": comment["text"], "new_comments": [comment]}
    told = render_to_string(f"wagtailadmin/notifications/{name}{part}", given)

    assert told.strip()
    for words in (draft.draft_title, draft.title, "Merkkisana"):
        assert words not in told
