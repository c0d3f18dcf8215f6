"""Finnish landscapes from a seed: the site's own pictures, and experts' instead of portraits.

The drawing is plain SVG of one to two kilobytes without ids, styles or scripts. Colours come from
CSS (`hour-00` … `hour-23` on the svg), so that a page's policy, its theme and print hold here too;
sky and water are the svg's own background there, and the shore lies at two thirds of every shape.
"""

import hashlib
import random
from dataclasses import dataclass
from itertools import pairwise
from math import pi, sin
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Shape = Literal["wide", "round", "card"]
Point = tuple[int, int]

#: The hours that a seed may choose: dawns and dusks, some days, few nights.
KIND_HOURS = (4, 5, 6, 7, 7, 8, 9, 10, 12, 15, 16, 17, 18, 18, 19, 20, 21, 23)


@dataclass(frozen=True)
class Frame:
    """A shape's measures in its own units; `trees` grow along the far shore, `tree` high."""

    width: int
    height: int
    tree: int
    trees: int
    spruces: int

    @property
    def shore(self) -> int:
        return self.height * 2 // 3


FRAMES: dict[Shape, Frame] = {
    "wide": Frame(720, 240, tree=21, trees=40, spruces=3),
    "card": Frame(360, 210, tree=19, trees=26, spruces=3),
    "round": Frame(210, 210, tree=22, trees=14, spruces=2),
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
    own_hour = chance.choice(KIND_HOURS)
    light = own_hour if hour is None else hour % 24
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 -- numbers of our own and one escaped title
        f'<svg class="landscape landscape-{shape} hour-{light:02}" {label}'
        f' viewBox="0 0 {frame.width} {frame.height}">{"".join(layers(frame, chance, light))}</svg>'
    )


def layers(frame: Frame, chance: random.Random, hour: int) -> list[str]:
    """The drawing from the farthest to the nearest."""
    sun_left = chance.random() < 0.5
    across = chance.uniform(0.2, 0.38)
    sun_x = round(frame.width * (across if sun_left else 1 - across))
    trees = far_forest(frame, chance)
    reflected = [max(pair) for pair in zip(trees[::2], trees[1::2], strict=True)]
    place = [
        ridge(frame, chance, "far", lift=0.34, swell=0.15),
        ridge(frame, chance, "mid", lift=0.15, swell=0.07),
        mist(frame) if hour in range(4, 10) else "",
        path("wood", edge_of_trees(frame, trees)),
        path("mirror", edge_of_trees(frame, reflected, grow=-0.8)),
        ripples(frame, chance, sun_x),
        extra(frame, chance, sun_left=sun_left),
        near_shore(frame, chance, on_left=not sun_left),
    ]
    # The stars are drawn by chance after the place, so that the place is the same by day.
    sky = [stars(frame, chance) if is_night(hour) else "", sun_or_moon(frame, sun_x, hour)]
    return sky + place


def path(name: str, data: str, transform: str = "") -> str:
    moved = f' transform="{transform}"' if transform else ""
    return f'<path class="{name}" d="{data}"{moved}/>'


def steps_of(points: list[Point]) -> str:
    """Numbers of a path's relative commands in the fewest characters: "8-12 8 12"."""
    numbers = [str(number) for point in points for number in point]
    return "".join(f" {number}" if number[0] != "-" else number for number in numbers).lstrip()


def is_night(hour: int) -> bool:
    return hour >= 21 or hour < 4


