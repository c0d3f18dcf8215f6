from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from accounts.demo import NotForPublicSites, ensure_demo_staff
from accounts.models import Role, User

pytestmark = pytest.mark.django_db

ROLES = {
    "aino": {Role.EXPERT},
    "eero": {Role.EXPERT},
    "koordinaattori": {Role.COORDINATOR},
    "toimittaja": {Role.EDITOR},
    "yllapitaja": {Role.ADMINISTRATOR},
}


def test_demo_staff_are_made_once(settings: Any):
    settings.DEBUG = True
    first = ensure_demo_staff("salasana-1")
    again = ensure_demo_staff("salasana-2")

    assert {name: user.pk for name, user in first.items()} == {
        name: user.pk for name, user in again.items()
    }
    assert {name: set(user.granted_roles()) for name, user in again.items()} == ROLES
    assert all(User.objects.get(pk=u.pk).check_password("salasana-2") for u in again.values())


def test_demo_staff_are_not_made_on_a_public_site():
    with pytest.raises(NotForPublicSites):
        ensure_demo_staff("salasana-1")
    assert User.objects.count() == 0


def test_a_site_without_the_second_factor_does_not_pass_its_check(settings: Any):
    settings.SECOND_FACTOR_REQUIRED = False
    with pytest.raises(SystemCheckError, match=r"accounts\.E001"):
        call_command("check")
