"""Who may change what of a site: each role its own, as docs and tests list them."""

from django.db import migrations

from accounts.roles import grant


def grant_to_roles(apps, schema_editor):
    for role in ["coordinator", "editor", "administrator"]:
        grant(apps, role, "home", "change_helpsettings")
    for role in ["editor", "administrator"]:
        grant(apps, role, "home", "add_topic", "change_topic", "delete_topic")
    grant(apps, "administrator", "home", "change_sitesettings")


def withdraw(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for group in Group.objects.filter(name__in=["coordinator", "editor", "administrator"]):
        group.permissions.remove(*group.permissions.filter(content_type__app_label="home"))


class Migration(migrations.Migration):
    dependencies = [("home", "0002_create_homepage"), ("accounts", "0003_make_roles")]

    operations = [migrations.RunPython(grant_to_roles, withdraw)]
