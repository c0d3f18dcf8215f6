from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import actions
from accounts.models import Invitation, Role, User
from tests.accounts.conftest import acts, mails
from trust.audit import Refused
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

STAFF = "/tyotila/henkilosto/"
INVITE = "/tyotila/henkilosto/kutsu/"


@pytest.fixture
def expert(make_user: Callable[..., User]) -> User:
    return make_user("matti", Role.EXPERT)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("expert", 404),
        ("editor", 404),
        ("stranger", 404),
        ("coordinator", 200),
        ("administrator", 200),
    ],
)
def test_the_list_is_for_those_who_look_after_staff(
    request: Any, signed_in: Any, who: str, status: int
):
    user = request.getfixturevalue(who)
    assert signed_in(user).get(STAFF).status_code == status
    refused = [("desk.page", f"user {user.pk}", "refused")]
    assert acts() == (refused if status == 404 else [])


def test_a_superuser_without_a_role_sees_no_staff(signed_in: Any, make_user: Any):
    superuser = make_user("juuri", is_superuser=True, is_staff=True)

    assert signed_in(superuser).get(STAFF).status_code == 404
    assert signed_in(superuser).get(f"{STAFF}{superuser.pk}/").status_code == 404


def test_the_list_shows_roles_and_second_factors(
    signed_in: Any, administrator: Any, expert: Any, with_phone: Any
):
    with_phone(expert)
    people = signed_in(administrator).get(STAFF).context["people"]

    shown = {p.email: (p.granted_roles(), p.has_second_factor) for p in people}
    assert shown == {
        expert.email: ([Role.EXPERT], True),
        administrator.email: ([Role.ADMINISTRATOR], False),
    }


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(
    signed_in: Any, administrator: Any, make_user: Any
):
    client = signed_in(administrator)
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            make_user(f"kokija{number}", Role.EXPERT)
            address = f"k{number}@kokenet.example"
            actions.invite(email=address, roles=[Role.EXPERT], by=administrator)
        client.get(STAFF)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(STAFF)
        counts.append(len(queries))

    assert len(page.context["people"]) == 31
    assert len(page.context["invitations"]) == 30
    assert counts[0] == counts[1]


def test_a_coordinator_invites_experts(signed_in: Any, coordinator: Any):
    form = {"email": "uusi@kokenet.example", "roles": ["expert"]}

    assert signed_in(coordinator).post(INVITE, form).url == STAFF
    assert User.objects.get(email="uusi@kokenet.example").granted_roles() == [Role.EXPERT]


@pytest.mark.parametrize("role", ["coordinator", "editor", "administrator"])
def test_a_coordinator_invites_nobody_else(signed_in: Any, coordinator: Any, role: str):
    form = {"email": "uusi@kokenet.example", "roles": ["expert", role]}

    assert signed_in(coordinator).post(INVITE, form).status_code == 404
    assert Invitation.objects.count() == 0
    assert acts() == [("accounts.invite", f"user {coordinator.pk}", "refused")]


def test_an_administrator_invites_into_any_role(signed_in: Any, administrator: Any):
    form = {"email": "uusi@kokenet.example", "roles": ["editor", "administrator"]}

    assert signed_in(administrator).post(INVITE, form).url == STAFF
    invited = User.objects.get(email="uusi@kokenet.example")
    assert invited.granted_roles() == [Role.EDITOR, Role.ADMINISTRATOR]


def test_inviting_needs_a_role_and_an_address(signed_in: Any, administrator: Any):
    response = signed_in(administrator).post(INVITE, {"email": "ei osoite"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"email", "roles"}


def test_a_taken_address_is_told_beside_the_field(signed_in: Any, administrator: Any, editor: Any):
    form = {"email": editor.email, "roles": ["expert"]}
    response = signed_in(administrator).post(INVITE, form)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"email"}


@pytest.mark.parametrize("verb", ["uudelleen", "peru"])
def test_a_coordinator_leaves_others_invitations_alone(
    signed_in: Any, coordinator: Any, administrator: Any, verb: str
):
    invitation = actions.invite(email="uusi@kokenet.example", roles=[Role.EDITOR], by=administrator)
    response = signed_in(coordinator).post(f"{STAFF}kutsut/{invitation.pk}/{verb}/")

    invitation.refresh_from_db()
    assert response.status_code == 404
    assert invitation.serial == 1


MANAGING = ["", "pois/", "takaisin/", "tunnistus/"]


@pytest.mark.parametrize("verb", MANAGING)
@pytest.mark.parametrize("who", ["expert", "coordinator", "editor", "stranger"])
def test_only_administrators_manage_accounts(
    request: Any, signed_in: Any, who: str, verb: str, administrator: Any, with_phone: Any
):
    with_phone(administrator)
    client = signed_in(request.getfixturevalue(who))
    response = client.post(f"{STAFF}{administrator.pk}/{verb}", {"roles": []})

    administrator = User.objects.get(pk=administrator.pk)
    assert response.status_code == 404
    assert (administrator.is_active, administrator.roles) == (True, {"administrator"})
    assert Authenticator.objects.filter(user=administrator).count() == 2


