"""Accounts to try the site with, on a developer's own machine."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import Role, User

DOMAIN = "kokenet.example"
STAFF = [
    ("aino", "Aino", "Aalto", Role.EXPERT),
    ("eero", "Eero", "Ekman", Role.EXPERT),
    ("koordinaattori", "Kirsi", "Kallio", Role.COORDINATOR),
    ("toimittaja", "Tuomas", "Toivonen", Role.EDITOR),
    ("yllapitaja", "Ylva", "Lind", Role.ADMINISTRATOR),
]


class NotForPublicSites(Exception):
    """Demo accounts with a known password were asked for outside DEBUG."""


@transaction.atomic
def ensure_demo_staff(password: str, *, even_without_debug: bool = False) -> dict[str, User]:
    """The demo accounts by short name, made where missing, with this password and their role.

    Idempotent: an account that is there keeps its name and second factor. Raises NotForPublicSites
    outside DEBUG unless asked explicitly.
    """
    if not settings.DEBUG and not even_without_debug:
        raise NotForPublicSites
    return {name: _ensure(name, first, last, role, password) for name, first, last, role in STAFF}


def _ensure(name: str, first_name: str, last_name: str, role: Role, password: str) -> User:
    address = f"{name}@{DOMAIN}"
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User.objects.create_user(
            address, password, first_name=first_name, last_name=last_name
        )
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    user.groups.set([Group.objects.get(name=role)])
    return user
