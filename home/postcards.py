"""A page's landscape as a picture of 1200 × 630: what others show when somebody shares its address.

The same layers as on the pages, in the colours that `site.css` gives to the hour (a test holds the
two together), drawn once per landscape and kept with the media. The version in a card's address is
that of its drawing, so an address is right for ever.
"""

import hashlib
import random
from dataclasses import asdict, dataclass
from functools import lru_cache

import resvg_py
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from home import landscapes

WIDTH, HEIGHT = 1200, 630
FRAME = landscapes.Frame(720, 378, tree=25, trees=40, spruces=3)


@dataclass(frozen=True)
class Light:
    """The colours of some hours of the day, by the names of site.css."""

    high: str
    sky: str
    low: str
    orb: str
    far: str
    mid: str
    wood: str
    water: str
    near: str
    lit: str


# fmt: off
NIGHT = Light(
    high="#0a1a2b", sky="#193447", low="#3a5a6c", orb="#f6edd3", far="#2a4655",
    mid="#1d3643", wood="#0f232d", water="#274554", near="#08171e", lit="#ffd98a",
)
FIRST_LIGHT = Light(
    high="#1f3a56", sky="#7f6f88", low="#d99c84", orb="#fde6c4", far="#6b6479",
    mid="#44506a", wood="#1b2f40", water="#8d7f8b", near="#0e202c", lit="#ffd98a",
)
DAWN = Light(
    high="#7296b2", sky="#c0b4b4", low="#fbd0a4", orb="#fff4d6", far="#b79e9f",
    mid="#7f8590", wood="#2c4a52", water="#d8b8a3", near="#16323a", lit="#ffe3a1",
)
MORNING = Light(
    high="#8fbace", sky="#c5d9d8", low="#fbe9cc", orb="#fffbe9", far="#b5c5c4",
    mid="#84a5a5", wood="#33605a", water="#c6d9d6", near="#1d443f", lit="#ffe3a1",
)
DAY = Light(
    high="#86b6cf", sky="#b5d3dd", low="#eef3ea", orb="#fffbe9", far="#a9c4ca",
    mid="#7fa5a8", wood="#2f5d54", water="#b4d2d8", near="#1d443f", lit="#ffe3a1",
)
AFTERNOON = Light(
    high="#8db4c6", sky="#cbd0bf", low="#fbdfae", orb="#fff6d8", far="#bdbfae",
    mid="#8a9f93", wood="#395a4a", water="#cfccb0", near="#213f36", lit="#ffe3a1",
)
EVENING = Light(
    high="#5f7699", sky="#b69097", low="#f7b184", orb="#fff0cf", far="#a78490",
    mid="#6e6681", wood="#2a3a4d", water="#c08f86", near="#152634", lit="#ffdf98",
)
DUSK = Light(
    high="#37507a", sky="#9a6c82", low="#ee9273", orb="#ffe7c2", far="#7f6483",
    mid="#4f4f70", wood="#1d2c42", water="#93687a", near="#0f1d2c", lit="#ffd98a",
)
NIGHTFALL = Light(
    high="#16304c", sky="#4b506b", low="#a77b83", orb="#f9e8c8", far="#4c506a",
    mid="#33445a", wood="#152838", water="#55596f", near="#0b1a25", lit="#ffd98a",
)
#: The light of each hour, from midnight on.
LIGHTS = (
    *[NIGHT] * 4, *[FIRST_LIGHT] * 2, *[DAWN] * 2, *[MORNING] * 3, *[DAY] * 4, *[AFTERNOON] * 2,
    *[EVENING] * 2, *[DUSK] * 2, NIGHTFALL, *[NIGHT] * 2,
)
# fmt: on

#: Where the sky meets the water, and the light's fading from its middle outwards. The colours are
#: filled in; what CSS says with a blur is a gradient here where it can be, which draws much faster.
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><style>
.orb,.mist{{fill:{orb}}}
.halo{{fill:url(#glow)}}
.mist{{fill-opacity:.35;filter:blur(7px)}}
.star,.glint{{fill:none;stroke:{orb};stroke-width:1.5;stroke-linecap:round;stroke-opacity:.6}}
.far{{fill:{far}}}
.mid{{fill:{mid}}}
.wood,.mirror,.isle{{fill:{wood}}}
.mirror{{fill-opacity:.3;filter:blur(1.5px)}}
.near{{fill:{near}}}
.lit{{fill:{lit}}}
.gleam{{fill-opacity:.45}}
</style>
<linearGradient id="air" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="{high}"/><stop offset=".34" stop-color="{sky}"/>
<stop offset=".666" stop-color="{low}"/><stop offset=".666" stop-color="{water}"/>
<stop offset="1" stop-color="{mid}"/>
</linearGradient>
<radialGradient id="glow">
<stop offset="0" stop-color="{orb}" stop-opacity=".6"/>
<stop offset=".25" stop-color="{orb}" stop-opacity=".42"/>
<stop offset=".5" stop-color="{orb}" stop-opacity=".18"/>
<stop offset=".75" stop-color="{orb}" stop-opacity=".05"/>
<stop offset="1" stop-color="{orb}" stop-opacity="0"/>
</radialGradient>
<path d="M0 0h{width}v{height}H0z" fill="url(#air)"/>{layers}</svg>"""


def drawing(seed: str) -> str:
    """The whole card as SVG; the same for the same words."""
    chance = random.Random(hashlib.sha256(f"postcard|{seed}".encode()).digest())  # noqa: S311
    hour = chance.choice(landscapes.KIND_HOURS)
    return DRAWING.format(
        width=FRAME.width,
        height=FRAME.height,
        layers="".join(landscapes.layers(FRAME, chance, hour)),
        **asdict(LIGHTS[hour]),
    )


@lru_cache(maxsize=500)
def version_of(seed: str) -> str:
    """Names one drawing in its address; another when the way of drawing changes."""
    return hashlib.sha256(drawing(seed).encode()).hexdigest()[:16]


def name_of(seed: str) -> str:
    """Where a drawn card is kept."""
    return f"postcards/{version_of(seed)}.png"


def png(seed: str) -> bytes:
    """The card as PNG, drawn when nobody has asked for it before."""
    name = name_of(seed)
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return bytes(kept.read())
    drawn = resvg_py.svg_to_bytes(
        svg_string=drawing(seed), width=WIDTH, height=HEIGHT, skip_system_fonts=True
    )
    default_storage.save(name, ContentFile(drawn))
    return drawn
