"""The public bank. Nothing here is for search engines, and no cache shows what was taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from expert_pool import bank
from expert_pool.models import PublicProfile


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Those who tell what is chosen; what was looked for is kept by nobody."""
    found = bank.Bank(request)
    rows = [(one, bank.told(bank.facts_of(one), found.topics)) for one in found.page]
    context = {"bank": found, "rows": rows}
    return asked_each_time(render(request, "expert_pool/bank.html", context))


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """One expert's own words, and what they have ticked."""
    shown = PublicProfile.objects.for_everyone().prefetch_related("facts")
    found = get_object_or_404(shown, slug=slug)
    facts = bank.told(bank.facts_of(found), bank.topics_spoken())
    context = {"profile": found, "facts": facts}
    return asked_each_time(render(request, "expert_pool/profile.html", context))


def asked_each_time(response: HttpResponse) -> HttpResponse:
    """Caches ask each time whether it is still so; machines that gather pages leave it out."""
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    response["X-Robots-Tag"] = "noindex"
    return response
