from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokenet import plugins


class KokeBlogConfig(plugins.ServicePlugin):
    """A new experience story every week (source: seed 000)."""

    name = "kokeblog"
    verbose_name = _("KokeBlogi")
    url_prefix = "kokeblogi/"
    urlconf = "kokeblog.urls"
    page_types = ("storypage", "storypage__writer", "storyindexpage")

    def ready(self) -> None:
        from trust import schedule  # noqa: PLC0415 -- models are loaded by now

        schedule.daily("04:25", "kokeblog.jobs.purge_sent")

    def opens_numbers(self, request: HttpRequest) -> list[plugins.MenuItem]:
        return [plugins.MenuItem(gettext("a story you have sent"), reverse("kokeblog:own"))]

    def on_topic(self, request: HttpRequest, topic: Any) -> list[plugins.TopicPart]:
        from kokeblog.readings import on_topic  # noqa: PLC0415

        return on_topic(topic)

    def readings(self, request: HttpRequest, topic_keys: list) -> list[plugins.MenuItem]:
        from kokeblog.readings import stories_about  # noqa: PLC0415 -- models are loaded by now

        return stories_about(request, topic_keys)

    def ways_on(self, request: HttpRequest, topic_keys: list) -> list[plugins.MenuItem]:
        return self.readings(request, topic_keys)

    def build_demo(self, tree: Any) -> None:
        from kokeblog.demo import build  # noqa: PLC0415

        build(tree)

    def demo_notes(self) -> list[str]:
        from kokeblog.demo import sent  # noqa: PLC0415

        return [f"Number of a sent story: {number}" for number in sent.numbers()]

    def erasure_rule(self) -> plugins.Retirement:
        return plugins.Retirement(
            what=gettext("Sent stories"),
            how=gettext("The key is destroyed first, then the words and every page made of them."),
        )