@pytest.mark.parametrize("verb", MANAGING)
def test_nobody_manages_their_own_account(
    signed_in: Any, administrator: Any, with_phone: Any, verb: str
):
    with_phone(administrator)
    response = signed_in(administrator).post(f"{STAFF}{administrator.pk}/{verb}", {"roles": []})

    again = User.objects.get(pk=administrator.pk)
    assert response.status_code == 404
    assert (again.is_active, again.roles) == (True, {"administrator"})
    assert acts() == [("accounts.manage", f"user {administrator.pk}", "refused")]


def test_one_cannot_give_oneself_roles_through_the_account_page(signed_in: Any, expert: Any):
    form = {
        "first_name": "Matti",
        "last_name": "Meikäläinen",
        "groups": [1, 2, 3, 4],
        "roles": ["administrator"],
        "is_superuser": "on",
        "is_staff": "on",
        "email": "muu@kokenet.example",
    }
    signed_in(expert).post("/tyotila/oma/", form)

    again = User.objects.get(pk=expert.pk)
    assert again.get_full_name() == "Matti Meikäläinen"
    assert (again.roles, again.is_superuser, again.is_staff) == ({"expert"}, False, False)
    assert again.email == "matti@kokenet.example"


def test_an_administrator_changes_anothers_roles(signed_in: Any, administrator: Any, expert: Any):
    form = {"roles": ["coordinator", "editor"]}

    assert signed_in(administrator).post(f"{STAFF}{expert.pk}/", form).url == STAFF
    assert User.objects.get(pk=expert.pk).roles == {"coordinator", "editor"}
    assert acts() == [("accounts.roles", f"user {administrator.pk}", "done")]


def test_a_role_that_is_none_is_refused(signed_in: Any, administrator: Any, expert: Any):
    response = signed_in(administrator).post(f"{STAFF}{expert.pk}/", {"roles": ["root"]})

    assert response.status_code == 422
    assert User.objects.get(pk=expert.pk).roles == {"expert"}


def test_a_lost_phone_is_taken_off_with_its_sessions_and_told(
    signed_in: Any, administrator: Any, expert: Any, with_phone: Any
):
    client = signed_in(with_phone(expert))
    signed_in(administrator).post(f"{STAFF}{expert.pk}/tunnistus/")

    assert Authenticator.objects.filter(user=expert).count() == 0
    assert client.get("/tyotila/").status_code == 302
    assert [letter.to for letter in mails("accounts.changed")] == [expert]


def test_taking_out_of_use_and_back_keeps_the_roles(
    signed_in: Any, administrator: Any, expert: Any
):
    client = signed_in(administrator)
    client.post(f"{STAFF}{expert.pk}/pois/")
    assert User.objects.get(pk=expert.pk).roles == frozenset()
    client.post(f"{STAFF}{expert.pk}/takaisin/")

    assert User.objects.get(pk=expert.pk).roles == {"expert"}
    assert [act for act, _, _ in acts()] == ["accounts.deactivate", "accounts.reactivate"]


def test_of_two_who_remove_each_other_one_stays(make_user: Any):
    first = make_user("eka", Role.ADMINISTRATOR)
    second = make_user("toka", Role.ADMINISTRATOR)
    assert first.roles == second.roles == {"administrator"}  # Both read before either acts.
    actions.change_roles(person=second, roles=[], by=first)

    with pytest.raises(Refused):
        actions.change_roles(person=first, roles=[], by=second)
    assert User.objects.get(pk=first.pk).roles == {"administrator"}


def test_an_invited_account_is_not_brought_into_use_around_its_link(administrator: Any):
    person = actions.invite(
        email="uusi@kokenet.example", roles=[Role.EXPERT], by=administrator
    ).person

    with pytest.raises(Refusal):
        actions.reactivate(person=person, by=administrator)


def test_posts_need_the_forms_token(signed_in: Any, administrator: Any, expert: Any):
    client: Client = signed_in(administrator)
    client.handler.enforce_csrf_checks = True

    assert client.post(f"{STAFF}{expert.pk}/pois/").status_code == 403
    assert User.objects.get(pk=expert.pk).is_active


def test_the_desk_greets_by_name_and_shows_faults_to_those_who_can_help(
    signed_in: Any, coordinator: Any, expert: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("trust.health.conditions", lambda: {"database": True, "advice.late": False})

    seen = signed_in(coordinator).get("/tyotila/")
    assert len(seen.context["faults"]) == 1
    assert "advice.late" in seen.context["faults"]
    assert "Koordinaattori" in seen.content.decode()
    assert signed_in(expert).get("/tyotila/").context["faults"] == []


def test_one_without_a_role_is_told_so(signed_in: Any, stranger: Any):
    assert signed_in(stranger).get("/tyotila/").status_code == 200


def test_a_name_may_not_be_empty(signed_in: Any, expert: Any):
    response = signed_in(expert).post("/tyotila/oma/", {"first_name": " ", "last_name": ""})

    assert response.status_code == 422


def test_roles_are_changed_not_emptied(signed_in: Any, administrator: Any, expert: Any):
    response = signed_in(administrator).post(f"{STAFF}{expert.pk}/", {})

    assert response.status_code == 422
    assert User.objects.get(pk=expert.pk).roles == {"expert"}
