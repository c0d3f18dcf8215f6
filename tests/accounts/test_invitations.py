from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client

from accounts import actions, invitations, jobs
from accounts.models import Invitation, Role, User
from tests.accounts.conftest import acts, code_now, mails
from trust import clock, outbox
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

ADDRESS = "uusi@kokenet.example"
FORM = {
    "first_name": "Uusi",
    "last_name": "Ihminen",
    "password1": "pitka ja oma lause",
    "password2": "pitka ja oma lause",
}


@pytest.fixture
def invitation(coordinator: Any) -> Invitation:
    return actions.invite(email=ADDRESS, roles=[Role.EXPERT], by=coordinator)


def path_of(invitation: Invitation) -> str:
    return urlsplit(invitations.link(invitation)).path


def test_an_invited_person_walks_from_the_mail_to_the_desk(invitation: Any):
    outbox.send_due()
    letter = mail.outbox[-1]
    assert letter.to == [ADDRESS]
    link = next(word for word in letter.body.split() if word.startswith("http://testserver/"))

    client = Client()
    page = client.get(urlsplit(link).path)
    assert page.context["address"] == ADDRESS
    assert client.post(urlsplit(link).path, FORM).url == "/tyotila/"
    assert client.get("/tyotila/").url == "/kirjaudu/tunnistus/?next=%2Ftyotila%2F"
    secret = client.get("/kirjaudu/tunnistus/").context["secret"].replace(" ", "")
    client.post("/kirjaudu/tunnistus/", {"code": code_now(secret)})

    assert client.get("/tyotila/").status_code == 200
    person = User.objects.get(email=ADDRESS)
    assert (person.get_full_name(), person.roles) == ("Uusi Ihminen", {"expert"})


def test_the_link_lies_nowhere_in_the_database(invitation: Any):
    outbox.send_due()
    link = next(word for word in mail.outbox[-1].body.split() if "/kutsu/" in word)
    token = link.rstrip("/").rpartition("/")[2]

    kept = everything_in_the_database()
    assert ADDRESS in kept
    assert token not in kept
    assert "/kutsu/" not in kept


def test_looking_changes_nothing(invitation: Any):
    path = path_of(invitation)
    for _ in range(3):
        assert Client().get(path).status_code == 200
    assert Client().head(path).status_code == 200

    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert User.objects.get(email=ADDRESS).is_active is False
    assert Client().post(path, FORM).status_code == 302


def test_the_link_works_once(invitation: Any):
    path = path_of(invitation)
    Client().post(path, FORM)
    second = Client().post(path, FORM | {"password1": "ihan toinen lause 1"})

    assert second.status_code == 410
    assert Client().get(path).status_code == 410
    assert User.objects.get(email=ADDRESS).check_password(FORM["password1"])


def test_the_link_works_for_48_hours(invitation: Any):
    path = path_of(invitation)
    with time_machine.travel(invitation.sent_at + timedelta(hours=47, minutes=59)):
        assert Client().get(path).status_code == 200
        late_link = path_of(invitation)
    with time_machine.travel(invitation.sent_at + timedelta(hours=48, minutes=1)):
        assert Client().post(path, FORM).status_code == 410
        assert Client().post(late_link, FORM).status_code == 410
    assert User.objects.get(email=ADDRESS).is_active is False


def test_a_new_link_ends_the_old_one(invitation: Any, coordinator: Any):
    old = path_of(invitation)
    renewed = actions.send_again(invitation=invitation, by=coordinator)

    assert Client().post(old, FORM).status_code == 410
    assert Client().post(path_of(renewed), FORM).status_code == 302


def test_a_made_up_or_changed_link_is_no_link(invitation: Any):
    path = path_of(invitation)

    assert Client().get("/kirjaudu/kutsu/AAAA/").status_code == 410
    assert Client().get(path[:-3] + "A/").status_code == 410


def test_a_withdrawn_invitation_is_gone_with_its_account_and_mail(
    invitation: Any, coordinator: Any
):
    path = path_of(invitation)
    actions.withdraw(invitation=invitation, by=coordinator)
    outbox.send_due()

    assert Client().post(path, FORM).status_code == 410
    assert not User.objects.filter(email=ADDRESS).exists()
    assert mail.outbox == []


def test_an_accepted_invitation_is_not_mailed_again(invitation: Any):
    Client().post(path_of(invitation), FORM)
    outbox.send_due()

    assert mail.outbox == []
    assert mails("accounts.invitation")[0].dropped_at is not None


def test_a_weak_password_or_two_that_differ_are_refused(invitation: Any):
    path = path_of(invitation)
    for change in ({"password1": "lyhyt", "password2": "lyhyt"}, {"password2": "jotain muuta 12"}):
        response = Client().post(path, FORM | change)
        assert response.status_code == 422
    named = {"password1": "Uusi Ihminen", "password2": "Uusi Ihminen"}
    assert Client().post(path, FORM | named).status_code == 422
    assert User.objects.get(email=ADDRESS).is_active is False


def test_an_invited_account_opens_nothing_before(invitation: Any):
    person = User.objects.get(email=ADDRESS)
    assert (person.roles, person.has_usable_password()) == (frozenset(), False)
    Client().post("/kirjaudu/salasana/", {"email": ADDRESS})

    assert mails("accounts.new_password") == []
    assert list(User.objects.in_role(Role.EXPERT)) == []


def test_an_address_is_invited_once(invitation: Any, coordinator: Any, editor: Any):
    for address in (ADDRESS.upper(), editor.email):
        with pytest.raises(Refusal):
            actions.invite(email=address, roles=[Role.EXPERT], by=coordinator)
    assert Invitation.objects.count() == 1


def test_inviting_and_accepting_are_written_down(invitation: Any, coordinator: Any):
    Client().post(path_of(invitation), FORM)

    person = User.objects.get(email=ADDRESS)
    assert acts() == [
        ("accounts.invite", f"user {coordinator.pk}", "done"),
        ("accounts.accept", f"user {person.pk}", "done"),
        ("accounts.sign_in", f"user {person.pk}", "done"),
    ]


def test_someone_signed_in_who_opens_a_link_becomes_the_invited_one(
    invitation: Any, signed_in: Any, editor: Any
):
    client = signed_in(editor)
    client.post(path_of(invitation), FORM)

    assert client.get("/tyotila/").url == "/kirjaudu/tunnistus/?next=%2Ftyotila%2F"
    assert client.session["_auth_user_id"] == str(User.objects.get(email=ADDRESS).pk)


def test_an_invitation_nobody_took_is_removed_after_a_month(invitation: Any):
    with time_machine.travel(clock.now() + timedelta(days=29)):
        jobs.tidy()
        assert User.objects.filter(email=ADDRESS).exists()
    with time_machine.travel(clock.now() + timedelta(days=31)):
        jobs.tidy()
        assert not User.objects.filter(email=ADDRESS).exists()


def everything_in_the_database() -> str:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)
