"""The desk with 10,000 conversations: few queries, each of them by an index, and quick.

Run by `make bench`, on SQLite or on the PostgreSQL of TEST_DATABASE_URL.
"""

import os
import re
import secrets
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.base import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from advice.models import Author, Conversation, Ending, Message, Status
from trust import clock
from trust.seal import seal_text

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

MANY = int(os.environ.get("BENCH_CONVERSATIONS", "10000"))
#: The share of each status, in hundredths; what is left has ended.
SHARES = {
    Status.QUARANTINED: 1,
    Status.WAITING: 2,
    Status.WRITING: 3,
    Status.REVIEW: 1,
    Status.ANSWERED: 13,
}
#: Tables that grow with the conversations: none of them may be read from one end to the other.
GROW = ("advice_conversation", "advice_conversation_topics", "advice_message", "trust_auditrow")
MOST_QUERIES = 20
MOST_CPU_MS = 40
HOUR = timedelta(hours=1)


@pytest.fixture
def many(aino: User, eero: User, gambling: Any, substances: Any) -> None:
    """So many conversations over a year, with their topics; PostgreSQL knows of them."""
    rows = [conversation(nth, (aino, eero)[nth % 2], clock.now()) for nth in range(MANY)]
    made = Conversation.objects.bulk_create(rows, batch_size=500)
    through = Conversation.topics.through
    topics = (gambling, substances)
    links = [through(conversation=one, topic=topics[one.pk % 2]) for one in made]
    through.objects.bulk_create(links, batch_size=1000)
    Message.objects.bulk_create([letter(one) for one in made], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def plain_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates as the site draws them: in tests Django copies the context of each for the test."""

    def render(template: Template, context: Any) -> Any:
        return template.nodelist.render(context)

    monkeypatch.setattr(Template, "_render", render)


def letter(one: Conversation) -> Message:
    made = Message(conversation=one, position=1, author=Author.ASKER, sent_at=one.asked_at)
    made.text = seal_text(made, "text", "Miten jaksaa?")
    return made


def conversation(nth: int, expert: User, now: datetime) -> Conversation:
    status = status_of(nth % 100)
    asked_at = now - HOUR * (nth % 70 if status != Status.CLOSED else nth % 8000)
    made = Conversation(
        receipt=secrets.token_bytes(32),
        perspective="self",
        language="fi",
        status=status,
        promise_hours=72,
        message_limit=5,
        asked_at=asked_at,
        last_message_at=asked_at,
        announced_at=asked_at,
    )
    if status in (Status.QUARANTINED, Status.WAITING, Status.WRITING, Status.REVIEW):
        made.due_at = asked_at + 72 * HOUR
    if status not in (Status.QUARANTINED, Status.WAITING):
        made.expert, made.claimed_at = expert.expert, asked_at
    if status == Status.CLOSED:
        made.closed_at, made.ending = asked_at, Ending.SILENCE
    made.make_key()
    return made


def status_of(hundredth: int) -> str:
    for status, share in SHARES.items():
        if hundredth < share:
            return status.value
        hundredth -= share
    return Status.CLOSED.value


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("aino", "queue"),
        ("aino", "own"),
        ("coordinator", "queue"),
        ("coordinator", "overview"),
    ],
)
def test_list_takes_few_queries_by_index_and_little_time(
    request: Any, many: None, signed_in: Any, plain_templates: None, who: str, name: str
) -> None:
    client = signed_in(request.getfixturevalue(who))
    address = reverse(f"advice_desk:{name}")
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    queries = [query["sql"] for query in seen.captured_queries]
    milliseconds = min(cpu_of(client, address) for _ in range(5))
    print(
        f"\n{who} {name}: {len(queries)} queries, {milliseconds:.0f} ms with {MANY} conversations"
    )
    assert len(queries) <= MOST_QUERIES
    assert list(read_whole(queries)) == []
    assert milliseconds <= MOST_CPU_MS


def cpu_of(client: Client, address: str) -> float:
    """Milliseconds of this process for one page."""
    before = time.process_time()
    client.get(address)
    return 1000 * (time.process_time() - before)


def read_whole(queries: list[str]) -> Iterator[str]:
    """The queries that go through a growing table from one end to the other."""
    for sql in queries:
        if not sql.startswith("SELECT"):
            continue
        for line in plan_of(sql):
            table = re.match(r"SCAN (\w+)$|.*Seq Scan on (\w+)", line)
            if table and (table[1] or table[2]) in names_of_growing(sql):
                yield f"{line}: {sql}"


def names_of_growing(sql: str) -> set[str]:
    """The growing tables and what this query calls them."""
    aliases = re.findall(r'"(\w+)" (U\d+|V\d+|W\d+|T\d+)\b', sql)
    return {*GROW, *(alias for table, alias in aliases if table in GROW)}


def plan_of(sql: str) -> list[str]:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return [str(row[-1]).strip() for row in cursor.fetchall()]
