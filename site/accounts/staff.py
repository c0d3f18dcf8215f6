"""Staff accounts at the desk: who there are, inviting, roles, taking out of use."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import actions, permissions
from accounts.desk import View, desk_page, staff_of
from accounts.forms import InviteForm, RolesForm, posted
from accounts.models import Invitation, Role, User
from trust import audit
from trust.refusals import Refusal

KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@desk_page(*KEEPERS)
def staff_list(request: HttpRequest, *, said: Any = "", status: int = 200) -> HttpResponse:
    people = User.objects.joined().with_second_factor().prefetch_related("groups")
    invited = Invitation.objects.pending().select_related("person", "invited_by")
    context = {
        "people": people.order_by("-is_active", "last_name", "first_name", "email"),
        "invitations": invited.prefetch_related("person__groups").order_by("-sent_at"),
        "may_manage": staff_of(request).has_role(Role.ADMINISTRATOR),
        "may_give": permissions.roles_to_give(staff_of(request)),
        "said": said,
    }
    return render(request, "accounts/staff_list.html", context, status=status)


@desk_page(*KEEPERS)
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(posted(request), roles=permissions.roles_to_give(staff_of(request)))
    if request.method == "POST" and _asks_for_more(request):
        audit.require(permissions.may_invite(staff_of(request), _roles_asked(request)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(**form.cleaned_data, by=staff_of(request))
        except Refusal as refusal:
            form.add_error("email", refusal.sentence)
        else:
            return redirect("desk_staff")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/invite.html", {"form": form}, status=status)


@desk_page(Role.ADMINISTRATOR)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User.objects.joined().with_second_factor(), pk=pk)
    form = RolesForm(posted(request), initial={"roles": found.granted_roles()})
    refused = ""
    if request.method == "POST":
        audit.require(permissions.may_manage(staff_of(request), found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(person=found, by=staff_of(request), **form.cleaned_data)
            return redirect("desk_staff")
        except Refusal as refusal:
            refused = refusal.sentence
    context = {
        "person": found,
        "form": form,
        "refused": refused,
        "may_manage": permissions.may_manage(staff_of(request), found),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/person.html", context, status=status)


def _on_person(act: Callable[..., User]) -> View:
    """A view that does one thing to one account and goes back to the list."""

    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        found = get_object_or_404(User.objects.joined(), pk=pk)
        try:
            act(person=found, by=staff_of(request))
        except Refusal as refusal:
            return staff_list(request, said=refusal.sentence, status=refusal.status)
        return redirect("desk_staff")

    view.__name__ = act.__name__
    return desk_page(Role.ADMINISTRATOR)(require_POST(view))


def _on_invitation(act: Callable[..., Any]) -> View:
    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        found = get_object_or_404(Invitation.objects.select_related("person"), pk=pk)
        try:
            act(invitation=found, by=staff_of(request))
        except Refusal as refusal:
            return staff_list(request, said=refusal.sentence, status=refusal.status)
        return redirect("desk_staff")

    view.__name__ = act.__name__
    return desk_page(*KEEPERS)(require_POST(view))


deactivate = _on_person(actions.deactivate)
reactivate = _on_person(actions.reactivate)
remove_second_factor = _on_person(actions.remove_second_factor)
send_again = _on_invitation(actions.send_again)
withdraw = _on_invitation(actions.withdraw)


def _roles_asked(request: HttpRequest) -> list[Role]:
    return [Role(name) for name in request.POST.getlist("roles") if name in Role.values]


def _asks_for_more(request: HttpRequest) -> bool:
    """Whether the form asks for roles that the page did not offer: written down, then 404."""
    return not set(_roles_asked(request)) <= set(permissions.roles_to_give(staff_of(request)))
