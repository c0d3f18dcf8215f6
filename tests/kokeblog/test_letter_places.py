"""Where the letter shows: a form that is the same for all, and to editors a number alone."""

import re

import pytest
from django.urls import reverse

from accounts.models import Role
from kokeblog.models import LetterIssue, LetterSettings
from tests.kokeblog.readers import ADDRESS, MARKER, make_reader
from trust import clock

pytestmark = pytest.mark.django_db

ROLES = [Role.EXPERT, Role.COORDINATOR, Role.EDITOR, Role.ADMINISTRATOR]
SETTINGS = "/hallinta/settings/kokeblog/lettersettings/"


@pytest.mark.parametrize("path", ["/kokeblogi/", "/kokeblogi/aamu/"])
def test_pages_of_stories_have_the_form_and_no_token(asker, make_story, path):
    make_story()
    html = asker.get(path).content.decode()
    form = re.search(r'<form class="form letter-form".*?</form>', html, re.DOTALL)
    assert form
    assert 'action="/kokeblogi/kirje/tilaa/"' in form[0]
    assert re.findall(r'name="(\w+)"', form[0]) == ["email", "website"]
    assert html == asker.get(path).content.decode()


def test_form_costs_the_pages_no_query(asker, make_story, django_assert_num_queries, monkeypatch):
    from kokeblog.templatetags.letter import subscribe_form  # noqa: PLC0415

    with django_assert_num_queries(0):
        str(subscribe_form())


@pytest.mark.parametrize("role", ROLES)
def test_editors_and_administrators_alone_set_the_hour(make_user, signed_in, site, role):
    answer = signed_in(make_user("henkilo", role)).get(SETTINGS)
    opened = answer.status_code == 200 or answer.headers.get("Location", "") == (
        f"{SETTINGS}{site.pk}/"
    )
    assert opened is (role in {Role.EDITOR, Role.ADMINISTRATOR})


def test_editor_changes_the_hour(signed_in, editor, site):
    address = reverse("wagtailsettings:edit", args=["kokeblog", "lettersettings", site.pk])
    signed_in(editor).post(address, {"weekday": "2", "hour": "17"})
    assert (LetterSettings.now().weekday, LetterSettings.now().hour) == (2, 17)


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "Kirjeellä on alle viisi tilaajaa."), (4, "alle viisi"), (5, "Kirjeellä on 5 tilaajaa.")],
)
def test_editor_sees_how_many_and_never_who(signed_in, editor, site, number, told):
    for one in range(number):
        make_reader(f"{MARKER}{one}@muualla.example")
    make_reader(ADDRESS, confirmed=False)
    for address in ("/hallinta/", f"{SETTINGS}{site.pk}/"):
        html = signed_in(editor).get(address).content.decode()
        assert told in html
        assert MARKER not in html


def test_editor_sees_which_letter_went_last(signed_in, editor, make_story):
    LetterIssue.objects.create(
        language="fi", week="2026-W48", story=make_story(), opened_at=clock.now()
    )
    assert ": Aamu." in signed_in(editor).get("/hallinta/").content.decode()


@pytest.mark.parametrize("role", [Role.EXPERT, Role.COORDINATOR])
def test_others_see_no_number(signed_in, make_user, role):
    html = signed_in(make_user("henkilo", role)).get("/hallinta/").content.decode()
    assert "Viikkokirje" not in html


def test_subscriptions_are_in_no_list_of_the_admin(signed_in, administrator):
    make_reader()
    client = signed_in(administrator)
    for address in ("/hallinta/snippets/", "/hallinta/reports/site-history/", "/hallinta/"):
        assert MARKER not in client.get(address).content.decode()
    assert client.get("/hallinta/snippets/kokeblog/subscription/").status_code == 404
