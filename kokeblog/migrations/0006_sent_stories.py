"""Stories that readers send, and who may handle them: editors and administrators."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trust.seal
from accounts.roles import grant

RIGHT = "handle_sentstory"


def give_right(apps, schema_editor):
    for role in ("editor", "administrator"):
        grant(apps, role, "kokeblog", RIGHT)


def take_right(apps, schema_editor):
    apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="kokeblog", codename=RIGHT
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0008_grant_groups"),
        ("kokeblog", "0005_weekly_letter"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasedStory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receipt", models.BinaryField(max_length=32, unique=True)),
                ("erased_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "erased number of a story",
                "verbose_name_plural": "erased numbers of stories",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SentStory",
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
                ("receipt", models.BinaryField(max_length=32, unique=True)),
                ("language", models.CharField(max_length=5)),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("self", "Own story"), ("close", "Beside someone")],
                        max_length=5,
                    ),
                ),
                ("title", trust.seal.SealedField(blank=True, default=b"")),
                ("alias", trust.seal.SealedField(blank=True, default=b"")),
                ("text", trust.seal.SealedField()),
                ("wishes", trust.seal.SealedField(blank=True, default=b"")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("quarantined", "to be checked"),
                            ("arrived", "arrived"),
                            ("editing", "being edited"),
                            ("shown", "the writer is to read it"),
                            ("agreed", "the writer has said yes"),
                            ("withdrawn", "withdrawn by the writer"),
                            ("declined", "declined"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(null=True)),
                ("agreed_revision", models.PositiveBigIntegerField(null=True)),
                (
                    "agreed_to",
                    models.CharField(blank=True, default="", editable=False, max_length=64),
                ),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "made_writer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="kokeblog.writer",
                    ),
                ),
                (
                    "shown",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
                ("topics", models.ManyToManyField(related_name="+", to="home.topic")),
            ],
            options={
                "verbose_name": "sent story",
                "verbose_name_plural": "sent stories",
                "permissions": [("handle_sentstory", "Can read and edit sent stories")],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="storypage",
            name="sent_as",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="pages",
                to="kokeblog.sentstory",
            ),
        ),
        migrations.CreateModel(
            name="StoryWord",
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
                (
                    "voice",
                    models.CharField(
                        choices=[("writer", "Writer"), ("editor", "Editor")], max_length=6
                    ),
                ),
                ("text", trust.seal.SealedField()),
                ("said_at", models.DateTimeField()),
                ("once", models.BinaryField(max_length=32, null=True, unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="kokeblog.sentstory",
                    ),
                ),
            ],
            options={
                "verbose_name": "word on a story",
                "verbose_name_plural": "words on stories",
                "ordering": ["said_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="sentstory",
            index=models.Index(fields=["status", "moved_at"], name="kokeblog_sent_status_moved"),
        ),
        migrations.AddConstraint(
            model_name="sentstory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "quarantined",
                            "arrived",
                            "editing",
                            "shown",
                            "agreed",
                            "withdrawn",
                            "declined",
                        ],
                    )
                ),
                name="kokeblog_sent_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentstory",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["", "self", "close"])), name="kokeblog_sent_side"
            ),
        ),
        migrations.AddConstraint(
            model_name="sentstory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at", None), ("agreed_revision", None)),
                    models.Q(("agreed_at__isnull", False), ("agreed_revision__isnull", False)),
                    _connector="OR",
                ),
                name="kokeblog_sent_yes_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="sentstory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "agreed"), _negated=True),
                    ("agreed_at__isnull", False),
                    _connector="OR",
                ),
                name="kokeblog_sent_agreed_has_yes",
            ),
        ),
        migrations.AddConstraint(
            model_name="storyword",
            constraint=models.CheckConstraint(
                condition=models.Q(("voice__in", ["writer", "editor"])), name="kokeblog_word_voice"
            ),
        ),
        migrations.RunPython(give_right, take_right),
    ]
