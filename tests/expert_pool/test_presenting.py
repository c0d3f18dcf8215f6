"""An expert presents themselves: sealed until the yes, exactly these words, gone when it ends."""

import re
from typing import Any

import pytest
from django.urls import reverse

from expert_pool import actions, jobs
from expert_pool.models import Consent, Presentation, PublicFact, PublicProfile
from expert_pool.presenting import shown_of
from expert_pool.words import Visibility
from tests.advice.test_leaks import everything_stored
from tests.expert_pool.presenting import EVERY_FACT, present, written
from trust.models import AuditRow
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

MARKER = "Zxqwvk"


@pytest.fixture
def at(aino: Any, signed_in: Any) -> Any:
    client = signed_in(aino)

    def visit(name: str, **fields: Any) -> Any:
        address = reverse(f"expert_desk:{name}")
        return client.post(address, fields) if fields else client.get(address)

    return visit


def sent(**changes: Any) -> dict[str, Any]:
    return vars(written(**changes))


def wording_on(page: Any) -> str:
    found = re.search(r'name="wording" value="([0-9a-f]{64})"', page.content.decode())
    assert found is not None
    return found[1]


def test_presentation_is_written_looked_at_consented_to_and_taken_away(at, asker, aino):
    assert at("presentation", **sent()).status_code == 302
    assert asker.get("/asiantuntijat/aino/").status_code == 404

    looked = at("look_at_presentation")
    assert "Pelasin kauan ja lopetin." in looked.content.decode()
    assert at("consent", wording=wording_on(looked)).status_code == 302
    page = asker.get("/asiantuntijat/aino/").content.decode()
    for word in ("Pelasin kauan ja lopetin.", "Kerron tästä mielelläni.", "Ryhmä.", "Aino"):
        assert word in page
    assert "puheenvuoro tai luento" in page

    assert at("withdraw_presentation", x="1").status_code == 302
    assert asker.get("/asiantuntijat/aino/").status_code == 404
    assert "Pelasin" not in asker.get("/asiantuntijat/").content.decode()
    assert not PublicProfile.objects.exists()
    assert not PublicFact.objects.exists()
    assert Consent.objects.get().ended_at is not None
    assert "Pelasin kauan ja lopetin." in at("presentation").content.decode()


def test_what_is_written_is_sealed_and_its_opening_written_down(at, aino):
    at("presentation", **sent(story=f"{MARKER} tarina", telling=MARKER, helped=MARKER))
    assert MARKER not in everything_stored()

    assert MARKER in at("presentation").content.decode()
    assert AuditRow.objects.filter(act="expert_pool.presentation", outcome="allowed").exists()


def test_yes_is_to_exactly_the_words_that_were_read(at, aino):
    at("presentation", **sent())
    read = wording_on(at("look_at_presentation"))
    at("presentation", **sent(story="Toinen tarina."))

    answer = at("consent", wording=read)

    assert answer.status_code == 409
    assert "Esittely on muuttunut" in answer.content.decode()
    assert not PublicProfile.objects.exists()


@pytest.mark.parametrize("change", ["alias", "region", "topics"])
def test_yes_is_to_the_facts_too(aino, substances, change):
    draft = written()
    actions.write_presentation(aino.expert, draft, by=aino)
    read = shown_of(aino.expert, draft).wording
    if change == "topics":
        aino.expert.topics.add(substances)
    else:
        setattr(aino.expert, change, "06" if change == "region" else "Aamu")
        aino.expert.save()
    with pytest.raises(Refusal):
        actions.consent(aino.expert, draft, wording=read, by=aino)
    assert not PublicProfile.objects.exists()


def test_change_is_not_shown_before_a_new_yes(asker, aino):
    present(aino)
    actions.write_presentation(aino.expert, written(story="Uusi tarina."), by=aino)
    page = asker.get("/asiantuntijat/aino/").content.decode()
    assert "Pelasin kauan" in page
    assert "Uusi tarina" not in page

    present(aino, story="Uusi tarina.")
    page = asker.get("/asiantuntijat/aino/").content.decode()
    assert "Uusi tarina" in page
    assert "Pelasin kauan" not in page
    assert Consent.objects.filter(ended_at=None).count() == 1


