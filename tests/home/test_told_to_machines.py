"""What the front page and topic pages tell to machines, and the ways that lead on by topic."""

import json
import re

import pytest

from home.models import GroupListPage
from kokeblog.models import StoryPage

pytestmark = pytest.mark.django_db


def feeds_on(page: str) -> list[str]:
    found = re.findall(
        r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]*)"', page
    )
    return list(found)


@pytest.mark.parametrize("prefix", ["", "/sv", "/en"])
def test_front_page_tells_who_keeps_the_site_and_what_can_be_followed(asker, demo, prefix):
    page = asker.get(f"{prefix}/").content.decode()
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = [json.loads(one) for one in data]
    organisation = next(one for one in told if one["@type"] == "Organization")
    assert organisation["name"] == "Esimerkkiyhdistys ry"
    assert organisation["url"].endswith(f"{prefix}/")
    assert f"{prefix}/kokeblogi/syote/" in feeds_on(page)
    for address in feeds_on(page):
        answer = asker.get(address)
        assert (answer.status_code, answer["Content-Type"][:20]) == (200, "application/atom+xml")


def test_topic_page_leads_to_the_feed_of_its_stories_also_when_there_is_none(asker, demo):
    StoryPage.objects.filter(topics__slug="rahapelaaminen").delete()
    page = asker.get("/aiheet/rahapelaaminen/").content.decode()
    assert feeds_on(page) == ["/kokeblogi/syote/rahapelaaminen/"]
    assert asker.get("/kokeblogi/syote/rahapelaaminen/").status_code == 200


def test_topic_page_opens_the_form_with_its_tick(asker, demo):
    page = asker.get("/aiheet/rahapelaaminen/").content.decode()
    address = re.search(r'href="([^"]*\?aihe=rahapelaaminen)">Kirjoita kysymys', page)
    assert address is not None
    form = asker.get(address[1]).content.decode()
    ticked = re.findall(r'name="topics" value="([^"]*)"[^>]* checked', form)
    assert ticked == ["rahapelaaminen"]
    plain = asker.get(address[1].partition("?")[0]).content.decode()
    assert re.findall(r'name="topics" value="[^"]*"[^>]* checked', plain) == []
    hostile = asker.get(f"{address[1].partition('?')[0]}?aihe=%22%3E%3Cscript%3Ealert(1)")
    assert "<script>alert" not in hostile.content.decode()


def test_story_leads_to_groups_on_its_topics(asker, demo):
    story = StoryPage.objects.published().in_language("fi").first()
    page = asker.get(story.url).content.decode()
    for topic in story.topics.all():
        assert f'<a href="/vertaisryhmat/?aihe={topic.slug}">{topic.name}</a>' in page

    GroupListPage.objects.all().delete()
    assert "vertaisryhmässä" not in asker.get(story.url).content.decode()
