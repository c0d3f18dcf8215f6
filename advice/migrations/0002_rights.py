"""Editors and coordinators keep the forms; what the service promises is the coordinators' word."""

from django.db import migrations

from accounts.roles import grant


def give_rights(apps, schema_editor):
    for role in ("editor", "coordinator"):
        grant(apps, role, "advice", "add_askform", "change_askform", "delete_askform")
    grant(apps, "coordinator", "advice", "change_advicesettings")


def take_rights(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="advice", group__name__in=["editor", "coordinator"]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_make_roles"),
        ("advice", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_rights, take_rights)]
