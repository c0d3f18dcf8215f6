"""Editors and administrators say when the story of the week comes out."""

from django.db import migrations

from accounts.roles import grant

CHANGE = "change_rhythm"


def give_rights(apps, schema_editor):
    for role in ("editor", "administrator"):
        grant(apps, role, "kokeblog", CHANGE)


def take_rights(apps, schema_editor):
    for role in ("editor", "administrator"):
        group = apps.get_model("auth", "Group").objects.get(name=role)
        group.permissions.remove(*group.permissions.filter(codename=CHANGE))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_make_roles"), ("kokeblog", "0007_rhythm")]

    operations = [migrations.RunPython(give_rights, take_rights)]
