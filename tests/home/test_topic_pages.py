"""A topic's page gathers what the site and its services have on the topic."""

import re
from typing import Any

import pytest

from home.models import SectionPage, ServiceContact, TopicPage
from tests.home.test_around import CaptureQueriesContext, connection
from tests.kokeblog.conftest import make_story, reader, stories  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic_page(make_page: Any, gambling: Any) -> TopicPage:
    section = make_page("aiheet", model=SectionPage)
    page: TopicPage = make_page("pelaaminen", model=TopicPage, under=section, topic=gambling)
    return page


def main(client: Any) -> str:
    answer = client.get("/aiheet/pelaaminen/")
    assert answer.status_code == 200
    words: str = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return words


def test_page_gathers_stories_and_services_of_its_topic_only(
    asker,
    topic_page,
    make_story,  # noqa: F811
    gambling,
    substances,
):
    make_story("peli", topics=[gambling])
    make_story("pullo", topics=[substances])
    for name, topic in (("Peluuri", gambling), ("Muu apu", substances)):
        fields = {"name": name, "what_for": "apua", "phone": "1", "locale": topic.locale}
        ServiceContact.objects.create(**fields).topics.add(topic)
    html = main(asker)
    assert re.findall(r'class="card-title"><a href="/kokeblogi/(\w+)/"', html) == ["peli"]
    assert ("Peluuri" in html, "Muu apu" in html) == (True, False)
    assert 'href="/kokeblogi/syote/rahapelaaminen/"' in html


def test_page_with_nothing_on_it_yet_is_whole(asker, topic_page):
    html = main(asker)
    assert "<h1>Pelaaminen</h1>" in html
    assert "<h2" not in html


def test_page_takes_few_queries_however_many_stories(
    asker,
    topic_page,
    make_story,  # noqa: F811
    gambling,
):
    counted = []
    for nth in range(13):
        make_story(f"t{nth}", topics=[gambling])
        if nth in (0, 12):
            main(asker)
            with CaptureQueriesContext(connection) as seen:
                main(asker)
            counted.append(len(seen))
    assert counted[0] == counted[1] <= 12
