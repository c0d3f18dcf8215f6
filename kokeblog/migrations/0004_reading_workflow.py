"""The workflow that every story goes through: one step, another editor reads it."""

from django.db import migrations

NAME = "Tarinan lukeminen"
STEP = "Toinen lukija"


def make_workflow(apps, schema_editor):
    StoryReading = apps.get_model("kokeblog", "StoryReading")
    if StoryReading.objects.exists():
        return
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="kokeblog", model="storyreading"
    )
    step = StoryReading.objects.create(name=STEP, content_type=kind)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=NAME)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=step.task_ptr_id, sort_order=0
    )


def remove_workflow(apps, schema_editor):
    steps = list(apps.get_model("kokeblog", "StoryReading").objects.values_list("pk", flat=True))
    apps.get_model("wagtailcore", "Workflow").objects.filter(
        workflow_tasks__task__in=steps
    ).delete()
    apps.get_model("wagtailcore", "Task").objects.filter(pk__in=steps).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("kokeblog", "0003_second_reader"),
    ]

    operations = [migrations.RunPython(make_workflow, remove_workflow)]
