"""The calendar's page in the Wagtail admin."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from accounts.models import Role
from kokeblog.models import Rhythm, StoryIndexPage, StoryPage

CALENDAR = "/hallinta/julkaisukalenteri/"
SET = "/hallinta/julkaisukalenteri/viikko/"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-25T12:00Z", tick=False):
        yield


@pytest.mark.parametrize("role", list(Role))
def test_those_who_may_edit_stories_alone_open_the_calendar(make_user, signed_in, stories, role):
    answer = signed_in(make_user("henkilo", role)).get(CALENDAR)

    if role in {Role.EDITOR, Role.ADMINISTRATOR}:
        assert answer.status_code == 200
    elif role == Role.COORDINATOR:  # is let into the admin, and led back to its first page
        assert (answer.status_code, answer.headers["Location"]) == (302, "/hallinta/")
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_those_who_may_edit_stories_alone_set_a_week(make_user, signed_in, make_draft, role):
    draft = make_draft()

    signed_in(make_user("henkilo", role)).post(SET, {"story": draft.pk, "week": "2026-W49"})

    planned = StoryPage.objects.get().get_latest_revision_as_object().go_live_at is not None
    assert planned is (role in {Role.EDITOR, Role.ADMINISTRATOR})


def test_menu_leads_editors_to_the_calendar(signed_in, editor, coordinator, stories):
    assert "julkaisukalenteri" in signed_in(editor).get("/hallinta/").content.decode()
    assert "julkaisukalenteri" not in signed_in(coordinator).get("/hallinta/").content.decode()


def test_nobody_posts_from_another_site(editor, signed_in, make_draft):
    draft = make_draft()
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(editor).cookies

    answer = client.post(SET, {"story": draft.pk, "week": "2026-W49"})

    assert answer.status_code == 403
    assert StoryPage.objects.get().get_latest_revision_as_object().go_live_at is None


def test_editor_puts_a_draft_into_a_week_and_takes_it_off(signed_in, editor, stories, make_draft):
    draft = make_draft("kello")
    client = signed_in(editor)
    assert "Kello" in client.get(CALENDAR).content.decode()

    answer = client.post(SET, {"story": draft.pk, "week": "2026-W49"}, follow=True)

    assert answer.redirect_chain == [(f"{CALENDAR}?lista={stories.pk}", 302)]
    html = answer.content.decode()
    assert "on suunniteltu viikolle 49" in html
    week = html.partition('id="2026-W49"')[2].partition("</li>")[0]
    assert "Kello" in week
    assert "suunniteltu, ei vielä toisella lukijalla" in week
    assert "torstaina 3.12. klo 9.00" in week

    client.post(SET, {"story": draft.pk, "week": ""})
    assert StoryPage.objects.get().get_latest_revision_as_object().go_live_at is None


@pytest.mark.parametrize("week", ["2026-W47", "2026-W99", "x"])
def test_week_that_cannot_be_is_told_of_in_words(signed_in, editor, make_draft, week):
    answer = signed_in(editor).post(SET, {"story": make_draft().pk, "week": week}, follow=True)

    assert 'class="messages"' in answer.content.decode()
    assert StoryPage.objects.get().revisions.count() == 1


@pytest.mark.parametrize("story", ["", "x", "99999999"])
def test_story_that_is_not_is_404(signed_in, editor, stories, story):
    assert signed_in(editor).post(SET, {"story": story, "week": "2026-W49"}).status_code == 404


def test_hour_of_the_site_is_kept_to(signed_in, editor, site, make_draft):
    Rhythm.objects.create(site=site, weekday=0, hour=6)

    signed_in(editor).post(SET, {"story": make_draft().pk, "week": "2026-W49"})

    planned = StoryPage.objects.get().get_latest_revision_as_object().go_live_at
    assert planned == datetime(2026, 11, 30, 4, tzinfo=UTC)


@pytest.mark.parametrize("role", list(Role))
def test_editors_and_administrators_set_the_rhythm(make_user, signed_in, site, role):
    address = f"/hallinta/settings/kokeblog/rhythm/{site.pk}/"

    signed_in(make_user("henkilo", role)).post(address, {"weekday": "1", "hour": "7"})

    set_ = Rhythm.objects.filter(weekday=1, hour=7).exists()
    assert set_ is (role in {Role.EDITOR, Role.ADMINISTRATOR})


def test_each_language_has_its_own_weeks(signed_in, editor, stories, make_draft):
    swedish = Locale.objects.create(language_code="sv")
    front = stories.get_parent().specific.copy_for_translation(swedish)
    listing = StoryIndexPage(title="KokeBloggen", slug="kokeblogi", locale=swedish)
    Page.objects.get(pk=front.pk).add_child(instance=listing)
    make_draft("suomeksi")
    make_draft("svenska", under=listing)
    client = signed_in(editor)

    finnish = client.get(CALENDAR).content.decode()
    other = client.get(CALENDAR, {"lista": listing.pk}).content.decode()

    assert ("Suomeksi" in finnish, "Svenska" in finnish) == (True, False)
    assert ("Suomeksi" in other, "Svenska" in other) == (False, True)


@pytest.mark.parametrize("count", [1, 30])
def test_calendar_takes_the_same_queries_however_many(
    signed_in, editor, stories, make_story, make_draft, count
):
    at = datetime(2026, 12, 3, 7, tzinfo=UTC)
    for place in range(count):
        make_story(f"ulkona-{place}", at=datetime(2026, 11, 19, 7, tzinfo=UTC))
        make_draft(f"ajastettu-{place}", go_live_at=at + timedelta(weeks=place), approved=True)
        make_draft(f"suunniteltu-{place}", go_live_at=at + timedelta(weeks=place))
        make_draft(f"luonnos-{place}")
    client = signed_in(editor)
    client.get(CALENDAR)

    with CaptureQueriesContext(connection) as queries:
        html = client.get(CALENDAR).content.decode()

    assert html.count("Luonnos-") >= count
    assert len(queries) == 22
