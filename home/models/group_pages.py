"""The directory of peer-support groups."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.choosing import Choosing, Question
from home.models.groups import ForWhom, PeerGroup, PeerGroupQuerySet
from home.models.pages import EditorialPage
from home.models.topics import Topic

TOPIC, WHOM, WHERE, HOW, NEW = "aihe", "kenelle", "missa", "miten", "uusia"
ONLINE, IN_PLACE = "verkossa", "paikalla"
FREE, SET = "vapaasti", "sovitusti"
TAKES, FULL = "ottaa", "ei-nyt"


class GroupListPage(EditorialPage):
    """Every group in the page's language, chosen from by what one asks before coming."""

    template = "home/group_list_page.html"
    parent_page_types = ["home.FrontPage", "home.SectionPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = gettext_lazy("list of peer-support groups")
        verbose_name_plural = gettext_lazy("lists of peer-support groups")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        topics = {one.slug: one for one in Topic.objects.filter(locale=self.locale_id)}
        choosing = Choosing(request, questions(topics))
        groups = PeerGroup.objects.filter(locale=self.locale_id).prefetch_related("topics")
        if topic := choosing.get(TOPIC):
            groups = groups.filter(topics=topics[topic])
        if whom := choosing.get(WHOM):
            groups = groups.for_whom(whom)
        groups = meeting_so(groups, choosing)
        context = super().get_context(request, *args, **kwargs)
        return context | {"choosing": choosing, "groups": groups}


def meeting_so(groups: PeerGroupQuerySet, choosing: Choosing) -> PeerGroupQuerySet:
    """Those that meet where and how was chosen; one that meets both ways is in a place too."""
    if where := choosing.get(WHERE):
        groups = groups.filter(online=True) if where == ONLINE else groups.exclude(place="")
    if how := choosing.get(HOW):
        groups = groups.filter(goal=how == SET)
    if new := choosing.get(NEW):
        groups = groups.filter(is_open=new == TAKES)
    return groups


def questions(topics: dict[str, Topic]) -> list[Question]:
    named = [(topic.name, slug) for slug, topic in topics.items()]
    whom = [(str(one.label), one.value) for one in (ForWhom.OWN, ForWhom.CLOSE)]
    where = [(_("In a place"), IN_PLACE), (_("Online"), ONLINE)]
    how = [(_("Come and go freely"), FREE), (_("Set participants and times"), SET)]
    new = [(_("Takes new people"), TAKES), (_("Not just now"), FULL)]
    return [
        Question(TOPIC, _("Topic"), _("All topics"), named),
        Question(WHOM, _("For whom"), _("For anyone"), whom),
        Question(WHERE, _("Where"), _("Anywhere"), where),
        Question(HOW, _("How"), _("Any way"), how),
        Question(NEW, _("New people"), _("All groups"), new),
    ]
