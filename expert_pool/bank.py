"""The public bank: experts by what they tell of themselves, found by plain addresses."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.paginator import Page as Piece
from django.core.paginator import Paginator
from django.db.models import Q, Value
from django.db.models.functions import MD5, Concat
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from expert_pool.models import Fact, PublicFact, PublicProfile, PublicProfileQuerySet
from expert_pool.words import AgeBand, Format, Language, Lived, Region, Task
from home.choosing import Choosing, Question
from home.lemmas import base_forms
from home.models import Topic
from trust import clock

SIZE = 12
#: Of what is looked for, no more words than a person would write.
MOST_WORDS, LONGEST = 8, 120
WORDS = "sanat"
#: What the address calls each fact that one may choose by.
CHOSEN_BY = {
    "aihe": Fact.TOPIC,
    "nakokulma": Fact.LIVED,
    "tehtava": Fact.TASK,
    "alue": Fact.REGION,
    "kieli": Fact.LANGUAGE,
    "tapa": Fact.FORMAT,
}
CHOICES: dict[Fact, Any] = {
    Fact.LIVED: Lived,
    Fact.REGION: Region,
    Fact.LANGUAGE: Language,
    Fact.AGE: AgeBand,
    Fact.TASK: Task,
    Fact.FORMAT: Format,
}


class Bank:
    """A page of the list as the address asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.topics = topics_spoken()
        self.words = " ".join(request.GET.get(WORDS, "")[:LONGEST].split())
        self.choosing = Choosing(request, self._questions())
        if self.words:
            # They go along in the links of the choices.
            self.choosing.chosen[WORDS] = self.words

    def _questions(self) -> list[Question]:
        whole = {
            "aihe": (_("Topic"), _("All topics")),
            "nakokulma": (_("Perspective"), _("Both")),
            "tehtava": (_("Task"), _("Any task")),
            "alue": (_("Region"), _("All regions")),
            "kieli": (_("Language"), _("Any language")),
            "tapa": (_("How to meet"), _("Either way")),
        }
        return [Question(name, *whole[name], self._answers(name)) for name in CHOSEN_BY]

    def _answers(self, name: str) -> list[tuple[str, str]]:
        kind = CHOSEN_BY[name]
        if kind == Fact.TOPIC:
            return [(topic.name, topic.slug) for topic in self.topics]
        if kind == Fact.REGION:
            return [(str(one.label), one.value) for one in Region if one.value in self._regions]
        return [(str(one.label), one.value) for one in CHOICES[kind]]

    @cached_property
    def _regions(self) -> set[str]:
        """The regions that somebody in the bank tells of."""
        told = PublicFact.objects.filter(
            kind=Fact.REGION, profile__in=PublicProfile.objects.for_everyone()
        )
        return set(told.values_list("value", flat=True).distinct())

    @cached_property
    def page(self) -> Piece:
        """The asked page, in the order of the day; the first or the last when there is no such."""
        found = self._found().prefetch_related("facts")
        return Paginator(in_the_days_order(found), SIZE).get_page(self.request.GET.get("page"))

    def _found(self) -> PublicProfileQuerySet:
        rows = PublicProfile.objects.for_everyone()
        for name, kind in CHOSEN_BY.items():
            if value := self.choosing.get(name):
                rows = rows.telling(kind, self._key(value) if kind == Fact.TOPIC else value)
        for form in base_forms(self.words, settings.LANGUAGE_CODE)[:MOST_WORDS]:
            rows = rows.filter(Q(words__contains=f" {form} "))
        return rows

    def _key(self, slug: str) -> str:
        return next(str(topic.translation_key) for topic in self.topics if topic.slug == slug)


def topics_spoken() -> list[Topic]:
    """The topics as named in the language being spoken; one it does not have, in another's."""
    spoken = get_language() or settings.LANGUAGE_CODE
    found: dict[Any, Topic] = {}
    for topic in Topic.objects.select_related("locale"):
        if topic.translation_key not in found or topic.locale.language_code == spoken:
            found[topic.translation_key] = topic
    return sorted(found.values(), key=lambda topic: (topic.order, topic.name))


def in_the_days_order(rows: PublicProfileQuerySet) -> PublicProfileQuerySet:
    """Everyone is first on some day: the order is another each day, the same all through it."""
    today = clock.local(clock.now()).date().isoformat()
    return rows.order_by(MD5(Concat("slug", Value(today))), "slug")


def told(values: dict[Fact, list[str]], topics: list[Topic]) -> list[tuple[str, list[str]]]:
    """The facts in words, as (heading, words), in the order in which they are chosen among."""
    names = {str(topic.translation_key): topic.name for topic in topics}
    found = []
    for kind in Fact:
        words = names if kind == Fact.TOPIC else dict(CHOICES[kind].choices)
        said = [str(word) for value, word in words.items() if value in values.get(kind, [])]
        if said:
            found.append((HEADINGS[kind](), said))
    return found


HEADINGS = {
    Fact.TOPIC: lambda: _("Knows about"),
    Fact.LIVED: lambda: _("From which side"),
    Fact.REGION: lambda: _("Region"),
    Fact.LANGUAGE: lambda: _("Languages"),
    Fact.AGE: lambda: _("Age"),
    Fact.TASK: lambda: _("May be asked for"),
    Fact.FORMAT: lambda: _("How to meet"),
}


def facts_of(profile: PublicProfile) -> dict[Fact, list[str]]:
    """A profile's facts by kind, from what is prefetched."""
    found: dict[Fact, list[str]] = {}
    for fact in profile.facts.all():
        found.setdefault(Fact(fact.kind), []).append(fact.value)
    return found
