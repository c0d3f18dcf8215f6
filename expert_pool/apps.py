from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from kokenet import plugins


class ExpertPoolConfig(plugins.ServicePlugin):
    name = "expert_pool"
    verbose_name = gettext_lazy("Expert bank")
    urlconf = "expert_pool.urls"
    desk_prefix = "asiantuntija/"
    desk_urlconf = "expert_pool.desk_urls"

    def ready(self) -> None:
        from trust import schedule  # noqa: PLC0415 -- models are loaded by now

        schedule.every(5, "expert_pool.jobs.release_lapsed")
        schedule.every(5, "expert_pool.jobs.end_consents_of_left")

    def body_blocks(self) -> list[tuple[str, Any]]:
        from expert_pool.blocks import ExpertSearchBlock  # noqa: PLC0415 -- models are loading

        return [("expert_search", ExpertSearchBlock())]

    def desk_entries(self, request: HttpRequest) -> list[plugins.DeskEntry]:
        from expert_pool.menu import desk_entries  # noqa: PLC0415 -- models are loaded by now

        return desk_entries(request)

    def profiles(self, key: str = "") -> list[plugins.Profile]:
        from expert_pool.profiles import profiles  # noqa: PLC0415 -- models are loaded by now

        return profiles(key)

    def build_demo(self, tree: Any) -> None:
        from expert_pool.demo import build  # noqa: PLC0415 -- models are loaded by now

        build(tree)
