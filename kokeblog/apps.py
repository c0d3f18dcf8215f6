from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokenet import plugins


class KokeBlogConfig(plugins.ServicePlugin):
    """A new experience story every week (source: seed 000)."""

    name = "kokeblog"
    verbose_name = gettext_lazy("KokeBlogi")
    url_prefix = "kokeblogi/"
    urlconf = "kokeblog.urls"
    page_types = ("storypage", "storypage__writer", "storyindexpage")

    def ready(self) -> None:
        from kokeblog import actions, mails  # noqa: PLC0415 -- models are loaded by now
        from trust import outbox, schedule  # noqa: PLC0415
        from trust.erasure import person_erased  # noqa: PLC0415

        outbox.writers |= {mails.ASKED: mails.write_asked, mails.LETTER: mails.write_letter}
        outbox.register_sealed(mails.ASKED, address=mails.address, used=mails.kept, kept=True)
        outbox.register_sealed(
            mails.LETTER,
            address=mails.address,
            used=actions.letter_ended,
            kept=True,
            patient=True,
        )
        schedule.daily("08:00", "kokeblog.jobs.remind_of_gap")
        schedule.daily("04:25", "kokeblog.jobs.purge_sent")
        schedule.every(5, "kokeblog.jobs.send_letters")
        schedule.every(60, "kokeblog.jobs.forget_unconfirmed")
        person_erased.connect(_erase_subscription, dispatch_uid="kokeblog.subscription")

    def opens_numbers(self, request: HttpRequest) -> list[plugins.MenuItem]:
        return [plugins.MenuItem(_("a story you have sent"), reverse("kokeblog:own"))]

    def on_topic(self, request: HttpRequest, topic: Any) -> list[plugins.TopicPart]:
        from kokeblog.readings import on_topic  # noqa: PLC0415

        return on_topic(topic)

    def feeds(self, request: HttpRequest, topic: Any = None) -> list[plugins.MenuItem]:
        from kokeblog.readings import feeds  # noqa: PLC0415 -- models are loaded by now

        return feeds(request, topic)

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
            what=_("Sent stories, and subscriptions to the weekly letter"),
            how=_("The key is destroyed first, then all that it opened and every page made of it."),
        )


def _erase_subscription(user: Any, **more: Any) -> None:  # noqa: ARG001 -- a signal's receiver
    from kokeblog.actions import erase_address  # noqa: PLC0415 -- models are loaded by now

    erase_address(user.email)
