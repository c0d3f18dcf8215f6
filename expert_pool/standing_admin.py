"""Qualifications and contracts in the Wagtail admin, and what of them needs doing."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from accounts.models import Role
from expert_pool.eligibility import ENDING, Reason, eligible, may_be_asked, with_standing
from expert_pool.models import Contract, Expert, Qualification
from trust import clock


class CoordinatorsOnly(PermissionHelper):
    """Who an expert really is concerns nobody else; a superuser's rights do not count either."""

    def user_has_specific_permission(self, user: Any, perm_codename: str) -> bool:
        return self._is_coordinator(user) and super().user_has_specific_permission(
            user, perm_codename
        )

    def user_has_any_permissions(self, user: Any) -> bool:
        return self._is_coordinator(user) and super().user_has_any_permissions(user)

    def _is_coordinator(self, user: Any) -> bool:
        return bool(user.has_role(Role.COORDINATOR))


class OfOneExpert(ModelAdmin):
    """What a list of such records has in common."""

    permission_helper_class = CoordinatorsOnly
    list_select_related = ["expert"]
    search_fields = ["expert__alias"]
    add_to_admin_menu = True

    def now(self, record: Qualification | Contract) -> str:
        return str(record.validity(today()).label)

    now.short_description = gettext_lazy("now")  # type: ignore[attr-defined]


class QualificationAdmin(OfOneExpert):
    model = Qualification
    menu_label = gettext_lazy("Qualifications")
    menu_icon = "tick"
    menu_order = 301
    list_display = ["expert", "kind", "begins", "ends", "now"]
    list_filter = ["kind"]
    panels = [FieldPanel(name) for name in ("expert", "kind", "begins", "ends", "given_by")]


class ContractAdmin(OfOneExpert):
    model = Contract
    menu_label = gettext_lazy("Contracts")
    menu_icon = "doc-full"
    menu_order = 302
    list_display = ["expert", "kind", "begins", "ends", "signed", "now"]
    list_filter = ["kind"]
    panels = [
        FieldPanel("expert"),
        FieldPanel("kind"),
        MultiFieldPanel(
            [FieldPanel("begins"), FieldPanel("ends"), FieldPanel("ground")],
            heading=gettext_lazy("Time"),
        ),
        FieldPanel("hourly_rate"),
        MultiFieldPanel(
            [FieldPanel("signed_by_expert"), FieldPanel("signed_by_us")],
            heading=gettext_lazy("Signatures"),
            help_text=gettext_lazy("The contract holds when both have signed it."),
        ),
    ]

    def signed(self, contract: Contract) -> str:
        return _("yes") if contract.is_signed(today()) else _("not yet")

    signed.short_description = gettext_lazy("signed by both")  # type: ignore[attr-defined]


def today() -> date:
    return clock.local(clock.now()).date()


def standing_words(expert: Expert) -> str:
    """Whether the expert may be asked for something today, and why not."""
    reasons = eligible(expert, None, today())
    words = ", ".join(str(reason.sentence) for reason in reasons)
    if not may_be_asked(reasons):
        return words
    return _("may be asked; %(words)s") % {"words": words} if words else _("may be asked")


def to_do() -> list[tuple[Expert, list[Reason]]]:
    """The active experts with whom something is missing or ends soon, by alias."""
    experts = with_standing(Expert.objects.active().select_related("user"))
    found = [(one, eligible(one, None, today())) for one in experts]
    return [(one, _lasting(reasons)) for one, reasons in found if _lasting(reasons)]


def _lasting(reasons: list[Reason]) -> list[Reason]:
    """Without what passes by itself: being away today is nothing to be done about."""
    return [one for one in reasons if one.code != "away" and (not one.is_warning or one == ENDING)]


class StandingPanel(Component):
    """On the coordinators' first page of the admin: what is missing, and what ends soon."""

    name = "expert_standing"
    template_name = "expert_pool/admin/standing.html"
    order = 40

    def __init__(self, rows: list[tuple[Expert, list[Reason]]]) -> None:
        super().__init__()
        self.rows = rows

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"rows": self.rows}


def remind_of_standing(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if user.has_role(Role.COORDINATOR) and (rows := to_do()):
        panels.append(StandingPanel(rows))
