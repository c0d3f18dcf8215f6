"""The writer's forms and the editors'. What was typed is never lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from home.forms import page_mark_of
from home.models import Topic
from home.written import OneLineField, WrittenField
from kokeblog.models import Side, StoryIndexPage, Writer

#: Characters after normalising. A story is longer than a letter (8,000); so many fit into the body
#: limit of 64 KB even when each takes four bytes.
LONGEST_STORY = 12_000
LONGEST_TITLE = 120
#: As long as kokeblog.models.Writer.alias.
LONGEST_ALIAS = 60
LONGEST_WISHES = 1_000
LONGEST_WORD = 2_000


class LongField(WrittenField):
    """Written text with a counter beside it, which tells and cuts nothing."""

    widget = forms.Textarea

    def __init__(self, *, longest: int, rows: int, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(longest=longest, strip=False, **kwargs)
        # Known only now: Django asks for the attributes before `longest` is set.
        self.widget.attrs |= {
            "rows": rows,
            "data-counter": longest,
            "data-counter-left": _("%s characters left"),
            "data-counter-over": _("%s characters too many"),
        }


class StoryForm(forms.Form):
    """A story as the form sends it, the preview repeats it and sending takes it."""

    text = LongField(
        label=_("Your story"),
        longest=LONGEST_STORY,
        rows=18,
        error_messages={
            "required": _("Write something first. The story need not be finished."),
            "too_long": _(
                "There are %(over)d characters too many: %(longest)d fit in. You can shorten it"
                " here, or leave that to the editor and send the rest as a word to them."
            ),
        },
    )
    title = OneLineField(
        label=_("A title for the story"),
        help_text=_("The editor can also think of one."),
        required=False,
        longest=LONGEST_TITLE,
    )
    alias = OneLineField(
        label=_("Your alias"),
        help_text=_(
            "The name that stands beside the story. Not your own name, nor one you use elsewhere."
        ),
        required=False,
        longest=LONGEST_ALIAS,
    )
    perspective = forms.ChoiceField(
        label=_("Whose story is it?"),
        choices=Side.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these, or leave both empty.")},
    )
    topics = forms.MultipleChoiceField(
        label=_("What is the story about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of the topics is no longer here. Choose from these.")
        },
    )
    wishes = LongField(
        label=_("A word to the editor"),
        help_text=_(
            "For example what must stay as it is, or what you are unsure of. It is not published."
        ),
        required=False,
        longest=LONGEST_WISHES,
        rows=4,
    )
    website = forms.CharField(required=False)

    use_required_attribute = False

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, topics: Sequence[Topic] = ()
    ) -> None:
        super().__init__(data)
        self.offered = list(topics)
        if self.offered:
            self.fields["topics"].choices = [(topic.slug, topic.name) for topic in self.offered]  # type: ignore[attr-defined]
        else:
            del self.fields["topics"]

    @property
    def chosen_topics(self) -> list[Topic]:
        slugs = self.cleaned_data.get("topics", ())
        return [topic for topic in self.offered if topic.slug in slugs]

    @property
    def perspective_label(self) -> str:
        chosen = self.cleaned_data["perspective"]
        return str(Side(chosen).label) if chosen else ""

    @property
    def page_mark(self) -> str:
        return page_mark_of(self.data)

    @property
    def fell_into_the_nook(self) -> bool:
        """Whether the field that people do not see was filled."""
        return bool(self.data.get("website", "").strip())


class WordForm(forms.Form):
    """A word from the writer to the editor, or the other way."""

    use_required_attribute = False

    text = LongField(
        label=_("Your word to the editor"),
        longest=LONGEST_WORD,
        rows=5,
        error_messages={"required": _("Write something first. Even one sentence is enough.")},
    )

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label


class DraftForm(forms.Form):
    """Where a draft goes and whose alias it bears."""

    listing = forms.ModelChoiceField(
        label=_("The list of stories"), queryset=StoryIndexPage.objects.none(), empty_label=None
    )
    writer = forms.ModelChoiceField(
        label=_("A writer there is already"),
        queryset=Writer.objects.all(),
        required=False,
        empty_label=_("a new writer, by the alias below"),
    )
    alias = OneLineField(label=_("Alias of a new writer"), required=False, longest=LONGEST_ALIAS)

    use_required_attribute = False

    def __init__(self, *args: Any, by: User, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            listing.pk
            for listing in StoryIndexPage.objects.order_by("path")
            if listing.permissions_for_user(by).can_add_subpage()
        ]
        rows = StoryIndexPage.objects.filter(pk__in=offered).order_by("path")
        self.fields["listing"].queryset = rows  # type: ignore[attr-defined]
        own = rows.filter(locale__language_code=language).first()
        self.fields["listing"].initial = own.pk if own else None
