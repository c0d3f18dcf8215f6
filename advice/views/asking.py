"""From the page with the form to the receipt number: written, read back, sent.

No cookie and no session. What the next step needs stands in the form itself.
"""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from advice import actions, tickets
from advice.forms import NumberForm, QuestionForm
from advice.menu import ask_url
from advice.models import Conversation
from advice.snippets import AskForm
from advice.terms import terms_of
from advice.views.keeping import View, keeps_text
from kokenet import plugins
from trust import receipts
from trust.canary import require_open_submissions
from trust.guard import private_page, public_post
from trust.throttle import slow_down
from trust.tokens import TokenRefused

EXPIRED = _(
    "This page had been open for more than a day, so your question was not sent yet. Nothing is "
    "lost: read it through and send it again. If you already have a receipt number for it, it has "
    "arrived and you need not send it."
)
CHANGED = _(
    "Your question was not sent yet: to be safe we show it to you once more. Nothing is lost. Read "
    "it through and send it."
)


def posts_only(view: View) -> View:
    """Someone who comes to a step by its bare address is led to the beginning."""
    guarded = public_post(view)

    @private_page
    @wraps(guarded)
    def step(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return redirect(ask_url(request) or "advice:answer")
        return guarded(request)  # type: ignore[return-value]

    return step  # type: ignore[return-value]


@posts_only
@keeps_text
def preview(request: HttpRequest) -> HttpResponse:
    """The question read back as a letter; with `edit`, the form again with all that was written."""
    form = question_form(request)
    if not form.is_valid():
        return form_page(request, form, status=422)
    if "edit" in request.POST:
        return form_page(request, form)
    require_open_submissions()
    return preview_page(request, form)


@posts_only
@keeps_text
def send(request: HttpRequest) -> HttpResponse:
    """Stores the question and shows its number; sent again it shows the same number."""
    slow_down(request, "send")
    form = question_form(request)
    if not form.is_valid():
        return form_page(request, form, status=422)
    require_open_submissions()
    try:
        slip = tickets.open_slip(request.POST.get("token", ""), form)
    except TokenRefused as refused:
        sentence = str(EXPIRED if refused.expired else CHANGED)
        return preview_page(request, form, status=422, sentence=sentence)
    conversation = actions.ask(question_of(request, form, slip), number=slip.number)
    return number_page(request, conversation, slip.number)


def has_come(form: QuestionForm) -> bool:
    """Whether this very question is with us already, and its page cannot know it for its own.

    With the script going back ends at the same number (`tickets.slip_for`). Without it the person
    is told, before they send a second time. Nothing is said of the other conversation: somebody
    else may have written the same words (ADR 0004).
    """
    return not form.page_mark and actions.has_come(tickets.said(form))


def question_form(request: HttpRequest) -> QuestionForm:
    return QuestionForm(request.POST, snippet=snippet_named(request.POST.get("form", "")))


def snippet_named(written: str) -> AskForm | None:
    """The editors' form of this id; if it is gone, another one of the page's language, or none."""
    forms = AskForm.objects.prefetch_related("topics")
    if written.isascii() and written.isdecimal() and len(written) < 19:
        found = forms.filter(pk=int(written)).first()
        if found:
            return found
    return forms.filter(locale__language_code=get_language()).order_by("pk").first()


def question_of(request: HttpRequest, form: QuestionForm, slip: tickets.Slip) -> actions.Question:
    terms = terms_of(form.snippet, request)
    return actions.Question(
        form=form.snippet,
        text=form.cleaned_data["text"],
        topics=form.chosen_topics,
        perspective=form.chosen_perspective,
        wish=form.chosen_wish,
        notify_email=form.cleaned_data["notify_email"],
        language=get_language() or "fi",
        urgent=form.cleaned_data["urgent"],
        promise_hours=terms.hours,
        message_limit=terms.limit,
        suspicious=form.fell_into_the_nook or slip.is_hasty,
        said=tickets.said(form),
    )


def form_page(request: HttpRequest, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "value": form.snippet,
        "terms": terms_of(form.snippet, request),
        "readings": readings_for(request, form),
    }
    return render(request, "advice/form_page.html", context, status=status)


def preview_page(
    request: HttpRequest, form: QuestionForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "value": form.snippet,
        "terms": terms_of(form.snippet, request),
        "token": tickets.slip_for(form),
        "readings": readings_for(request, form),
        "quotes_number": receipts.looks_like_number_in(form.cleaned_data["text"]),
        "sentence": sentence,
        "has_come": has_come(form),
    }
    return render(request, "advice/preview.html", context, status=status)


def readings_for(request: HttpRequest, form: QuestionForm) -> list[plugins.MenuItem]:
    """What other services offer to read on the topics chosen: beside the form, never instead."""
    if not form.is_valid() or not form.chosen_topics:
        return []
    keys = [topic.translation_key for topic in form.chosen_topics]
    return plugins.gather(lambda plugin: plugin.readings(request, keys))


def number_page(request: HttpRequest, conversation: Conversation, number: str) -> HttpResponse:
    context = {
        "number": receipts.show_number(number),
        "conversation": conversation,
        "ticket": tickets.ticket_for(conversation),
        "try_form": NumberForm(),
    }
    return render(request, "advice/number.html", context)
