"""The public bank: found by what is told, never by what is not; the first one changes daily."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expert_pool import actions, bank
from expert_pool.models import Expert, Fact, PublicProfile
from expert_pool.words import AgeBand, Format, Language, Lived, Region, Task, Visibility
from home import lemmas
from tests.expert_pool.presenting import EVERY_FACT, present

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TICKED = [Fact.TOPIC, Fact.LIVED, Fact.REGION, Fact.LANGUAGE, Fact.AGE]


def names(answer: Any) -> list[str]:
    return re.findall(r'href="/asiantuntijat/([^/"?]+)/"', answer.content.decode())


@pytest.fixture
def both(aino, eero):
    """aino in Pirkanmaa, eero in Lapland; both tell of everything."""
    Expert.objects.filter(pk=aino.expert.pk).update(region="06", lived=["self"])
    Expert.objects.filter(pk=eero.expert.pk).update(region="19", lived=["beside"])
    aino.expert.refresh_from_db()
    eero.expert.refresh_from_db()
    present(aino, tasks=[Task.LECTURE], formats=[Format.REMOTE])
    present(eero, story="Join ja raitistuin.", tasks=[Task.TRAINING], formats=[Format.ON_SITE])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"aino", "eero"}),
        ("aihe=rahapelaaminen", {"aino"}),
        ("nakokulma=beside", {"eero"}),
        ("tehtava=lecture", {"aino"}),
        ("alue=19", {"eero"}),
        ("kieli=fi", {"aino", "eero"}),
        ("kieli=sv", set()),
        ("tapa=on_site", {"eero"}),
        ("tapa=on_site&aihe=rahapelaaminen", set()),
        ("sanat=raitistuin", {"eero"}),
        ("sanat=100%25", set()),
        ("aihe=olematon&alue=%00", {"aino", "eero"}),
    ],
)
def test_experts_are_found_by_what_they_tell(asker, both, query, found):
    answer = asker.get(f"/asiantuntijat/?{query}")
    assert answer.status_code == 200
    assert set(names(answer)) == found


def test_inflected_words_find(asker, both):
    lemmas.prepare()
    for user in Expert.objects.select_related("user"):
        present(user.user, story=f"{user.alias} pelasi ja velkaantui kasinolla.")
    assert set(names(asker.get("/asiantuntijat/?sanat=kasinot"))) == {"aino", "eero"}


def test_words_go_along_in_the_links_of_the_choices(asker, both):
    page = asker.get("/asiantuntijat/?sanat=join&tehtava=training").content.decode()
    assert "sanat=join" in re.findall(r'href="\?([^"]*alue=19[^"]*)"', page)[0]
    assert 'name="tehtava" value="training"' in page


def test_words_are_kept_however_they_are_spaced(asker, both):
    page = asker.get("/asiantuntijat/?sanat=++join++ja+").content.decode()
    assert "sanat=join+ja" in re.findall(r'href="\?([^"]*alue=19[^"]*)"', page)[0]
    nobody = asker.get(f"/asiantuntijat/?sanat={'a' * 300}").content.decode()
    assert "Kukaan ei kerro itsestään juuri tätä." in nobody
    assert "sanat" not in "".join(
        re.findall(r'href="\?([^"]*)"', asker.get("/asiantuntijat/").content.decode())
    )


def test_empty_bank_says_that_it_is_empty(asker):
    assert "kirjoittavat vielä esittelyjään" in asker.get("/asiantuntijat/").content.decode()


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.ORDERERS])
def test_only_what_everyone_may_read_is_in_the_bank(asker, aino, visibility):
    present(aino)
    PublicProfile.objects.update(visibility=visibility)
    assert names(asker.get("/asiantuntijat/")) == []
    assert asker.get("/asiantuntijat/aino/").status_code == 404


@pytest.mark.parametrize("left", ["role", "account"])
def test_one_who_has_left_is_gone_at_once(asker, aino, left):
    present(aino)
    assert names(asker.get("/asiantuntijat/")) == ["aino"]
    if left == "role":
        aino.groups.clear()
    else:
        aino.is_active = False
        aino.save()
    assert names(asker.get("/asiantuntijat/")) == []
    assert asker.get("/asiantuntijat/aino/").status_code == 404


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    ticked=st.sets(st.sampled_from(TICKED)),
    region=st.sampled_from(["", *Region.values]),
    age=st.sampled_from(["", *AgeBand.values]),
    lived=st.lists(st.sampled_from(Lived.values), unique=True),
    languages=st.lists(st.sampled_from(Language.values), unique=True, min_size=1),
    tasks=st.lists(st.sampled_from(Task.values), unique=True),
    formats=st.lists(st.sampled_from(Format.values), unique=True),
)
def test_search_never_shows_or_finds_by_what_was_not_ticked(asker, aino, gambling, **told):
    expert, ticked = aino.expert, told["ticked"]
    expert.region, expert.age_band = told["region"], told["age"]
    expert.lived, expert.languages = told["lived"], told["languages"]
    expert.save()
    present(aino, shown=sorted(ticked), tasks=told["tasks"], formats=told["formats"])
    values = {
        Fact.TOPIC: {gambling.slug},
        Fact.LIVED: set(told["lived"]),
        Fact.REGION: {told["region"]} - {""},
        Fact.LANGUAGE: set(told["languages"]),
        Fact.TASK: set(told["tasks"]),
        Fact.FORMAT: set(told["formats"]),
    }
    shown = asker.get("/asiantuntijat/aino/").content.decode()
    listed = asker.get("/asiantuntijat/").content.decode()
    for name, kind in bank.CHOSEN_BY.items():
        may = kind in ticked or kind in {Fact.TASK, Fact.FORMAT}
        for value in values[kind]:
            found = names(asker.get(f"/asiantuntijat/?{name}={value}"))
            # A region that nobody tells of is no choice, and chooses nothing.
            if may or kind != Fact.REGION:
                assert (found == ["aino"]) is may
    facts = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", shown)
    assert facts == re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", listed)
    headings = {heading for heading, _words in facts}
    for kind in TICKED:
        if kind not in ticked:
            assert str(bank.HEADINGS[kind]()) not in headings


def test_bank_names_nobody_and_is_not_for_machines(asker, aino, both):
    aino.last_name = "Sukunimi"
    aino.save()
    for address in ("/asiantuntijat/", "/asiantuntijat/aino/"):
        answer = asker.get(address)
        page = answer.content.decode()
        for hidden in (aino.email, "Sukunimi", f"/{aino.pk}/"):
            assert hidden not in page
        assert '<meta name="robots" content="noindex">' in page
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not answer.cookies
    assert "asiantuntijat/" not in asker.get("/sitemap.xml").content.decode()


def test_first_one_is_another_on_another_day(asker, make_expert, gambling):
    for nth in range(8):
        present(make_expert(f"nimi{nth}", gambling))
    orders = []
    for day in range(6):
        with time_machine.travel(NOON + timedelta(days=day)):
            orders.append(tuple(names(asker.get("/asiantuntijat/"))))
        with time_machine.travel(NOON + timedelta(days=day, hours=5)):
            assert tuple(names(asker.get("/asiantuntijat/"))) == orders[-1]
    assert len({order[0] for order in orders}) > 1
    assert all(len(order) == 8 for order in orders)


def test_bank_takes_the_same_queries_with_1_and_30(asker, make_expert, gambling, substances):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert asker.get("/asiantuntijat/?tehtava=lecture&sanat=pelasin").status_code == 200
        return len(seen)

    present(make_expert("yksi", gambling))
    queries()  # what the process keeps from then on
    few = queries()
    for nth in range(29):
        present(make_expert(f"nimi{nth}", gambling, substances), shown=EVERY_FACT)
    assert queries() == few
    assert few <= 10


def test_hostile_words_stay_words(asker, aino):
    bad = '"><script>alert(1)</script>'
    aino.expert.alias = bad
    aino.expert.save()
    present(aino, story=bad, telling=bad, helped=bad)
    slug = PublicProfile.objects.get().slug
    for address in ("/asiantuntijat/", f"/asiantuntijat/{slug}/", f"/asiantuntijat/?sanat={bad}"):
        assert "<script>alert" not in asker.get(address).content.decode()


def test_expert_away_today_is_still_in_the_bank(asker, aino):
    present(aino)
    today = NOON.date()
    with time_machine.travel(NOON):
        actions.add_absence(aino.expert, first_day=today, last_day=today, by=aino)
        assert names(asker.get("/asiantuntijat/")) == ["aino"]


def test_search_on_a_page_leads_to_the_bank(asker, demo):
    page = asker.get("/ammattilaisille/").content.decode()
    assert '<form class="form" method="get" action="/asiantuntijat/" role="search">' in page
    assert '<option value="rahapelaaminen">' in page
    assert names(asker.get("/asiantuntijat/?aihe=rahapelaaminen&tehtava=lecture")) == ["aino"]
    assert names(asker.get("/asiantuntijat/?aihe=&tehtava=")) != []
