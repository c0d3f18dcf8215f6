"""Choosing from a list by plain links: every choice is an address of its own, and caches."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest


@dataclass(frozen=True)
class Question:
    """What may be chosen: its name in the address, its words, and (words, value) of each answer."""

    name: str
    title: str
    whole: str
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Filter:
    """A question with the links of its answers; the first one takes the choice away."""

    title: str
    choices: list[Choice]

    @property
    def chosen(self) -> str:
        """What has been chosen, in words; empty for the whole."""
        return next((one.label for one in self.choices[1:] if one.current), "")


class Choosing:
    """What the address asks for; what makes no sense there is left out."""

    def __init__(self, request: HttpRequest, questions: Sequence[Question]) -> None:
        self.questions = questions
        self.chosen: dict[str, str] = {}
        for question in questions:
            asked = request.GET.get(question.name, "")
            if asked in {value for _label, value in question.answers}:
                self.chosen[question.name] = asked

    def get(self, name: str) -> str:
        """What was chosen; empty for the whole."""
        return self.chosen.get(name, "")

    @property
    def query(self) -> str:
        """The choices, for other addresses of the list to go on with."""
        return urlencode(self.chosen)

    @property
    def filters(self) -> list[Filter]:
        """Those that have something to choose between."""
        return [self._filter(one) for one in self.questions if len(one.answers) > 1]

    def _filter(self, question: Question) -> Filter:
        answers = [(question.whole, ""), *question.answers]
        return Filter(question.title, [self._choice(question, *answer) for answer in answers])

    def _choice(self, question: Question, label: str, value: str) -> Choice:
        said = {name: was for name, was in self.chosen.items() if name != question.name}
        query = urlencode(said | ({question.name: value} if value else {}))
        return Choice(label, f"?{query}" if query else "?", self.get(question.name) == value)
