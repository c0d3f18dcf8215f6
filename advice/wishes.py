"""What an asker wishes of the one who answers: chosen from a few lists, and in their own words."""

import json
from dataclasses import asdict, dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from expert_pool.words import AgeBand, Gender, Lived, Region
from kokenet.plugins import Words

LIVED: dict[str, Words] = {
    Lived.SELF: gettext_lazy("someone who has lived through the same"),
    Lived.BESIDE: gettext_lazy("someone who has lived beside another"),
}
AGES: dict[str, Words] = {
    AgeBand.YOUNG: gettext_lazy("someone 18–29 years old"),
    AgeBand.GROWN: gettext_lazy("someone 30–44 years old"),
    AgeBand.MIDDLE: gettext_lazy("someone 45–64 years old"),
    AgeBand.OLD: gettext_lazy("someone 65 or older"),
}
GENDERS: dict[str, Words] = {
    Gender.WOMAN: gettext_lazy("a woman"),
    Gender.MAN: gettext_lazy("a man"),
    Gender.OTHER: gettext_lazy("someone of another gender"),
}
REGIONS: dict[str, Words] = {region: region.label for region in Region}


@dataclass(frozen=True)
class Wish:
    """Sealed in Conversation.wish. Of each list the chosen value, or ""; of no wish, all "".

    `not_from` is the region where the asker lives: the one who answers is not from there.
    """

    words: str = ""
    lived: str = ""
    age: str = ""
    gender: str = ""
    not_from: str = ""

    def __bool__(self) -> bool:
        return self != Wish()

    @classmethod
    def read(cls, text: str) -> "Wish":
        """The wish that `written` wrote; anything else is an older one, in words alone.

        A choice that no list has any more is left out.
        """
        try:
            found = json.loads(text)
        except ValueError:
            return cls(words=text)
        names = {field.name for field in fields(cls)}
        if not isinstance(found, dict) or found.keys() != names or not _all_text(found):
            return cls(words=text)
        return cls(
            words=found["words"],
            lived=_among(LIVED, found["lived"]),
            age=_among(AGES, found["age"]),
            gender=_among(GENDERS, found["gender"]),
            not_from=_among(REGIONS, found["not_from"]),
        )

    def written(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def sentences(self) -> list[str]:
        """What was chosen, in the language of the page; the free words are not among them."""
        chosen = [
            LIVED.get(self.lived),
            AGES.get(self.age),
            GENDERS.get(self.gender),
            self.not_from and self._elsewhere,
        ]
        return [str(sentence) for sentence in chosen if sentence]

    @property
    def _elsewhere(self) -> str:
        return _("someone from another region (not %(region)s)") % {
            "region": Region(self.not_from).label
        }


def _among(choices: dict[str, Words], value: str) -> str:
    return value if value in choices else ""


def _all_text(found: dict[str, object]) -> bool:
    return all(isinstance(value, str) for value in found.values())