def test_nobody_consents_for_another(aino, coordinator):
    draft = written()
    actions.write_presentation(aino.expert, draft, by=aino)
    with pytest.raises(Refusal):
        actions.consent(
            aino.expert, draft, wording=shown_of(aino.expert, draft).wording, by=coordinator
        )
    present(aino)
    with pytest.raises(Refusal):
        actions.withdraw_consent(aino.expert, by=coordinator)
    assert PublicProfile.objects.exists()


@pytest.mark.parametrize("changes", [{"visibility": Visibility.HIDDEN}, {"story": ""}])
def test_there_is_nothing_to_consent_to_without_a_story_or_readers(at, aino, changes):
    at("presentation", **sent(**changes))
    page = at("look_at_presentation").content.decode()
    assert 'name="wording"' not in page
    draft = written(**changes)
    with pytest.raises(Refusal):
        actions.consent(aino.expert, draft, wording=shown_of(aino.expert, draft).wording, by=aino)


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.ORDERERS])
def test_fewer_readers_are_fewer_at_once(at, asker, aino, visibility):
    present(aino)
    at("presentation", **sent(visibility=visibility))
    assert asker.get("/asiantuntijat/aino/").status_code == 404
    assert "Pelasin" not in asker.get("/asiantuntijat/").content.decode()
    out = PublicProfile.objects.filter(visibility=Visibility.ORDERERS).exists()
    assert out is (visibility == Visibility.ORDERERS)


def test_yes_that_comes_after_hiding_shows_nothing(aino):
    draft = written()
    actions.write_presentation(aino.expert, draft, by=aino)
    read = shown_of(aino.expert, draft).wording
    actions.write_presentation(aino.expert, written(visibility=Visibility.HIDDEN), by=aino)
    with pytest.raises(Refusal):
        actions.consent(aino.expert, draft, wording=read, by=aino)
    assert not PublicProfile.objects.exists()


def test_one_who_has_left_comes_back_with_a_new_yes_only(asker, aino, eero):
    present(aino)
    present(eero)
    aino.is_active = False
    aino.save()
    assert jobs.end_consents_of_left() == 1
    aino.is_active = True
    aino.save()
    assert asker.get("/asiantuntijat/aino/").status_code == 404
    assert asker.get("/asiantuntijat/eero/").status_code == 200
    assert Consent.objects.get(expert=aino.expert).ended_at is not None
    assert jobs.end_consents_of_left() == 0


def test_topic_that_is_held_in_two_languages_is_told_once(at, asker, aino, make_topic):
    finnish = aino.expert.topics.get()
    swedish = make_topic("spel", "Spelande", "sv")
    swedish.translation_key = finnish.translation_key
    swedish.save()
    only = make_topic("skarm", "Skärmtid", "sv")
    aino.expert.topics.add(swedish, only)
    at("presentation", **sent())
    looked = at("look_at_presentation")
    assert "Skärmtid" in looked.content.decode()
    assert at("consent", wording=wording_on(looked)).status_code == 302
    assert "Rahapelaaminen, Skärmtid" in asker.get("/asiantuntijat/aino/").content.decode()


def test_too_long_a_story_is_given_back_with_its_count(at):
    story = "sana " * 121
    answer = at("presentation", **sent(story=story))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enintään 120 sanaa; nyt niitä on 121." in page
    assert "sana sana" in page
    assert not Presentation.objects.exists()


def test_two_aliases_alike_have_addresses_of_their_own(aino, eero):
    present(aino)
    eero.expert.alias = "AINO!"
    eero.expert.save()
    assert present(eero).slug == "aino-2"
    assert present(aino).slug == "aino"


def test_every_fact_that_may_be_ticked_is_offered(at):
    page = at("presentation").content.decode()
    for value in EVERY_FACT:
        assert f'name="shown" value="{value}"' in page
