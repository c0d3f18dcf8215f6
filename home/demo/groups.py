"""Peer-support groups of the demo: eight groups of an invented organisation, in Finnish.

Some are closed groups with agreed participants and times, others one may come to and leave freely.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from trust import clock

TUESDAY, SATURDAY = 1, 5


@dataclass(frozen=True)
class Weekly:
    """A meeting on the same day every week: what a calendar file can tell wholly."""

    weekday: int
    hour: int
    minutes: int

    def after(self, moment: datetime) -> datetime:
        """The first meeting on a later day than that of `moment`."""
        today = clock.local(moment).date()
        day = today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1)
        return datetime.combine(day, time(self.hour), clock.HELSINKI)


@dataclass(frozen=True)
class Group:
    """A peer-support group as its organisation tells about it."""

    name: str
    #: What happens there and for whom, at most 300 characters.
    what: str
    #: Whose trouble: "own", "close" (somebody else's) or "both".
    perspective: str
    topics: tuple[str, ...]
    place: str
    online: bool
    #: When it meets, in words.
    when: str
    #: Takes new people in at the moment.
    is_open: bool
    #: Set participants, times and contents; otherwise one may come and go.
    goal: bool
    #: The leader's role in words.
    leader: str
    contact: str
    email: str
    web: str
    #: For the calendar file; groups whose times are less regular have none.
    weekly: Weekly | None = None


GROUPS: tuple[Group, ...] = (
    Group(
        name="Aamukahvit",
        what=(
            "Avoin ryhmä, kun oma päihteiden käyttö mietityttää tai lopettaminen on vielä uutta. "
            "Puhutaan siitä, mikä sinä aamuna on mielessä. Saa myös vain kuunnella. Tule "
            "selvin päin, muuta ei tarvita; nimeä ei kysytä."
        ),
        perspective="own",
        topics=("paihteet", "toipuminen"),
        place="Kohtaamispaikka Kynnys, Tampere",
        online=False,
        when="Tiistaisin ja perjantaisin klo 9–10.30, myös kesällä",
        is_open=True,
        goal=False,
        leader="Koulutettu vertaisohjaaja, itse päihteistä toipunut",
        contact="Ryhmätoiminnan koordinaattori",
        email="ryhmat@kokenet.example",
        web="https://kokenet.example/ryhmat/aamukahvit",
    ),
    Group(
        name="Oma tuoli – läheisten ryhmä",
        what=(
            "Kun puoliso, lapsi, sisarus, vanhempi tai ystävä käyttää päihteitä tai pelaa. "
            "Kymmenen kertaa samojen ihmisten kanssa: huoli, häpeä, raha, rajat ja oma jaksaminen. "
            "Läheisen ei tarvitse olla hoidossa eikä tietää ryhmästä."
        ),
        perspective="close",
        topics=("laheisen-tilanne", "paihteet", "rahapelaaminen"),
        place="Järjestötalo, Kuopio",
        online=False,
        when="Keskiviikkoisin klo 17.30–19.30, kymmenen kertaa syys–marraskuussa",
        is_open=True,
        goal=True,
        leader="Kokemusasiantuntija ja perhetyöntekijä yhdessä",
        contact="Läheistyön koordinaattori",
        email="laheiset@kokenet.example",
        web="https://kokenet.example/ryhmat/oma-tuoli",
    ),
    Group(
        name="Iltalinja – peliryhmä verkossa",
        what=(
            "Suljettu verkkoryhmä rahapelaamista vähentäville ja lopettaneille. Kahdeksan "
            "tapaamista, joissa puhutaan pelihimosta, veloista, valheista ja siitä, mitä illoilla "
            "nyt tekee. Kameran saa pitää kiinni, ja nimimerkki riittää."
        ),
        perspective="own",
        topics=("rahapelaaminen", "toipuminen"),
        place="",
        online=True,
        when="Maanantaisin klo 18–19.30, kahdeksan kertaa, alkaa tammikuussa",
        is_open=True,
        goal=True,
        leader="Kaksi kokemusasiantuntijaa, kumpikin pelaamisesta toipunut",
        contact="Verkkoryhmien koordinaattori",
        email="verkko@kokenet.example",
        web="https://kokenet.example/ryhmat/iltalinja",
    ),
    Group(
        name="Ääneen sanottu",
        what=(
            "Ryhmä psykoosin kokeneille. Puhutaan sairastumisesta, lääkkeistä, opiskelusta, työstä "
            "ja siitä, mitä muille kertoo. Kenenkään kokemusta ei kiistetä eikä selitetä. Ennen "
            "ensimmäistä kertaa jutellaan kahden kesken ohjaajan kanssa."
        ),
        perspective="own",
        topics=("mielenterveys", "toipuminen"),
        place="Mielen talo, Oulu",
        online=False,
        when="Joka toinen torstai klo 16–18, kaksitoista kertaa",
        is_open=False,
        goal=True,
        leader="Kokemusasiantuntija ja psykiatrinen sairaanhoitaja työparina",
        contact="Ryhmätoiminnan koordinaattori",
        email="ryhmat@kokenet.example",
        web="https://kokenet.example/ryhmat/aaneen-sanottu",
    ),
    Group(
        name="Padan ympärillä",
        what=(
            "Miesten ruokaryhmä niille, joilla illat ovat käyneet pitkiksi: leskille, eronneille, "
            "eläkkeelle jääneille. Tehdään lounas ja syödään se. Puhua saa muttei ole pakko. "
            "Päihteetön; ruoka on ilmaista."
        ),
        perspective="own",
        topics=("elamantilanne", "paihteet"),
        place="Asukastalo Tupa, Lahti",
        online=False,
        when="Tiistaisin klo 10–13",
        is_open=True,
        goal=False,
        leader="Vertaisohjaaja ja vapaaehtoinen keittäjä",
        contact="Vapaaehtoistyön ohjaaja",
        email="pata@kokenet.example",
        web="",
        weekly=Weekly(TUESDAY, hour=10, minutes=180),
    ),
    Group(
        name="Vanhempien pöytä",
        what=(
            "Verkkoryhmä vanhemmille, joiden nuori tai aikuinen lapsi sairastaa syömishäiriötä, "
            "masennusta tai muuta mielen sairautta. Vertaisia ilman hyviä neuvoja: vuorollaan "
            "kerrotaan, mitä kuuluu, ja kuunnellaan loppuun asti."
        ),
        perspective="close",
        topics=("laheisen-tilanne", "mielenterveys"),
        place="",
        online=True,
        when="Kuukauden ensimmäisenä ja kolmantena sunnuntaina klo 19–20.30",
        is_open=True,
        goal=False,
        leader="Koulutettu vertaisohjaaja, itse toipuneen nuoren vanhempi",
        contact="Läheistyön koordinaattori",
        email="laheiset@kokenet.example",
        web="https://kokenet.example/ryhmat/vanhempien-poyta",
    ),
    Group(
        name="Hitaasti takaisin",
        what=(
            "Työssään uupuneille, jotka ovat sairauslomalla tai palaamassa töihin. Puhutaan "
            "levosta, häpeästä, rajoista ja paluun suunnittelusta. Kotitehtäviä ei ole. Ryhmään "
            "mahtuu kahdeksan, ja paikat täytetään ilmoittautumisjärjestyksessä."
        ),
        perspective="own",
        topics=("mielenterveys", "elamantilanne", "toipuminen"),
        place="Kirjaston ryhmätila, Turku",
        online=False,
        when="Torstaisin klo 13–15, kahdeksan kertaa, seuraava ryhmä alkaa maaliskuussa",
        is_open=True,
        goal=True,
        leader="Uupumuksesta toipunut kokemusasiantuntija",
        contact="Ryhmätoiminnan koordinaattori",
        email="ryhmat@kokenet.example",
        web="https://kokenet.example/ryhmat/hitaasti-takaisin",
    ),
    Group(
        name="Ensimmäinen askel ulos",
        what=(
            "Kävelyryhmä, johon voi tulla, kun mikään muu ei vielä tunnu mahdolliselta. Kuljetaan "
            "hitaimman tahdissa noin tunti ja juodaan termoskahvit. Mukaan sopivat niin toipujat "
            "kuin läheiset, ja hiljaakin saa kävellä."
        ),
        perspective="both",
        topics=("avun-hakeminen", "mielenterveys", "paihteet", "laheisen-tilanne"),
        place="Lähtö pääkirjaston ovelta, Jyväskylä",
        online=False,
        when="Lauantaisin klo 11, säällä kuin säällä; kovalla pakkasella juodaan vain kahvit",
        is_open=True,
        goal=False,
        leader="Kaksi vertaisohjaajaa: toinen toipunut, toinen läheinen",
        contact="Vapaaehtoistyön ohjaaja",
        email="kavely@kokenet.example",
        web="",
        weekly=Weekly(SATURDAY, hour=11, minutes=90),
    ),
)
