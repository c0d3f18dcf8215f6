"""What the look promises and a file can show: contrast, weight, layers, fonts, no stranger."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from home import brand
from home.brand import contrast

CSS = Path(finders.find("css/site.css")).parent
STATIC = CSS.parent
KB = 1024

SITE = (CSS / "site.css").read_text()
NIGHT = (CSS / "night.css").read_text()
DESK = (CSS / "desk.css").read_text()

#: WCAG 2.2: 1.4.6 (AAA) for what is read, 1.4.3 (AA) for what is pressed, 1.4.11 for borders.
READ, PRESSED, SEEN = 7.0, 4.5, 3.0

GROUNDS = (
    "paper", "birch", "birch-shade", "ice-mist", "moss-mist", "cloudberry-mist", "rowan-mist",
    "dawn-mist",
)  # fmt: skip
PAIRS = [
    *[("night-lake", ground, READ) for ground in GROUNDS],
    *[("night-lake-soft", ground, READ) for ground in ("paper", "birch")],
    *[("night-lake-soft", ground, PRESSED) for ground in GROUNDS],
    *[("ice", ground, PRESSED) for ground in GROUNDS],
    *[("rowan", ground, PRESSED) for ground in ("paper", "birch", "rowan-mist")],
    ("on-dawn", "dawn", PRESSED),
    ("on-dawn", "dawn-strong", PRESSED),
    ("dawn", "paper", PRESSED),
    ("dawn", "birch", PRESSED),
    ("moss", "paper", PRESSED),
    ("cloudberry-ink", "cloudberry-mist", READ),
    ("on-deep", "deep", READ),
    ("on-deep-soft", "deep", READ),
    ("window", "deep", SEEN),
    *[("bark", ground, SEEN) for ground in ("paper", "birch")],
    *[("focus", ground, SEEN) for ground in GROUNDS],
]


def colours(css: str) -> dict[str, str]:
    return dict(
        re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css.split(".landscape {", maxsplit=1)[0])
    )


THEMES = {"light": colours(SITE), "dark": colours(SITE) | colours(NIGHT)}


def test_contrast_of_black_on_white_is_twenty_one():
    assert round(contrast("#000000", "#ffffff"), 1) == 21


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground", "needed"), PAIRS)
def test_ink_can_be_read_on_its_ground(theme, ink, ground, needed):
    palette = THEMES[theme]

    assert contrast(palette[ink], palette[ground]) >= needed


def test_every_colour_of_text_has_its_contrast_proven():
    used = set(re.findall(r"[ {]color: var\(--([a-z-]+)\)", SITE + DESK))

    assert used <= {ink for ink, _, _ in PAIRS} | {"deep"}  # `deep` draws the footer's horizon


@pytest.mark.parametrize(("theme", "ground"), [(brand.LIGHT, "light"), (brand.DARK, "dark")])
def test_organisations_own_colour_is_judged_on_the_ground_it_lies_on(theme, ground):
    assert theme.ground == THEMES[ground]["paper"]
    assert THEMES[ground]["on-dawn"] in theme.inks


def test_night_changes_only_what_day_has():
    assert colours(NIGHT).keys() <= colours(SITE).keys()


def test_hues_are_named_in_the_tokens_and_nowhere_else():
    """A colour outside the tokens would stay the same at night."""
    after_tokens = SITE.split("@layer base {")[1]
    drawn = re.sub(r"--[a-z]+: #[0-9a-f]{6};", "", after_tokens)  # the landscapes' own lights
    printed = drawn.split("@media print")[0]

    assert re.findall(r"#[0-9a-f]{3,8}\b", printed) == []
    # A camera reads the second factor's picture only as dark on white, by night too.
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", DESK)) <= {"#fff"}


def test_layers_come_in_the_agreed_order():
    assert "@layer tokens, base, layout, components, pages;" in SITE
    assert set(re.findall(r"@layer (\w+) \{", SITE + NIGHT + DESK)) == {
        "tokens", "base", "layout", "components", "pages",
    }  # fmt: skip


@pytest.mark.parametrize("hour", range(24))
def test_each_hour_of_the_day_has_its_light(hour):
    """From eleven to two it is day, which is what a landscape has of itself."""
    assert (f".hour-{hour:02}" in SITE) == (hour not in range(11, 15))


def test_style_sheets_of_a_public_page_weigh_little():
    over_the_wire = sum(len(gzip.compress(css.encode())) for css in (SITE, NIGHT))

    assert over_the_wire <= 12 * KB


def test_scripts_weigh_little_even_uncompressed():
    assert sum(path.stat().st_size for path in (STATIC / "js").glob("*.js")) <= 15 * KB


def test_fonts_weigh_under_a_hundred_kilobytes():
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")) < 100 * KB


def test_first_view_loads_two_fonts_of_half_of_that():
    preloaded = ("atkinson-latin.woff2", "literata-latin.woff2")

    assert sum((STATIC / "fonts" / name).stat().st_size for name in preloaded) < 52 * KB


@pytest.mark.parametrize("name", ["atkinson", "literata"])
def test_font_carries_finnish_and_swedish_and_its_licence(name):
    letters = set(TTFont(STATIC / "fonts" / f"{name}-latin.woff2").getBestCmap())
    northern = set(TTFont(STATIC / "fonts" / f"{name}-sami.woff2").getBestCmap())

    assert {ord(letter) for letter in "aåäöÅÄÖéü0123456789–—…’”»€½"} <= letters
    assert {ord(letter) for letter in "šžčđŠŽČĐ"} <= northern
    assert "SIL Open Font License" in (STATIC / "fonts" / f"{name}-OFL.txt").read_text()


def test_fonts_vary_in_weight():
    for name in ("atkinson", "literata"):
        axes = TTFont(STATIC / "fonts" / f"{name}-latin.woff2")["fvar"].axes
        assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in axes] == [
            ("wght", 400, 700)
        ]


FOLLOWED = [path for path in STATIC.rglob("*.*") if path.suffix in {".css", ".js", ".svg", ".html"}]


@pytest.mark.parametrize("path", sorted(FOLLOWED), ids=lambda path: path.name)
def test_static_file_of_text_asks_nothing_of_anyone_else(path):
    addresses = re.findall(r"https?://[^\s\"')]+", path.read_text())

    assert [address for address in addresses if "www.w3.org" not in address] == []


def test_motion_is_only_for_those_who_have_not_asked_for_stillness():
    still = re.sub(
        r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n  \}\n", "", SITE, flags=re.S
    )

    assert re.findall(r"\b(?:transition|animation)\b", still) == []