def stars(frame: Frame, chance: random.Random) -> str:
    places = (
        (chance.randrange(frame.width), chance.randrange(frame.height * 2 // 5))
        for _ in range(7 if frame.width > 300 else 5)
    )
    return path("star", "".join(f"M{x} {y}h0" for x, y in places))


def sun_or_moon(frame: Frame, x: int, hour: int) -> str:
    """The light with its glow. The sun goes from the ridge at five to the ridge at twenty."""
    height = sin((hour - 5) / 15 * pi) if 5 <= hour <= 20 else 0.8
    y = round(frame.shore * (0.7 - 0.42 * height))
    size = round(frame.height * 0.062)
    return "".join(
        f'<circle class="{name}" cx="{x}" cy="{y}" r="{radius}"/>'
        for name, radius in (("halo", size * 4), ("orb", size))
    )


def ridge(frame: Frame, chance: random.Random, name: str, *, lift: float, swell: float) -> str:
    """A line of hills: two slow waves, drawn as curves through the middles of its points."""
    count = 9 if frame.width > 300 else 6
    step = frame.width / (count - 2)
    base = frame.shore * (1 - lift * chance.uniform(0.8, 1.1))
    turn, second = chance.uniform(0, 2 * pi), chance.uniform(0, 2 * pi)
    rises = [
        (sin(turn + i * 0.95) + 0.5 * sin(second + i * 2.1)) * frame.height * swell * 0.6
        for i in range(count)
    ]
    points = [(round((i - 0.5) * step), round(base - rise)) for i, rise in enumerate(rises)]
    at_x, at_y = points[0]
    bends: list[Point] = []
    for (x1, y1), (x2, y2) in pairwise(points[1:]):
        middle = (x1 + x2) // 2, (y1 + y2) // 2
        bends += [(x1 - at_x, y1 - at_y), (middle[0] - at_x, middle[1] - at_y)]
        at_x, at_y = middle
    start = f"M{points[0][0]} {points[0][1]}"
    return path(name, f"{start}q{steps_of(bends)}L{points[-1][0]} {points[-1][1]}V{frame.shore}H0z")


def mist(frame: Frame) -> str:
    y = frame.shore - round(frame.height * 0.075)
    return (
        f'<ellipse class="mist" cx="{frame.width // 2}" cy="{y}" rx="{frame.width // 2}" ry="8"/>'
    )


def far_forest(frame: Frame, chance: random.Random) -> list[int]:
    """How tall the trees of the far shore are; groves rise and thin out."""
    turn = chance.uniform(0, 2 * pi)
    groves = (0.62 + 0.38 * sin(turn + i * 5 * pi / frame.trees) for i in range(frame.trees))
    return [round(frame.tree * grove * chance.uniform(0.45, 1.15)) + 4 for grove in groves]


def edge_of_trees(frame: Frame, trees: list[int], *, grow: float = 1) -> str:
    """Trees of equal width as one pointed line from left to right; a negative `grow` mirrors."""
    steps: list[Point] = []
    x = 0
    for i, tall in enumerate(trees, start=1):
        tip, wide = round(tall * grow), round(i * frame.width / len(trees)) - x
        steps += [(wide // 2, -tip), (wide - wide // 2, tip)]
        x += wide
    foot = frame.shore - round(3 * grow)
    return f"M0 {foot}l{steps_of(steps)}V{frame.shore}H0z"


def ripples(frame: Frame, chance: random.Random, sun_x: int) -> str:
    """The light's road on the water, widening towards us, and a few strays."""
    data = ""
    depth = frame.height - frame.shore
    for i in range(5):
        half = 5 + 3 * i + chance.randint(0, 6)
        data += (
            f"M{sun_x - half + chance.randint(-4, 4)} {frame.shore + 9 + i * depth // 6}h{2 * half}"
        )
    for _ in range(3):
        x, y = chance.randrange(frame.width), chance.randint(frame.shore + 10, frame.height - 8)
        data += f"M{x} {y}h{chance.randint(12, 34)}"
    return path("glint", data)


def extra(frame: Frame, chance: random.Random, *, sun_left: bool) -> str:
    """What makes one shore known from another. The wide picture always has its lit window."""
    draw = chance.choice((cabin, cabin, island, boat))
    place = chance.uniform(0.46, 0.62)
    x = round(frame.width * (place if sun_left else 1 - place))
    return cabin(x, frame, chance) if frame.width > 700 else draw(x, frame, chance)


def cabin(x: int, frame: Frame, _chance: random.Random) -> str:
    """A cabin on the far shore with one lit window, and its light on the water."""
    size = 1.5 if frame.width > 700 else 1
    return (
        f'<g transform="matrix({size} 0 0 {size} {x} {frame.shore})">'
        + path("near", "M-9 1v-10l-3 1 12-10 12 10-3-1v10z")
        + path("lit", "M-3-7h6v5h-6z")
        + path("lit gleam", "M-3 4h6v3h-6zm1 7h4v3h-4zm-2 7h7v2h-7z")
        + "</g>"
    )


def island(x: int, frame: Frame, chance: random.Random) -> str:
    y = frame.shore + round(frame.height * 0.09)
    trees = "".join(spruce(x + 13 + 9 * i, y - 2, chance.randint(20, 36)) for i in range(3))
    return path("isle", f"M{x} {y}q22-11 46 0z{trees}")


def boat(x: int, frame: Frame, _chance: random.Random) -> str:
    y = frame.shore + round(frame.height * 0.15)
    return path("near", f"M{x} {y}q14 5 28 0l-3 6q-11 2-22 0zM{x + 9} {y - 5}l2-1 3 9-2 1z")


def near_shore(frame: Frame, chance: random.Random, *, on_left: bool) -> str:
    """Our own shore in a corner, with tall spruces that thin out towards the water."""
    width, height = frame.width, frame.height
    reach = round(min(width * chance.uniform(0.38, 0.5), height * 1.5))
    rise = round(height * chance.uniform(0.1, 0.16))
    data = f"M0 {height}v-{rise}q{reach // 2}-3 {reach} {rise}z"
    for i in range(frame.spruces):
        part = (i + chance.uniform(0.1, 0.7)) / (frame.spruces + 1.3)
        tall = round(height * chance.uniform(0.5, 0.7) * (1 - 0.55 * part))
        foot = height - rise + round(rise * part * part) + 4
        data += spruce(round(reach * part), foot, tall)
    return path("near", data, "" if on_left else f"matrix(-1 0 0 1 {width} 0)")


def spruce(x: int, foot: int, tall: int) -> str:
    """One spruce, from its top down the right side in tiers of branches and up the left."""
    tiers = 4 if tall > 60 else 3
    down = tall / (tiers + 0.5)
    out = [tall * 0.17 * (i + 0.6) / tiers for i in range(1, tiers + 1)]
    right: list[Point] = []
    inner = 0
    for reach in out:
        right += [(round(reach) - inner, round(down))]
        inner = round(reach * 0.42)
        right += [(inner - round(reach), -round(down * 0.12))]
    left = [(dx, -dy) for dx, dy in reversed(right)]
    top = foot - round(down * 0.4) - sum(dy for _, dy in right)
    trunk = max(1, inner // 3)
    under = f"h{trunk - inner}V{foot}h{-2 * trunk}V{foot - round(down * 0.4)}h{trunk - inner}"
    return f"M{x} {top}l{steps_of(right)}{under}l{steps_of(left)}z"
