from typing import Any

from django.utils.translation import gettext_lazy

from kokenet import plugins


class ExpertPoolConfig(plugins.ServicePlugin):
    name = "expert_pool"
    verbose_name = gettext_lazy("Expert bank")

    def build_demo(self, tree: Any) -> None:
        from expert_pool.demo import build  # noqa: PLC0415 -- models are loaded by now

        build(tree)
