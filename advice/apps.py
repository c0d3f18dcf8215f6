from django.utils.translation import gettext_lazy as _

from kokenet import plugins


class AdviceConfig(plugins.ServicePlugin):
    name = "advice"
    verbose_name = _("Advice")
