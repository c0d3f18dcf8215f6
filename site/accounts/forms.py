"""Forms of signing in and of staff accounts. Labels stand above fields, hints under labels."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import second_factor, slowdown
from accounts.models import Role, User
from trust import audit

SIGN_IN_NAME = {
    "autocomplete": "username",
    "inputmode": "email",
    "autocapitalize": "none",
    "spellcheck": "false",
}
CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer too."""
    return request.POST if request.method == "POST" else None


def password_field(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def new_password_fields(form: forms.BaseForm) -> None:
    """Gives allauth's password fields our words."""
    form.fields["password1"] = NewPasswordField()
    form.fields["password2"] = password_field(_("The same password again"), "new-password")


class NewPasswordField(forms.CharField):
    """A password being chosen; `user` lets the validators compare it with the person."""

    user: User | None = None

    def __init__(self) -> None:
        super().__init__(
            label=_("New password"),
            help_text=_("At least 12 characters. A few words in a row are easy to remember."),
            strip=False,
            max_length=1000,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )

    def clean(self, value: str) -> str:
        value = super().clean(value)
        validate_password(value, self.user)
        return value


class SignInForm(allauth_forms.LoginForm):
    """E-mail address and password; the address is one even when the box would take a short name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail address"), max_length=254, widget=forms.TextInput(attrs=SIGN_IN_NAME)
        )
        self.fields["password"] = password_field(_("Password"), "current-password")
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        name = self.cleaned_data["login"].strip().lower()
        return whole_address(name) if settings.DEBUG else name


def whole_address(name: str) -> str:
    """On a developer's machine, "aino" is the one account whose address begins "aino@"."""
    if "@" in name:
        return name
    found = User.objects.filter(email__istartswith=f"{name}@").values_list("email", flat=True)[:2]
    return found[0] if len(found) == 1 else name


class CodeMixin:
    """A code of the second factor: slow to guess, right only once, and a wrong one leaves a row."""

    user: User

    def set_up_field(self, hint: Any) -> None:
        self.fields["code"] = forms.CharField(  # type: ignore[attr-defined]
            label=_("Code"), help_text=hint, max_length=20, widget=forms.TextInput(attrs=CODE)
        )

    def clean_code(self) -> str:
        self.refuse_if_too_soon()
        try:
            code = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            self.note_wrong_code()
            raise
        authenticator = self.authenticator  # type: ignore[attr-defined]
        is_totp = authenticator.type == Authenticator.Type.TOTP
        if is_totp and not second_factor.spend(authenticator, code):
            self.note_wrong_code()
            raise get_adapter().validation_error("incorrect_code")
        slowdown.right_code(self.user.pk)
        return code

    def refuse_if_too_soon(self) -> None:
        seconds = slowdown.seconds_until_code(self.user.pk)
        if seconds:
            raise ValidationError(
                ngettext(
                    "There have been many wrong codes. Try again in %(seconds)d second.",
                    "There have been many wrong codes. Try again in %(seconds)d seconds.",
                    seconds,
                ),
                params={"seconds": seconds},
            )

    def note_wrong_code(self) -> None:
        slowdown.wrong_code(self.user.pk)
        audit.record("accounts.code", subject=self.user, by=self.user, outcome="refused")


CODE_HINT = _("From the app on your phone, or one of your recovery codes.")


class CodeForm(CodeMixin, mfa_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up_field(CODE_HINT)


class ConfirmCodeForm(CodeMixin, mfa_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_up_field(CODE_HINT)


class ConfirmPasswordForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Password"), "current-password")


class SetUpForm(CodeMixin, totp_forms.ActivateTOTPForm):
    """The first code of a new phone. The secret comes sealed from the session (`request`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        request = kwargs.pop("request")
        self.user = kwargs.pop("user")
        # allauth's own would keep the secret in clear in the session's row.
        forms.Form.__init__(self, *args, **kwargs)
        self.secret = second_factor.new_secret(request)
        self.set_up_field(_("Six digits that the app shows now."))

    def clean_code(self) -> str:
        self.refuse_if_too_soon()
        code = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            self.note_wrong_code()
            raise get_adapter().validation_error("incorrect_code")
        slowdown.right_code(self.user.pk)
        return code


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_fields(self)
        self.fields["oldpassword"] = password_field(_("Password you use now"), "current-password")
        self.fields["password1"].user = self.user
        self.order_fields(["oldpassword", "password1", "password2"])


class AskNewPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(
            label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_fields(self)
        self.fields["password1"].user = self.user


# Staff accounts


class NameForm(forms.ModelForm):
    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name"]


class AcceptForm(NameForm):
    """An invited person's name and first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new_password_fields(self)
        self.fields["password1"].label = _("Password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("You must type the same password each time."))
        return cleaned

    def _post_clean(self) -> None:
        """The password is compared with the name just given, not with the empty account's."""
        super()._post_clean()  # type: ignore[misc]
        password = self.cleaned_data.get("password1")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password1", error)


class RolesField(forms.MultipleChoiceField):
    def __init__(self, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(
            label=_("Roles"),
            choices=[(role.value, role.label) for role in roles],
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def clean(self, value: Any) -> list[Role]:
        return [Role(name) for name in super().clean(value)]


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(roles)
        if len(roles) == 1:
            self.fields["roles"].initial = roles


class RolesForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = RolesField(list(Role))
