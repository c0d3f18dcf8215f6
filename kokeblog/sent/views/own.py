"""Behind the number: where the story is, the edited text, and the writer's answer to it.

The number is asked for once. From then on the page carries a sealed ticket in its place.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from home.forms import NumberForm
from home.keeping import View, keeps_text
from home.numbers import other_numbers
from kokeblog.models import SentStatus, SentStory, StoryPage, Voice
from kokeblog.sent import actions, tickets, told
from kokeblog.sent.forms import WordForm
from kokeblog.sent.permissions import may_read_as_writer
from kokeblog.sent.retention import erased_at
from kokeblog.sent.tickets import Ticket
from kokeblog.sent.views.sending import posts_only
from trust import audit
from trust.canary import require_open_submissions
from trust.guard import private_page, public_post
from trust.refusals import Refusal
from trust.throttle import count_failure, slow_down

SHOWN_OR_AGREED = (SentStatus.SHOWN, SentStatus.AGREED)

Act = Callable[[HttpRequest, SentStory, Ticket], HttpResponse]


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Asks for the number, and shows its story."""
    if request.method == "POST":
        return opened(request)  # type: ignore[return-value]
    return number_form_page(request, NumberForm())


@public_post
def opened(request: HttpRequest) -> HttpResponse:
    form, story = by_number(request)
    if story is None:
        return number_form_page(request, form, status=404 if form.is_valid() else 422)
    return story_page(request, story)


def by_number(request: HttpRequest) -> tuple[NumberForm, SentStory | None]:
    """The form of a number, and the story it opens.

    Under a wrong key ring every number is unknown: nobody is told so (SubmissionsClosed, 503).
    """
    slow_down(request, "number")
    form = NumberForm(request.POST)
    if not form.is_valid():
        return form, None
    found = actions.find(form.cleaned_data["number"])
    if found is None:
        require_open_submissions()
        count_failure()
    return form, found


def with_ticket(view: Act) -> View:
    """An act on the story of a ticket; when that is too old the number is asked for."""

    @wraps(view)
    def act(request: HttpRequest) -> HttpResponse:
        ticket = tickets.read_ticket(request.POST.get("ticket", ""))
        if ticket.story is None:
            return number_form_page(request, NumberForm(), status=422, expired=True)
        story = SentStory.objects.filter(pk=ticket.story).first()
        if story is None:
            return erased_page(request)
        try:
            return view(request, story, ticket)
        except actions.Erased:
            return erased_page(request)

    return act


@posts_only("kokeblog:own")
@with_ticket
def agree(request: HttpRequest, story: SentStory, ticket: Ticket) -> HttpResponse:
    """The yes to exactly the text that was on the page."""
    try:
        story = actions.agree(story, revision=ticket.revision)
    except actions.Erased:
        raise
    except Refusal as refusal:
        return _as_it_is_now(request, story, status=refusal.status, sentence=refusal.sentence)
    return story_page(request, story, done="agreed")


@posts_only("kokeblog:own")
@keeps_text
def say(request: HttpRequest) -> HttpResponse:
    """A word to the editor, which is never lost: when the ticket is old, it waits for the number.

    Of a text that is shown it asks for changes.
    """
    slow_down(request, "send")
    ticket = tickets.read_ticket(request.POST.get("ticket", ""))
    if ticket.story is not None:
        story = SentStory.objects.filter(pk=ticket.story).first()
        return erased_page(request, unsent=True) if story is None else _say(request, story, ticket)
    if "number" not in request.POST:
        return number_again_page(request, NumberForm(), status=422, expired=True)
    form, story = by_number(request)
    if story is None:
        return number_again_page(request, form, status=404 if form.is_valid() else 422)
    # What they had read when they wrote is not known any more: the word asks for no changes.
    return _say(request, story, ticket)


