"""The entrance: signing in, the second factor, a new password, an invitation.

allauth walks the steps; here are our forms, our pages, and the rule that a form with errors
answers 422.
"""

from typing import Any

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from accounts import actions, forms, invitations, second_factor
from accounts.sessions import Over
from trust import audit, throttle
from trust.refusals import Refusal

#: Whether an address has an account cannot be told from how long the answer takes.
SAME_TIME = 0.4


class SaysWhatIsWrong:
    """A form with errors is 422, with the page and what was typed."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class SignIn(SaysWhatIsWrong, allauth_views.LoginView):
    form_class = forms.SignInForm
    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reason = self.request.GET.get("syy", "")
        return super().get_context_data(**kwargs) | {
            "was_idle": reason == Over.IDLE.value,
            "was_long": reason == Over.LONG.value,
        }


class GiveCode(SaysWhatIsWrong, mfa_views.AuthenticateView):
    form_class = forms.CodeForm
    template_name = "mfa/authenticate.html"

    def get_form_class(self) -> type:
        return self.form_class


@method_decorator(login_required, name="dispatch")
class SetUp(SaysWhatIsWrong, totp_views.ActivateTOTPView):
    """The first second factor of an account, with recovery codes. Gives way to nothing else."""

    form_class = forms.SetUpForm
    template_name = "mfa/totp/activate_form.html"
    #: Whether this page may be opened by someone who has a second factor already.
    replaces = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if second_factor.is_on(request.user) and not self.replaces:
            return redirect("desk_account")
        # The class above would lead from here to taking the second factor off.
        return super(totp_views.ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type:
        return self.form_class

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return context | {"secret": " ".join(groups)}

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            self.take_off_old()
            response = super().form_valid(form)
            audit.record("accounts.second_factor_on", subject=user, by=user)
        authenticator = user.authenticator_set.get(type="totp")
        second_factor.spend(authenticator, form.cleaned_data["code"])
        second_factor.forget_new_secret(self.request)
        # The code just given is this session's second factor.
        record_authentication(self.request, user, "mfa", type="totp", reauthenticated=True)
        self.request.session.cycle_key()
        return response

    def take_off_old(self) -> None:
        """There is none yet."""

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")


class AskNewPassword(SaysWhatIsWrong, allauth_views.PasswordResetView):
    form_class = forms.AskNewPasswordForm
    template_name = "account/password_reset.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        throttle.slow_down(request, "sign_in")
        with throttle.lasting(SAME_TIME):
            return super().post(request, *args, **kwargs)


class NewPassword(SaysWhatIsWrong, allauth_views.PasswordResetFromKeyView):
    form_class = forms.NewPasswordForm
    template_name = "account/password_reset_from_key.html"


class RecoveryCodes(recovery_views.ViewRecoveryCodesView):
    template_name = "mfa/recovery_codes/index.html"


def closed_page(request: HttpRequest) -> HttpResponseBase:
    """To sign in and back. One who has signed in may not see it: they would be sent round."""
    if request.user.is_authenticated:
        not_found: HttpResponse = import_string(settings.ERROR_PAGE)(request, 404)
        return not_found
    return RedirectView.as_view(pattern_name="account_login", query_string=True)(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    return HttpResponseRedirect(reverse("account_login"))


@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail scanners open links. Sending name and password does, once."""
    try:
        found = invitations.read(token)
    except Refusal as refusal:
        return _no_invitation(request, refusal)
    form = forms.AcceptForm(forms.posted(request), instance=found.person)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "address": found.person.email}
        status = 422 if request.method == "POST" else 200
        return render(request, "accounts/invitation.html", context, status=status)
    try:
        person = actions.accept(
            token=token,
            first_name=form.cleaned_data["first_name"],
            last_name=form.cleaned_data["last_name"],
            password=form.cleaned_data["password1"],
        )
    except Refusal as refusal:
        return _no_invitation(request, refusal)
    adapter = get_adapter(request)
    if request.user.is_authenticated:
        adapter.logout(request)
    adapter.login(request, person)
    record_authentication(request, person, "invitation")
    return redirect("desk_home")


def _no_invitation(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {"sentence": refusal.sentence}
    return render(request, "accounts/no_invitation.html", context, status=refusal.status)
