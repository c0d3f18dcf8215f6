"""The asker's forms: a question, a letter more. What was typed is never lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advice.models import Perspective
from advice.snippets import AskForm
from advice.wishes import AGES, GENDERS, LIVED, REGIONS, Wish
from home.forms import NumberForm, page_mark_of
from home.models import Topic
from home.written import LONGEST_ADDRESS, AddressField, OneLineField, WrittenField

__all__ = ["LetterForm", "NumberForm", "QuestionForm"]

#: Characters after normalising (source: 3-trust).
LONGEST_TEXT = 8_000
LONGEST_WISH = 300


class TextField(WrittenField):
    """A letter. The counter beside it tells how much has been written; it cuts nothing."""

    widget = forms.Textarea
    default_error_messages = {
        "too_long": _(
            "There are %(over)d characters too many: %(longest)d fit in one message. You can "
            "shorten it here, or tell the rest in your next message."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=LONGEST_TEXT, strip=False, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 -- Django's
        return {
            "rows": 12,
            "data-counter": LONGEST_TEXT,
            "data-counter-left": _("%s characters left"),
            "data-counter-over": _("%s characters too many"),
        }


class WishField(forms.ChoiceField):
    """One of a list, or no wish; "" when nothing was chosen."""

    default_error_messages = {"invalid_choice": _("Choose one of these, or “no wish”.")}

    def __init__(self, *, among: Mapping[Any, Any], nothing: Any, **kwargs: Any) -> None:
        choices = [("", nothing), *among.items()]
        super().__init__(choices=choices, required=False, **kwargs)


class QuestionForm(forms.Form):
    """A question as the page with the form sends it, the preview repeats it and sending takes it.

    `snippet` is the editors' form on the page; None when there is none any more, which asks for the
    text alone.
    """

    perspective = forms.ChoiceField(
        label=_("Whose situation is it?"),
        choices=Perspective.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these, or leave all of them empty.")},
    )
    topics = forms.MultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("Choose one or several. Your question then finds someone who knows."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the topics is no longer here. Choose from these.")
        },
    )
    text = TextField(
        label=_("Your question"),
        error_messages={
            "required": _("Write something first. A sentence or two is enough to begin with.")
        },
    )
    wish = OneLineField(
        label=_("Do you have a wish about who answers?"),
        help_text=_(
            "For example: someone who has lived beside a person who drinks, or someone who does "
            "not live in my town."
        ),
        required=False,
        longest=LONGEST_WISH,
    )
    wish_lived = WishField(label=_("Experience"), among=LIVED, nothing=_("no wish"))
    wish_age = WishField(label=_("Age"), among=AGES, nothing=_("no wish"))
    wish_gender = WishField(label=_("Gender"), among=GENDERS, nothing=_("no wish"))
    wish_not_from = WishField(
        label=_("Not from the region where I live"),
        help_text=_("Choose your own region. Those who may answer see it."),
        among=REGIONS,
        nothing=_("no wish"),
    )
    notify_email = AddressField(
        label=_("Your e-mail address"),
        help_text=_(
            "We send one message, “You have a message”, and then destroy the address. Nobody who "
            "works here sees it. Use an address that only you read: the sender's address may tell "
            "where the message comes from."
        ),
        required=False,
        longest=LONGEST_ADDRESS,
        error_messages={
            "invalid": _(
                "This is not an e-mail address as it stands. Check it, or leave the field empty: "
                "you can read the answer without it."
            ),
        },
    )
    urgent = forms.BooleanField(
        label=_("My situation is urgent"),
        help_text=_(
            "Those who answer see that it is urgent, but nobody is here at every hour. If you are "
            "in danger, call one of the help numbers on this page at once."
        ),
        required=False,
    )
    website = forms.CharField(required=False)

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        snippet: AskForm | None,
        topics: Sequence[Topic] | None = None,
    ) -> None:
        super().__init__(data)
        self.snippet = snippet
        self.offered = self._offered(topics)
        self._leave_out_what_is_not_asked()

    def _offered(self, topics: Sequence[Topic] | None) -> list[Topic]:
        if topics is None:
            topics = list(self.snippet.topics.all()) if self.snippet else []
        return list(topics)

    def _leave_out_what_is_not_asked(self) -> None:
        if self.snippet and not self.snippet.asks_perspective:
            del self.fields["perspective"]
        if self.offered:
            self.fields["topics"].choices = [(topic.slug, topic.name) for topic in self.offered]  # type: ignore[attr-defined]
        else:
            del self.fields["topics"]

    @property
    def chosen_topics(self) -> list[Topic]:
        """The topics of a valid form, in the order in which they are offered."""
        slugs = self.cleaned_data.get("topics", ())
        return [topic for topic in self.offered if topic.slug in slugs]

    @property
    def chosen_perspective(self) -> str:
        return self.cleaned_data.get("perspective", "")

    @property
    def chosen_wish(self) -> Wish:
        return Wish(
            words=self.cleaned_data["wish"],
            lived=self.cleaned_data["wish_lived"],
            age=self.cleaned_data["wish_age"],
            gender=self.cleaned_data["wish_gender"],
            not_from=self.cleaned_data["wish_not_from"],
        )

    @property
    def wish_lists(self) -> list[forms.BoundField]:
        """The lists to choose a wish from."""
        names = ("wish_lived", "wish_age", "wish_gender", "wish_not_from")
        return [self[name] for name in names]

    @property
    def opens_wish_lists(self) -> bool:
        """Whether the lists, folded until one wants them, are shown: something was chosen there."""
        return any(field.value() or field.errors for field in self.wish_lists)

    @property
    def perspective_label(self) -> str:
        chosen = self.chosen_perspective
        return str(Perspective(chosen).label) if chosen else ""

    @property
    def page_mark(self) -> str:
        """What tells the page this came from apart from all others; "" without its script."""
        return page_mark_of(self.data)

    @property
    def fell_into_the_nook(self) -> bool:
        """Whether the field that people do not see was filled."""
        return bool(self.data.get("website", "").strip())


class LetterForm(forms.Form):
    """The asker's next letter in a conversation."""

    use_required_attribute = False

    text = TextField(
        label=_("Your message"),
        error_messages={"required": _("Write something first. Even one sentence is enough.")},
    )
