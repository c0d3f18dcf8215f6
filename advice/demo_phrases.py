"""What the demo's coordinators have written for letters in Finnish."""

from advice.models import Phrase

#: Kind, name, text.
PHRASES = [
    (
        Phrase.Kind.OPENING,
        "Kiitos, että kirjoitit",
        (
            "Kiitos, että kirjoitit. Luin kirjeesi monta kertaa ja ajattelin sinua, kun istahdin "
            "vastaamaan. On hyvä, että et jäänyt tämän kanssa yksin."
        ),
    ),
    (
        Phrase.Kind.OPENING,
        "Olen ollut samassa paikassa",
        (
            "Kun luin kirjettäsi, muistin ajan, jolloin istuin itse samassa kohdassa. En voi "
            "tietää, miltä sinusta tuntuu, mutta voin kertoa, mikä minua silloin auttoi."
        ),
    ),
    (
        Phrase.Kind.OPENING,
        "Kun kirjoitetaan uudestaan",
        ("Ilahduin, kun näin, että kirjoitit uudestaan. Olen miettinyt, mitä sinulle kuuluu."),
    ),
    (
        Phrase.Kind.ENDING,
        "Kirjoita, kun siltä tuntuu",
        (
            "Voit kirjoittaa minulle taas, kun siltä tuntuu. Kiirettä ei ole, eikä tarvitse olla "
            "mitään valmista kerrottavaa."
        ),
    ),
    (
        Phrase.Kind.ENDING,
        "Yksi pieni askel",
        (
            "Sinun ei tarvitse ratkaista tätä kaikkea tällä viikolla. Yksi pieni askel riittää, ja "
            "sinä saat valita, mikä se on."
        ),
    ),
    (
        Phrase.Kind.ENDING,
        "Viimeisen kirjeen loppu",
        (
            "Tämä on viimeinen kirjeeni tässä keskustelussa. Kiitos, että sain kulkea hetken "
            "rinnallasi. Ovi pysyy auki: voit kirjoittaa uuden kysymyksen milloin vain."
        ),
    ),
    (
        Phrase.Kind.CRISIS,
        "Jos on hengenvaara",
        (
            "Jos sinulla on nyt hätä tai pelkäät, että teet itsellesi jotakin, soita heti 112 tai "
            "pyydä jotakuta lähelläsi soittamaan. Kriisipuhelin 09 2525 0111 vastaa yötä päivää. "
            "Sinun ei tarvitse selvitä tästä hetkestä yksin."
        ),
    ),
    (
        Phrase.Kind.CRISIS,
        "Kysyn suoraan",
        (
            "Kirjeestäsi jäi minulle huoli, joten kysyn suoraan: ajatteletko kuolemaa? Siitä saa "
            "puhua. Minulle voit kirjoittaa siitä, ja juuri nyt voit myös soittaa jollekulle."
        ),
    ),
]
