"""The admin's first page tells editors what this week needs, and where to read how."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Workflow

from kokeblog.guide import PICTURES, TEXT, html_of

HOME = "/hallinta/"
GUIDE = "/hallinta/opas/"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-25T12:00Z", tick=False):
        yield


def told(client) -> str:
    """The panel's words."""
    html = client.get(HOME).content.decode()
    panel = html.partition('aria-labelledby="story-week-title"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", panel).split())


def test_empty_weeks_are_told_of_and_lead_to_the_calendar(signed_in, editor, stories):
    words = told(signed_in(editor))
    assert "Tällä viikolla (viikko 48)" in words
    assert "Viikon tarina Ei vielä tarinaa." in words
    assert "Ensi viikko Vielä tyhjä. Valitse tarina" in words


def test_first_page_tells_what_is_out_what_comes_and_what_waits(
    signed_in, editor, make_story, make_draft
):
    make_story("aamu", at=datetime(2026, 11, 24, 7, tzinfo=UTC))
    make_draft("ilta", go_live_at=datetime(2026, 12, 3, 7, tzinfo=UTC), approved=True)
    read = make_draft("lukijalle")
    Workflow.objects.get(name="Tarinan lukeminen").start(read, editor)
    make_draft("kesken")

    words = told(signed_in(editor))

    assert "Viikon tarina Aamu ilmestyi tiistaina 24.11. klo 9.00" in words
    assert "Ensi viikko Ilta ajastettu torstaina 3.12. klo 9.00" in words
    assert "Odottaa toista lukijaa Lukijalle odottaa toista lukijaa" in words
    assert "Luonnokset Kesken luonnos" in words


def test_sent_stories_are_told_of_while_they_wait(signed_in, editor, stories, send_story):
    assert "kukaan ei ole vielä tarttunut" not in told(signed_in(editor))
    send_story()
    assert "Lähetetyt tarinat 1, johon kukaan ei ole" in told(signed_in(editor))
    send_story()
    assert "Lähetetyt tarinat 2, joihin kukaan ei ole" in told(signed_in(editor))


def test_coordinators_are_told_nothing_of_drafts(signed_in, coordinator, make_draft):
    make_draft("kesken")
    assert told(signed_in(coordinator)) == ""


@pytest.mark.parametrize("count", [1, 30])
def test_first_page_takes_the_same_queries_however_many(signed_in, editor, make_draft, count):
    for place in range(count):
        make_draft(f"luonnos-{place}")
    client = signed_in(editor)
    client.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        client.get(HOME)
    ours = [one["sql"] for one in queries if "kokeblog_" in one["sql"]]
    assert len(ours) == 11


def test_guide_is_in_the_help_menu_and_opens_with_its_pictures(signed_in, editor, stories):
    client = signed_in(editor)
    assert GUIDE in client.get(HOME).content.decode()

    answer = client.get(GUIDE)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<h2" in html
    pictures = re.findall(r'<img src="(/hallinta/opas/kuvat/[^"]+)" alt="([^"]+)"', html)
    assert pictures
    for address, words in pictures:
        assert client.get(address).headers["Content-Type"] == "image/png", address
        assert len(words) > 20
    assert client.get("/hallinta/opas/kuvat/ei-ole.png").status_code == 404


def test_guide_is_for_those_who_are_let_into_the_admin(asker, signed_in, aino):
    assert asker.get(GUIDE).status_code == 302
    assert signed_in(aino).get(GUIDE).status_code == 404


def test_guide_leaves_no_sign_of_its_writing_and_every_link_leads_somewhere():
    html = html_of(TEXT.read_text(encoding="utf-8"), "/kuvat/")
    words = re.sub(r"<[^>]+>", "", html)
    assert re.search(r"\*\*|\]\(|^#|^- ", words, re.MULTILINE) is None
    anchors = set(re.findall(r'id="([^"]+)"', html))
    inside = set(re.findall(r'href="#([^"]+)"', html))
    assert inside <= anchors
    assert inside


def test_guides_pictures_are_small_and_all_of_them_are_used():
    used = set(re.findall(r"\(kuvat/([\w-]+\.png)\)", TEXT.read_text(encoding="utf-8")))
    there = {path.name: path.stat().st_size for path in PICTURES.glob("*")}
    assert set(there) == used
    assert max(there.values()) <= 80 * 1024


def test_words_of_the_guide_are_escaped():
    html = html_of('## A & b\n\n<script> **x** [y](/z/"q)\n\n- 1 < 2\n- b', "/kuvat/")
    assert "<script>" not in html
    assert "<strong>x</strong>" in html
    assert "<ul><li>1 &lt; 2</li><li>b</li></ul>" in html
