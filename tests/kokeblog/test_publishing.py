"""Nothing of a story comes out unread, whichever way is tried; and what was read does."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision, TaskState

from accounts.models import User
from home import jobs
from kokeblog import publishing
from kokeblog.models import Line, Reading, StoryIndexPage, StoryPage
from tests.kokeblog.editors import AFTER, typed
from tests.kokeblog.vouching import read_by_another
from trust import clock
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

BULK = "/hallinta/bulk/wagtailcore/page/publish/"
API = "/hallinta/api/main/pages/{}/action/{}/"


class Editor:
    """An editor at the admin, and what they try things on."""

    def __init__(self, user: User, client: Client, read: StoryPage, unread: StoryPage) -> None:
        self.user, self.client, self.read, self.unread = user, client, read, unread
        self.stories = StoryIndexPage.objects.get(pk=read.get_parent().pk)

    @property
    def revision(self) -> Revision:
        revision: Revision = StoryPage.objects.get(pk=self.unread.pk).get_latest_revision()
        return revision

    def schedule(self, story: StoryPage, at: Any) -> Revision:
        """As somebody who has got past every refusal would leave it."""
        story.go_live_at = at
        revision: Revision = story.save_revision(user=self.user)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at)
        return revision


@pytest.fixture
def at_work(make_story, editor, signed_in, gambling) -> Editor:
    """One story is out, another is the editor's own draft."""
    read = make_story("ulkona", topics=[gambling])
    unread = StoryPage(
        title="Luonnos",
        slug="luonnos",
        introduction="x",
        writer=read.writer,
        side="self",
        locale=read.locale,
        body=[("text", f"<p>{AFTER}</p>")],
        live=False,
    )
    unread.topics = [gambling]
    read.get_parent().add_child(instance=unread)
    unread.save_revision(user=editor)
    return Editor(editor, signed_in(editor), read, StoryPage.objects.get(pk=unread.pk))


# Ways to get an unread draft out


def by_revision(at: Editor) -> None:
    at.revision.publish()


def by_revision_past_permissions(at: Editor) -> None:
    at.revision.publish(user=at.user, skip_permission_checks=True)


def by_action(at: Editor) -> None:
    PublishPageRevisionAction(at.revision, user=at.user).execute(skip_permission_checks=True)


def by_saving(at: Editor) -> None:
    at.unread.live = True
    at.unread.save()


def by_saving_a_part(at: Editor) -> None:
    at.unread.live = True
    at.unread.save(update_fields=["live"])


def by_saving_read_words_over_others(at: Editor) -> None:
    """The row has unread words; the object that is saved has read ones."""
    read_by_another(at.unread, User.objects.get(first_name="Lukija"))
    words = at.unread.get_latest_revision()
    at.unread.helped = AFTER
    at.unread.save()
    object_of_read_words = words.as_object()
    object_of_read_words.live = True
    object_of_read_words.save(update_fields=["live"])


def by_schedule(at: Editor) -> None:
    at.schedule(at.unread, clock.now() - timedelta(hours=1))
    call_command("publish_scheduled", verbosity=0)


def by_worker(at: Editor) -> None:
    at.schedule(at.unread, clock.now() - timedelta(hours=1))
    jobs.publish_scheduled()


def by_going_back_to_an_older_text(at: Editor) -> None:
    older = at.revision
    read_by_another(at.unread, User.objects.get(first_name="Lukija"))
    Reading.objects.all().delete()
    at.unread.save_revision(user=at.user, previous_revision=older).publish(previous_revision=older)


def by_approving_the_step(at: Editor) -> None:
    """Around the step's own actions, as Wagtail's code could."""
    at.unread.get_workflow().start(at.unread, at.user)
    TaskState.objects.get().approve(user=at.user)


def by_approving_ones_own(at: Editor) -> None:
    at.unread.get_workflow().start(at.unread, at.user)
    args = [at.unread.pk, "approve", TaskState.objects.get().pk]
    ticks = dict.fromkeys(Line.values, "on")
    at.client.post(
        reverse("wagtailadmin_pages:workflow_action", args=args),
        {"revision": at.revision.pk} | ticks,
    )


def by_the_editor(at: Editor) -> None:
    data = typed(at.read.writer, at.read.topics.first(), **{"action-publish": "1"})
    at.client.post(f"/hallinta/pages/{at.unread.pk}/edit/", data)


def by_changing_and_publishing_at_once(at: Editor) -> None:
    """The text that is out is read; what the editor sends with the button is not."""
    data = typed(at.read.writer, at.read.topics.first(), **{"action-publish": "1"})
    at.client.post(f"/hallinta/pages/{at.read.pk}/edit/", data)


def by_making_and_publishing_at_once(at: Editor) -> None:
    data = typed(at.read.writer, at.read.topics.first(), **{"action-publish": "1"})
    at.client.post(f"/hallinta/pages/add/kokeblog/storypage/{at.stories.pk}/", data)


