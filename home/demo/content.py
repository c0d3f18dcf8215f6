"""What the demo site has besides pages: topics and help contacts in three languages."""

#: slug, order, then name and description in Finnish, Swedish and English. From the seeds: what
#: people write about (000, 001), and what the experts work with (002, 004).
TOPICS = [
    (
        "paihteet",
        10,
        ("Päihteet", "Alkoholi, lääkkeet tai huumeet, omalla kohdalla."),
        ("Rusmedel", "Alkohol, läkemedel eller droger i ditt eget liv."),
        ("Alcohol and drugs", "Alcohol, medicines or drugs in your own life."),
    ),
    (
        "mielenterveys",
        20,
        ("Mielenterveys", "Masennus, ahdistus, uupumus tai muu, mikä tekee olosta raskaan."),
        ("Psykisk hälsa", "Nedstämdhet, ångest, utmattning eller annat som gör livet tungt."),
        ("Mental health", "Depression, anxiety, exhaustion or whatever makes life heavy."),
    ),
    (
        "rahapelaaminen",
        30,
        ("Rahapelaaminen", "Pelaaminen, joka vie rahat, ajan tai luottamuksen."),
        ("Penningspel", "Spelande som tar pengar, tid eller förtroende."),
        ("Gambling", "Gambling that takes money, time or trust."),
    ),
    (
        "laheisen-tilanne",
        40,
        ("Läheisen tilanne", "Huoli puolisosta, lapsesta, vanhemmasta tai ystävästä."),
        ("En närståendes situation", "Oro för en partner, ett barn, en förälder eller en vän."),
        ("Someone close to me", "Worry about a partner, child, parent or friend."),
    ),
    (
        "toipuminen",
        50,
        ("Toipuminen", "Elämä lopettamisen tai sairastumisen jälkeen, myös retkahdukset."),
        ("Återhämtning", "Livet efter att ha slutat eller insjuknat, också återfallen."),
        ("Recovery", "Life after quitting or falling ill, relapses too."),
    ),
    (
        "avun-hakeminen",
        60,
        ("Avun hakeminen", "Mistä apua saa, miten sinne pääsee ja mitä jos ovi ei aukea."),
        (
            "Att söka hjälp",
            "Var hjälp finns, hur man kommer dit och vad man gör om dörren är stängd.",
        ),
        ("Finding help", "Where help is, how to get there, and what if the door stays shut."),
    ),
    (
        "elamantilanne",
        70,
        ("Muu elämäntilanne", "Kun kaikki kietoutuu yhteen, tai mikään yllä olevista ei osu."),
        ("En annan livssituation", "När allt hänger ihop, eller inget av det ovan stämmer."),
        ("Something else in life", "When it is all tangled up, or nothing above fits."),
    ),
]

#: language, name, what for, phone, website, hours. `checked_on` stays empty on purpose, so that
#: the admin asks somebody to check each of them before the site is opened.
HELP_CONTACTS = [
    ("fi", "Hätänumero", "kun henki tai terveys on vaarassa", "112", "", "vuorokauden ympäri"),
    (
        "fi",
        "MIELI ry:n kriisipuhelin",
        "kun tarvitset jonkun, joka kuuntelee nyt",
        "09 2525 0111",
        "https://mieli.fi/",
        "vuorokauden ympäri",
    ),
    (
        "fi",
        "Nollalinja",
        "kun joku on väkivaltainen sinua tai läheistäsi kohtaan",
        "080 005 005",
        "https://nollalinja.fi/",
        "vuorokauden ympäri",
    ),
    (
        "fi",
        "Päihdeneuvonta",
        "kun juominen tai muu käyttö huolettaa",
        "0800 900 45",
        "",
        "vuorokauden ympäri",
    ),
    (
        "fi",
        "Peluuri",
        "kun rahapelaaminen huolettaa",
        "0800 100 101",
        "https://peluuri.fi/",
        "arkisin",
    ),
    ("sv", "Nödnumret", "när liv eller hälsa är i fara", "112", "", "dygnet runt"),
    (
        "sv",
        "MIELI rf:s kristelefon på svenska",
        "när du behöver någon som lyssnar",
        "09 2525 0112",
        "https://mieli.fi/sv/",
        "",
    ),
    (
        "sv",
        "Nollinjen",
        "när någon är våldsam mot dig eller en närstående",
        "080 005 005",
        "https://nollalinja.fi/",
        "dygnet runt",
    ),
    ("en", "Emergency number", "when life or health is in danger", "112", "", "round the clock"),
    (
        "en",
        "MIELI crisis helpline in English",
        "when you need someone who listens",
        "09 2525 0116",
        "https://mieli.fi/en/",
        "",
    ),
    (
        "en",
        "Nollalinja",
        "when somebody is violent towards you or someone close",
        "080 005 005",
        "https://nollalinja.fi/",
        "round the clock",
    ),
]

SITE = {
    "name": "KokeNet",
    "tagline_fi": "Kokemus kuuntelee.",
    "tagline_sv": "Erfarenheten lyssnar.",
    "tagline_en": "Experience listens.",
    "organisation": "Esimerkkiyhdistys ry",
    "email": "koordinaattori@kokenet.example",
    "address": "Esimerkkikatu 1, 00100 Helsinki",
}

#: Title, address and introduction of the section that holds the topics' pages.
TOPIC_SECTION = {
    "fi": (
        "Aiheet",
        "aiheet",
        "Tarinat, palvelut ja kysyminen koottuna aiheittain.",
    ),
    "sv": (
        "Ämnen",
        "amnen",
        "Berättelser, tjänster och ett sätt att fråga, samlade enligt ämne.",
    ),
    "en": (
        "Topics",
        "topics",
        "Stories, services and a way to ask, gathered by topic.",
    ),
}

#: Title, address and introduction of the list of peer-support groups.
GROUP_LIST = (
    "Vertaisryhmät",
    "vertaisryhmat",
    (
        "Ryhmissä tavataan muita, jotka ovat eläneet samaa: oman tilanteen tai läheisen vuoksi, "
        "paikan päällä tai verkossa. Tarkista ajat ryhmän omalta sivulta, ennen kuin lähdet."
    ),
)

#: Title, address and introduction of the directory of services.
SERVICE_LIST = {
    "fi": (
        "Palvelut",
        "palvelut",
        (
            "Paikkoja, joihin voi soittaa tai kirjoittaa jo tänään. Lähetettä ei tarvita, ja "
            "läheinen on yhtä tervetullut kuin se, josta huoli kantaa."
        ),
    ),
    "sv": (
        "Tjänster",
        "tjanster",
        (
            "Ställen dit du kan ringa eller skriva redan i dag. Du behöver ingen remiss, och den "
            "som är närstående är lika välkommen som den oron gäller."
        ),
    ),
    "en": (
        "Services",
        "services",
        (
            "Places you can call or write to today. You need no referral, and you may also turn "
            "to them out of worry for someone close."
        ),
    ),
}
