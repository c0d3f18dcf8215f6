"""What editors do to a sent story: let in, make a draft, show it, say a word, decline."""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from home.models import Topic
from kokeblog.models import (
    Cause,
    SentStatus,
    SentStory,
    Side,
    StoryIndexPage,
    StoryPage,
    Voice,
    Writer,
)
from kokeblog.publishing import fingerprint
from kokeblog.sent.actions.rows import add_word, locked, move, take_yes_back
from kokeblog.sent.actions.taking_down import take_down
from trust import audit, clock
from trust.refusals import Refusal
from trust.templatetags.letters import PARAGRAPHS

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Draft:
    """What a draft is made of: the list it goes to, the words opened, and whose alias it bears.

    `writer` is one there is already; without one, `alias` is made.
    """

    listing: StoryIndexPage
    title: str
    text: str
    writer: Writer | None
    alias: str


@transaction.atomic
def let_in(story: SentStory, *, by: User) -> SentStory:
    """What was set aside as suspicious is a story after all."""
    story = locked(story)
    if story.status != SentStatus.QUARANTINED:
        return story
    move(story, SentStatus.ARRIVED)
    story.save()
    audit.record("kokeblog.let_in", subject=story, by=by)
    return story


def note_checked(story: SentStory) -> None:
    """That somebody has looked at what was set aside; who, the audit row of the opening tells."""
    aside = SentStory.objects.filter(pk=story.pk, status=SentStatus.QUARANTINED)
    aside.update(checked_at=clock.now())


@transaction.atomic
def make_draft(story: SentStory, draft: Draft, *, by: User) -> StoryPage:
    """A draft page of what was sent: from here on Wagtail has its words in clear (ADR 0013)."""
    story = locked(story)
    if story.page is not None:
        raise Refusal(_("A draft has been made of this story already."))
    if story.status == SentStatus.QUARANTINED:
        move(story, SentStatus.ARRIVED)
    if story.status != SentStatus.EDITING:
        move(story, SentStatus.EDITING)
    take_yes_back(story)
    writer = draft.writer or _new_writer(story, draft.alias)
    page = StoryPage(
        title=draft.title[:LONGEST_TITLE] or _("A story without a title yet"),
        live=False,
        owner=by,
        locale=draft.listing.locale,
        writer=writer,
        side=story.side or Side.SELF,
        body=[("text", paragraphs(draft.text))],
        sent_as=story,
    )
    page.topics = _topics_of(story, draft.listing)
    StoryIndexPage.objects.get(pk=draft.listing.pk).add_child(instance=page)
    page.save_revision(user=by, clean=False)
    story.save()
    audit.record("kokeblog.make_draft", subject=story, by=by)
    return page


@transaction.atomic
def show(story: SentStory, *, by: User) -> SentStory:
    """Lets the writer read the draft as it is now, whole: what could not go out is not shown."""
    story = locked(story)
    page = story.page
    revision = page.get_latest_revision() if page else None
    if page is None or revision is None:
        raise Refusal(_("There is no draft to show yet."))
    _require_whole(revision.as_object())
    if story.status == SentStatus.AGREED and fingerprint(revision.content) == story.agreed_to:
        raise Refusal(_("The writer has said yes to just this text. It needs no other yes."))
    move(story, SentStatus.SHOWN)
    story.shown = revision
    story.save()
    audit.record("kokeblog.show", subject=story, by=by, reason=f"revision {revision.pk}")
    return story


@transaction.atomic
def tell(story: SentStory, *, text: str, by: User) -> SentStory:
    """A word to the writer, who reads it behind the number."""
    story = locked(story)
    if story.is_over:
        raise Refusal(_("Nothing more is done to this story, so no word can be added."))
    add_word(story, Voice.EDITOR, text, by=by)
    audit.record("kokeblog.tell_writer", subject=story, by=by)
    return story


@transaction.atomic
def decline(story: SentStory, *, text: str, by: User) -> SentStory:
    """Says kindly that the story is not published; a draft of it is destroyed."""
    story = locked(story)
    if story.is_out:
        raise Refusal(_("The story is out. Take it down first."))
    move(story, SentStatus.DECLINED)
    take_yes_back(story)
    story.shown = None
    story.save()
    add_word(story, Voice.EDITOR, text, by=by)
    take_down(story, cause=Cause.OTHER, by=by)
    audit.record("kokeblog.decline", subject=story, by=by)
    return story


def paragraphs(text: str) -> SafeString:
    """Written text as rich text, with nothing in it but paragraphs and line breaks."""
    told = [part.strip() for part in PARAGRAPHS.split(text) if part.strip()]
    lines = [[(line,) for line in part.split("\n")] for part in told]
    rows = [(format_html_join(_BREAK, "{}", part),) for part in lines]
    return format_html_join("", "<p>{}</p>", rows)


_BREAK = SafeString("<br/>")


def _new_writer(story: SentStory, alias: str) -> Writer:
    if not alias:
        raise Refusal(_("Choose a writer, or write an alias."))
    if Writer.objects.filter(alias__iexact=alias).exists():
        raise Refusal(
            _(
                "Another writer has this alias. If it is the same person, choose them; if not, ask"
                " the writer for another alias."
            )
        )
    story.made_writer = Writer.objects.create(alias=alias)
    return story.made_writer


def _topics_of(story: SentStory, listing: StoryIndexPage) -> list[Topic]:
    """The story's topics in the list's language."""
    keys = story.topics.values("translation_key")
    return list(Topic.objects.filter(locale=listing.locale_id, translation_key__in=keys))


def _require_whole(page: StoryPage) -> None:
    try:
        page.full_clean()
    except ValidationError as error:
        lacking = [
            " ".join(error.message_dict[name])
            if name == NON_FIELD_ERRORS
            else str(page._meta.get_field(name).verbose_name)
            for name in error.error_dict
        ]
        raise Refusal(
            _("Before the writer can read it, look at these in the draft: %(fields)s.")
            % {"fields": ", ".join(lacking)}
        ) from None
