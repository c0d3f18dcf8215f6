"""Moments as people say them, in Finnish time."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation

from home.templatetags.moments import dots, spoken

EVENING = datetime(2026, 3, 4, 19, 10, tzinfo=UTC)  # a Wednesday, ten past nine in Finland


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "keskiviikkona 4.3. klo 21.10"),
        ("sv", "onsdag 4.3 kl. 21.10"),
        ("en", "on Wednesday 4 March at 21:10"),
    ],
)
@time_machine.travel(EVENING, tick=False)
def test_moment_is_said_as_people_say_it(language, said):
    with translation.override(language):
        assert spoken(EVENING) == said


@time_machine.travel(datetime(2027, 1, 2, tzinfo=UTC), tick=False)
def test_moment_of_another_year_tells_its_year():
    with translation.override("fi"):
        assert spoken(EVENING) == "keskiviikkona 4.3.2026 klo 21.10"


@time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False)
def test_year_turns_by_the_finnish_clock():
    """Half past one on New Year's morning in Helsinki: last year is already another year."""
    with translation.override("fi"):
        assert spoken(datetime(2026, 12, 31, 12, 0, tzinfo=UTC)) == "torstaina 31.12.2026 klo 14.00"


@time_machine.travel(EVENING, tick=False)
def test_summer_time_is_followed():
    with translation.override("fi"):
        assert spoken(datetime(2026, 7, 1, 6, 5, tzinfo=UTC)) == "keskiviikkona 1.7. klo 9.05"


def test_a_dot_stands_for_each_message():
    assert dots(2, 3) == '<i class="used"></i><i class="used"></i><i class="left"></i>'
