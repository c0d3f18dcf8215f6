"""Two sent stories for the demo: one has just arrived, of the other a draft waits for its writer.

Their numbers follow from the machine's own pepper, so that `manage.py demo` can tell them again in
development; nobody without the key ring can know them.
"""

from pathlib import Path
from typing import Any

from accounts.models import User
from kokeblog.models import SentStory, StoryPage
from kokeblog.sent import actions
from trust import receipts

TEXTS = Path(__file__).parent / "texts" / "sent"


def build(tree: Any, *, editor: User) -> None:
    """Both stories, when nobody has sent any."""
    if SentStory.objects.exists():
        return
    for name in ("arrived", "shown"):
        story = _send(name, tree)
        if name == "shown":
            _show(story, tree, editor)


def numbers() -> list[str]:
    """The receipt numbers, as people read them, of the demo's stories that are still there."""
    made = [receipts.number_of(f"kokeblog.demo|{name}") for name in ("arrived", "shown")]
    return [receipts.show_number(number) for number in made if actions.find(number)]


def _send(name: str, tree: Any) -> SentStory:
    title, alias, side, topic, text = _read(name)
    topics = tree.topics_in("fi")
    sending = actions.Sending(
        text=text,
        title=title,
        alias=alias,
        side=side,
        topics=[topics[topic]] if topic in topics else [],
        language="fi",
    )
    return actions.send(sending, number=receipts.number_of(f"kokeblog.demo|{name}"))


def _show(story: SentStory, tree: Any, editor: User) -> None:
    listing = tree.pages["stories", "fi"].specific
    title, alias, _side, _topic, text = _read("shown")
    draft = actions.Draft(listing=listing, title=title, text=text, writer=None, alias=alias)
    page: StoryPage = actions.make_draft(story, draft, by=editor).get_latest_revision_as_object()
    page.introduction = (
        "Verhot olivat kiinni keskellä päivää. Opin kysymään niin, että maltan odottaa."
    )
    page.helped = "Kysymys, johon sai vastata hitaasti\nSoitto joka aamu"
    page.save_revision(user=editor)
    actions.tell(
        story,
        text=(
            "Kiitos tarinastasi. Lyhensin alkua ja jätin pois työpaikan nimen. Lue rauhassa ja "
            "kerro, jos jokin ei tunnu omalta."
        ),
        by=editor,
    )
    actions.show(story, by=editor)


def _read(name: str) -> list[str]:
    """Title, alias, side and topic, one on each line; after an empty line, the text."""
    head, text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8").split("\n\n", 1)
    return [*head.split("\n"), text.strip()]
