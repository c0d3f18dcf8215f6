"""What the desk's lists say of a conversation, in the language of the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from advice.templatetags.promises import topics_of
from tests.advice.factories import make_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/tyotila/")


@pytest.fixture
def swedish(make_topic: Callable[..., Any], gambling: Any) -> Any:
    """gambling in Swedish."""
    topic = make_topic("rahapelaaminen", "Penningspel", language="sv")
    topic.translation_key = gambling.translation_key
    topic.save()
    return topic


@pytest.mark.parametrize(("language", "named"), [("fi", "Rahapelaaminen"), ("sv", "Penningspel")])
def test_topic_is_named_in_the_language_of_the_desk(request_, swedish, language, named):
    conversation = make_conversation(topics=[swedish], language="sv")
    with translation.override(language):
        assert topics_of({"request": request_}, conversation) == named


def test_topic_without_a_name_in_this_language_keeps_its_own(request_, make_topic, substances):
    conversation = make_conversation(topics=[make_topic("sprit", "Sprit", "sv"), substances])
    said = topics_of({"request": request_}, conversation)
    assert sorted(said.split(", ")) == ["Päihteet", "Sprit"]


def test_names_are_asked_for_once_a_page(request_, swedish, django_assert_num_queries):
    rows = [make_conversation(topics=[swedish]) for _ in range(2)]
    topics_of({"request": request_}, rows[0])
    with django_assert_num_queries(1):  # the conversation's own topics, which lists fetch ahead
        topics_of({"request": request_}, rows[1])
