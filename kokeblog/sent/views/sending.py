"""From the form to the receipt number: written, read back, sent. No cookie and no session."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.forms import NumberForm
from home.keeping import View, keeps_text
from home.models import Topic
from kokeblog.models import SentStory
from kokeblog.sent import actions, tickets
from kokeblog.sent.forms import StoryForm
from trust import receipts
from trust.canary import require_open_submissions
from trust.guard import private_page, public_post
from trust.throttle import slow_down
from trust.tokens import TokenRefused

KEPT_SECONDS = 300
EXPIRED = _(
    "This page had been open for more than a day, so your story was not sent yet. Nothing is lost:"
    " read it through and send it again. If you already have a receipt number for it, it has"
    " arrived and you need not send it."
)
CHANGED = _(
    "Your story was not sent yet: to be safe we show it to you once more. Nothing is lost. Read it"
    " through and send it."
)


def posts_only(beginning: str) -> Callable[[View], View]:
    """Someone who comes to a step by its bare address is led to the beginning."""

    def decorate(view: View) -> View:
        guarded = public_post(view)

        @private_page
        @wraps(guarded)
        def step(request: HttpRequest) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return redirect(beginning)
            return guarded(request)  # type: ignore[return-value]

        return step  # type: ignore[return-value]

    return decorate


@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def write(request: HttpRequest) -> HttpResponse:
    """The form: the same for everyone, so that it may be kept."""
    return form_page(request, StoryForm(topics=offered()))


@posts_only("kokeblog:write")
@keeps_text
def preview(request: HttpRequest) -> HttpResponse:
    """The story read back; with `edit`, the form again with all that was written."""
    form = StoryForm(request.POST, topics=offered())
    if not form.is_valid():
        return form_page(request, form, status=422)
    if "edit" in request.POST:
        return form_page(request, form)
    require_open_submissions()
    return preview_page(request, form)


@posts_only("kokeblog:write")
@keeps_text
def send(request: HttpRequest) -> HttpResponse:
    """Stores the story and shows its number; sent again it shows the same number."""
    slow_down(request, "send")
    form = StoryForm(request.POST, topics=offered())
    if not form.is_valid():
        return form_page(request, form, status=422)
    require_open_submissions()
    try:
        slip = tickets.open_slip(request.POST.get("token", ""), form)
    except TokenRefused as refused:
        sentence = str(EXPIRED if refused.expired else CHANGED)
        return preview_page(request, form, status=422, sentence=sentence)
    try:
        story = actions.send(sending_of(form, slip), number=slip.number)
    except actions.Erased:
        return render(request, "kokeblog/sent/erased.html")
    return number_page(request, story, slip.number)


def offered() -> list[Topic]:
    return list(Topic.objects.in_language(get_language() or "fi"))


def sending_of(form: StoryForm, slip: tickets.Slip) -> actions.Sending:
    data = form.cleaned_data
    return actions.Sending(
        text=data["text"],
        title=data["title"],
        alias=data["alias"],
        wishes=data["wishes"],
        side=data["perspective"],
        topics=form.chosen_topics,
        language=get_language() or "fi",
        suspicious=form.fell_into_the_nook or slip.is_hasty,
    )


def form_page(request: HttpRequest, form: StoryForm, *, status: int = 200) -> HttpResponse:
    return render(request, "kokeblog/sent/write.html", {"form": form}, status=status)


def preview_page(
    request: HttpRequest, form: StoryForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    words = " ".join(form.cleaned_data[name] for name in ("title", "text", "wishes"))
    context = {
        "form": form,
        "token": tickets.slip_for(form),
        "quotes_number": receipts.looks_like_number_in(words),
        "sentence": sentence,
    }
    return render(request, "kokeblog/sent/preview.html", context, status=status)


def number_page(request: HttpRequest, story: SentStory, number: str) -> HttpResponse:
    context = {"number": receipts.show_number(number), "story": story, "try_form": NumberForm()}
    return render(request, "kokeblog/sent/number.html", context)
