"""The four roles as groups, with the rights of the table in docs and nothing more."""

from django.db import migrations

from accounts.roles import grant, grant_on_collections, grant_on_pages

ROLES = ["expert", "coordinator", "editor", "administrator"]
WITH_ADMIN = ["coordinator", "editor", "administrator"]
KEEPS_PAGES = ["editor", "administrator"]


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    # Wagtail's own groups would be two more sets of rights that nobody looks after.
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    for role in ROLES:
        Group.objects.get_or_create(name=role)
    for role in WITH_ADMIN:
        grant(apps, role, "wagtailadmin", "access_admin")
    for role in KEEPS_PAGES:
        grant_content(apps, role)
    grant(apps, "administrator", "wagtailcore", "add_site", "change_site", "delete_site")
    grant(apps, "administrator", "wagtailcore", "add_locale", "change_locale", "delete_locale")
    grant_on_collections(
        apps,
        "administrator",
        "wagtailcore",
        "add_collection",
        "change_collection",
        "delete_collection",
    )


def grant_content(apps, role):
    grant_on_pages(
        apps,
        role,
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    )
    grant_on_collections(
        apps, role, "wagtailimages", "add_image", "change_image", "delete_image", "choose_image"
    )
    grant_on_collections(
        apps,
        role,
        "wagtaildocs",
        "add_document",
        "change_document",
        "delete_document",
        "choose_document",
    )
    grant_on_collections(apps, role, "wagtailmedia", "add_media", "change_media", "delete_media")
    grant(apps, role, "simple_translation", "submit_translation", model="simpletranslation")


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitations_and_keys"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("simple_translation", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailmedia", "0005_alter_media_options"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
