"""Hours: suggested, confirmed or corrected, approved, and taken out as a file without content."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Role
from expert_pool import actions, sheets
from expert_pool.models import Expert, WorkEntry, WorkKind, WorkState
from expert_pool.months import Month
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

#: Late in the evening of the last of November in UTC: the first of December in Finland.
NEW_YEARS_NEIGHBOUR = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def entry(aino, now) -> WorkEntry:
    return actions.suggest_hours(aino.expert, kind=WorkKind.LETTER, seconds=25 * 60)


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 5), (1, 5), (300, 5), (301, 10), (25 * 60, 25), (100 * 3600, 480)],
)
def test_suggestion_is_in_steps_of_five_minutes(aino, seconds, minutes):
    entry = actions.suggest_hours(aino.expert, kind=WorkKind.LETTER, seconds=seconds)
    assert (entry.minutes, entry.suggested, entry.state) == (minutes, minutes, "suggested")


def test_suggestion_is_of_the_finnish_day(aino):
    with time_machine.travel(NEW_YEARS_NEIGHBOUR):
        entry = actions.suggest_hours(aino.expert, kind=WorkKind.LETTER, seconds=60)
    assert entry.day == date(2026, 12, 1)


def test_expert_corrects_and_coordinator_approves(aino, coordinator, entry, signed_in):
    signed_in(aino).post(reverse("expert_desk:confirm_hours", args=[entry.pk]), {"minutes": "40"})
    entry.refresh_from_db()
    assert (entry.minutes, entry.suggested, entry.state) == (40, 25, "confirmed")

    signed_in(coordinator).post(reverse("expert_desk:approve_hours", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.state == "approved"
    assert (entry.approved_by, entry.approved_at) == (coordinator, NOON)


def test_suggestion_is_not_approved_before_the_expert_has_seen_it(entry, coordinator):
    with pytest.raises(Refusal):
        actions.approve_hours(entry, by=coordinator)


def test_approved_hours_stay_until_returned(aino, coordinator, entry):
    actions.confirm_hours(entry, minutes=25, by=aino)
    actions.approve_hours(entry, by=coordinator)
    with pytest.raises(Refusal):
        actions.confirm_hours(entry, minutes=60, by=aino)
    with pytest.raises(Refusal):
        actions.remove_hours(entry, by=aino)
    assert actions.return_hours(entry, by=coordinator).state == WorkState.CONFIRMED
    assert actions.confirm_hours(entry, minutes=60, by=aino).minutes == 60


def test_own_hours_are_approved_by_somebody_else(aino, entry, signed_in, make_user):
    from django.contrib.auth.models import Group  # noqa: PLC0415 -- one test

    aino.groups.add(Group.objects.get(name=Role.COORDINATOR))
    actions.confirm_hours(entry, minutes=25, by=aino)
    client = signed_in(aino)
    client.post(reverse("expert_desk:approve_hours", args=[entry.pk]))
    client.post(reverse("expert_desk:approve_all_hours") + "?kuukausi=2026-11")
    assert WorkEntry.objects.get().state == "confirmed"


def test_approving_all_takes_the_confirmed_of_the_month_only(aino, eero, coordinator, now, client):
    del client
    ready = actions.add_hours(
        aino.expert, day=date(2026, 11, 3), kind=WorkKind.TALK, minutes=60, by=aino
    )
    earlier = actions.add_hours(
        eero.expert, day=date(2026, 10, 30), kind=WorkKind.TALK, minutes=60, by=eero
    )
    suggested = actions.suggest_hours(eero.expert, kind=WorkKind.LETTER, seconds=600)

    from tests.conftest import with_second_factor  # noqa: PLC0415 -- one test

    with_second_factor(coordinator).post(
        reverse("expert_desk:approve_all_hours") + "?kuukausi=2026-11"
    )
    states = [WorkEntry.objects.get(pk=one.pk).state for one in (ready, earlier, suggested)]
    assert states == ["approved", "confirmed", "suggested"]


@pytest.mark.parametrize("written", ["", "puoli tuntia", "0", "1441", "-5", "4,5"])
def test_minutes_that_make_no_sense_change_nothing(aino, entry, signed_in, written):
    answer = signed_in(aino).post(
        reverse("expert_desk:confirm_hours", args=[entry.pk]), {"minutes": written}, follow=True
    )
    entry.refresh_from_db()
    assert (entry.minutes, entry.state) == (25, "suggested")
    assert 'role="alert"' in answer.content.decode()


def test_day_to_come_is_refused(aino, now, signed_in):
    answer = signed_in(aino).post(
        reverse("expert_desk:hours"), {"day": "2026-11-25", "kind": "other", "minutes": "30"}
    )
    assert answer.status_code == 422
    assert "Tämä päivä ei ole vielä tullut." in answer.content.decode()
    assert not WorkEntry.objects.exists()


# The file


@pytest.fixture
def approved(aino, eero, coordinator, now) -> Any:
    Expert.objects.filter(pk=aino.expert.pk).update(alias="=HYPERLINK(1)")
    for user, minutes in ((aino, 40), (eero, 15)):
        entry = actions.add_hours(
            user.expert, day=date(2026, 11, 3), kind=WorkKind.LETTER, minutes=minutes, by=user
        )
        actions.approve_hours(entry, by=coordinator)
    actions.add_hours(eero.expert, day=date(2026, 11, 4), kind=WorkKind.OTHER, minutes=9, by=eero)


def test_csv_has_who_date_minutes_kind_and_no_formula(approved, coordinator, signed_in, trail_of):
    answer = signed_in(coordinator).get(
        reverse("expert_desk:export_hours", args=["csv"]) + "?kuukausi=2026-11"
    )
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Kuka", "Päivä", "Minuutit", "Laji"],
        ["'=HYPERLINK(1)", "3.11.2026", "40", "Kirje"],
        ["Eero", "3.11.2026", "15", "Kirje"],
    ]
    assert 'filename="tunnit-2026-11.csv"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert trail_of("expert_pool.export_hours") == ["2026-11 csv"]


def test_xlsx_has_the_same_rows_as_values(approved, coordinator, signed_in):
    answer = signed_in(coordinator).get(
        reverse("expert_desk:export_hours", args=["xlsx"]) + "?kuukausi=2026-11"
    )
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1] == ("'=HYPERLINK(1)", datetime(2026, 11, 3), 40, "Kirje")  # noqa: DTZ001
    assert len(rows) == 3
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} == {"s", "n", "d"}


@pytest.fixture
def trail_of(db: None) -> Any:
    from trust.models import AuditRow  # noqa: PLC0415 -- one fixture

    def kinds(act: str) -> list[str]:
        return list(AuditRow.objects.filter(act=act).values_list("subject_kind", flat=True))

    return kinds


@pytest.mark.parametrize("text", ["=1+1", "+358", "-1", "@cmd", "\tx", "\rx"])
def test_formula_becomes_text(text):
    assert sheets.plain(text) == f"'{text}"


@pytest.mark.parametrize("written", ["", "2026", "2026-13", "x", "0000-01", "2026-11-01"])
def test_month_that_is_none_is_the_present_one(rf, now, written):
    assert Month.asked_for(rf.get("/", {"kuukausi": written})) == Month(2026, 11)


def test_months_follow_each_other_over_the_year():
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2027, 1).previous == Month(2026, 12)


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_ask_the_same_however_many_hours(
    aino, coordinator, signed_in, now, django_assert_num_queries, rows
):
    for _number in range(rows):
        actions.add_hours(
            aino.expert, day=date(2026, 11, 3), kind=WorkKind.OTHER, minutes=30, by=aino
        )
    for user, name, queries in ((aino, "hours", 10), (coordinator, "everyones_hours", 10)):
        client = signed_in(user)
        client.get(reverse(f"expert_desk:{name}"))
        with django_assert_num_queries(queries):
            client.get(reverse(f"expert_desk:{name}"))
