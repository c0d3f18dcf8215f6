"""Editors and coordinators keep the searches that stand on pages."""

from django.db import migrations

from accounts.roles import grant

RIGHTS = ("add_expertsearch", "change_expertsearch", "delete_expertsearch")


def give_rights(apps, schema_editor):
    for role in ("editor", "coordinator"):
        grant(apps, role, "expert_pool", *RIGHTS)


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        codename__in=RIGHTS, content_type__app_label="expert_pool"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_make_roles"),
        ("expert_pool", "0004_presentations"),
    ]

    operations = [migrations.RunPython(give_rights, take_rights)]
