"""/tyylit/: every component in every state, for those who build and judge the look.

Only in development. The texts are Finnish as they would be on the site, and stay untranslated.
"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from trust import clock

THEMES = {"tumma": "dark", "vaalea": "light"}


class ExampleForm(forms.Form):
    """The kinds of fields that the site has; never sent anywhere."""

    perspective = forms.ChoiceField(
        label="Ketä asia koskee?",
        help_text="Vastaaja osaa kirjoittaa sinulle paremmin, kun hän tietää tämän.",
        widget=forms.RadioSelect,
        choices=[
            ("self", "Minua itseäni"),
            ("close", "Läheistäni"),
            ("other", "Kysyn muusta syystä"),
        ],
    )
    topics = forms.MultipleChoiceField(
        label="Mistä haluat kirjoittaa?",
        help_text="Voit valita useamman tai jättää valitsematta.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("paihteet", "Päihteet"),
            ("mielenterveys", "Mielenterveys"),
            ("rahapelaaminen", "Rahapelaaminen"),
            ("laheisen-tilanne", "Läheisen tilanne"),
        ],
    )
    text = forms.CharField(
        label="Mitä sinulle kuuluu?",
        help_text="Kirjoita niin kuin itsellesi luontevaa on. Lyhytkin viesti riittää.",
        widget=forms.Textarea(
            attrs={
                "data-counter": 8000,
                "data-counter-left": "%s merkkiä jäljellä",
                "data-counter-over": "%s merkkiä liikaa",
            }
        ),
    )
    notify_email = forms.EmailField(
        label="Sähköpostiosoite",
        help_text="Lähetämme yhden viestin, kun vastaus on valmis, ja poistamme osoitteen.",
        required=False,
    )
    number = forms.CharField(
        label="Tunnusnumero",
        help_text="Kuusitoista numeroa. Välit ja viivat eivät haittaa.",
        widget=forms.TextInput(
            attrs={"class": "input-number", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    urgent = forms.BooleanField(
        label="Tilanteeni on kiireellinen",
        help_text="Koordinaattori näkee tämän heti. Hengenvaarassa soita 112.",
        required=False,
    )


MISTAKES = {
    "virhe-text": "Tämä teksti ei katoa, vaikka muualla lomakkeessa on korjattavaa.",
    "virhe-notify_email": "liisa(at)esimerkki",
    "virhe-number": "",
    "virhe-topics": ["paihteet"],
}

STORY_CARDS = [
    {
        "seed": "ensimmainen-aamu",
        "hour": 7,
        "title": "Ensimmäinen aamu, jota en hävennyt",
        "text": "Heräsin kuudelta, ja keittiössä tuoksui kahvi. Muistin koko eilisen.",
        "meta": "Kokemustarina · 6 minuuttia",
    },
    {
        "seed": "velat-kirjekuoressa",
        "hour": 18,
        "title": "Velat mahtuivat yhteen kirjekuoreen",
        "text": "Avasin kuoren vasta, kun joku istui vieressä. Se riitti alkuun.",
        "meta": "Kokemustarina · 8 minuuttia",
    },
    {
        "seed": "veljeni-vieressa",
        "hour": 22,
        "title": "Opin olemaan veljeni vieressä",
        "text": "Luulin, että minun piti pelastaa hänet. Sain luvan vain rakastaa.",
        "meta": "Kokemustarina · 5 minuuttia",
    },
]

CONTACTS = [
    {
        "name": "Hätänumero",
        "what_for": "kun henki tai terveys on vaarassa",
        "phone": "112",
        "hours": "aina",
        "checked_on": date(2026, 11, 20),
    },
    {
        "name": "Kriisipuhelin",
        "what_for": "kun tarvitset jonkun, joka kuuntelee",
        "phone": "09 2525 0111",
        "hours": "joka päivä ympäri vuorokauden",
    },
    {
        "name": "Päihdeneuvonta",
        "what_for": "kun päihteet mietityttävät",
        "phone": "0800 900 45",
        "hours": "joka päivä ympäri vuorokauden, maksuton",
    },
]

SERVICES = [
    {
        "name": "Peluuri",
        "what_for": "Kun oma tai läheisen rahapelaaminen huolettaa. Maksutta ja nimettömästi.",
        "phone": "0800 100 101",
        "chat": "https://peluuri.fi/",
        "web": "https://peluuri.fi/",
        "checked_on": date(2026, 3, 4),
    },
    {
        "name": "Lasinen lapsuus",
        "what_for": "Sinulle, joka kasvoit kodissa, jossa juotiin liikaa.",
        "web": "https://lasinenlapsuus.fi/",
        "region": "Uusimaa",
    },
]

QUESTION = mark_safe(
    "<p>Hei. En ole puhunut tästä kenellekään. Juon melkein joka ilta, kun lapset ovat nukahtaneet,"
    " ja aamulla lupaan itselleni, että tänään en.</p>"
    "<p>Onko tästä vielä mahdollista päästä pois itse?</p>"
)
ANSWER = mark_safe(
    "<p>Hei sinä, ja kiitos että kirjoitit. Tiedän, miltä se aamun lupaus tuntuu. Minä tein sitä"
    " neljä vuotta.</p>"
    "<p>Kysyit, onko tästä mahdollista päästä pois. On. Minulle alku oli se, että sanoin asian"
    " ääneen yhdelle ihmiselle. Sinä teit sen juuri.</p>"
    "<p>Jos jaksat, kerro minulle yhdestä illasta, jolloin et juonut. Mitä silloin oli toisin?</p>"
)


def show(request: HttpRequest) -> HttpResponse:
    """The page; `?teema=tumma` or `?teema=vaalea` holds a theme whatever the device prefers."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "styleguide/index.html", parts(request.GET.get("teema", "")))


