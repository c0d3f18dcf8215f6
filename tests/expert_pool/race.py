"""Forty reach for the same hour of one expert at the same moment; run inside a site of its own."""

import json
import threading
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group
from django.db import connection

from accounts.models import Role, User
from expert_pool import actions
from expert_pool.models import Expert, Occupancy
from trust.models import AuditRow
from trust.refusals import Refusal

HALF_HOUR = timedelta(minutes=30)
#: Far enough ahead for any day on which this runs.
FIRST = datetime(2090, 1, 2, 10, tzinfo=UTC)


def run(takers: int, hours: int) -> None:
    """Prints, as JSON, what the takers were told and what the database tells."""
    expert = make_expert()
    start = threading.Barrier(takers)
    told: list[tuple[int, int, str]] = []
    threads = [
        threading.Thread(target=take_all, args=(nth, expert, hours, start, told))
        for nth in range(takers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [(hour, nth) for hour, nth, answer in told if answer == "won"]
    print(  # noqa: T201
        json.dumps(
            {
                "wins": len(won),
                "hours won": len({hour for hour, _nth in won}),
                "answers": sorted({answer for _hour, _nth, answer in told}),
                "told": len(told),
                "stored": Occupancy.objects.standing().count(),
                "audit rows": AuditRow.objects.filter(act="expert_pool.take_time").count(),
                "several winners": len({nth for _hour, nth in won}) > 1,
            }
        )
    )


def take_all(
    nth: int, expert: Expert, hours: int, start: threading.Barrier, told: list[tuple[int, int, str]]
) -> None:
    """Every second one begins half an hour later: the hours overlap without being the same."""
    for hour in range(hours):
        begins = FIRST + timedelta(days=hour) + HALF_HOUR * (nth % 2)
        start.wait(120)
        try:
            actions.take(expert, begins, begins + 2 * HALF_HOUR, source=f"tests.taker:{nth}")
        except Refusal:
            answer = "refused"
        except Exception as error:  # noqa: BLE001 -- the other threads wait for this one
            answer = type(error).__name__
        else:
            answer = "won"
        told.append((hour, nth, answer))
    connection.close()


def make_expert() -> Expert:
    user = User.objects.create_user("aino@kokenet.example", None)
    user.groups.add(Group.objects.get(name=Role.EXPERT))
    return Expert.objects.create(user=user, alias="Aino")
