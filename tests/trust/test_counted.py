"""Several counts in one query."""

import pytest

from trust.counted import counted
from trust.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db):
    for name in "abc":
        Heartbeat.beat(name)


def test_counts_are_by_name_and_one_query(three, stranger, django_assert_num_queries):
    beats = Heartbeat.objects.all()
    with django_assert_num_queries(1):
        found = counted(stranger, all=beats, some=beats.filter(name__in="ab"))
    assert found == {"all": 3, "some": 2}


def test_slice_is_counted_no_further(three, stranger):
    assert counted(stranger, first=Heartbeat.objects.order_by("name")[:2]) == {"first": 2}


def test_nothing_counts_as_nought(three, stranger):
    none = Heartbeat.objects.none()
    assert counted(stranger, none=none, all=Heartbeat.objects.all()) == {"none": 0, "all": 3}


def test_one_who_is_gone_has_nothing_waiting(three, stranger):
    key = stranger.pk
    stranger.delete()
    stranger.pk = key
    assert counted(stranger, all=Heartbeat.objects.all()) == {"all": 0}
