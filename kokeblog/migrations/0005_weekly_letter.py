"""The weekly letter: who gets it, when it goes, which story it told of; its hour is the editors'."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import trust.seal
from accounts.roles import grant

SETS = "change_lettersettings"
ROLES = ("editor", "administrator")


def give_rights(apps, schema_editor):
    for role in ROLES:
        grant(apps, role, "kokeblog", SETS)


def take_rights(apps, schema_editor):
    for role in ROLES:
        group = apps.get_model("auth", "Group").objects.get(name=role)
        group.permissions.remove(*group.permissions.filter(codename=SETS))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_make_roles"),
        ("kokeblog", "0004_reading_workflow"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=4,
                        verbose_name="weekday",
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=9,
                        help_text="A whole hour by the Finnish clock, 0–23.",
                        validators=[django.core.validators.MaxValueValidator(23)],
                        verbose_name="hour",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "weekly letter",
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "seal_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="seal id"
                    ),
                ),
                ("sealed_key", trust.seal.SealedKeyField(null=True, verbose_name="sealed key")),
                ("address", trust.seal.SealedField()),
                ("mark", models.BinaryField(max_length=32, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")],
                        max_length=5,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "asked for, not confirmed yet"),
                            ("confirmed", "gets the letter"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("refused", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "subscription to the weekly letter",
                "verbose_name_plural": "subscriptions to the weekly letter",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["language", "status", "id"], name="kokeblog_sub_receiving"
                    ),
                    models.Index(
                        condition=models.Q(("status", "asked")),
                        fields=["told_at"],
                        name="kokeblog_sub_asked",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("status", "asked")),
                            models.Q(("confirmed_at__isnull", False), ("status", "confirmed")),
                            _connector="OR",
                        ),
                        name="kokeblog_subscription_confirmed_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")],
                        max_length=5,
                    ),
                ),
                ("week", models.CharField(max_length=8)),
                ("opened_at", models.DateTimeField()),
                ("reached", models.PositiveBigIntegerField(default=0)),
                ("queued_at", models.DateTimeField(null=True)),
                (
                    "story",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="kokeblog.storypage",
                    ),
                ),
            ],
            options={
                "verbose_name": "week's letter",
                "verbose_name_plural": "weeks' letters",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "week"), name="kokeblog_letter_once_a_week"
                    )
                ],
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
