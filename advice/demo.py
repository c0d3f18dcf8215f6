"""The demo's question forms, phrases and a few questions, so that the desk has work to show."""

from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Locale

from advice import actions, demo_published
from advice.demo_phrases import PHRASES
from advice.models import AdviceSettings, AskForm, Conversation, Perspective, Phrase
from advice.wishes import Wish
from expert_pool.words import Lived
from home.models import Topic
from trust import receipts

LANGUAGES = ("fi", "sv", "en")
TITLES = {"fi": "Kirjoita kysymys", "sv": "Skriv en fråga", "en": "Write a question"}
INTRODUCTIONS = {
    "fi": (
        "<p>Tähän voit kirjoittaa juuri niin kuin asia mielessäsi on: pitkästi tai lyhyesti, "
        "järjestyksessä tai sekaisin. Lukija on ihminen, joka on itse käynyt jotakin "
        "samankaltaista läpi.</p>"
    ),
    "sv": (
        "<p>Här kan du skriva precis som det känns: långt eller kort, i ordning eller huller om "
        "buller. Den som läser är en människa som själv har gått igenom något liknande.</p>"
    ),
    "en": (
        "<p>Write it just as it is in your mind: at length or briefly, in order or not. "
        "The one who reads it is a person who has been through something alike.</p>"
    ),
}


@dataclass(frozen=True)
class Example:
    topics: tuple[str, ...]
    perspective: Perspective
    text: str
    wish: Wish = field(default_factory=Wish)
    urgent: bool = False


EXAMPLES = [
    Example(
        topics=("rahapelaaminen",),
        perspective=Perspective.SELF,
        wish=Wish(words="Joku, joka on itse pelannut ja päässyt siitä irti.", lived=Lived.SELF),
        text=(
            "Hei,\n\n"
            "en ole kertonut tästä kenellekään. Aloitin nettikasinolla pari vuotta sitten, kun "
            "valvoin öitä vauvan kanssa. Nyt vauva nukkuu yöt, mutta minä en. Viime viikolla "
            "hävisin rahat, joilla piti maksaa vuokra. Puolisolle sanoin, että palkka on "
            "myöhässä.\n\n"
            "Joka aamu päätän, että nyt riittää, ja joka ilta löydän itseni taas puhelin kädessä "
            "kylpyhuoneen lattialta. En tunnista itseäni.\n\n"
            "Miten sinä sanoit asian ääneen ensimmäisen kerran? Ja mitä tein väärin, kun "
            "pelkkä päättäminen ei riitä?"
        ),
    ),
    Example(
        topics=("paihteet", "laheisen-tilanne"),
        perspective=Perspective.CLOSE,
        wish=Wish(words="Joku, jonka lapsi tai sisarus on käyttänyt.", lived=Lived.BESIDE),
        text=(
            "Poikani on 24 ja asuu kotona. Hän on juonut enemmän tai vähemmän koko syksyn, ja "
            "luulen, että mukana on muutakin. Hyvinä päivinä hän on oma herttainen itsensä, "
            "huonoina pelkään avata hänen huoneensa ovea.\n\n"
            "Olen soittanut terveyskeskukseen, mutta mitään ei voida tehdä, kun hän ei itse halua. "
            "Mies on sitä mieltä, että pojan pitäisi muuttaa pois. Minä en pysty sanomaan sitä.\n\n"
            "En odota ratkaisua. Haluaisin kuulla joltakulta, joka on seissyt saman oven takana, "
            "miten jaksoit ja missä menee auttamisen raja."
        ),
    ),
    Example(
        topics=("mielenterveys", "avun-hakeminen"),
        perspective=Perspective.SELF,
        urgent=True,
        text=(
            "Olen ollut kolme kuukautta sairauslomalla masennuksen takia. Kaikki sanovat, että "
            "lepää, mutta mitä enemmän makaan, sitä kauempana kaikki on. Jonossa terapiaan on "
            "puoli vuotta.\n\n"
            "Onko siellä joku, joka on ollut tässä samassa? Mistä löysit sen ensimmäisen asian, "
            "jonka takia kannatti nousta ylös?"
        ),
    ),
]


def build(tree: Any) -> None:
    """Forms, settings, phrases and the form's place on its page; what exists is left as it is."""
    forms = _forms(tree)
    for language, form in forms.items():
        if page := tree.pages.get(("ask", language)):
            tree.add_block(page, "ask_form", form, at=0)
    _settings(tree)
    _phrases(tree)
    if not Conversation.objects.exists():
        for example in EXAMPLES:
            _ask(example, forms["fi"], tree)
    demo_published.build(tree, forms["fi"])


def _forms(tree: Any) -> dict[str, AskForm]:
    original = _form(tree.locales["fi"], tree.topics_in("fi"))
    others = {
        language: _form(tree.locales[language], tree.topics_in(language), original)
        for language in LANGUAGES[1:]
    }
    return {"fi": original} | others


def _form(locale: Locale, topics: dict[str, Topic], original: AskForm | None = None) -> AskForm:
    language = locale.language_code
    found = AskForm.objects.filter(locale=locale).order_by("pk").first()
    if found:
        return found
    key = {"translation_key": original.translation_key} if original else {}
    form = AskForm.objects.create(
        locale=locale, title=TITLES[language], introduction=INTRODUCTIONS[language], **key
    )
    form.topics.set(topics.values())
    return form


def _settings(tree: Any) -> None:
    settings, _ = AdviceSettings.objects.get_or_create(site=tree.site)
    page = tree.pages.get(("ask", "fi"))
    if settings.ask_page is None and page is not None:
        settings.ask_page = page
        settings.save(update_fields=["ask_page"])


def _phrases(tree: Any) -> None:
    if Phrase.objects.exists():
        return
    for kind, title, text in PHRASES:
        Phrase.objects.create(locale=tree.locales["fi"], kind=kind, title=title, text=text)


def _ask(example: Example, form: AskForm, tree: Any) -> None:
    topics = tree.topics_in("fi")
    defaults = AdviceSettings.for_site(tree.site)
    question = actions.Question(
        form=form,
        text=example.text,
        topics=[topics[slug] for slug in example.topics if slug in topics],
        perspective=example.perspective,
        wish=example.wish,
        language="fi",
        urgent=example.urgent,
        promise_hours=form.hours(defaults),
        message_limit=form.limit(defaults),
    )
    actions.ask(question, number=receipts.new_number())
