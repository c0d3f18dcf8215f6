"""Pages: where each may stand, and how it is served."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from home.models import ContentPage, FrontPage, SectionPage

PAGE_TYPES = {FrontPage, SectionPage, ContentPage}


@pytest.fixture
def root(front):
    return front.get_parent()


def own(models):
    return PAGE_TYPES & set(models)


NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"


def test_fresh_database_has_our_front_page_alone(site, root):
    assert list(root.get_children().specific()) == [FrontPage.objects.get()]
    assert site.root_page.specific == FrontPage.objects.get()
    assert Page.objects.count() == 2


def test_section_and_content_stand_beneath_front_and_section_only():
    for model in (SectionPage, ContentPage):
        assert set(model.allowed_parent_page_models()) == {FrontPage, SectionPage}


def test_content_has_no_pages_beneath():
    assert ContentPage.allowed_subpage_models() == []


def test_front_page_stands_at_the_root_only():
    assert FrontPage.allowed_parent_page_models() == [Page]
    assert own(FrontPage.allowed_subpage_models()) == {SectionPage, ContentPage}


def test_second_front_page_may_be_made_while_all_have_a_site(root):
    assert FrontPage.can_create_at(root)


def test_front_page_without_a_site_forbids_another(root):
    root.add_child(instance=FrontPage(title="Toinen", slug="toinen", heading="Toinen"))

    assert not FrontPage.can_create_at(root)


def test_front_page_exists_once_in_each_language(root, front, swedish_front):
    again = FrontPage(
        title="Igen",
        slug="igen",
        heading="Igen",
        locale=swedish_front.locale,
        translation_key=front.translation_key,
    )
    with pytest.raises(ValidationError):
        root.add_child(instance=again)


def test_translation_of_the_front_page_does_not_count_as_without_a_site(root, swedish_front):
    assert FrontPage.can_create_at(root)


def test_section_lists_its_live_children(asker, make_page, section):
    make_page("nakyva", under=section, title="Näkyvä", introduction="Tästä saa selvän.")
    make_page("piilo", under=section, title="Piilossa").unpublish()

    html = asker.get("/osio/").content.decode()

    assert '<a href="/osio/nakyva/">Näkyvä</a>' in html
    assert "Tästä saa selvän." in html
    assert "Piilossa" not in html


def test_page_is_the_same_for_everyone_and_cacheable(make_page, signed_in, administrator):
    make_page("ohje", body=[("text", "<p>Hei</p>")])

    answers = [
        client.get("/ohje/")
        for client in (
            Client(),
            Client(HTTP_ACCEPT_LANGUAGE="sv", HTTP_USER_AGENT="Toinen"),
            signed_in(administrator),
        )
    ]

    assert len({answer.content for answer in answers}) == 1
    assert {answer["Cache-Control"] for answer in answers} == {"public, max-age=60"}
    assert {answer["ETag"] for answer in answers} == {answers[0]["ETag"]}
    for answer in answers:
        assert answer.status_code == 200
        assert answer.cookies == {}
        assert "Vary" not in answer
        assert b"wagtail-userbar" not in answer.content


def test_unchanged_page_answers_304(asker, make_page):
    make_page("ohje")
    first = asker.get("/ohje/")

    again = asker.get("/ohje/", HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 304
    assert again.content == b""


def test_changed_page_is_sent_again(asker, make_page):
    page = make_page("ohje")
    first = asker.get("/ohje/")
    page.title = "Uusi ohje"
    page.save_revision().publish()

    assert asker.get("/ohje/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_closed_page_is_not_shown_nor_kept(asker, make_page):
    page = make_page("suljettu", introduction="Vain meille")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    answer = asker.get("/suljettu/")

    assert answer.status_code == 302
    assert "private" in answer["Cache-Control"]


def test_closed_page_is_kept_by_nobody_when_it_is_shown(signed_in, editor, make_page, section):
    for page in (make_page("suljettu"), section):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    make_page("alla", under=section)

    for path in ("/suljettu/", "/osio/", "/osio/alla/"):
        answer = signed_in(editor).get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, NEVER), path


def test_page_beneath_a_closed_one_is_closed_too(asker, make_page, section):
    make_page("alla", under=section)
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)

    assert asker.get("/osio/alla/").status_code == 302


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_page_takes_nothing_in(asker, make_page, method):
    make_page("ohje")

    answer = getattr(asker, method)("/ohje/")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert "Tätä sivua voi vain lukea" in answer.content.decode()


def test_head_is_answered_without_a_body(asker, make_page):
    make_page("ohje")

    answer = asker.head("/ohje/")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("moment", "hour"), [("2026-11-21T05:59:00Z", "hour-07"), ("2026-11-21T06:00:00Z", "hour-08")]
)
def test_front_page_follows_the_hour_in_finland(asker, front, moment, hour):
    with time_machine.travel(moment, tick=False):
        assert hour in asker.get("/").content.decode()


def test_second_site_has_its_own_front_page(asker, root, settings):
    other = root.add_child(
        instance=FrontPage(title="Toinen", slug="toinen", heading="Toinen palvelu")
    )
    Site.objects.create(hostname="toinen.example", root_page=other, port=80)
    settings.ALLOWED_HOSTS = ["toinen.example"]

    html = asker.get("/", HTTP_HOST="toinen.example").content.decode()

    assert "Toinen palvelu" in html
