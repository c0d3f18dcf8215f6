"""Qualifications and contracts are the coordinators' alone."""

from django.db import migrations

from accounts.roles import grant

KEPT = [
    f"{verb}_{model}"
    for model in ("qualification", "contract")
    for verb in ("view", "add", "change", "delete")
]


def give_rights(apps, schema_editor):
    grant(apps, "coordinator", "expert_pool", *KEPT)


def take_rights(apps, schema_editor):
    coordinator = apps.get_model("auth", "Group").objects.get(name="coordinator")
    coordinator.permissions.remove(*coordinator.permissions.filter(codename__in=KEPT))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_make_roles"), ("expert_pool", "0007_standing")]

    operations = [migrations.RunPython(give_rights, take_rights)]
