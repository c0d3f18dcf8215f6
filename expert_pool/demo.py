"""The demo's two experts by experience."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from accounts.demo import DOMAIN, STAFF
from accounts.models import Role, User
from expert_pool.models import Expert
from expert_pool.words import AgeBand, Gender, Language, Lived, Region


@dataclass(frozen=True)
class Example:
    introduction: str
    topics: tuple[str, ...]
    told: dict[str, Any]
    reads_for_others: bool = False


EXPERTS = {
    "aino": Example(
        introduction=(
            "Pelasin kymmenen vuotta ja olen ollut pelaamatta viisi. Myös masennus on tuttu."
        ),
        topics=("rahapelaaminen", "mielenterveys", "toipuminen"),
        told={
            "lived": [Lived.SELF],
            "experience": "Nettikasinot, velat ja masennus. Kertonut ryhmissä neljä vuotta.",
            "region": Region.PIRKANMAA,
            "age_band": AgeBand.GROWN,
            "gender": Gender.WOMAN,
        },
        reads_for_others=True,
    ),
    "eero": Example(
        introduction=(
            "Olen raitistunut alkoholisti ja isä, joka on odottanut omaa lastaan kotiin öisin."
        ),
        topics=("paihteet", "laheisen-tilanne", "avun-hakeminen"),
        told={
            "lived": [Lived.SELF, Lived.BESIDE],
            "experience": "Raitis kahdeksatta vuotta; aikuinen poika käytti ja on nyt kuivilla.",
            "languages": [Language.FINNISH, Language.SWEDISH],
            "region": Region.UUSIMAA,
            "age_band": AgeBand.MIDDLE,
            "gender": Gender.MAN,
        },
    ),
}


def build(tree: Any) -> None:
    """Aliases, introductions and topics for the demo's expert accounts; idempotent."""
    topics = tree.topics_in("fi")
    for name, first, last, role in STAFF:
        if role == Role.EXPERT and name in EXPERTS:
            _expert(_account(name, first, last), first, EXPERTS[name], topics)


def _account(name: str, first: str, last: str) -> User:
    """The account, made without a password when accounts.demo has not been here yet."""
    address = f"{name}@{DOMAIN}"
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User.objects.create_user(address, None, first_name=first, last_name=last)
        user.groups.add(Group.objects.get(name=Role.EXPERT))
    return user


def _expert(user: User, alias: str, example: Example, topics: dict[str, Any]) -> None:
    # Neither is new: their letters go without a second reader.
    told = {
        "alias": alias,
        "introduction": example.introduction,
        "needs_second_reader": False,
        "reads_for_others": example.reads_for_others,
        **example.told,
    }
    expert, is_new = Expert.objects.get_or_create(user=user, defaults=told)
    if is_new:
        expert.topics.set([topics[slug] for slug in example.topics if slug in topics])
