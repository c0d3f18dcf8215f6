"""The editors' guide inside the admin."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kokeblog.guide import PICTURES, TEXT, html_of


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    text = TEXT.read_text(encoding="utf-8").partition("\n")[2]  # the page has its own first heading
    context = {
        "page_title": _("Editors' guide"),
        "header_title": _("Editors' guide"),
        "header_icon": "help",
        "text": html_of(text, reverse("kokeblog_guide") + "kuvat/"),
    }
    return render(request, "kokeblog/admin/guide.html", context)


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:  # noqa: ARG001
    found = PICTURES / f"{name}.png"
    if not found.is_file():
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/png")
