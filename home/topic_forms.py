"""The admin's forms of what has topics."""

from typing import Any

from home.models.topics import Topic


class OwnLanguageTopics:
    """Offers the topics in the record's own language; before a form of Wagtail's in the bases."""

    fields: dict[str, Any]
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = Topic.objects.filter(locale=self.instance.locale_id)