def by_bulk(at: Editor) -> None:
    at.client.post(f"{BULK}?id={at.unread.pk}&next=/hallinta/")


def by_bulk_from_above(at: Editor) -> None:
    at.client.post(f"{BULK}?id={at.stories.pk}&next=/hallinta/", {"include_descendants": "on"})


def by_the_admins_api(at: Editor) -> None:
    at.client.post(API.format(at.unread.pk, "publish"))


DRAFT_WAYS = [
    by_revision, by_revision_past_permissions, by_action, by_saving, by_saving_a_part,
    by_saving_read_words_over_others, by_schedule, by_worker, by_going_back_to_an_older_text,
    by_approving_the_step, by_approving_ones_own, by_the_editor,
    by_changing_and_publishing_at_once, by_making_and_publishing_at_once, by_bulk,
    by_bulk_from_above, by_the_admins_api,
]  # fmt: skip


# Ways to get a second page out of one that is


def by_copying(at: Editor) -> None:
    at.read.copy(update_attrs={"slug": "kopio", "helped": AFTER}, keep_live=True)


def by_copying_the_list(at: Editor) -> None:
    CopyPageAction(
        at.stories, recursive=True, keep_live=True, update_attrs={"slug": "toinen", "title": "T"}
    ).execute()


def by_copying_in_the_admin(at: Editor) -> None:
    at.client.post(
        f"/hallinta/pages/{at.read.pk}/copy/",
        {
            "new_title": AFTER,
            "new_slug": "kopio",
            "new_parent_page": at.stories.pk,
            "publish_copies": "on",
        },
    )


def by_copying_in_the_admins_api(at: Editor) -> None:
    data = {"slug": "kopio", "title": AFTER, "keep_live": True}
    at.client.post(API.format(at.read.pk, "copy"), data)


def by_alias(at: Editor) -> None:
    CreatePageAliasAction(at.read, update_slug="kopio").execute()


def by_adding(at: Editor) -> None:
    story = StoryPage(
        title=AFTER, slug="kopio", introduction="x", writer=at.read.writer, side="self",
        locale=at.read.locale, live=True,
    )  # fmt: skip
    at.stories.add_child(instance=story)


COPY_WAYS = [
    by_copying, by_copying_the_list, by_copying_in_the_admin, by_copying_in_the_admins_api,
    by_alias, by_adding,
]  # fmt: skip


def tried(way: Callable[[Editor], None], at: Editor) -> None:
    with contextlib.suppress(Refusal, PermissionDenied):
        way(at)


def words_out(client: Client) -> str:
    """All that a reader finds of stories: the list, the stories and the feed."""
    paths = [
        "/kokeblogi/", "/kokeblogi/syote/", "/toinen/", "/toinen/ulkona/",
        *(f"/kokeblogi/{slug}/" for slug in ("ulkona", "luonnos", "uusi", "kopio")),
    ]  # fmt: skip
    return "".join(client.get(path).content.decode() for path in paths)


@pytest.mark.parametrize("way", DRAFT_WAYS)
def test_unread_words_do_not_come_out(asker, at_work, way):
    tried(way, at_work)
    assert list(StoryPage.objects.live().values_list("slug", flat=True)) == ["ulkona"]
    assert AFTER not in words_out(asker)
    assert "Tarina ulkona." in words_out(asker)


@pytest.mark.parametrize("way", COPY_WAYS)
def test_copy_of_what_is_out_is_a_draft(asker, at_work, way):
    tried(way, at_work)
    assert list(StoryPage.objects.live().values_list("slug", flat=True)) == ["ulkona"]
    assert StoryPage.objects.exclude(pk__in=[at_work.read.pk, at_work.unread.pk]).exists()
    for copy in StoryPage.objects.exclude(live=True):
        assert (copy.live_revision, copy.first_published_at) == (None, None)


@pytest.mark.parametrize("way", [*DRAFT_WAYS, *COPY_WAYS])
def test_way_would_lead_out_if_nothing_stood_on_it(at_work, way, monkeypatch):
    """So that each of the two above fails without what it is about."""
    monkeypatch.setattr(publishing, "CONDITIONS", [])
    monkeypatch.setattr(publishing, "before_save", lambda *_given: None)
    if way is by_approving_ones_own:
        monkeypatch.setattr("kokeblog.permissions.people_behind", lambda _story: set())
        monkeypatch.setattr("kokeblog.permissions.author_of", lambda _story: None)
        monkeypatch.setattr("kokeblog.actions.reading.author_of", lambda _story: None)
    way(at_work)
    out = StoryPage.objects.live()
    assert out.count() == 2 or out.get().title == "Uusi otsikko"


