"""The block with which editors put a question form into any page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from advice.forms import QuestionForm
from advice.snippets import AskForm
from advice.terms import terms_of


class AskFormBlock(SnippetChooserBlock):
    """Draws an editors' form; a named URL of the service receives what is written in it.

    The form has no token: the page is the same for everyone and may be cached.
    """

    class Meta:
        label = _("Form for writing a question")
        icon = "mail"
        template = "advice/blocks/ask_form.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("advice.AskForm", **kwargs)

    def get_context(
        self, value: AskForm | None, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Of a form that editors have deleted, a plain one remains: nobody finds a closed door."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        form = context["form"] = QuestionForm(snippet=value)
        if request := context.get("request"):
            # From a topic's page: its tick is there already, and can be taken away.
            form.initial["topics"] = request.GET.getlist("aihe")
            context["terms"] = terms_of(value, request)
        return context
