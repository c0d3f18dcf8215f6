"""What of an expert's presentation would be shown, in exactly which words."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from expert_pool.models import Expert, Fact, Presentation
from expert_pool.words import Visibility
from trust.audit import Opening
from trust.seal import open_text

TEXTS = ("story", "telling", "helped")


@dataclass(frozen=True)
class Draft:
    """What the expert has written and ticked; the condensed `story` has 120 words at most."""

    story: str = ""
    telling: str = ""
    helped: str = ""
    tasks: Sequence[str] = field(default_factory=list)
    formats: Sequence[str] = field(default_factory=list)
    #: Which kinds of Fact are ticked; tasks and formats are told as they are.
    shown: Sequence[str] = field(default_factory=list)
    visibility: str = Visibility.HIDDEN


@dataclass(frozen=True)
class Shown:
    """Everything that others would read of the expert, and who: nothing besides this is copied."""

    alias: str
    story: str
    telling: str
    helped: str
    facts: list[tuple[str, str]]
    visibility: str

    @property
    def wording(self) -> str:
        """Names exactly this: 64 hexadecimal digits, others for anything else."""
        whole = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    def values(self, kind: Fact) -> list[str]:
        return [value for of, value in self.facts if of == kind]


def draft_of(presentation: Presentation, opening: Opening) -> Draft:
    """The presentation opened. Raises SealBroken."""
    texts = {
        name: open_text(presentation, name, opening) if getattr(presentation, name) else ""
        for name in TEXTS
    }
    return Draft(
        **texts,
        tasks=presentation.tasks,
        formats=presentation.formats,
        shown=presentation.shown,
        visibility=presentation.visibility,
    )


def shown_of(expert: Expert, draft: Draft) -> Shown:
    """What of the expert and their draft would be shown: of the facts, those that are ticked."""
    ticked = set(draft.shown) | {Fact.TASK, Fact.FORMAT}
    facts = [(kind, value) for kind, value in _facts(expert, draft) if kind in ticked and value]
    return Shown(
        alias=expert.alias,
        story=draft.story,
        telling=draft.telling,
        helped=draft.helped,
        facts=sorted(set(facts)),
        visibility=draft.visibility,
    )


def _facts(expert: Expert, draft: Draft) -> list[tuple[str, str]]:
    return [
        *((Fact.TOPIC.value, str(key)) for key in expert.topic_keys),
        *((Fact.LIVED.value, value) for value in expert.lived),
        (Fact.REGION.value, expert.region),
        *((Fact.LANGUAGE.value, value) for value in expert.languages),
        (Fact.AGE.value, expert.age_band),
        *((Fact.TASK.value, value) for value in draft.tasks),
        *((Fact.FORMAT.value, value) for value in draft.formats),
    ]
