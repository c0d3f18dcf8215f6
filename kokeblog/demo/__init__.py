"""The demo's KokeBlogi: a list in each language, and a story a week up to today and one to come.

The texts are in `texts/<language>/<nn>-<slug>.txt` (home.demo.writing), the one to come first.
"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.auth.models import Group
from wagtail.models import Page

from accounts.demo import DOMAIN
from accounts.models import Role, User
from home.demo.writing import Text, read_texts
from kokeblog.actions.reading import vouch
from kokeblog.demo import sent
from kokeblog.models import Line, Side, StoryIndexPage, StoryPage, Writer
from trust import clock

TEXTS = Path(__file__).parent / "texts"
TITLES = {"fi": "KokeBlogi", "sv": "KokeBloggen", "en": "KokeBlog"}
INTRODUCTIONS = {
    "fi": (
        "Joka viikko uusi kokemustarina: ihmiset kertovat omin sanoin, mitä tapahtui, miltä se "
        "tuntui ja mikä auttoi eteenpäin."
    ),
    "sv": (
        "En ny erfarenhetsberättelse varje vecka: människor berättar med egna ord vad som hände, "
        "hur det kändes och vad som hjälpte dem vidare."
    ),
    "en": (
        "A new story every week: people tell in their own words what happened, how it felt and "
        "what helped them on."
    ),
}
#: Stories come out on Thursdays at nine, before the day is in full swing.
THURSDAY, NINE = 3, time(9)
WEEK = timedelta(weeks=1)


class People(NamedTuple):
    """One writes the stories down, the other reads them."""

    author: User
    reader: User


def build(tree: Any) -> None:
    """Lists, writers and stories; what exists is left as it is."""
    for language in TITLES:
        listing = _listing(tree, language)
        if not listing.get_children().exists():
            _fill(tree, listing, language, people(tree))
    sent.build(tree, editor=people(tree).author)


def _listing(tree: Any, language: str) -> StoryIndexPage:
    front = tree.page("front", language)
    original = tree.pages.get(("stories", "fi"))
    is_new = not front.get_children().type(StoryIndexPage).exists()
    page: StoryIndexPage = tree.add_page(
        front,
        StoryIndexPage,
        slug="kokeblogi",
        name="stories",
        translation_of=original if language != "fi" else None,
        title=TITLES[language],
        introduction=INTRODUCTIONS[language],
        show_in_menus=True,
    )
    if is_new and (beside := tree.pages.get(("professionals", language))):
        page.move(beside, pos="left")
        page = StoryIndexPage.objects.get(pk=page.pk)
    return page


def _fill(tree: Any, listing: StoryIndexPage, language: str, people: People) -> None:
    """One came out each week up to this one, on Thursdays; one waits for the next week's."""
    texts = list(read_texts(language, TEXTS).values())
    topics = tree.topics_in(language)
    now = clock.now()
    moments = weekly(now, len(texts), one_waits=len(texts) > 2)
    for text, at in zip(texts, moments, strict=True):
        story = _story(text, topics)
        listing.add_child(instance=story)
        story.go_live_at = at if at > now else None
        publish(story, people)
        if story.go_live_at is None:
            dates = {"first_published_at": at, "last_published_at": at}
            Page.objects.filter(pk=story.pk).update(**dates)


def _story(text: Text, topics: dict[str, Any]) -> StoryPage:
    head = text.head
    body, helped = apart(text)
    story = StoryPage(
        title=head["title"],
        slug=head["slug"],
        live=False,
        introduction=head["ingress"],
        writer=_writer(head["writer"]),
        side=Side(head["perspective"]),
        touches=head.get("touches", ""),
        body=body,
        helped=helped,
    )
    story.topics = [topics[slug] for slug in head["topics"].split(", ") if slug in topics]
    return story


def apart(text: Text) -> tuple[list[tuple[str, Any]], str]:
    """The body's blocks, and the lines of what helped, which stand last in the text."""
    kind, value = text.body[-1]
    if kind == "helped":
        return text.body[:-1], value
    return text.body, ""


def words_of_writers() -> dict[str, str]:
    """A few words of each alias; all of them are invented."""
    lines = (TEXTS / "writers.txt").read_text(encoding="utf-8").splitlines()
    told = (line.split(" | ", 1) for line in lines if line.strip())
    return dict(told)


def _writer(alias: str) -> Writer:
    words = words_of_writers()[alias]
    return Writer.objects.get_or_create(alias=alias, defaults={"words": words})[0]


def people(tree: Any) -> People:
    """The demo's editor and administrator; without demo staff, two whom nobody can sign in as."""
    names = {"toimittaja": Role.EDITOR, "yllapitaja": Role.ADMINISTRATOR}
    return People(*(tree.staff.get(name) or _nobody(name, role) for name, role in names.items()))


def _nobody(name: str, role: Role) -> User:
    address = f"demo-{name}@{DOMAIN}"
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    user.groups.set([Group.objects.get(name=role)])
    return user


def publish(story: StoryPage, people: People) -> None:
    """Publishes or schedules the story as it must be done: another has read it."""
    revision = story.save_revision(user=people.author)
    vouch(story, revision=revision.pk, ticks=list(Line), by=people.reader)
    revision.publish(user=people.reader)


def weekly(moment: datetime, count: int, *, one_waits: bool) -> list[datetime]:
    """When each of the stories comes out, the newest first: on the Thursday of its week.

    One of this week has come out by now, also before its Thursday; one may wait for the next.
    """
    newest = thursday_of(moment) + (WEEK if one_waits else timedelta())
    thursdays = [newest - nth * WEEK for nth in range(count)]
    return [min(at, moment) if at - thursday_of(moment) < WEEK else at for at in thursdays]


def thursday_of(moment: datetime) -> datetime:
    """Nine o'clock in Finland on the Thursday of a moment's week."""
    day = clock.local(moment).date()
    thursday = day + timedelta(days=THURSDAY - day.weekday())
    return datetime.combine(thursday, NINE, clock.HELSINKI).astimezone(UTC)
