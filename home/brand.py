"""An organisation's own colour: whether it can be read, and the style sheet that carries it."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from home.models import SiteSettings

#: WCAG 2.2 success criterion 1.4.3: text of ordinary size.
AA_TEXT = 4.5


@dataclass(frozen=True)
class Theme:
    """The ground that a colour lies on, and what may be written upon the colour itself."""

    ground: str
    inks: tuple[str, ...]


#: The grounds and inks of site.css: paper and night.
LIGHT = Theme(ground="#fbf7f0", inks=("#fffaf5", "#10303a"))
DARK = Theme(ground="#0c1e26", inks=("#0c1e26", "#fffaf5"))


def problem_with(colour: str, theme: Theme) -> str:
    """Why a colour cannot be used on a theme's ground; empty when it can, or when none is given."""
    if not colour:
        return ""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return _("Write the colour as # and six digits, for example #1f5f73.")
    got = contrast(colour, theme.ground)
    if got < AA_TEXT:
        return _(
            "Text in this colour could not be read by everyone: its contrast with the ground is"
            " %(got).1f, and at least %(needed).1f is needed."
        ) % {"got": got, "needed": AA_TEXT}
    return ""


def ink_on(colour: str, theme: Theme) -> str:
    """The more readable of the theme's inks on a button of this colour."""
    return max(theme.inks, key=lambda ink: contrast(colour, ink))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1–21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, 0–1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def style_sheet(site: "SiteSettings") -> str:
    """The site's own colours as CSS; empty when it has none."""
    light = rule(site.colour, LIGHT)
    dark = rule(site.colour_dark, DARK)
    return light + (f"@media (prefers-color-scheme: dark) {{\n{dark}}}\n" if dark else "")


def rule(colour: str, theme: Theme) -> str:
    if not colour:
        return ""
    ink = ink_on(colour, theme)
    strong = "color-mix(in oklab, var(--dawn), var(--night-lake) 25%)"
    return f":root {{ --dawn: {colour}; --dawn-strong: {strong}; --on-dawn: {ink}; }}\n"


def fingerprint(css: str) -> str:
    """Names one version of the style sheet in its address, so that it may be cached for ever."""
    return sha256(css.encode()).hexdigest()[:12]
