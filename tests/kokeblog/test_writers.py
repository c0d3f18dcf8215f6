"""A writer may be one of the experts, by the expert's public name and nothing else."""

import re

import pytest

from expert_pool import actions
from kokeblog.models import Writer
from kokenet import plugins
from tests.expert_pool.presenting import present

pytestmark = pytest.mark.django_db

ROLE = '<a href="/asiantuntijat/aino/">kokemusasiantuntija</a>'


@pytest.fixture
def name(aino, eero):
    """What the registry calls aino's public profile."""
    aino.last_name = "Sukunimi"
    aino.save()
    present(aino)
    present(eero)
    return f"expert_pool:{aino.expert.pk}"


def by(asker) -> str:
    """What the story says of its writer."""
    html = asker.get("/kokeblogi/aamu/").content.decode()
    found = re.search(r'<div class="story-by">.*?</div>', html, re.DOTALL)
    assert found is not None
    return found[0]


def test_story_says_that_its_writer_is_an_expert(asker, make_story, name):
    story = make_story()
    Writer.objects.filter(pk=story.writer_id).update(profile=name)
    assert f"<strong>Ilta</strong>, {ROLE}<br>" in by(asker)
    assert "Kirjoittaja" in by(asker)
    assert "Sukunimi" not in by(asker)
    assert asker.get("/asiantuntijat/aino/").status_code == 200


@pytest.mark.parametrize("gone", ["role", "yes"])
def test_expert_who_has_left_or_taken_the_yes_back_is_named_no_more(
    asker, make_story, name, aino, gone
):
    story = make_story()
    Writer.objects.filter(pk=story.writer_id).update(profile=name)
    if gone == "role":
        aino.groups.clear()
    else:
        actions.withdraw_consent(aino.expert, by=aino)
    assert "kokemusasiantuntija" not in by(asker)


@pytest.mark.parametrize("gone", ["expert_pool:", "expert_pool:x", "expert_pool:9999", "poissa:1"])
def test_profile_that_is_not_there_shows_nothing(asker, make_story, aino, gone):
    story = make_story()
    Writer.objects.filter(pk=story.writer_id).update(profile=gone)
    assert "<strong>Ilta</strong><br>" in by(asker)


def test_editor_chooses_among_public_names_alone(signed_in, editor, name, aino, eero, make_expert):
    make_expert("piilo")
    client = signed_in(editor)
    writer = Writer.objects.create(alias="Virva")
    address = f"/hallinta/snippets/kokeblog/writer/edit/{writer.pk}/"
    form = client.get(address).content.decode()
    assert "Aino (kokemusasiantuntija)" in form
    assert "Eero (kokemusasiantuntija)" in form
    for hidden in (aino.email, eero.email, "Sukunimi", "Piilo"):
        assert hidden not in form

    client.post(address, {"alias": "Virva", "words": "", "profile": name})
    writer.refresh_from_db()
    assert writer.profile == name
    answer = client.post(address, {"alias": "Virva", "words": "", "profile": "expert_pool:9999"})
    assert answer.status_code == 200
    writer.refresh_from_db()
    assert writer.profile == name


def test_one_chosen_before_stays_when_gone(signed_in, editor, name, aino):
    writer = Writer.objects.create(alias="Virva", profile=name)
    aino.is_active = False
    aino.save()
    address = f"/hallinta/snippets/kokeblog/writer/edit/{writer.pk}/"
    client = signed_in(editor)
    assert "joku, joka ei ole enää mukana" in client.get(address).content.decode()

    client.post(address, {"alias": "Virva", "words": "Uusi sana", "profile": name})
    writer.refresh_from_db()
    assert (writer.words, writer.profile) == ("Uusi sana", name)


def test_services_without_people_present_nobody():
    assert plugins.profile_of("kokeblog:1") is None
    assert plugins.profile_names() == {}