def parts(theme: str) -> dict[str, Any]:
    """What the components show here. Shapes are those that the site's own views give."""
    now = clock.now()
    wrong = ExampleForm(MISTAKES, prefix="virhe")
    wrong.is_valid()
    return {
        "theme": THEMES.get(theme, ""),
        "now": now,
        "due": clock.after_hours(now, 72),
        "earlier": now - timedelta(days=2, hours=5),
        "year_ago": now - timedelta(days=365),
        "form": ExampleForm(),
        "wrong": wrong,
        "story_cards": STORY_CARDS,
        "contacts": CONTACTS,
        "services": SERVICES,
        "group": GROUP,
        "choosing": {"filters": FILTERS},
        "question": QUESTION,
        "answer": ANSWER,
        "hours": range(24),
        "aliases": ["Lumikko", "Naava", "Toivo", "Aallotar", "Kaarna", "Havu", "Sade", "Otso"],
        "trail": [
            {"label": "Etusivu", "url": "/"},
            {"label": "Neuvontapalvelu", "url": "/neuvontapalvelu/"},
            {"label": "Kirjoita kysymys", "url": ""},
        ],
        "steps": ["Kirjoita", "Lue läpi", "Ota numero talteen"],
        "page_of_stories": Paginator(range(60), 12).page(2),
        "queue_heads": ["Tunniste", "Aihe", "Näkökulma", "Vastaus viimeistään"],
        "queue_rows": [
            queue_row("K-2417", "Päihteet", "Oma tilanne", "tänään klo 21.10"),
            queue_row("K-2420", "Läheisen tilanne", "Läheinen", "huomenna klo 8.45"),
            queue_row("K-2421", "Rahapelaaminen", "Oma tilanne", "maanantaina klo 14.05"),
        ],
        "other_numbers": [{"label": "kysymyksen vastaus", "url": "#numero"}],
        "colours": COLOURS,
    }


def queue_row(name: str, topic: str, perspective: str, due: str) -> dict[str, Any]:
    cells = [("Aihe", topic), ("Näkökulma", perspective), ("Vastaus viimeistään", due)]
    return {"url": "#jono", "name": name, "cells": cells}


GROUP = {
    "pk": 1,
    "name": "Oma tuoli – läheisten ryhmä",
    "what": "Kun puoliso, lapsi tai ystävä käyttää päihteitä tai pelaa. Saa myös vain kuunnella.",
    "when": "Keskiviikkoisin klo 17.30–19",
    "place": "Kohtaamispaikka Kynnys",
    "online": True,
    "get_for_whom_display": "Läheisille",
    "goal": True,
    "is_open": True,
    "leader": "Koulutettu vertaisohjaaja",
    "contact": "Ryhmätoiminnan koordinaattori",
    "email": "ryhmat@kokenet.example",
    "next_at": True,
}
FILTERS = [
    {
        "title": "Aihe",
        "chosen": "Päihteet",
        "choices": [
            {"label": "Kaikki aiheet", "url": "#valinta", "current": False},
            {"label": "Päihteet", "url": "#valinta", "current": True},
            {"label": "Mielenterveys", "url": "#valinta", "current": False},
        ],
    },
    {
        "title": "Kenelle",
        "chosen": "",
        "choices": [
            {"label": "Kaikille", "url": "#valinta", "current": True},
            {"label": "Läheisille", "url": "#valinta", "current": False},
        ],
    },
]
COLOURS = [
    "paper",
    "birch",
    "birch-shade",
    "reed",
    "bark",
    "night-lake",
    "night-lake-soft",
    "deep",
    "dawn",
    "dawn-mist",
    "dawn-glow",
    "moss",
    "moss-mist",
    "cloudberry",
    "cloudberry-mist",
    "ice",
    "ice-mist",
    "rowan",
    "rowan-mist",
    "window",
]
