"""What the admin offers of a story, and what it says when something cannot be done."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from kokeblog.actions.withdrawing import all_of, withdraw
from kokeblog.forms import WithdrawalForm
from kokeblog.models import Cause, StoryIndexPage, StoryPage
from kokeblog.permissions import may_withdraw
from kokeblog.publishing import hindrances
from trust import audit


def say_why_not(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a story is published by hand. What was typed is saved by now, as a draft."""
    if not isinstance(page, StoryPage):
        return None
    reasons = hindrances(page, page.get_latest_revision())
    if not reasons:
        return None
    messages.error(request, _("Saved as a draft, not published.") + " " + " ".join(reasons))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def say_that_copy_is_draft(request: HttpRequest, _page: Page, new_page: Page) -> None:
    if isinstance(new_page.specific, StoryPage):
        messages.info(request, _("The copy is a draft: its text goes to a second reader first."))


def offer_what_can_be_done(
    items: list[ActionMenuItem], _request: HttpRequest, context: dict[str, Any]
) -> None:
    """A new story cannot be published at once; of others kokeblog.permissions tells."""
    if context["view"] == "create" and isinstance(context["parent_page"], StoryIndexPage):
        items[:] = [item for item in items if item.name != "action-publish"]


class WithdrawMenuItem(ActionMenuItem):
    label = gettext_lazy("Take the story back")
    name = "action-withdraw"
    icon_name = "bin"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return isinstance(page, StoryPage) and bool(may_withdraw(context["request"].user, page))

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("kokeblog_withdraw", args=[context["page"].pk])


@require_http_methods(["GET", "POST"])
def confirm_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Tells what goes and asks why; then it is done at once."""
    story = get_object_or_404(StoryPage, pk=pk)
    audit.require(may_withdraw(request.user, story))
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        listing = story.get_parent()
        withdraw(story, cause=Cause(form.cleaned_data["cause"]), by=request.user)
        messages.success(request, _("The story has been taken back."))
        return redirect("wagtailadmin_explore", listing.pk)
    context = {"story": story, "form": form, "others": len(all_of(story)) - 1}
    return render(request, "kokeblog/admin/withdraw.html", context)
