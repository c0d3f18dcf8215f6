"""Editors and administrators keep the writers; the stories are pages as any other."""

from django.db import migrations

from accounts.roles import grant

KEPT = [f"{verb}_writer" for verb in ("add", "change", "delete")]


def give_rights(apps, schema_editor):
    for role in ("editor", "administrator"):
        grant(apps, role, "kokeblog", *KEPT)


def take_rights(apps, schema_editor):
    for role in ("editor", "administrator"):
        group = apps.get_model("auth", "Group").objects.get(name=role)
        group.permissions.remove(*group.permissions.filter(codename__in=KEPT))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_make_roles"), ("kokeblog", "0001_stories")]

    operations = [migrations.RunPython(give_rights, take_rights)]
