"""Each role's rights as a literal set: a right more or less is seen here.

Other apps' migrations give rights on their own records; these are the ones of this floor and of
Wagtail itself.
"""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    PageViewRestriction,
    Site,
)

from accounts.models import Role
from accounts.roles import grant
from trust.models import AuditRow

pytestmark = pytest.mark.django_db

OURS = {"accounts", "auth", "account", "mfa", "contenttypes", "sessions", "django_q", "trust"}
WAGTAILS = {
    "simple_translation",
    "taggit",
    "wagtailadmin",
    "wagtailcore",
    "wagtaildocs",
    "wagtailembeds",
    "wagtailimages",
    "wagtailmedia",
    "wagtailsearch",
    "wagtailusers",
}

PAGES = {
    "add_page",
    "bulk_delete_page",
    "change_page",
    "lock_page",
    "publish_page",
    "unlock_page",
}
CONTENT = {
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtailimages.delete_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
    "wagtaildocs.delete_document",
    "wagtailmedia.add_media",
    "wagtailmedia.change_media",
    "wagtailmedia.delete_media",
}


def named(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def test_the_groups_are_the_four_roles_and_no_more():
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.EXPERT, set()),
        (Role.COORDINATOR, {"wagtailadmin.access_admin"}),
        (
            Role.EDITOR,
            {"wagtailadmin.access_admin", "simple_translation.submit_translation"},
        ),
        (
            Role.ADMINISTRATOR,
            {
                "wagtailadmin.access_admin",
                "simple_translation.submit_translation",
                "wagtailcore.add_locale",
                "wagtailcore.change_locale",
                "wagtailcore.delete_locale",
                "wagtailcore.add_site",
                "wagtailcore.change_site",
                "wagtailcore.delete_site",
            },
        ),
    ],
)
def test_rights_on_models(role: Role, rights: set[str]):
    found = Permission.objects.filter(
        group__name=role, content_type__app_label__in=OURS | WAGTAILS
    ).select_related("content_type")

    assert {named(permission) for permission in found} == rights


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.EXPERT, set()),
        (Role.COORDINATOR, set()),
        (Role.EDITOR, PAGES),
        (Role.ADMINISTRATOR, PAGES),
    ],
)
def test_rights_on_pages(role: Role, rights: set[str]):
    rows = GroupPagePermission.objects.filter(group__name=role)

    assert {row.permission.codename for row in rows} == rights
    assert {row.page.depth for row in rows} <= {1}


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.EXPERT, set()),
        (Role.COORDINATOR, set()),
        (Role.EDITOR, CONTENT),
        (
            Role.ADMINISTRATOR,
            CONTENT
            | {
                "wagtailcore.add_collection",
                "wagtailcore.change_collection",
                "wagtailcore.delete_collection",
            },
        ),
    ],
)
def test_rights_on_collections(role: Role, rights: set[str]):
    rows = GroupCollectionPermission.objects.filter(group__name=role)

    assert {named(row.permission) for row in rows} == rights


def test_no_role_has_rights_on_people_or_groups():
    found = Permission.objects.filter(
        group__isnull=False, content_type__app_label__in=OURS
    ).distinct()

    assert [named(permission) for permission in found] == []
    assert not GroupSitePermission.objects.filter(
        permission__content_type__app_label__in=OURS
    ).exists()


def test_every_permission_given_belongs_to_a_model_that_exists():
    given = Permission.objects.filter(
        Q(group__isnull=False)
        | Q(pk__in=GroupPagePermission.objects.values("permission"))
        | Q(pk__in=GroupCollectionPermission.objects.values("permission"))
    ).distinct()

    assert [named(row) for row in given if row.content_type.model_class() is None] == []


def test_grant_makes_what_is_missing_and_can_be_repeated():
    ContentType.objects.filter(app_label="wagtailcore", model="locale").delete()
    for _ in range(2):
        grant(apps, "expert", "wagtailcore", "add_locale")

    assert Group.objects.get(name="expert").permissions.get().codename == "add_locale"


def test_the_groups_of_wagtail_are_gone():
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


@pytest.mark.parametrize("who", ["coordinator", "editor", "administrator", "superuser"])
@pytest.mark.parametrize(
    "address",
    [
        "/hallinta/users/",
        "/hallinta/users/new/",
        "/hallinta/users/edit/1/",
        "/hallinta/users/results/",
        "/hallinta/groups/",
        "/hallinta/groups/new/",
        "/hallinta/groups/edit/1/",
        "/hallinta/groups/1/users/",
        "/hallinta/api-tokens/",
        "/hallinta/bulk/accounts/user/delete/?id=1",
        "/hallinta/bulk/accounts/user/assign_role/?id=1",
    ],
)
def test_wagtail_has_no_accounts(request: Any, signed_in: Any, who: str, address: str):
    client = signed_in(request.getfixturevalue(who))

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.fixture
def superuser(make_user: Any) -> Any:
    return make_user("juuri", is_superuser=True, is_staff=True)


@pytest.mark.parametrize("who", ["administrator", "superuser"])
def test_the_menu_does_not_offer_them(request: Any, signed_in: Any, who: str):
    html = signed_in(request.getfixturevalue(who)).get("/hallinta/").content.decode()

    assert "/hallinta/sites/" in html
    assert "/hallinta/users/" not in html
    assert "/hallinta/groups/" not in html


@pytest.mark.parametrize(
    ("who", "status"),
    [("aino", 404), ("stranger", 404), ("coordinator", 200), ("editor", 200)],
)
def test_who_enters_the_admin(request: Any, signed_in: Any, who: str, status: int):
    assert signed_in(request.getfixturevalue(who)).get("/hallinta/").status_code == status


@pytest.mark.parametrize("address", ["/hallinta/", "/hallinta/pages/", "/hallinta/api/main/pages/"])
def test_who_has_nothing_to_do_in_the_admin_finds_a_calm_page(
    signed_in: Any, aino: Any, address: str
):
    answer = signed_in(aino).get(address)

    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
    assert 'href="tel:112"' in answer.content.decode()
    row = AuditRow.objects.latest("pk")
    assert (row.act, row.actor_label, row.outcome) == ("admin.page", f"user {aino.pk}", "refused")


def test_a_page_closed_to_ones_group_sends_nobody_round(signed_in: Any, aino: Any):
    front = Site.objects.get(is_default_site=True).root_page
    restriction = PageViewRestriction.objects.create(
        page=front, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=Role.EDITOR))
    client = signed_in(aino)

    answer = client.get(front.get_url(), follow=True)

    assert answer.status_code == 404
    assert answer.redirect_chain == [("/_util/login/?next=/", 302)]
