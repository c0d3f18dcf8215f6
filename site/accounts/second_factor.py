"""The second factor's secrets: sealed in the database and in the session, and codes used once."""

import base64
import binascii
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import SecondFactorKey, User
from trust import canary, clock
from trust.keyring import NONCE_BYTES, CannotUnwrap, keyring
from trust.seal import SealBroken, wrap_context
from trust.tokens import TokenRefused, open_token, seal_token

MARK = "sealed:"
BOUND_TO = b"accounts/second-factor/v1"
#: A code is good in its own half minute and the ones beside it; it is remembered well beyond.
REMEMBER_CODES = timedelta(minutes=5)
SETTING_UP = "accounts.second_factor"
SET_UP_WITHIN = timedelta(hours=1)


def seal(secret: str) -> str:
    """A secret as the database may hold it. Raises SubmissionsClosed under a wrong key ring."""
    canary.require_open_submissions()
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_key()).encrypt(nonce, secret.encode(), BOUND_TO)
    return MARK + base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str) -> str:
    """The secret. Raises SealBroken when it is plain, changed, or its key is gone.

    Under a wrong key ring it is only closed for now: SubmissionsClosed (503).
    """
    if not sealed.startswith(MARK):
        raise SealBroken
    try:
        blob = base64.b64decode(sealed.removeprefix(MARK), validate=True)
        return AESGCM(_key()).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], BOUND_TO).decode()
    except (binascii.Error, InvalidTag, ValueError):
        raise SealBroken from None


def is_on(person: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether a code is asked of this person; recovery codes alone are no second factor."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    return rows.filter(user_id=person.pk).exists()


def spend(authenticator: Authenticator, code: str) -> bool:
    """Uses up a right TOTP code; False when it has been used before, in any process."""
    digits = "".join(character for character in code if character.isdigit())
    mark = salted_hmac("accounts.second_factor", digits, algorithm="sha256").hexdigest()
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        oldest = (clock.now() - REMEMBER_CODES).timestamp()
        used = [entry for entry in row.data.get("used", []) if entry["at"] > oldest]
        if any(constant_time_compare(entry["code"], mark) for entry in used):
            return False
        row.data["used"] = [*used, {"code": mark, "at": clock.now().timestamp()}]
        row.save(update_fields=["data"])
    return True


def new_secret(request: HttpRequest) -> str:
    """The secret being set up in this session, made at the first look at the page.

    The same at every look, so that a reload does not spoil the picture already photographed; in
    the session it lies sealed.
    """
    try:
        kept = request.session.get(SETTING_UP, "")
        payload = open_token(SETTING_UP, kept, max_age=SET_UP_WITHIN)
        if payload["person"] == request.user.pk:
            return payload["secret"]
    except TokenRefused:
        pass
    secret = generate_totp_secret()
    payload = {"secret": secret, "person": request.user.pk}
    request.session[SETTING_UP] = seal_token(SETTING_UP, payload)
    return secret


def forget_new_secret(request: HttpRequest) -> None:
    request.session.pop(SETTING_UP, None)


def codes_left(person: User) -> int | None:
    """How many recovery codes are unused; None when the person has none at all."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else None


def _key() -> bytes:
    holder, _ = SecondFactorKey.objects.get_or_create(name="second factor")
    if holder.sealed_key is None:
        raise SealBroken
    try:
        return keyring().unwrap(bytes(holder.sealed_key), wrap_context(holder))
    except CannotUnwrap:
        canary.require_open_submissions()
        raise SealBroken from None
