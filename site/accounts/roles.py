"""How a migration gives a role its Django permissions."""

from typing import Any


def grant(apps: Any, role: str, app_label: str, *codenames: str, model: str = "") -> None:
    """Gives the role's group permissions such as grant(apps, "editor", "home", "add_topic").

    For migrations: on a fresh database Django makes content types and permissions only after the
    last one, so both are made here when they are missing. The model is the codename's last word
    ("bulk_delete_page" is about "page") unless `model` names another.
    """
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
    for codename in codenames:
        group.permissions.add(permission(apps, app_label, codename, model=model))


def permission(apps: Any, app_label: str, codename: str, *, model: str = "") -> Any:
    """The permission's row, made when it is missing; usable before `post_migrate`."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model or codename.rpartition("_")[2]
    )
    row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return row


def grant_on_pages(apps: Any, role: str, *codenames: str) -> None:
    """Gives the role's group permissions on every page, from the root of the tree."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    rows = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for codename in codenames:
        row = permission(apps, "wagtailcore", codename)
        rows.get_or_create(group=group, page=root, permission=row)


def grant_on_collections(apps: Any, role: str, app_label: str, *codenames: str) -> None:
    """Gives the role's group permissions on what lies in collections, from the root one."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    rows = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for codename in codenames:
        row = permission(apps, app_label, codename)
        rows.get_or_create(group=group, collection=root, permission=row)
