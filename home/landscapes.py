"""Finnish landscapes from a seed: the site's own pictures, and experts' instead of portraits.

The drawing is plain SVG of one to two kilobytes without ids, styles or scripts. Colours come from
CSS (`hour-00` … `hour-23` on the svg), so that a page's policy, its theme and print hold here too.
"""

import hashlib
import random
from dataclasses import dataclass
from math import pi, sin
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Shape = Literal["wide", "round", "card"]


@dataclass(frozen=True)
class Frame:
    """A shape's measures: the water begins at `shore`, trees of the far side are `tree` high."""

    width: int
    height: int
    shore: int
    tree: int
    trees: int


FRAMES: dict[Shape, Frame] = {
    "wide": Frame(640, 240, 158, 20, 46),
    "card": Frame(320, 180, 122, 17, 26),
    "round": Frame(100, 100, 66, 13, 11),
}


def svg(
    seed: str, *, hour: int | None = None, shape: Shape = "wide", title: str = ""
) -> SafeString:
    """A landscape, the same for the same words.

    `hour` (0–23) is the light; without it the seed chooses. Without `title` the picture is
    decoration and hidden from assistive technology; with it, it is an image of that name.
    """
    frame = FRAMES[shape]
    chance = random.Random(hashlib.sha256(f"{shape}|{seed}".encode()).digest())  # noqa: S311
    light = chance.choice(KIND_HOURS) if hour is None else hour % 24
    inside = "".join(_layers(frame, chance, light))
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 -- numbers of our own and one escaped title
        f'<svg class="landscape landscape-{shape} hour-{light:02}" {label} focusable="false"'
        f' viewBox="0 0 {frame.width} {frame.height}" preserveAspectRatio="xMidYMax slice">'
        f"{inside}</svg>"
    )


#: The hours a seed may choose: dawns and dusks, some days, few nights.
KIND_HOURS = (4, 5, 6, 7, 7, 8, 9, 10, 12, 15, 16, 17, 18, 18, 19, 20, 21, 23)


def _layers(frame: Frame, chance: random.Random, hour: int) -> list[str]:
    left = chance.random() < 0.5
    forest = _forest(frame, chance)
    layers = [
        _orb(frame, chance, hour, left=left),
        _ridge(frame, chance, "far", lift=0.36, swell=0.13),
        _ridge(frame, chance, "mid", lift=0.17, swell=0.08),
        f'<path class="lake" d="M0 {frame.shore}h{frame.width}v99H0z"/>',
        f'<path class="wood" d="{forest}"/>',
        f'<path class="mirror" d="{forest}" transform="matrix(1 0 0 -.6 0 {frame.shore * 1.6:g})"/>',
        _ripples(frame, chance),
        _home(frame, chance) if chance.random() < 0.6 else "",
        _bank(frame, chance, left=not left),
    ]
    return [layer for layer in layers if layer]


def _orb(frame: Frame, chance: random.Random, hour: int, *, left: bool) -> str:
    """Sun or moon with its glow, on the side away from the near trees."""
    x = round(frame.width * chance.uniform(0.18, 0.4))
    x = x if left else frame.width - x
    height = _height_of_light(hour)
    y = round(frame.shore * (0.86 - 0.66 * height))
    size = round(frame.height * (0.055 if frame.width > 100 else 0.09))
    rings = "".join(
        f'<circle class="{name}" cx="{x}" cy="{y}" r="{round(size * grow)}"/>'
        for name, grow in (("halo", 4.5), ("halo", 2.4), ("orb", 1))
    )
    return rings


def _height_of_light(hour: int) -> float:
    """From 0 at the horizon to 1: the sun's way from five to twenty, the moon's otherwise."""
    if 5 <= hour <= 20:
        return sin((hour - 5) / 15 * pi) * 0.9
    return 0.75