def test_read_words_come_out(asker, at_work, reader):
    read_by_another(at_work.unread, reader).publish()
    assert AFTER in asker.get("/kokeblogi/luonnos/").content.decode()


def test_reading_holds_for_the_same_words_only(at_work, reader):
    read_by_another(at_work.unread, reader)
    same = at_work.unread.save_revision(user=at_work.user)
    assert publishing.hindrances(at_work.unread, same) == []
    at_work.unread.touches = "velka"
    other = at_work.unread.save_revision(user=at_work.user)
    assert publishing.hindrances(at_work.unread, other) == [
        "Kukaan toinen ei ole vielä lukenut tätä tekstiä."
    ]


def test_alias_follows_read_words_and_no_others(asker, at_work, reader):
    """It is born a draft, and comes out with the next text that its original gets out."""
    by_alias(at_work)
    alias = StoryPage.objects.get(slug="kopio")
    at_work.read.helped = "Ystävä"
    read_by_another(at_work.read, reader).publish()
    assert StoryPage.objects.get(pk=alias.pk).live
    alias = StoryPage.objects.get(pk=alias.pk)
    alias.helped = AFTER
    with pytest.raises(Refusal):
        alias.save()


def test_story_that_is_out_can_be_moved_locked_and_hidden(at_work):
    story = at_work.read
    story.locked = True
    story.save()
    story.move(at_work.stories, pos="first-child")
    assert StoryPage.objects.get(pk=story.pk).live
    StoryPage.objects.get(pk=story.pk).unpublish()
    assert not StoryPage.objects.get(pk=story.pk).live
    StoryPage.objects.get(pk=story.pk).get_latest_revision().publish()
    assert StoryPage.objects.get(pk=story.pk).live


def test_scheduled_unread_story_waits_and_the_next_one_comes_out(
    asker, at_work, reader, signed_in, gambling, make_story
):
    """What came due unread is set aside, told to the editors, and stops nobody else."""
    at_work.schedule(at_work.unread, clock.now() - timedelta(hours=2))
    at_work.unread.save()
    other = make_story("toinen", topics=[gambling])
    other.helped = "Kävely"
    due = read_by_another(other, reader)
    past = clock.now() - timedelta(hours=1)
    Revision.objects.filter(pk=due.pk).update(approved_go_live_at=past)

    jobs.publish_scheduled()

    assert "Kävely" in asker.get("/kokeblogi/toinen/").content.decode()
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    page = at_work.client.get("/hallinta/").content.decode()
    assert "Tarinat, joiden aika on mennyt" in page
    assert "Luonnos" in page
    read_by_another(StoryPage.objects.get(pk=at_work.unread.pk), reader).publish()
    assert "joiden aika on mennyt" not in at_work.client.get("/hallinta/").content.decode()


def test_editor_is_told_why_and_the_text_is_kept(at_work):
    data = typed(at_work.read.writer, at_work.read.topics.first(), **{"action-publish": "1"})
    answer = at_work.client.post(f"/hallinta/pages/{at_work.read.pk}/edit/", data, follow=True)
    assert "Tallennettiin luonnokseksi, ei julkaistu." in answer.content.decode()
    kept = StoryPage.objects.get(pk=at_work.read.pk).get_latest_revision_as_object()
    assert AFTER in str(kept.body)


def test_admin_offers_no_publishing_of_what_is_unread(at_work):
    unread = at_work.client.get(f"/hallinta/pages/{at_work.unread.pk}/edit/").content.decode()
    assert 'name="action-publish"' not in unread
    assert "Kukaan toinen ei ole vielä lukenut tätä tekstiä." in unread
    assert "Tarinan lukeminen" in unread
    read = at_work.client.get(f"/hallinta/pages/{at_work.read.pk}/edit/").content.decode()
    assert 'name="action-publish"' in read
    assert "Lukija on lukenut tämän tekstin" in read
    new = at_work.client.get(f"/hallinta/pages/add/kokeblog/storypage/{at_work.stories.pk}/")
    assert 'name="action-publish"' not in new.content.decode()


def test_no_other_api_is_routed():
    """Wagtail's own of the admin is tried above; there is no other."""
    names = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert not [name for name in names if "api" in name]


def test_pages_that_are_no_stories_are_published_as_ever(at_work):
    page = Page.objects.get(pk=at_work.stories.pk).specific
    page.introduction = "Uusi"
    page.save_revision(user=at_work.user).publish(user=at_work.user)
    assert StoryIndexPage.objects.get(pk=page.pk).introduction == "Uusi"


def test_every_field_of_a_story_is_among_the_words_that_are_read():
    """One that is added and shown would come out unread: it belongs in publishing.WORDS."""
    own = {field.name for field in StoryPage._meta.local_fields}
    assert own - {"page_ptr", "minutes", "sent_as"} <= set(publishing.WORDS)
    assert {field.name for field in StoryPage._meta.local_many_to_many} == {"topics"}
