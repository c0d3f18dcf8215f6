"""Two experts reach for the same questions at the same moments; run inside a site of its own."""

import json
import threading

from django.contrib.auth.models import Group
from django.db import connection

from accounts.models import Role, User
from advice import actions
from advice.models import Conversation
from expert_pool.models import Expert
from tests.advice.factories import make_conversation
from trust.models import AuditRow
from trust.refusals import Refusal


def run(rounds: int) -> None:
    """Prints, as JSON, how many got each question and how the database tells the same."""
    people = [expert_named(name) for name in ("aino", "eero")]
    questions = [make_conversation(f"Kysymys {nth}") for nth in range(rounds)]
    start = threading.Barrier(len(people))
    won: list[tuple[int, str]] = []
    threads = [
        threading.Thread(target=claim_all, args=(user, questions, start, won)) for user in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = dict(won)
    stored = Conversation.objects.values_list("pk", "expert__user__email")
    print(  # noqa: T201
        json.dumps(
            {
                "wins": len(won),
                "questions won": len(winners),
                "as stored": sum(winners.get(pk) == email for pk, email in stored),
                "audit rows": AuditRow.objects.filter(act="advice.claim").count(),
                "winners": len({name for _pk, name in won}),
            }
        )
    )


def claim_all(user: User, questions: list, start: threading.Barrier, won: list) -> None:
    for question in questions:
        start.wait(60)
        try:
            actions.claim(Conversation.objects.get(pk=question.pk), by=user)
        except Refusal:
            continue
        won.append((question.pk, user.email))
    connection.close()


def expert_named(name: str) -> User:
    user = User.objects.create_user(f"{name}@kokenet.example", None)
    user.groups.add(Group.objects.get(name=Role.EXPERT))
    Expert.objects.create(user=user, alias=name.capitalize(), open_limit=1000)
    return user
