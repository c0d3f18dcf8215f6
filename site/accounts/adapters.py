"""How allauth behaves here: closed, sealed, slow to guessing, and writing what happened."""

# ruff: noqa: ARG002 -- the library's signatures

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import notices, second_factor, slowdown
from accounts.desk import staff_of
from accounts.models import User
from trust import audit, throttle
from trust.audit import SYSTEM

NAME = "KokeNet"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "That address and password do not go together. Look at both once more, or ask for a"
            " new password."
        ),
        "enter_current_password": _("This is not the password you use now."),
        "incorrect_password": _("This is not the password you use now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; nobody signs up."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this site's own addresses, as this request reached it."""
        return url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk_home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk_account")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        throttle.slow_down(request, "sign_in")
        slowdown.before_password(credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            slowdown.right_password(credentials.get("email", ""))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The row names no address: what was typed may be a password in the wrong box."""
        slowdown.wrong_password(credentials.get("email", ""))
        audit.record("accounts.sign_in", subject="accounts.user", by=SYSTEM, outcome="refused")

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        audit.record("accounts.sign_in", subject=user, by=user)

    def logout(self, request: HttpRequest) -> None:
        user = staff_of(request)
        audit.record("accounts.sign_out", subject=user, by=user)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """Changing and resetting both come here; other sessions of the account end with it."""
        with transaction.atomic():
            user.set_password(password)
            user.save(update_fields=["password"])
            audit.record("accounts.password", subject=user, by=user)
            notices.tell_of_change(user, what="password")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        if user.has_usable_password():
            notices.send_new_password(user)

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """The second factor where there is one: a password alone must not replace it."""
        methods = super().get_reauthentication_methods(user)
        return [method for method in methods if method["id"] == "mfa_reauthenticate"] or methods

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Whoever has just signed in for the first time sets the second factor up at once."""
        if app == "allauth.mfa" and not second_factor.is_on(self.request.user):
            return False
        return super().is_reauthentication_required(app=app, **details)

    def add_message(self, *details: Any, **more: Any) -> None:
        """Pages say themselves what happened."""


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is not right, or it has been used already. Wait for the next one."
        ),
    }

    def get_totp_issuer(self) -> str:
        return NAME

    def encrypt(self, text: str) -> str:
        return second_factor.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factor.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A second factor is replaced by another or taken away by an administrator."""
        return False
