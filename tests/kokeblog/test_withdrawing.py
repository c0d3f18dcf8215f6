"""A story that is taken back leaves nothing: what could stay is put there first."""

import io
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image
from wagtail.models import Locale, PageLogEntry, Revision, TaskState
from wagtailmedia.models import get_media_model

from home import postcards
from home.models import ContentPage, Picture
from kokeblog.actions.withdrawing import withdraw
from kokeblog.models import Cause, StoryPage
from tests.demo import read_rows, table_names
from tests.kokeblog.vouching import read_by_another
from trust import clock
from trust.models import AuditRow
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

SECRET = "Salamanteri"


def picture(title: str) -> Picture:
    drawn = io.BytesIO()
    Image.new("RGB", (1300, 700), "navy").save(drawn, "PNG")
    file = ContentFile(drawn.getvalue(), f"{title}.png")
    made: Picture = Picture.objects.create(title=title, file=file)
    return made


def recording(title: str) -> Any:
    file = ContentFile(b"ID3 aani", f"{title}.mp3")
    return get_media_model().objects.create(title=title, file=file, type="audio", duration=1)


@pytest.fixture
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def told(make_story, editor, reader, gambling, files) -> StoryPage:
    """A story with its secret word everywhere: words, drafts, comments, log, pictures, sound."""
    own, shared = picture("oma"), picture("yhteinen")
    own_sound = recording("oma")
    page = ContentPage(title="Muu", slug="muu", body=[], locale=gambling.locale)
    body = [
        ("text", f"<p>{SECRET} ui.</p>"),
        ("image", {"image": shared, "alt": SECRET, "caption": ""}),
        ("audio", {"title": SECRET, "media": own_sound, "transcript": f"<p>{SECRET}</p>"}),
    ]
    story = make_story(
        SECRET.lower(), topics=[gambling], body=body, picture=own, search_description=SECRET
    )
    page.body = [("image", {"image": shared, "alt": "x", "caption": ""})]
    story.get_site().root_page.specific.add_child(instance=page)
    story.title = f"{SECRET} palaa"
    story.save_revision(user=editor, log_action=True)
    state = story.get_workflow().start(story, editor)
    TaskState.objects.filter(workflow_state=state).update(comment=SECRET)
    for one in (own, shared):
        one.get_rendition("width-100")
    return StoryPage.objects.get(pk=story.pk)


def rows_with(word: str) -> dict[str, int]:
    """In which tables the word is, in any column."""
    found = {}
    tables = {*table_names(), *connection.introspection.table_names()}
    for table in sorted(tables):
        count = sum(word.lower() in repr(row).lower() for row in read_rows(table))
        if count:
            found[table] = count
    return found


def test_word_of_the_story_is_nowhere_in_the_database(told, editor):
    before = rows_with(SECRET)
    assert {"wagtailcore_revision", "wagtailcore_page", "wagtailcore_pagelogentry"} <= set(before)
    assert "wagtailsearch_indexentry" in before

    withdraw(told, cause=Cause.WRITER, by=editor)

    assert rows_with(SECRET) == {}


def test_page_feed_list_sitemap_search_and_picture_are_empty_at_once(
    told, editor, asker, make_story, django_capture_on_commit_callbacks
):
    make_story("naapuri", topics=list(told.topics.all()))
    address = f"/kokeblogi/{told.slug}/"
    html = asker.get(address).content.decode()
    card = html.partition('property="og:image" content="')[2].partition('"')[0]
    assert SECRET in html
    assert told.slug in asker.get("/kokeblogi/naapuri/").content.decode()
    paths = ["/kokeblogi/", "/kokeblogi/syote/", "/sitemap.xml", f"/haku/?q={SECRET}"]
    for path in paths:
        assert SECRET.lower() in asker.get(path).content.decode().lower(), path
    assert card

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(told, cause=Cause.WRITER, by=editor)

    gone = asker.get(address)
    assert (gone.status_code, gone["Cache-Control"], gone.cookies) == (410, "no-store", {})
    assert "Tämä tarina on otettu pois" in gone.content.decode()
    for path in ["/kokeblogi/", "/kokeblogi/syote/", "/sitemap.xml", "/kokeblogi/naapuri/"]:
        assert SECRET.lower() not in asker.get(path).content.decode().lower(), path
    assert f"/kokeblogi/{told.slug}" not in asker.get(f"/haku/?q={SECRET}").content.decode()
    assert cache.get(f"kokeblog.near:{told.pk}") is None


