"""From the form to the number: the public side of sending a story."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from advice.models import Conversation
from kokeblog.models import ErasedStory, SentStatus, SentStory, Side
from kokeblog.sent import actions, told
from kokeblog.sent.forms import LONGEST_STORY
from kokeblog.sent.permissions import may_read_as_writer
from tests.advice.visitor import hidden, shown_number
from tests.advice.walk import main, page, typed, words
from tests.kokeblog.story_walk import OWN, PREVIEW, SEND, STEPS, TEXT, WRITE, StoryWalk, only_story
from trust import audit, canary, clock, receipts, throttle

pytestmark = pytest.mark.django_db


def opened(story: SentStory) -> told.Told:
    return told.told(story, audit.opening(may_read_as_writer(story)))


def test_form_is_the_same_for_everyone_and_may_be_kept(asker: Client, gambling: Any) -> None:
    first, second = asker.get(WRITE), Client().get(WRITE)

    assert first.status_code == 200
    assert first["Cache-Control"] == "public, max-age=300"
    assert not first.cookies
    assert first.content == second.content
    assert "Rahapelaaminen" in page(first)


def test_form_takes_as_many_queries_with_30_topics(
    asker: Client, make_topic: Any, django_assert_num_queries: Any
) -> None:
    for number in (1, 30):
        for one in range(number):
            make_topic(f"aihe-{one}")
        asker.get(WRITE)
        with django_assert_num_queries(5):
            asker.get(WRITE)


def test_story_is_read_back_and_sent(walk: StoryWalk, gambling: Any) -> None:
    fields = {"perspective": "close", "topics": ["rahapelaaminen"], "wishes": "Älä muuta loppua."}
    preview = walk.preview(**fields)
    number = walk.tell(**fields)

    story = only_story()
    assert "Sitten soitin siskolle" in words(preview)
    assert preview["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert receipts.is_number(number)
    assert (story.status, story.side, story.language) == (SentStatus.ARRIVED, Side.CLOSE, "fi")
    assert list(story.topics.all()) == [gambling]
    assert opened(story) == told.Told("Hiljaa", "Usva", TEXT, "Älä muuta loppua.")


def test_sent_twice_is_one_story_with_one_number(walk: StoryWalk) -> None:
    token = hidden(page(walk.preview()), "token")
    first = shown_number(page(walk.send(token=token)))
    second = shown_number(page(walk.send(token=token)))

    assert first == second
    assert SentStory.objects.count() == 1


def test_same_page_gone_back_to_is_one_story(walk: StoryWalk) -> None:
    mark = "12345678-1234-1234-1234-123456789abc"

    assert walk.tell(page=mark) == walk.tell(page=mark)
    assert SentStory.objects.count() == 1


def test_changed_words_are_shown_once_more(walk: StoryWalk) -> None:
    token = hidden(page(walk.preview()), "token")
    response = walk.send(token=token, text="Aivan muuta.")

    assert response.status_code == 422
    assert "Aivan muuta." in words(response)
    assert not SentStory.objects.exists()


def test_day_old_preview_is_shown_once_more(walk: StoryWalk) -> None:
    token = hidden(page(walk.preview()), "token")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        response = walk.client.post(SEND, walk.fields() | {"token": token})

    assert response.status_code == 422
    assert "avoinna yli vuorokauden" in words(response)
    assert not SentStory.objects.exists()


def test_too_long_story_is_told_and_kept_whole(walk: StoryWalk) -> None:
    written = "ä" * (LONGEST_STORY + 7)
    response = walk.preview(text=written)

    assert response.status_code == 422
    assert "7 merkkiä" in words(response)
    assert typed(response) == written


def test_longest_story_fits_even_in_four_byte_characters(walk: StoryWalk) -> None:
    written = "🌊" * LONGEST_STORY
    walk.tell(text=written)

    assert opened(only_story()).text == written


def test_empty_story_is_asked_for(walk: StoryWalk) -> None:
    response = walk.preview(text="  ", title="Hiljaa")

    assert response.status_code == 422
    assert 'value="Hiljaa"' in main(response)


def test_edit_brings_all_that_was_written_back(walk: StoryWalk, gambling: Any) -> None:
    fields = {"perspective": "self", "topics": ["rahapelaaminen"], "wishes": "Kiitos."}
    response = walk.preview(edit="1", **fields)

    assert response.status_code == 200
    assert typed(response) == TEXT
    assert typed(response, "wishes") == "Kiitos."
    assert main(response).count("checked") == 2


@pytest.mark.parametrize("how", ["hasty", "nook"])
def test_suspicious_story_is_set_aside_and_never_thrown_away(walk: StoryWalk, how: str) -> None:
    if how == "nook":
        number = walk.tell(website="http://x.example")
    else:
        token = hidden(page(walk.preview()), "token")
        number = shown_number(page(walk.client.post(SEND, walk.fields() | {"token": token})))

    assert only_story().status == SentStatus.QUARANTINED
    assert "on perillä" in words(walk.open(number))


def test_number_in_the_text_is_pointed_out(walk: StoryWalk) -> None:
    number = receipts.show_number(receipts.new_number())
    assert "näyttää olevan tunnusnumero" in words(walk.preview(text=f"Numeroni on {number}."))


@pytest.mark.parametrize("path", STEPS)
def test_step_by_its_bare_address_leads_to_the_beginning(asker: Client, path: str) -> None:
    response = asker.get(path)

    assert response.status_code == 302
    assert response["Location"] in (WRITE, OWN)


@pytest.mark.parametrize("path", [*STEPS, OWN])
def test_other_sites_post_nothing(asker: Client, path: str) -> None:
    assert asker.post(path, {}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("path", [*STEPS, OWN])
def test_too_large_is_refused(asker: Client, path: str) -> None:
    assert asker.post(path, {"text": "x" * 66_000}).status_code == 413


@pytest.mark.parametrize("path", [*STEPS, OWN])
def test_no_answer_sets_a_cookie_or_is_kept(asker: Client, path: str) -> None:
    response = asker.post(path, {"number": receipts.new_number()})

    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_nobody_loses_text_while_submissions_are_closed(walk: StoryWalk, settings: Any) -> None:
    settings.KOKENET_KEYRING, settings.KEYRING_MAKE_ON_FIRST_RUN = "/nowhere/keyring.json", False
    canary.forget()
    response = walk.preview()
    canary.forget()

    assert response.status_code == 503
    assert typed(response) == TEXT


def test_flood_slows_down_and_gives_the_text_back(
    walk: StoryWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise throttle.TooMany

    monkeypatch.setattr("kokeblog.sent.views.sending.slow_down", refuse)
    response = walk.client.post(SEND, walk.fields())

    assert response.status_code == 429
    assert response["Retry-After"] == "5"
    assert typed(response) == TEXT


def test_erased_number_is_not_brought_back_by_an_open_form(walk: StoryWalk) -> None:
    token = hidden(page(walk.preview()), "token")
    walk.send(token=token)
    actions.erase(only_story(), by=None)
    response = walk.send(token=token)

    assert "poistettu" in words(response)
    assert not SentStory.objects.exists()
    assert ErasedStory.objects.count() == 1


def test_numbers_of_questions_and_stories_open_only_their_own(
    walk: StoryWalk, make_topic: Any
) -> None:
    number = walk.tell()
    at_answers = walk.client.post("/neuvonta/vastaus/", {"number": number})
    unknown_there = walk.client.post("/neuvonta/vastaus/", {"number": receipts.new_number()})
    unknown_here = walk.open(receipts.new_number())

    assert at_answers.status_code == unknown_here.status_code == 404
    assert words(at_answers) == words(unknown_there)
    assert f'href="{OWN}"' in main(at_answers)
    assert 'href="/neuvonta/vastaus/"' in main(unknown_here)
    assert not Conversation.objects.exists()


def test_mistyped_number_is_told(walk: StoryWalk) -> None:
    digits = receipts.new_number()
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    response = walk.open(wrong)

    assert response.status_code == 422
    assert "Yksi numero näyttää olevan väärin" in words(response)


def test_story_in_swedish_says_so(asker: Client) -> None:
    walk = StoryWalk(asker)
    token = hidden(page(asker.post(f"/sv{PREVIEW}", walk.fields())), "token")
    with time_machine.travel(clock.now() + timedelta(seconds=10)):
        response = asker.post(f"/sv{SEND}", walk.fields() | {"token": token})

    assert response.status_code == 200
    assert only_story().language == "sv"


def test_list_and_end_of_a_story_offer_to_send_ones_own(
    asker: Client, stories: Any, make_story: Any
) -> None:
    story = make_story()
    for address in ("/kokeblogi/", story.url):
        assert f'href="{WRITE}"' in main(asker.get(address))
