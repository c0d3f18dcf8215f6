"""The register of experts in the Wagtail admin: coordinators set who answers, and about what."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from expert_pool.models import Expert, ExpertSearch
from expert_pool.standing_admin import (
    ContractAdmin,
    CoordinatorsOnly,
    QualificationAdmin,
    remind_of_standing,
    standing_words,
)
from home.models import Topic


class ExpertForm(WagtailAdminModelForm):
    """The account is chosen once: with another one, all that the expert has taken would open.

    A topic is chosen once for all languages, in the site's own; what the expert has already stays.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].disabled = self.instance.pk is not None
        own = Q(locale__language_code=settings.LANGUAGE_CODE)
        if self.instance.pk:
            own |= Q(pk__in=self.instance.topics.values("pk"))
        self.fields["topics"].queryset = Topic.objects.filter(own)


class ExpertAdmin(ModelAdmin):
    model = Expert
    menu_icon = "group"
    menu_order = 300
    add_to_admin_menu = True
    permission_helper_class = CoordinatorsOnly
    list_display = ["alias", "account", "topic_names", "standing"]
    list_select_related = ["user"]
    search_fields = ["alias"]
    edit_handler = ObjectList(
        [
            FieldPanel("user"),
            FieldPanel("alias"),
            FieldPanel("introduction"),
            FieldPanel("topics", widget=CheckboxSelectMultiple),
            MultiFieldPanel(
                [
                    FieldPanel("needs_second_reader"),
                    FieldPanel(
                        "reads_for_others",
                        help_text=_(
                            "Reads the letters of others on their own topics. Coordinators may read"
                            " every letter that waits."
                        ),
                    ),
                    FieldPanel("open_limit"),
                ],
                heading=_("How their work is looked after"),
            ),
        ],
        base_form_class=ExpertForm,
    )

    def get_queryset(self, request: Any) -> Any:
        relations = ("topics", "qualifications", "contracts", "absences", "user__groups")
        return super().get_queryset(request).prefetch_related(*relations)

    def account(self, expert: Expert) -> str:
        return expert.user.email

    account.short_description = _("account")  # type: ignore[attr-defined]

    def topic_names(self, expert: Expert) -> str:
        return ", ".join(topic.name for topic in expert.topics.all())

    topic_names.short_description = _("topics")  # type: ignore[attr-defined]

    def standing(self, expert: Expert) -> str:
        return standing_words(expert)

    standing.short_description = _("may be asked")  # type: ignore[attr-defined]


modeladmin_register(ExpertAdmin)
modeladmin_register(QualificationAdmin)
modeladmin_register(ContractAdmin)
hooks.register("construct_homepage_panels", remind_of_standing)


class ExpertSearchViewSet(SnippetViewSet):
    model = ExpertSearch
    icon = "group"
    menu_label = _("Searches for experts")
    add_to_admin_menu = False
    list_display = ["title", "locale"]


register_snippet(ExpertSearchViewSet)