def test_files_made_of_the_story_go_and_those_of_others_stay(
    told, editor, django_capture_on_commit_callbacks
):
    own, shared = Picture.objects.get(title="oma"), Picture.objects.get(title="yhteinen")
    copy, kept = own.renditions.first(), shared.renditions.first()
    sound = get_media_model().objects.get()
    postcards.png(str(told.translation_key))
    drawn = postcards.name_of(str(told.translation_key))
    names = [copy.file.name, sound.file.name, drawn]
    assert all(default_storage.exists(name) for name in names)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw(told, cause=Cause.WRITER, by=editor)

    assert [name for name in names if default_storage.exists(name)] == []
    assert default_storage.exists(kept.file.name)
    assert default_storage.exists(own.file.name)
    assert (own.renditions.count(), shared.renditions.count() > 0) == (0, True)
    assert not get_media_model().objects.exists()


def test_schedule_and_workflow_end_with_the_story(told, editor):
    Revision.objects.filter(object_id=str(told.pk)).update(approved_go_live_at=clock.now())
    withdraw(told, cause=Cause.WRITER, by=editor)
    assert not Revision.objects.filter(object_id=str(told.pk)).exists()
    assert not TaskState.objects.exists()


def test_translations_and_aliases_go_too(told, editor, reader, asker):
    swedish = Locale.objects.create(language_code="sv")
    told.get_parent().specific.get_parent().specific.copy_for_translation(swedish)
    told.get_parent().specific.copy_for_translation(swedish)
    translation = StoryPage.objects.get(pk=told.pk).copy_for_translation(swedish)
    alias = StoryPage.objects.get(pk=told.pk).create_alias(update_slug="peite")
    gone = withdraw(StoryPage.objects.get(pk=alias.pk), cause=Cause.HARM, by=editor)
    assert set(gone) == {told.pk, translation.pk, alias.pk}
    assert not StoryPage.objects.exists()


def test_draft_that_was_never_out_leaves_no_address(told, editor, stories, asker):
    draft = StoryPage(
        title="x", slug="alku", introduction="x", writer=told.writer, side="self", live=False
    )
    told.get_parent().add_child(instance=draft)
    withdraw(draft, cause=Cause.OTHER, by=editor)
    assert asker.get("/kokeblogi/alku/").status_code == 404


def test_address_may_be_used_again_by_a_story_that_is_read_anew(
    told, editor, reader, make_story, asker
):
    slug = told.slug
    withdraw(told, cause=Cause.WRITER, by=editor)
    make_story(slug, body=[("text", "<p>Uusi alku.</p>")])
    answer = asker.get(f"/kokeblogi/{slug}/")
    assert (answer.status_code, "Uusi alku." in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("live", [True, False])
def test_somebody_who_saves_too_late_does_not_bring_it_back(told, editor, live):
    """The editor's window, or the worker with its schedule, had the story before it was deleted."""
    late = StoryPage.objects.get(pk=told.pk)
    late.live = live
    withdraw(told, cause=Cause.WRITER, by=editor)

    with pytest.raises(Refusal) as refused:
        late.save()
    assert refused.value.sentence == "Tarina on otettu pois."
    assert not StoryPage.objects.filter(pk=told.pk).exists()


def test_audit_and_log_tell_who_and_why_without_a_word(told, editor):
    withdraw(told, cause=Cause.RECOGNISED, by=editor)
    row = AuditRow.objects.get(act="kokeblog.withdraw")
    assert (row.actor, row.subject_id, row.reason) == (editor, str(told.pk), "recognised")
    entries = PageLogEntry.objects.filter(page_id=told.pk)
    assert set(entries.values_list("label", flat=True)) == {"–"}
    assert "wagtail.delete" in entries.values_list("action", flat=True)


def test_editor_takes_a_story_back_in_the_admin(told, editor, signed_in, asker):
    client, url = signed_in(editor), f"/hallinta/tarinat/{told.pk}/peru/"
    assert url in client.get(f"/hallinta/pages/{told.pk}/edit/").content.decode()
    assert "Tarina poistetaan heti" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 200
    assert StoryPage.objects.filter(pk=told.pk).exists()
    answer = client.post(url, {"cause": "writer"}, follow=True)
    assert "Tarina on otettu pois." in answer.content.decode()
    assert asker.get(f"/kokeblogi/{told.slug}/").status_code == 410


@pytest.mark.parametrize("who", ["coordinator", "aino"])
def test_others_do_not_take_stories_back(told, who, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    answer = client.post(f"/hallinta/tarinat/{told.pk}/peru/", {"cause": "writer"})
    assert answer.status_code == 404
    assert StoryPage.objects.filter(pk=told.pk).exists()
    assert AuditRow.objects.filter(outcome="refused").exists()


def test_no_table_is_left_out(told):
    """rows_with looks into every table that a model has."""
    models = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    assert set(models) <= {*table_names(), *connection.introspection.table_names()}
    read_by_another(told, told.readings.first().reader)


def test_no_cache_shows_a_list_of_stories_without_asking(asker, demo):
    for address in ("/kokeblogi/", "/aiheet/rahapelaaminen/", "/kokeblogi/syote/", "/sitemap.xml"):
        answer = asker.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        kept = asker.get(address, headers={"If-None-Match": answer["ETag"]})
        assert kept.status_code == 304
