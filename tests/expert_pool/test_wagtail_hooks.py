"""The register of experts: whose it is, and what nobody may change in it."""

import re
from typing import Any

import pytest

from expert_pool.models import Expert

pytestmark = pytest.mark.django_db

LIST = "/hallinta/expert_pool/expert/"


@pytest.mark.parametrize("who", ["editor", "administrator", "superuser"])
@pytest.mark.parametrize("step", ["", "create/", "edit/{}/", "delete/{}/", "inspect/{}/"])
def test_register_opens_for_coordinators_only(
    request: Any, signed_in: Any, aino: Any, make_user: Any, who: str, step: str
) -> None:
    person = (
        make_user("juuri", is_superuser=True, is_staff=True)
        if who == "superuser"
        else request.getfixturevalue(who)
    )
    answer = signed_in(person).get(LIST + step.format(aino.expert.pk))

    assert answer.status_code in (302, 404)
    assert aino.email not in answer.content.decode()


def test_account_of_an_expert_stays_whoever_asks(
    signed_in: Any, aino: Any, make_user: Any, coordinator: Any, gambling: Any
) -> None:
    other = make_user("toinen")
    form = {
        "user": other.pk,
        "alias": "Uusi",
        "introduction": "",
        "topics": [gambling.pk],
    }
    answer = signed_in(coordinator).post(f"{LIST}edit/{aino.expert.pk}/", form)

    assert answer.status_code == 302
    changed = Expert.objects.get(pk=aino.expert.pk)
    assert (changed.alias, changed.user) == ("Uusi", aino)


def test_account_is_chosen_when_the_expert_is_added(
    signed_in: Any, make_user: Any, coordinator: Any
) -> None:
    person = make_user("uusi")
    form = {"user": person.pk, "alias": "Uusi", "introduction": ""}
    assert signed_in(coordinator).post(f"{LIST}create/", form).status_code == 302

    assert Expert.objects.get(alias="Uusi").user == person


def test_coordinator_says_whose_letters_are_read_and_who_reads(
    signed_in: Any, aino: Any, coordinator: Any
) -> None:
    form = {"alias": "Aino", "introduction": "", "needs_second_reader": "on", "open_limit": "3"}
    address = f"{LIST}edit/{aino.expert.pk}/"
    client = signed_in(coordinator)
    assert client.post(address, form | {"reads_for_others": "on"}).status_code == 302
    said = Expert.objects.get(pk=aino.expert.pk)
    assert (said.needs_second_reader, said.reads_for_others, said.open_limit) == (True, True, 3)
    assert client.post(address, {"alias": "Aino", "introduction": ""}).status_code == 302
    said.refresh_from_db()
    assert (said.needs_second_reader, said.reads_for_others, said.open_limit) == (
        False,
        False,
        None,
    )


def test_letters_of_a_new_expert_are_read_unless_the_coordinator_says_otherwise(
    signed_in: Any, coordinator: Any
) -> None:
    shown = signed_in(coordinator).get(f"{LIST}create/").content.decode()
    assert re.search(r'name="needs_second_reader"[^>]* checked', shown)
    assert not re.search(r'name="reads_for_others"[^>]* checked', shown)


def test_topics_are_offered_once_whatever_languages_they_have(
    signed_in: Any, aino: Any, coordinator: Any, gambling: Any, make_topic: Any
) -> None:
    swedish = make_topic("rahapelaaminen", "Penningspel", "sv")
    shown = signed_in(coordinator).get(f"{LIST}create/").content.decode()

    assert f'value="{gambling.pk}"' in shown.partition('id="id_topics"')[2]
    assert "Penningspel" not in shown

    aino.expert.topics.add(swedish)
    shown = signed_in(coordinator).get(f"{LIST}edit/{aino.expert.pk}/").content.decode()
    assert "Penningspel" in shown
