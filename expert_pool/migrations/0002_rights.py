"""The register of experts is the coordinators' alone."""

from django.db import migrations

from accounts.roles import grant


def give_rights(apps, schema_editor):
    grant(
        apps, "coordinator", "expert_pool", "view_expert", "add_expert", "change_expert",
        "delete_expert",
    )  # fmt: skip


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="expert_pool", group__name="coordinator"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_make_roles"),
        ("expert_pool", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_rights, take_rights)]
