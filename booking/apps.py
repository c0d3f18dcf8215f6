from django.utils.translation import gettext_lazy as _

from kokenet import plugins


class BookingConfig(plugins.ServicePlugin):
    name = "booking"
    verbose_name = _("Online reception")
