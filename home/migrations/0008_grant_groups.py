"""Peer-support groups are kept by editors and coordinators, and by the administrator."""

from django.db import migrations

from accounts.roles import grant

KEPT = [f"{verb}_peergroup" for verb in ("add", "change", "delete")]


def grant_to_roles(apps, schema_editor):
    for role in ["coordinator", "editor", "administrator"]:
        grant(apps, role, "home", *KEPT)


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.all():
        group.permissions.remove(*group.permissions.filter(codename__in=KEPT))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_make_roles"), ("home", "0007_peer_group")]

    operations = [migrations.RunPython(grant_to_roles, withdraw)]
