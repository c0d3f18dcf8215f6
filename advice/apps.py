from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokenet import plugins


class AdviceConfig(plugins.ServicePlugin):
    """Written questions and answers (seed 001, orientation 1)."""

    name = "advice"
    verbose_name = gettext_lazy("Written advice")
    url_prefix = "neuvonta/"
    urlconf = "advice.urls"
    desk_prefix = "neuvonta/"
    desk_urlconf = "advice.desk_urls"
    page_types = ("answerindexpage",)

    def ready(self) -> None:
        from advice import nudge  # noqa: PLC0415 -- models are loaded by now
        from trust import outbox, schedule  # noqa: PLC0415

        outbox.register_sealed(nudge.KIND, address=nudge.address, used=nudge.used)
        schedule.every(1, "advice.jobs.announce")
        schedule.every(5, "advice.jobs.give_back_left_behind")
        schedule.every(10, "advice.jobs.remind")
        schedule.daily("04:10", "advice.jobs.purge")

    def body_blocks(self) -> list[tuple[str, Any]]:
        from advice.blocks import AskFormBlock  # noqa: PLC0415 -- models are loading meanwhile

        return [("ask_form", AskFormBlock())]

    def public_menu(self, request: HttpRequest) -> list[plugins.MenuSection]:
        from advice.menu import answers_url, ask_url  # noqa: PLC0415

        ask, answers = ask_url(request), answers_url(request)
        read = plugins.MenuItem(_("Read the answer"), reverse("advice:answer"), returning=True)
        write = [plugins.MenuItem(_("Write a question"), ask, main=True)] if ask else []
        others = [plugins.MenuItem(_("Questions and answers"), answers)] if answers else []
        items = (*write, read, *others)
        return [plugins.MenuSection(_("Advice service"), ask or read.url, items)]

    def opens_numbers(self, request: HttpRequest) -> list[plugins.MenuItem]:
        return [plugins.MenuItem(_("the answer to a question"), reverse("advice:answer"))]

    def on_topic(self, request: HttpRequest, topic: Any) -> list[plugins.TopicPart]:
        from advice import answers  # noqa: PLC0415
        from advice.menu import ask_url  # noqa: PLC0415

        ask = ask_url(request)
        part = plugins.TopicPart(
            "advice/parts/topic_ask.html", {"ask_url": ask, "topic": topic}, order=50
        )
        return answers.on_topic(request, topic) + ([part] if ask else [])

    def feeds(self, request: HttpRequest, topic: Any = None) -> list[plugins.MenuItem]:
        from advice.menu import answers_url  # noqa: PLC0415 -- models are loaded by now
        from advice.models.answers import FEED  # noqa: PLC0415

        found = answers_url(request) if topic is None else ""
        return [plugins.MenuItem(_("Questions and answers"), f"{found}{FEED}/")] if found else []

    def readings(self, request: HttpRequest, topic_keys: list) -> list[plugins.MenuItem]:
        from advice.answers import readings  # noqa: PLC0415

        return readings(request, topic_keys)

    def ways_on(self, request: HttpRequest, topic_keys: list) -> list[plugins.MenuItem]:
        return self.readings(request, topic_keys)

    def found(self, request: HttpRequest, query: Any, language: str) -> list[plugins.Finding]:
        from advice.answers import found  # noqa: PLC0415

        return found(request, query, language)

    def desk_entries(self, request: HttpRequest) -> list[plugins.DeskEntry]:
        from advice.menu import desk_entries  # noqa: PLC0415

        return desk_entries(request)

    def build_demo(self, tree: Any) -> None:
        from advice.demo import build  # noqa: PLC0415

        build(tree)

    def erasure_rule(self) -> plugins.Retirement:
        return plugins.Retirement(
            what=_("Conversations"), how=_("The key is destroyed first, then the letters.")
        )
