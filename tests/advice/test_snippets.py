"""The editors' forms in the Wagtail admin."""

from typing import Any

import pytest
from wagtail.models import Locale

from advice.snippets import AskForm

pytestmark = pytest.mark.django_db

ADD = "/hallinta/snippets/advice/askform/add/"


def test_form_offers_the_topics_of_its_own_language(
    signed_in: Any, editor: Any, gambling: Any, make_topic: Any
) -> None:
    make_topic("rahapelaaminen", "Penningspel", "sv")
    offered = {
        language: signed_in(editor).get(ADD, {"locale": language}).content.decode()
        for language in ("fi", "sv")
    }

    assert [name in offered["fi"] for name in (gambling.name, "Penningspel")] == [True, False]
    assert [name in offered["sv"] for name in (gambling.name, "Penningspel")] == [False, True]


def test_form_keeps_the_topics_that_were_chosen(signed_in: Any, editor: Any, gambling: Any) -> None:
    form = {"title": "Kysy", "introduction": "null", "topics": [gambling.pk]}
    answer = signed_in(editor).post(f"{ADD}?locale=fi", form)

    assert answer.status_code == 302
    made = AskForm.objects.get(title="Kysy")
    assert (made.locale, list(made.topics.all())) == (
        Locale.objects.get(language_code="fi"),
        [gambling],
    )
