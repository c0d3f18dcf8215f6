"""Where a story stands, told in its editor."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class StandingPanel(Panel):
    """Whether the newest text of the story may be out: who has read it, or what is missing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"heading": _("Where the story stands")} | kwargs))

    class BoundPanel(Panel.BoundPanel):
        template_name = "kokeblog/admin/standing.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.latest_revision_id)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from kokeblog.models import Reading  # noqa: PLC0415 -- the models' own panel
            from kokeblog.publishing import fingerprint, hindrances  # noqa: PLC0415

            newest = self.instance.get_latest_revision()
            words = fingerprint(newest.content)
            readings = Reading.objects.of_words(self.instance, words).select_related("reader")
            return super().get_context_data(parent_context) | {
                "hindrances": hindrances(self.instance, newest),
                "reading": readings.order_by("-pk").first(),
                "is_being_read": self.instance.workflow_in_progress,
            }
