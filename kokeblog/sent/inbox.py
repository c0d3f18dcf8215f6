"""The editors' inbox in the Wagtail admin: sent stories, and what is done to one of them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.paginator import Page as Piece
from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.desk import staff_of
from kokeblog.models import WITH_EDITORS, SentStatus, SentStory, StoryPage, Voice
from kokeblog.sent import actions, told
from kokeblog.sent.forms import DraftForm, WordForm
from kokeblog.sent.permissions import may_handle, may_read, may_see_inbox
from kokeblog.sent.retention import erased_at
from trust import audit
from trust.guard import private_page
from trust.refusals import Refusal

SIZE = 30

Act = Callable[[HttpRequest, SentStory], HttpResponseBase]


@private_page
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for an editor first. No word of any story is opened here."""
    return inbox_page(request)


def inbox_page(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    audit.require(may_see_inbox(staff_of(request)))
    context = {
        "rows": rows(request.GET.get("page")),
        "unsent": _typed(request),
        "header_title": _("Sent stories"),
    }
    return render(request, "kokeblog/admin/sent_inbox.html", context | _header(), status=status)


def rows(number: str | None) -> Piece:
    out = StoryPage.objects.filter(sent_as=OuterRef("pk"), live=True)
    waits = When(status__in=WITH_EDITORS, then=Value(0))
    later = Case(waits, default=Value(1), output_field=IntegerField())
    found = SentStory.objects.annotate(out=Exists(out), later=later)
    shown = found.prefetch_related("topics").order_by("later", "moved_at", "pk")
    return Paginator(shown.defer("text", "wishes"), SIZE).get_page(number)


def waiting() -> QuerySet[SentStory]:
    """What the editors have the next word on."""
    return SentStory.objects.filter(status__in=(SentStatus.QUARANTINED, SentStatus.ARRIVED))


@private_page
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent and what has been said since; the opening is written down first."""
    return story_page(request, find(pk))


def find(pk: int) -> SentStory:
    found = SentStory.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def story_page(
    request: HttpRequest, sent: SentStory, *, status: int = 200, **said: Any
) -> HttpResponse:
    opening = audit.opening(may_read(staff_of(request), sent))
    actions.note_checked(sent)
    words = told.told(sent, opening)
    draft = sent.page
    context: dict[str, Any] = {
        "story": sent,
        "told": words,
        "words": told.words(sent, opening),
        "writer_voice": Voice.WRITER,
        "page": draft,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[draft.pk]) if draft else "",
        "is_newer": _is_newer(sent, draft),
        "goes_at": erased_at(sent),
        "draft_form": _draft_form(request, sent, words.alias or ""),
        "word_form": WordForm(label=_("A word to the writer"), auto_id="tell_%s"),
        "decline_form": WordForm(label=_("A kind word to the writer"), auto_id="decline_%s"),
        "header_title": sent.label,
    }
    return render(
        request, "kokeblog/admin/sent_story.html", context | _header(sent) | said, status=status
    )


def acting(act: Act) -> Callable[[HttpRequest, int], HttpResponseBase]:
    """An act of an editor's on one story; a refusal is told on the story's page, or in the inbox
    when the story is gone. A word that was typed is given back with it."""

    @private_page
    @require_POST
    @wraps(act)
    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        sent = SentStory.objects.filter(pk=pk).first()
        if sent is None:
            return _erased(request)
        audit.require(may_handle(staff_of(request), sent))
        try:
            return act(request, sent)
        except actions.Erased:
            return _erased(request)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
            unsent = _typed(request)
            return story_page(request, find(pk), status=refusal.status, unsent=unsent)

    return view


@acting
def let_in(request: HttpRequest, sent: SentStory) -> HttpResponseBase:
    actions.let_in(sent, by=staff_of(request))
    messages.success(request, _("The story is with the others now."))
    return _back(sent)


@acting
def make_draft(request: HttpRequest, sent: SentStory) -> HttpResponseBase:
    form = DraftForm(request.POST, by=staff_of(request), language=sent.language)
    if not form.is_valid():
        return story_page(request, sent, draft_form=form, status=422)
    words = told.told(sent, audit.opening(may_read(staff_of(request), sent)))
    if words.text is None:
        raise Refusal(_("The story cannot be opened just now."), status=503)
    draft = actions.Draft(
        listing=form.cleaned_data["listing"],
        title=words.title or "",
        text=words.text,
        writer=form.cleaned_data["writer"],
        alias=form.cleaned_data["alias"],
    )
    page = actions.make_draft(sent, draft, by=staff_of(request))
    messages.success(request, _("Here is a draft of the story. It is out nowhere yet."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@acting
def show(request: HttpRequest, sent: SentStory) -> HttpResponseBase:
    actions.show(sent, by=staff_of(request))
    messages.success(request, _("The writer can read the draft now with their number."))
    return _back(sent)


@acting
def tell(request: HttpRequest, sent: SentStory) -> HttpResponseBase:
    form = WordForm(request.POST, label=_("A word to the writer"), auto_id="tell_%s")
    if not form.is_valid():
        return story_page(request, sent, word_form=form, status=422)
    actions.tell(sent, text=form.cleaned_data["text"], by=staff_of(request))
    messages.success(request, _("The writer reads your word with their number."))
    return _back(sent)


@acting
def decline(request: HttpRequest, sent: SentStory) -> HttpResponseBase:
    form = WordForm(request.POST, label=_("A kind word to the writer"), auto_id="decline_%s")
    if not form.is_valid():
        return story_page(request, sent, decline_form=form, status=422)
    actions.decline(sent, text=form.cleaned_data["text"], by=staff_of(request))
    messages.success(request, _("The story has been declined, and the writer can read why."))
    return _back(sent)


def _erased(request: HttpRequest) -> HttpResponse:
    audit.require(may_see_inbox(staff_of(request)))
    messages.error(request, _("This story has been erased."))
    return inbox_page(request, status=410)


def _typed(request: HttpRequest) -> str:
    """A word to the writer that has not gone."""
    return request.POST.get("text", "").strip()


def _back(sent: SentStory) -> HttpResponse:
    return redirect("kokeblog_sent_story", sent.pk)


def _is_newer(sent: SentStory, draft: StoryPage | None) -> bool:
    """Whether the draft has moved on from what the writer is shown."""
    return draft is not None and draft.latest_revision_id != sent.shown_id


def _draft_form(request: HttpRequest, sent: SentStory, alias: str) -> DraftForm:
    initial = {"alias": alias}
    return DraftForm(by=staff_of(request), language=sent.language, initial=initial)


def _header(sent: SentStory | None = None) -> dict[str, Any]:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("kokeblog_sent_inbox") if sent else "", "label": _("Sent stories")},
    ]
    if sent:
        trail.append({"url": "", "label": sent.label})
    return {"breadcrumbs_items": trail, "header_icon": "mail"}
