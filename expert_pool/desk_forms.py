"""What experts and coordinators send at the experts' part of the desk."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from expert_pool.actions import Profile
from expert_pool.models import Debrief, Expert, WorkKind
from expert_pool.words import AgeBand, Gender, Language, Lived, Region
from home.models import Topic

MOST_MINUTES = 1440


def _any(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("I would rather not say")), *choices]


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics as ticks; none is an answer too."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Topic.objects.none(), required=False, **kwargs)


class ProfileForm(forms.Form):
    use_required_attribute = False

    introduction = forms.CharField(
        label=_("A few words of yourself"),
        help_text=_("One or two sentences. Askers read them under your letters."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topics = TopicsField(
        label=_("What you answer about"),
        help_text=_("You are told of questions about these and see them in the queue."),
    )
    lived = forms.MultipleChoiceField(
        label=_("From which side you know it"),
        choices=Lived.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    experience = forms.CharField(
        label=_("What you have lived through"),
        help_text=_("In a few words. Coordinators read this; askers do not."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you write in"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    region = forms.ChoiceField(
        label=_("Where you live"),
        help_text=_("So that somebody from the same place may be spared of meeting you."),
        choices=lambda: _any(Region.choices),
        required=False,
    )
    age_band = forms.ChoiceField(
        label=_("Your age"), choices=lambda: _any(AgeBand.choices), required=False
    )
    gender = forms.ChoiceField(
        label=_("Your gender"), choices=lambda: _any(Gender.choices), required=False
    )

    def __init__(self, data: Any = None, *, expert: Expert, language: str) -> None:
        super().__init__(data, initial=_as_told(expert, language))
        self.expert = expert
        self.fields["topics"].queryset = Topic.objects.in_language(language)  # type: ignore[attr-defined]

    @property
    def profile(self) -> Profile:
        """What a valid form says."""
        return Profile(**{**self.cleaned_data, "topics": list(self.cleaned_data["topics"])})


def _as_told(expert: Expert, language: str) -> dict[str, Any]:
    shown = Topic.objects.in_language(language).filter(translation_key__in=expert.topic_keys)
    plain = ("introduction", "lived", "experience", "languages", "region", "age_band", "gender")
    return {name: getattr(expert, name) for name in plain} | {"topics": shown}


class RestingTopicsForm(forms.Form):
    topics = TopicsField(label=_("Not today"))

    def __init__(self, data: Any = None, *, expert: Expert, today: date) -> None:
        resting = expert.resting_topics.filter(last_day__gte=today).values("topic")
        super().__init__(data, initial={"topics": Topic.objects.filter(pk__in=resting)})
        self.fields["topics"].queryset = expert.topics.all()  # type: ignore[attr-defined]


class DayField(forms.DateField):
    """A day, in the browser's own picker or as it is written in Finland."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            error_messages={
                "required": _("Choose a day."),
                "invalid": _("Write the day like this: 24.12.2026."),
            },
            **kwargs,
        )


class AbsenceForm(forms.Form):
    use_required_attribute = False

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return found


class DebriefForm(forms.Form):
    answer = forms.ChoiceField(choices=Debrief.Answer.choices)


class MinutesField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Minutes"),
            min_value=1,
            max_value=MOST_MINUTES,
            error_messages={
                "required": _("How many minutes did it take?"),
                "invalid": _("Write the minutes in digits, such as 45."),
                "min_value": _("One minute at the least."),
                "max_value": _("A day has 1,440 minutes."),
            },
            **kwargs,
        )


class MinutesForm(forms.Form):
    use_required_attribute = False

    minutes = MinutesField()


class HoursForm(forms.Form):
    """Work that the desk did not see."""

    use_required_attribute = False

    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("What kind of work"), choices=WorkKind.choices)
    minutes = MinutesField()
