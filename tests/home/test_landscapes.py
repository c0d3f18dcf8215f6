"""The landscapes: the same for the same words, small, well-formed, and only in CSS's colours."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home import landscapes

SHAPES = st.sampled_from(["wide", "card", "round"])
HOURS = st.none() | st.integers(0, 23)
DRAWN_WITH = {"svg", "g", "path", "circle", "ellipse"}
WRITTEN_WITH = {"class", "d", "cx", "cy", "r", "rx", "ry", "transform", "viewBox", "aria-hidden"}
LARGEST = 2048


def parts(drawing: str) -> list[ET.Element]:
    return list(ET.fromstring(drawing).iter())  # noqa: S314 -- our own drawing


@given(st.text(), SHAPES, HOURS)
@settings(max_examples=200, deadline=None)
def test_landscape_of_any_seed_is_small_well_formed_and_only_shapes(seed, shape, hour):
    drawing = landscapes.svg(seed, shape=shape, hour=hour)
    elements = parts(drawing)

    assert len(drawing.encode()) <= LARGEST
    assert {element.tag for element in elements} <= DRAWN_WITH
    assert {name for element in elements for name in element.attrib} <= WRITTEN_WITH


@given(st.text(), SHAPES, HOURS)
@settings(max_examples=50, deadline=None)
def test_landscape_is_the_same_for_the_same_seed(seed, shape, hour):
    assert landscapes.svg(seed, shape=shape, hour=hour) == landscapes.svg(
        seed, shape=shape, hour=hour
    )


def test_landscape_of_a_known_seed_does_not_change_between_versions():
    """An expert's picture stays theirs: Python's own generator must not be exchanged unseen."""
    drawing = landscapes.svg("Naava", shape="round")

    assert 'class="landscape landscape-round hour-16"' in drawing


def test_landscapes_differ_between_seeds():
    drawings = {landscapes.svg(f"nimimerkki {number}", shape="round") for number in range(500)}

    assert len(drawings) == 500


def test_hour_changes_the_light_and_not_the_place():
    """The hills and the trees stay where they are, whatever the time."""
    morning, night = (landscapes.svg("etusivu", hour=hour) for hour in (8, 23))

    assert "hour-08" in morning
    assert "hour-23" in night
    assert hills(morning) == hills(night)


def hills(drawing: str) -> list[str]:
    return re.findall(r'<path class="(?:far|mid|wood)" d="([^"]*)"', drawing)


@pytest.mark.parametrize("hour", range(24))
def test_every_hour_has_a_sun_or_moon_above_the_shore(hour):
    frame = landscapes.FRAMES["wide"]
    orb = next(
        part for part in parts(landscapes.svg("x", hour=hour)) if part.attrib.get("class") == "orb"
    )

    assert 0 < int(orb.attrib["cy"]) < frame.shore


@given(st.text())
@settings(max_examples=50, deadline=None)
def test_wide_landscape_always_has_a_lit_window(seed):
    assert landscapes.svg(seed).count('class="lit"') == 1


def test_landscape_without_title_is_hidden_from_assistive_technology():
    root = parts(landscapes.svg("Lumikko", shape="round"))[0]

    assert root.attrib["aria-hidden"] == "true"
    assert "role" not in root.attrib


def test_landscape_with_title_is_an_image_of_that_name():
    root = parts(landscapes.svg("Lumikko", title='Talvi <"ja"> järvi'))[0]

    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", 'Talvi <"ja"> järvi')
    assert "aria-hidden" not in root.attrib


def test_hour_outside_the_day_goes_round():
    assert landscapes.svg("x", hour=25) == landscapes.svg("x", hour=1)
