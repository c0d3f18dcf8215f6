"""The status page: one word, red for what somebody must mend."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test import Client

from accounts.models import Role, User
from trust import canary, clock, health, outbox
from trust.models import Heartbeat, OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(make_user) -> User:
    return make_user("aino", Role.EXPERT)


@pytest.fixture
def well(db) -> None:
    Heartbeat.beat(Heartbeat.WORKER)


def ago(**time: float) -> Any:
    return clock.now() - timedelta(**time)


def mail(to: User, **fields: Any) -> OutgoingMail:
    return OutgoingMail.objects.create(kind="advice.waits", to=to, subject="s", body="b", **fields)


def red() -> list[str]:
    return [name for name, holds in health.conditions().items() if not holds]


def test_all_well_is_one_word(well, client):
    response = client.get("/tila")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_answer_is_kept_nowhere_and_sets_no_cookie(well, client):
    response = client.get("/tila")
    assert "no-store" in response["Cache-Control"]
    assert response.cookies == {}
    assert "Vary" not in response


def test_something_wrong_is_one_word(client):
    response = client.get("/tila")
    assert (response.status_code, response.content) == (503, b"vika")


@pytest.mark.parametrize(("age", "alive"), [(110, True), (130, False)])
def test_worker_is_dead_after_two_minutes_of_silence(age, alive):
    Heartbeat.objects.create(name=Heartbeat.WORKER, at=ago(seconds=age))
    assert health.conditions()["worker"] is alive


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"due_at": 9}, []),
        ({"due_at": 11}, ["mail_on_time"]),
        ({"due_at": 11, "sent_at": 1}, []),
        ({"due_at": 11, "dropped_at": 1}, []),
        ({"due_at": -5, "attempts": 1, "failed_at": 1}, []),
        ({"due_at": -5, "attempts": 2, "failed_at": 1}, ["mail_server"]),
        ({"due_at": 99, "attempts": 5, "dead_at": 60 * 23}, ["no_dead_mail"]),
        ({"due_at": 99, "attempts": 5, "dead_at": 60 * 25}, []),
    ],
)
def test_mail_in_trouble_is_red(well, expert, fields, expected):
    """Minutes ago, but `attempts` is a count."""
    mail(expert, **{k: v if k == "attempts" else ago(minutes=v) for k, v in fields.items()})
    assert red() == expected


def test_one_bad_address_is_not_a_dead_server(well, expert):
    mail(expert, attempts=2, failed_at=ago(minutes=3), due_at=ago(minutes=-5))
    mail(expert, attempts=1, sent_at=ago(minutes=1))
    assert red() == []


def test_dead_mail_server_shows_red_without_needing_mail(well, expert, mail_to_sink, client):
    mail_to_sink.down()
    mail(expert)
    for _ in range(2):
        outbox.send_due()
        OutgoingMail.objects.update(due_at=clock.now())
    assert client.get("/tila").content == b"vika"
    mail_to_sink.up()
    outbox.send_due()
    assert client.get("/tila").content == b"ok"


def test_wrong_key_ring_is_red(well, use_ring):
    use_ring("{}")
    assert red() == ["sealing"]


def test_services_add_their_conditions(well, monkeypatch):
    advice = apps.get_app_config("advice")
    monkeypatch.setattr(advice, "health", lambda: {"promises": False}, raising=False)
    assert red() == ["advice.promises"]


def test_service_that_cannot_tell_is_red(well, monkeypatch):
    advice = apps.get_app_config("advice")
    monkeypatch.setattr(advice, "health", lambda: 1 / 0, raising=False)
    assert red() == ["advice"]


# Details


@pytest.fixture
def staff(signed_in, make_user) -> Client:
    return signed_in(make_user("koordinaattori", Role.COORDINATOR))


def test_details_are_for_staff(well, client, staff):
    assert client.get("/tila?format=json").content == b"ok"
    response = staff.get("/tila?format=json")
    assert (response.status_code, json.loads(response.content)) == (200, health.conditions())
    assert "no-store" in response["Cache-Control"]


def test_staff_see_the_word_without_asking_for_details(well, staff):
    response = staff.get("/tila")
    assert (response.content, "Vary" in response) == (b"ok", False)


# Without a database


@pytest.fixture
def no_database(django_db_blocker):
    """The connection's address leads nowhere."""
    before = connection.settings_dict.copy()
    connection.close()
    broken = {"NAME": "/nowhere/at/all.sqlite3"} if connection.vendor == "sqlite" else {"PORT": 1}
    connection.settings_dict.update(broken)
    yield
    connection.settings_dict.clear()
    connection.settings_dict.update(before)
    connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/tila", "/tila?format=json"])
def test_dead_database_is_503_and_no_error(staff, no_database, address):
    canary.forget()
    for client in (Client(), staff):
        response = client.get(address)
        assert (response.status_code, response.content) == (503, b"vika")
    assert health.conditions() == {"database": False}


def test_mail_trouble_is_none_while_mail_goes(aino):
    OutgoingMail.objects.create(kind="test.mail", to=aino, subject="s", body="b")
    assert not health.mail_trouble()


def test_mail_trouble_tells_of_a_week_and_of_the_oldest_that_waits(aino, eero):
    now = clock.now()
    made = partial(OutgoingMail.objects.create, kind="test.mail", subject="s", body="b")
    made(to=aino, dead_at=now - timedelta(days=6), attempts=5)
    made(to=eero, dead_at=now - timedelta(days=8))
    for minutes in (9, 11, 30):
        made(to=eero, due_at=now - timedelta(minutes=minutes))
    made(to=eero, due_at=now - timedelta(hours=9), leased_until=now + timedelta(minutes=1))
    trouble = health.mail_trouble()
    assert (trouble.dead, trouble.names) == (1, ["Aino"])
    assert trouble.waiting_since == now - timedelta(minutes=30)
