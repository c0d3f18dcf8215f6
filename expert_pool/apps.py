from django.utils.translation import gettext_lazy as _

from kokenet import plugins


class ExpertPoolConfig(plugins.ServicePlugin):
    name = "expert_pool"
    verbose_name = _("Expert bank")
