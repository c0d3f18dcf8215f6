"""The demo's two experts by experience."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from accounts.demo import DOMAIN, STAFF
from accounts.models import Role, User
from expert_pool import actions
from expert_pool.models import (
    Contract,
    ContractKind,
    Expert,
    ExpertSearch,
    Fact,
    Qualification,
    QualificationKind,
)
from expert_pool.models.standing import TRAININGS
from expert_pool.presenting import Draft, shown_of
from expert_pool.words import AgeBand, Format, Gender, Language, Lived, Region, Task, Visibility
from trust import clock


@dataclass(frozen=True)
class Example:
    introduction: str
    topics: tuple[str, ...]
    told: dict[str, Any]
    draft: Draft
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
        draft=Draft(
            story=(
                "Pelasin kymmenen vuotta, viimeiset niistä puhelimella, peiton alla ja muilta"
                " salassa. Velkoja kertyi, ja masennus tuli niiden mukana. En osannut pyytää"
                " apua, ennen kuin siskoni kysyi suoraan. Siitä alkoi hidas tie: ryhmä,"
                " velkaneuvonta, terapia ja monta aamua, jolloin riitti, että pääsi ylös. Olen"
                " ollut pelaamatta viisi vuotta. Kerron mielelläni siitä, mitä peli antoi, mitä se"
                " vei ja miltä tuntui,"
                " kun joku ei säikähtänyt kertomaani."
            ),
            telling=(
                "Olen kertonut kokemuksestani ryhmissä neljä vuotta ja käynyt"
                " kokemusasiantuntijakoulutuksen. Puhun omasta puolestani, en kaikkien"
                " pelaavien.\n\nParhaiten olen avuksi siellä, missä mietitään, miten pelaamisen"
                " voi ottaa puheeksi niin, ettei toinen mene lukkoon."
            ),
            helped=(
                "Se, että velkojen summan sai sanoa ääneen. Ryhmä, jossa kukaan ei antanut neuvoja."
            ),
            tasks=[Task.GROUP_VISIT, Task.LECTURE, Task.PAIR, Task.CONSULTATION],
            formats=[Format.REMOTE, Format.ON_SITE],
            shown=[Fact.TOPIC, Fact.LIVED, Fact.REGION, Fact.LANGUAGE],
            visibility=Visibility.PUBLIC,
        ),
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
        draft=Draft(
            story=(
                "Join kaksikymmentä vuotta ja olen ollut raittiina kahdeksatta. Sitten jouduin"
                " katsomaan samaa toisesta suunnasta: aikuinen poikani käytti huumeita, ja odotin"
                " häntä kotiin öisin avain kourassa. Hän on nyt kuivilla, ja me puhumme. Tiedän,"
                " miltä tuntuu luvata lopettaa, ja miltä tuntuu kuulla se lupaus kymmenennen"
                " kerran. Tulen mukaan silloin, kun halutaan kuulla molemmat puolet saman pöydän"
                " ääressä."
            ),
            helped=(
                "AA-ryhmä, työnjohtaja, joka ei antanut potkuja, ja se, että läheisenä sain apua"
                " itselleni."
            ),
            tasks=[Task.GROUP_VISIT, Task.TRAINING, Task.LEADING, Task.DEVELOPMENT],
            formats=[Format.ON_SITE],
            shown=[Fact.TOPIC, Fact.LIVED, Fact.LANGUAGE, Fact.AGE],
            visibility=Visibility.PUBLIC,
        ),
    ),
}


SEARCHES = {"fi": "Haku ammattilaisille", "sv": "Sökning för yrkespersoner", "en": "Search"}


def build(tree: Any) -> None:
    """Aliases, introductions and topics for the demo's expert accounts; idempotent."""
    topics = tree.topics_in("fi")
    for name, first, last, role in STAFF:
        if role == Role.EXPERT and name in EXPERTS:
            _expert(_account(name, first, last), first, EXPERTS[name], topics)
    _search(tree)


def _search(tree: Any) -> None:
    """The way into the bank on the professionals' page, in every language that has one."""
    original: ExpertSearch | None = None
    for language, title in SEARCHES.items():
        page = tree.pages.get(("professionals", language))
        if page is None:
            continue
        told = {"locale": tree.locales[language], "title": title}
        search = ExpertSearch.objects.filter(**told).first()
        if search is None:
            key = {"translation_key": original.translation_key} if original else {}
            search = ExpertSearch.objects.create(**told, **key)
        original = original or search
        tree.add_block(page, "expert_search", search, at=1)


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
    _standing(expert)
    if not expert.consents.exists():
        wording = shown_of(expert, example.draft).wording
        actions.write_presentation(expert, example.draft, by=user)
        actions.consent(expert, example.draft, wording=wording, by=user)


def _standing(expert: Expert) -> None:
    """Trained and under contract; one contract ends soon, so that there is what to foresee."""
    if expert.qualifications.exists() or expert.contracts.exists():
        return
    today = clock.local(clock.now()).date()
    begun = today - timedelta(days=400)
    for kind in (*TRAININGS, QualificationKind.CONFIDENTIALITY):
        Qualification.objects.create(
            expert=expert, kind=kind, begins=begun, given_by="Esimerkkiyhdistys ry"
        )
    Contract.objects.create(
        expert=expert,
        kind=ContractKind.HOURLY,
        begins=today - timedelta(days=200 if expert.alias == "Aino" else 330),
        ends=today + timedelta(days=160 if expert.alias == "Aino" else 30),
        ground="Palvelun kokeilu vuodeksi kerrallaan",
        hourly_rate=Decimal("25.00"),
        signed_by_expert=begun,
        signed_by_us=begun,
    )
