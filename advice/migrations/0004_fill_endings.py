"""Conversations closed before endings were written down: all had come to their last message."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    closed = apps.get_model("advice", "Conversation").objects.filter(status="closed")
    closed.update(ending="limit", closed_at=F("last_message_at"))


class Migration(migrations.Migration):
    dependencies = [("advice", "0003_gate_care_and_ending")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
