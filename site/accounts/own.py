"""One's own account: name, password, second factor, recovery codes, sessions."""

from allauth.account import views as allauth_views
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts import actions, forms, notices, second_factor, sessions
from accounts.desk import staff_of
from accounts.models import User
from accounts.views import SaysWhatIsWrong, SetUp


@login_required
def account(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(pk=staff_of(request).pk)
    form = forms.NameForm(forms.posted(request), instance=person)
    if request.method == "POST" and form.is_valid():
        actions.rename(
            person=person,
            first_name=form.cleaned_data["first_name"],
            last_name=form.cleaned_data["last_name"],
            by=staff_of(request),
        )
        return redirect("desk_account")
    start = sessions.began_at(request)
    context = {
        "form": form,
        "codes_left": second_factor.codes_left(person),
        "began_at": start,
        "ends_at": start and sessions.ends_at(start),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/account.html", context, status=status)


@require_POST
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Ends all sessions but this one."""
    person = actions.end_sessions(person=staff_of(request), by=staff_of(request))
    update_session_auth_hash(request, person)
    return redirect("desk_account")


class ChangePassword(SaysWhatIsWrong, allauth_views.PasswordChangeView):
    form_class = forms.ChangePasswordForm
    template_name = "account/password_change.html"


class ConfirmByCode(SaysWhatIsWrong, mfa_views.ReauthenticateView):
    form_class = forms.ConfirmCodeForm
    template_name = "mfa/reauthenticate.html"


class ConfirmByPassword(SaysWhatIsWrong, allauth_views.ReauthenticateView):
    form_class = forms.ConfirmPasswordForm
    template_name = "account/reauthenticate.html"


@method_decorator(login_required, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class NewPhone(SetUp):
    """A new phone in the old one's place, in one step: there is never a moment without."""

    template_name = "mfa/totp/new_phone.html"
    replaces = True

    def take_off_old(self) -> None:
        user = self.request.user
        Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
        User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
        user.refresh_from_db(fields=["sessions_ended"])
        update_session_auth_hash(self.request, user)
        notices.tell_of_change(user, what="second_factor")


class NewRecoveryCodes(recovery_views.GenerateRecoveryCodesView):
    template_name = "mfa/recovery_codes/generate.html"
