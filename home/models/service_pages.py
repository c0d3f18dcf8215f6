"""The directory of services to turn to."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.choosing import Choosing, Question
from home.models.pages import EditorialPage
from home.models.services import ServiceContact, ServiceContactQuerySet
from home.models.topics import Topic

TOPIC, REGION, WAY = "aihe", "alue", "yhteys"
WHOLE_COUNTRY = "koko-maa"
#: How one gets in touch: what the address says, and the field that must not be empty.
WAYS = {"puhelin": "phone", "chat": "chat", "verkko": "web"}


class ServiceListPage(EditorialPage):
    """Every service in the page's language, chosen from by topic, region and way of contact."""

    template = "home/service_list_page.html"
    parent_page_types = ["home.FrontPage", "home.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = gettext_lazy("list of services")
        verbose_name_plural = gettext_lazy("lists of services")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        services = ServiceContact.objects.filter(locale=self.locale_id)
        topics = {one.slug: one for one in Topic.objects.filter(locale=self.locale_id)}
        regions = regions_of(services)
        choosing = Choosing(request, questions(topics, regions))
        if topic := choosing.get(TOPIC):
            services = services.filter(topics=topics[topic])
        if region := choosing.get(REGION):
            services = within(services, regions[region])
        if way := choosing.get(WAY):
            services = services.exclude(**{WAYS[way]: ""})
        context = super().get_context(request, *args, **kwargs)
        return context | {"choosing": choosing, "services": services}


def regions_of(services: QuerySet[ServiceContact]) -> dict[str, str]:
    """The regions by their words in the address, the whole country (an empty region) first."""
    found = services.order_by("region").values_list("region", flat=True).distinct()
    return {slugify(region) or WHOLE_COUNTRY: region for region in found}


def within(services: ServiceContactQuerySet, region: str) -> ServiceContactQuerySet:
    """The region's own services, and after them those of the whole country, which serve it too."""
    if not region:
        return services.filter(region="")
    own = Case(When(region=region, then=Value(0)), default=Value(1), output_field=IntegerField())
    return services.filter(Q(region=region) | Q(region="")).order_by(own, "name")


def questions(topics: dict[str, Topic], regions: dict[str, str]) -> list[Question]:
    named = [(topic.name, slug) for slug, topic in topics.items()]
    places = [(region or _("The whole country"), slug) for slug, region in regions.items()]
    ways = [(_("By telephone"), "puhelin"), (_("By chat"), "chat"), (_("On the web"), "verkko")]
    return [
        Question(TOPIC, _("Topic"), _("All topics"), named),
        Question(REGION, _("Region"), _("All regions"), places),
        Question(WAY, _("Way of contact"), _("Any way"), ways),
    ]
