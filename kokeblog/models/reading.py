"""The second reader: who read which words of a story, and the step in Wagtail that asks for it."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState

from accounts.models import Role, User
from trust import clock

#: As hexadecimal digits; see kokeblog.publishing.fingerprint.
FINGERPRINT_LENGTH = 64
READER_ROLES = (Role.EDITOR, Role.ADMINISTRATOR)


class Line(models.TextChoices):
    """The safe-story checklist: what the second reader has seen of the words (source: 3-trust)."""

    HARM = "harm", _("It tells no method, place or quantity that could be tried.")
    CAUSE = "cause", _("It does not explain a death, an illness or an addiction by one cause.")
    HELPED = "helped", _("It tells what helped, or where there is hope.")
    CONTACTS = "contacts", _("The help contacts of its topics fit the story, and they work.")
    OTHERS = "others", _("Nobody else can be recognised in it.")
    CONSENT = "consent", _("The writer has agreed to these words being published.")


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of_words(self, story: Any, words: str) -> "ReadingQuerySet":
        return self.filter(story=story, words=words)


class Reading(models.Model):
    """Somebody else than their author read these words of a story, with every line ticked.

    It holds for the words alone, whichever revision carries them: `words` is their fingerprint,
    `revision` the number of the one that was read. None of the story's content is here.
    """

    story = models.ForeignKey(
        "kokeblog.StoryPage", on_delete=models.CASCADE, related_name="readings"
    )
    revision = models.PositiveBigIntegerField()
    words = models.CharField(max_length=FINGERPRINT_LENGTH)
    lines = models.CharField(max_length=100)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(reader=F("author")), name="kokeblog_reader_is_not_author"
            ),
        ]

    def __str__(self) -> str:
        return f"Reading {self.pk}"


class BeingRead(WorkflowLock):
    """Tells the author why the text is not to be changed now."""

    def get_message(self, user: User) -> Any:
        told = _(
            "The story is being read. Its text can be changed again when the reader has answered,"
            " or when you cancel the reading."
        )
        return told if self.for_user(user) else None


class StoryReading(Task):
    """The one step of a story's workflow: another editor reads it and ticks the checklist."""

    lock_class = BeingRead

    class Meta:
        verbose_name = _("second reader of a story")
        verbose_name_plural = _("second readers of stories")

    @classmethod
    def get_description(cls) -> str:
        return str(_("An editor who did not write the story reads it and ticks the checklist."))

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, Any, bool]]:
        from kokeblog.permissions import may_read  # noqa: PLC0415 -- needs these models

        if not may_read(user, obj.specific):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Read: approve"), True),
        ]

    def get_form_for_action(self, action: str) -> Any:
        from kokeblog.forms.checklist import ChecklistForm  # noqa: PLC0415 -- needs these models

        return ChecklistForm if action == "approve" else super().get_form_for_action(action)

    def get_template_for_action(self, action: str) -> str:
        return "kokeblog/admin/checklist.html" if action == "approve" else ""

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **given: Any) -> None:
        """What is `given` may come from a browser as it is: the action looks at each tick itself.

        Raises Refusal.
        """
        from kokeblog.actions.reading import vouch  # noqa: PLC0415 -- needs these models

        if action_name == "approve":
            story = task_state.workflow_state.content_object.specific
            ticks = [line for line in Line if given.get(line.value) is True]
            vouch(story, revision=given.get("revision"), ticks=ticks, by=user)
        super().on_action(task_state, user, action_name, comment=str(given.get("comment", "")))

    def locked_for_user(self, obj: Any, user: User) -> bool:
        """While it is read, those who cannot be its reader do not change it under the reader."""
        return not self.get_actions(obj, user)

    def get_task_states_user_can_moderate(self, user: User, **_kwargs: Any) -> QuerySet[TaskState]:
        if not user.has_role(*READER_ROLES):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        own = Q(workflow_state__requested_by=user) | Q(revision__user=user)
        found: QuerySet[TaskState] = waiting.exclude(own)
        return found