def _say(request: HttpRequest, story: SentStory, ticket: Ticket) -> HttpResponse:
    form = WordForm(request.POST)
    if not form.is_valid():
        return story_page(request, story, form=form, status=422)
    require_open_submissions()
    text = form.cleaned_data["text"]
    try:
        story = actions.say(story, text=text, revision=ticket.revision, nonce=ticket.nonce)
    except actions.Erased:
        return erased_page(request, unsent=True)
    except Refusal as refusal:
        said = {"status": refusal.status, "sentence": refusal.sentence, "unsent": text}
        return _as_it_is_now(request, story, **said)
    return story_page(request, story, done="said")


@posts_only("kokeblog:own")
@with_ticket
def withdraw(request: HttpRequest, story: SentStory, _ticket: Ticket) -> HttpResponse:
    """Asks once, then takes the story back; sent again it says the same."""
    answer = request.POST.get("confirm")
    if story.is_over or answer == "no":
        return story_page(request, story)
    if answer != "yes":
        return _confirmation(request, story, "kokeblog/sent/withdraw.html")
    return story_page(request, actions.withdraw(story), done="withdrawn")


@posts_only("kokeblog:own")
@with_ticket
def erase(request: HttpRequest, story: SentStory, _ticket: Ticket) -> HttpResponse:
    """Asks once, then erases everything; sent again it says the same."""
    answer = request.POST.get("confirm")
    if answer == "no":
        return story_page(request, story)
    if answer != "yes":
        return _confirmation(request, story, "kokeblog/sent/erase.html")
    actions.erase(story, by=None)
    return erased_page(request)


def story_page(
    request: HttpRequest, story: SentStory, *, status: int = 200, **said: Any
) -> HttpResponse:
    """Where the story is, and what can be done now.

    `said` is what there is to say of the act that led here: `sentence` of a refusal, what was
    `done`, `form` with what was not taken, `unsent` words to copy.
    """
    opening = audit.opening(may_read_as_writer(story))
    page = story.page
    context: dict[str, Any] = {
        "story": story,
        "told": told.told(story, opening),
        "words": told.words(story, opening),
        "page": edited(story),
        "is_gone": page is None and story.status in SHOWN_OR_AGREED,
        "waits_for_yes": story.status == SentStatus.SHOWN,
        "public_url": page.get_url(request) if page and page.live else "",
        "goes_at": erased_at(story),
        "form": WordForm(),
        "ticket": tickets.ticket_for(story),
        "writer_voice": Voice.WRITER,
    }
    return render(request, "kokeblog/sent/own.html", context | said, status=status)


def edited(story: SentStory) -> StoryPage | None:
    """The text that the writer is shown, as it would go out: one revision and no other."""
    shown = story.shown
    if shown is None or story.status not in SHOWN_OR_AGREED:
        return None
    found: StoryPage = shown.as_object()
    return found


def number_form_page(
    request: HttpRequest, form: NumberForm, *, status: int = 200, expired: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "unknown": status == 404,
        "expired": expired,
        "others": other_numbers(request),
    }
    return render(request, "kokeblog/sent/number_form.html", context, status=status)


def number_again_page(
    request: HttpRequest, form: NumberForm, *, status: int, expired: bool = False
) -> HttpResponse:
    """Asks for the number beside the word that waits for it."""
    context = {
        "form": form,
        "waits": WordForm(initial={"text": request.POST.get("text", "")}),
        "ticket": request.POST.get("ticket", ""),
        "unknown": status == 404,
        "expired": expired,
    }
    return render(request, "kokeblog/sent/number_again.html", context, status=status)


def erased_page(request: HttpRequest, *, unsent: bool = False) -> HttpResponse:
    context = {"unsent": request.POST.get("text", "") if unsent else ""}
    return render(request, "kokeblog/sent/erased.html", context)


def _as_it_is_now(request: HttpRequest, story: SentStory, **said: Any) -> HttpResponse:
    found = SentStory.objects.filter(pk=story.pk).first()
    return erased_page(request) if found is None else story_page(request, found, **said)


def _confirmation(request: HttpRequest, story: SentStory, template: str) -> HttpResponse:
    context = {"story": story, "ticket": tickets.ticket_for(story)}
    return render(request, template, context)
