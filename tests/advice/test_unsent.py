"""A draft sent with an old page: kept for its writer, and nowhere else."""

from typing import Any

import pytest
from django.urls import reverse

from advice.models import Draft, Status
from tests.advice.factories import make_conversation
from tests.advice.visitor import hidden

pytestmark = pytest.mark.django_db

TEXT = "Hei sinä.\n\nKirjoitin tätä <i>koko illan</i>, enkä halua kirjoittaa uudelleen."


@pytest.mark.parametrize("name", ["draft", "preview", "send", "release"])
def test_answer_sent_with_an_old_page_comes_back_and_nothing_is_done(
    name: str, aino: Any, gambling: Any, signed_in: Any, trail: Any, site_log: Any
) -> None:
    taken = make_conversation("Mistä apua?", topics=[gambling], by=aino, status=Status.WRITING)
    client = signed_in(aino)
    client.handler.enforce_csrf_checks = True
    writing = client.get(reverse("advice_desk:write", args=[taken.pk])).content.decode()
    fields = {"text": TEXT, "answers": "1", "confirm": "yes"}
    fields |= {"csrfmiddlewaretoken": hidden(writing, "csrfmiddlewaretoken")}
    client.cookies["csrftoken"] = "z" * 32  # signed in again in another tab
    before = trail()

    response = client.post(
        reverse(f"advice_desk:{name}", args=[taken.pk]),
        fields,
        headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    )

    html = response.content.decode()
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    assert response.context["kept"] == [TEXT]
    assert "&lt;i&gt;koko illan&lt;/i&gt;" in html
    assert "koko illan" not in site_log.getvalue()
    taken.refresh_from_db()
    assert (Draft.objects.count(), taken.status) == (0, Status.WRITING)
    assert trail() == before