def _ridge(frame: Frame, chance: random.Random, name: str, *, lift: float, swell: float) -> str:
    """A line of hills: two slow waves, drawn as curves through the middles of its points."""
    count = 9 if frame.width > 100 else 5
    step = frame.width / (count - 1)
    base = frame.shore - frame.shore * lift * chance.uniform(0.75, 1.1)
    turn, second = chance.uniform(0, 2 * pi), chance.uniform(0, 2 * pi)
    tall = frame.height * swell

    def rise(i: int) -> float:
        slow = sin(turn + i * 0.9) + 0.5 * sin(second + i * 2.1)
        return base - slow * tall * 0.6

    points = [(round(i * step), round(rise(i))) for i in range(count)]
    path = f"M0 {points[0][1]}"
    for (x1, y1), (x2, y2) in zip(points[1:], points[2:], strict=False):
        path += f"Q{x1} {y1} {round((x1 + x2) / 2)} {round((y1 + y2) / 2)}"
    return f'<path class="{name}" d="{path}L{frame.width} {points[-1][1]}V{frame.shore}H0z"/>'


def _forest(frame: Frame, chance: random.Random) -> str:
    """The far shore's edge of spruces, one pointed line; it thins out and thickens again."""
    step = frame.width / frame.trees
    turn = chance.uniform(0, 2 * pi)
    path, x, y = f"M0 {frame.shore}v-4", 0, -4
    for i in range(frame.trees):
        grove = 0.6 + 0.4 * sin(turn + i * 5 * pi / frame.trees)
        tall = round(frame.tree * grove * chance.uniform(0.55, 1.15)) + 3
        half = round(step / 2)
        foot = -round(3 + 3 * grove)
        path += f"l{half} {-tall - y}l{max(1, round((i + 1) * step) - x - half)} {tall + foot}"
        x, y = round((i + 1) * step), foot
    return f"{path}V{frame.shore}z"


def _ripples(frame: Frame, chance: random.Random) -> str:
    path = ""
    for _ in range(5 if frame.width > 100 else 3):
        y = chance.randint(frame.shore + 8, frame.height - 6)
        x = chance.randint(0, frame.width * 3 // 4)
        path += f"M{x} {y}h{chance.randint(frame.width // 12, frame.width // 4)}"
    return f'<path class="glint" d="{path}"/>'


def _home(frame: Frame, chance: random.Random) -> str:
    """A cabin on the far shore with one lit window and its light on the water."""
    x = round(frame.width * chance.uniform(0.42, 0.62))
    y = frame.shore
    return (
        f'<path class="bank" d="M{x} {y}v-7l6-5 6 5v7z"/>'
        f'<path class="lit" d="M{x + 4} {y - 6}h4v4h-4z"/>'
        f'<path class="lit gleam" d="M{x + 4} {y + 2}h4v3h-4zm1 5h3v3h-3zm-1 6h4v2h-4z"/>'
    )


def _bank(frame: Frame, chance: random.Random, *, left: bool) -> str:
    """The near shore in a corner with a few tall spruces."""
    width, height = frame.width, frame.height
    reach = round(width * chance.uniform(0.34, 0.5))
    rise = round(height * chance.uniform(0.1, 0.16))
    path = f"M0 {height}v-{rise}q{reach // 2}-2 {reach} {rise}z"
    count = 4 if width > 100 else 2
    for i in range(count):
        x = round(reach * (0.04 + 0.6 * i / count) + chance.uniform(0, reach * 0.1))
        tall = round(height * chance.uniform(0.34, 0.62) * (1 - 0.35 * i / count))
        foot = height - rise + round(rise * (x / reach) ** 2) + 3
        path += _spruce(x, foot, tall)
    flip = "" if left else f' transform="matrix(-1 0 0 1 {width} 0)"'
    return f'<path class="bank" d="{path}"{flip}/>'


def _spruce(x: int, foot: int, tall: int) -> str:
    """One spruce from its top down the right side and up the left, in four tiers of branches."""
    half = tall * 0.19
    right = left = ""
    for i in range(1, 5):
        out, back, down = round(half * (0.22 + 0.2 * i)), round(half * 0.2 * i), round(tall / 4.4)
        if i == 1:
            back = 0
        right += f"l{out - back if i > 1 else out} {down}"
        right += f"h-{round(out * 0.45)}" if i < 4 else ""
    return f"M{x} {foot - tall}{right}L{x} {foot}"
