from django.utils.translation import gettext_lazy as _

from kokenet import plugins


class KokeBlogConfig(plugins.ServicePlugin):
    name = "kokeblog"
    verbose_name = _("KokeBlogi")
