"""The demo's published answers: a list in each language, its texts, and one that waits for a yes.

The texts are in `demo_texts/<language>/`: a head, the question, and after a line of --- the answer.
`age` is how many months ago it came out.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

from advice import actions
from advice.models import AnswerIndexPage, AskForm, Conversation, PublishedAnswer
from advice.proposals import Proposal
from advice.public_text import PublicText
from advice.wishes import Wish
from expert_pool import demo as experts
from trust import clock

TEXTS = Path(__file__).parent / "demo_texts"
#: The number of the conversation whose asker is asked; in development only, where the password of
#: the staff is known too.
NUMBER = "2026112500000001"
PAGES = {
    "fi": (
        "kysymyksia-ja-vastauksia",
        "Kysymyksiä ja vastauksia",
        "Mitä muut ovat kysyneet, ja mitä heille on vastattu omasta eletystä elämästä.",
    ),
    "sv": (
        "fragor-och-svar",
        "Frågor och svar",
        "Vad andra har frågat och vad de har fått för svar. Varje svar kommer ur ett levt liv.",
    ),
    "en": (
        "questions-and-answers",
        "Questions and answers",
        "What others have asked and what they were answered. Each answer comes from a life lived.",
    ),
}
LETTER = (
    "Hei,\n\nen ole nukkunut kunnolla viikkoihin. Pelkään, että mieheni huomaa tilin. Olen "
    "päättänyt lopettaa pelaamisen jo monta kertaa.\n\nMiten pääsit yli ensimmäisestä illasta?"
)
REPLY = (
    "Hei sinä,\n\nkiitos, että kirjoitit. Ensimmäinen ilta oli minullakin pisin. Annoin puhelimen "
    "siskolle kello kahdeksalta ja hain sen aamulla.\n\nKerro, miten sinun iltasi meni."
)
PROPOSED = {
    "title": "Miten pääsee yli ensimmäisestä pelittömästä illasta?",
    "question": (
        "Olen päättänyt lopettaa pelaamisen monta kertaa. Illalla päätös aina pettää.\n\n"
        "Miten selvisit ensimmäisestä illasta?"
    ),
    "answer": (
        "Ensimmäinen ilta oli minulle pisin. En luottanut päätökseeni vaan järjestin asiat niin, "
        "ettei sitä tarvittu: annoin puhelimen illaksi läheiselle ja laitoin pelaamiseen eston.\n\n"
        "Sitten piti vain keksiä, mitä tehdä kahdella kädellä. Minä leivoin. Pulla oli kivikovaa, "
        "mutta aamulla tilillä oli sama summa kuin illalla.\n\n"
        "Toinen ilta on jo helpompi, sillä silloin tiedät, että yhdestä selviää."
    ),
}


def build(tree: Any, form: AskForm) -> None:
    """Lists and answers; what exists is left as it is."""
    for language in PAGES:
        _listing(tree, language)
    if not PublishedAnswer.objects.exists():
        for language in PAGES:
            _fill(tree, language)
    if {"aino", "koordinaattori"} <= set(tree.staff) and actions.find(NUMBER) is None:
        _wait_for_a_yes(tree, form)


def _listing(tree: Any, language: str) -> None:
    slug, title, introduction = PAGES[language]
    tree.add_page(
        tree.page("front", language),
        AnswerIndexPage,
        slug=slug,
        name="answers",
        translation_of=tree.pages.get(("answers", "fi")) if language != "fi" else None,
        title=title,
        introduction=introduction,
        # The service's own menu leads there.
        show_in_menus=False,
    )


def _fill(tree: Any, language: str) -> None:
    """The newest last, so that they come first in the list."""
    topics = tree.topics_in(language)
    for path in sorted((TEXTS / language).glob("*.txt"), reverse=True):
        head, question, answer = read(path)
        text = PublicText(head["title"], question, answer, head["alias"], language)
        made = PublishedAnswer.objects.create(
            title=text.title,
            question=question,
            answer=answer,
            alias=text.alias,
            locale=tree.locales[language],
            month=months_ago(int(head["age"])),
            digest=text.digest,
        )
        made.topics.set([topics[slug] for slug in head["topics"].split(", ") if slug in topics])


def read(path: Path) -> tuple[dict[str, str], str, str]:
    """Head, question and answer, each paragraph in one piece."""
    head, _, body = path.read_text(encoding="utf-8").strip().partition("\n\n")
    question, _, answer = re.sub(r"(?<!\n)\n(?![\n-])", " ", body).partition("---")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    return told, question.strip(), answer.strip()


def months_ago(number: int) -> date:
    """The first day of the month so many months before this one."""
    today = clock.local(clock.now()).date()
    months = today.year * 12 + today.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)


def _wait_for_a_yes(tree: Any, form: AskForm) -> None:
    """A conversation that has been answered, and whose asker is asked (NUMBER opens it)."""
    # The one who answers must be an expert by now, whichever service builds its demo first.
    experts.build(tree)
    topics = tree.topics_in("fi")
    question = actions.Question(
        form=form,
        text=LETTER,
        topics=[topics["rahapelaaminen"]],
        perspective="self",
        wish=Wish(),
        language="fi",
        urgent=False,
        promise_hours=72,
        message_limit=5,
    )
    writer, reader = tree.staff["aino"], tree.staff["koordinaattori"]
    conversation = actions.ask(question, number=NUMBER)
    actions.claim(conversation, by=writer)
    conversation = Conversation.objects.get(pk=conversation.pk)
    actions.send_answer(conversation, text=REPLY, answers=1, by=writer)
    publication = actions.propose(conversation, **PROPOSED, by=writer)
    # Not opened: the demo is one transaction, and it knows the words.
    text = PublicText(**PROPOSED, alias=publication.expert.alias, language="fi")
    actions.put_to_asker(Proposal(publication, text), seen=text.digest, by=reader)
