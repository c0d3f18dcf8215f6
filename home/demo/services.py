"""The demo's directory of services: national ones, by their public numbers and addresses.

`checked_on` stays empty on purpose, so that the admin asks somebody to check each of them before
the site is opened.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    name: str
    what_for: str
    topics: tuple[str, ...]
    phone: str = ""
    chat: str = ""
    web: str = ""


SERVICES = {
    "fi": [
        Service(
            "MIELI ry:n kriisipuhelin",
            "Kun mieli on raskas tai elämässä on tapahtunut jotain, mitä et jaksa kantaa yksin. "
            "Kuuntelija vastaa vuorokauden ympäri.",
            ("mielenterveys", "avun-hakeminen", "elamantilanne"),
            phone="09 2525 0111",
            web="https://mieli.fi/",
        ),
        Service(
            "MIELI ry:n Solmussa-chat",
            "Kun haluat kirjoittaa solmuista, joita ihmissuhteet, uupumus tai muutokset tuovat.",
            ("mielenterveys", "elamantilanne"),
            web="https://mieli.fi/",
        ),
        Service(
            "Sekasin-chat",
            "12–29-vuotiaille: kirjoita mistä vain, nimettömänä. Mikään asia ei ole liian pieni.",
            ("mielenterveys", "elamantilanne", "avun-hakeminen"),
            chat="https://sekasin.fi/",
        ),
        Service(
            "FinFami",
            "Omaisille ja läheisille, kun joku lähelläsi sairastaa psyykkisesti.",
            ("mielenterveys", "laheisen-tilanne"),
            web="https://finfami.fi/",
        ),
        Service(
            "Päihdeneuvonta",
            "Maksuton ja nimetön puhelin, kun oma tai läheisen päihteiden käyttö huolettaa. "
            "Vastaa vuorokauden ympäri.",
            ("paihteet", "laheisen-tilanne", "avun-hakeminen"),
            phone="0800 900 45",
        ),
        Service(
            "AA – Nimettömät Alkoholistit",
            "Ryhmiä ja auttava puhelin ihmiselle, joka haluaa lopettaa juomisen.",
            ("paihteet", "toipuminen"),
            phone="09 750 200",
            web="https://www.aa.fi/",
        ),
        Service(
            "Al-Anon",
            "Vertaisryhmiä sinulle, jonka läheinen juo tai on juonut.",
            ("laheisen-tilanne", "toipuminen"),
            web="https://al-anon.fi/",
        ),
        Service(
            "Irti Huumeista",
            "Tukea, kun huumeet ovat tulleet omaan tai läheisen elämään.",
            ("paihteet", "laheisen-tilanne"),
            phone="010 80 4550",
            web="https://irtihuumeista.fi/",
        ),
        Service(
            "Lasinen lapsuus",
            "Sinulle, joka kasvoit kodissa, jossa juotiin liikaa, olitpa nyt lapsi tai aikuinen.",
            ("laheisen-tilanne", "toipuminen"),
            web="https://lasinenlapsuus.fi/",
        ),
        Service(
            "Peluuri",
            "Kun oma tai läheisen rahapelaaminen huolettaa. Maksutta ja nimettömästi.",
            ("rahapelaaminen", "laheisen-tilanne"),
            phone="0800 100 101",
            web="https://peluuri.fi/",
        ),
        Service(
            "Takuusäätiön Velkalinja",
            "Kun laskut tai velat ovat kasautuneet: neuvontaa maksutta ja syyllistämättä.",
            ("rahapelaaminen", "elamantilanne"),
            phone="0800 9 8009",
            web="https://www.takuusaatio.fi/",
        ),
        Service(
            "Nollalinja",
            "Kun sinua tai läheistäsi uhkaillaan, kontrolloidaan tai lyödään. "
            "Maksuton, vuorokauden ympäri, usealla kielellä.",
            ("laheisen-tilanne", "elamantilanne", "avun-hakeminen"),
            phone="080 005 005",
            web="https://nollalinja.fi/",
        ),
        Service(
            "Raiskauskriisikeskus Tukinainen",
            "Kun olet kokenut seksuaalista väkivaltaa, äskettäin tai kauan sitten, tai olet sen "
            "kokeneen läheinen.",
            ("elamantilanne", "avun-hakeminen"),
            phone="0800 97899",
            web="https://tukinainen.fi/",
        ),
        Service(
            "Naisten Linja",
            "Kun olet kokenut väkivaltaa tai sen uhkaa, naisena tai naisen läheisenä.",
            ("laheisen-tilanne", "elamantilanne"),
            phone="0800 02400",
            web="https://naistenlinja.fi/",
        ),
        Service(
            "Rikosuhripäivystys",
            "Kun sinulle tai läheisellesi on tehty rikos: tukea ja neuvoja siihen, mitä nyt voi "
            "tehdä.",
            ("elamantilanne", "laheisen-tilanne"),
            phone="116 006",
            web="https://www.riku.fi/",
        ),
        Service(
            "Kirkon keskusteluapu",
            "Kun haluat puhua jollekulle, mistä tahansa. Uskosta ei tarvitse puhua.",
            ("mielenterveys", "elamantilanne", "avun-hakeminen"),
            phone="0400 221 180",
            web="https://www.kirkonkeskusteluapua.fi/",
        ),
        Service(
            "MLL:n Lasten ja nuorten puhelin",
            "Alle 21-vuotiaille: aikuinen kuuntelee, nimeä ei tarvitse kertoa.",
            ("mielenterveys", "elamantilanne", "avun-hakeminen"),
            phone="116 111",
            web="https://www.nuortennetti.fi/",
        ),
        Service(
            "MLL:n Vanhempainpuhelin",
            "Kun oman lapsen tai nuoren tilanne huolettaa tai vanhemmuus väsyttää.",
            ("laheisen-tilanne", "elamantilanne"),
            phone="0800 92277",
            web="https://www.mll.fi/",
        ),
        Service(
            "Talous- ja velkaneuvonta",
            "Kun velkoja ei enää saa hoidettua yksin. Julkinen ja maksuton palvelu koko maassa.",
            ("rahapelaaminen", "elamantilanne"),
            phone="029 566 0123",
            web="https://www.oikeuspalveluvirasto.fi/",
        ),
        Service(
            "Päivystysapu",
            "Kun vointi ei voi odottaa huomiseen, mutta hengenvaaraa ei ole. Hengenvaarassa "
            "soita 112.",
            ("mielenterveys", "paihteet", "avun-hakeminen"),
            phone="116 117",
            web="https://www.116117.fi/",
        ),
    ],
    "sv": [
        Service(
            "MIELI rf:s kristelefon på svenska",
            "När livet känns tungt eller något har hänt som är för svårt att bära ensam.",
            ("mielenterveys", "avun-hakeminen", "elamantilanne"),
            phone="09 2525 0112",
            web="https://mieli.fi/sv/",
        ),
        Service(
            "Nollinjen",
            "När någon hotar, kontrollerar eller slår dig eller en närstående. "
            "Kostnadsfritt, dygnet runt.",
            ("laheisen-tilanne", "elamantilanne", "avun-hakeminen"),
            phone="080 005 005",
            web="https://nollalinja.fi/",
        ),
        Service(
            "Peluuri",
            "När ditt eget eller en närståendes spelande oroar. Gratis och anonymt.",
            ("rahapelaaminen", "laheisen-tilanne"),
            phone="0800 100 101",
            web="https://peluuri.fi/",
        ),
        Service(
            "Anonyma Alkoholister AA",
            "Grupper för den som vill sluta dricka.",
            ("paihteet", "toipuminen"),
            web="https://www.aa.fi/",
        ),
    ],
    "en": [
        Service(
            "MIELI crisis helpline in English",
            "When life feels heavy or something has happened that is too much to carry alone.",
            ("mielenterveys", "avun-hakeminen", "elamantilanne"),
            phone="09 2525 0116",
            web="https://mieli.fi/en/",
        ),
        Service(
            "Nollalinja",
            "When somebody threatens, controls or hits you or someone close. Free of charge, round "
            "the clock, in many languages.",
            ("laheisen-tilanne", "elamantilanne", "avun-hakeminen"),
            phone="080 005 005",
            web="https://nollalinja.fi/en/",
        ),
        Service(
            "Victim Support Finland",
            "When you or someone close has been the victim of a crime.",
            ("elamantilanne", "laheisen-tilanne"),
            phone="116 006",
            web="https://www.riku.fi/en/",
        ),
    ],
}
