"""The weekly letter on pages: the form that asks for it, and its numbers for editors."""

from dataclasses import dataclass

from django import template

from kokeblog.forms.letter import SubscribeForm
from kokeblog.models import LetterIssue, Subscription

register = template.Library()

#: Smaller numbers are not told: who has just subscribed might be known.
FEW = 5


@dataclass(frozen=True)
class Numbers:
    """How many get the letter, None when they are few; and the last letter, if there is one."""

    subscribers: int | None
    last: LetterIssue | None


@register.simple_tag
def subscribe_form() -> SubscribeForm:
    """An empty form, the same for everyone."""
    return SubscribeForm()


@register.simple_tag
def letter_numbers() -> Numbers:
    count = Subscription.objects.confirmed().count()
    last = LetterIssue.objects.select_related("story").order_by("-opened_at").first()
    return Numbers(subscribers=count if count >= FEW else None, last=last)
