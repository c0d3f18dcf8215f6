"""Phrases and service breaks are the coordinators' to keep."""

from django.db import migrations

from accounts.roles import grant

KEPT = [
    f"{verb}_{model}"
    for model in ("phrase", "servicebreak")
    for verb in ("add", "change", "delete")
]


def give_rights(apps, schema_editor):
    grant(apps, "coordinator", "advice", *KEPT)


def take_rights(apps, schema_editor):
    coordinator = apps.get_model("auth", "Group").objects.get(name="coordinator")
    coordinator.permissions.remove(*coordinator.permissions.filter(codename__in=KEPT))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_make_roles"), ("advice", "0005_ending_whole")]

    operations = [migrations.RunPython(give_rights, take_rights)]
