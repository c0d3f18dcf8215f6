"""The weekly letter: when it goes, and which story each week's letter told of."""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from kokeblog.models.rhythm import Weekday
from kokeblog.models.stories import StoryPage
from trust import clock

WEEK = timedelta(weeks=1)
#: So long a letter may be late: after a stop of the worker, or when its story came out late.
LATEST = timedelta(days=2)


class LetterSettings(BaseSiteSetting):
    """When the letter goes, by the Finnish clock. Read of the default site: there is one letter."""

    weekday = models.PositiveSmallIntegerField(
        _("weekday"), choices=Weekday.choices, default=Weekday.FRIDAY
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"),
        default=9,
        validators=[MaxValueValidator(23)],
        help_text=_("A whole hour by the Finnish clock, 0–23."),
    )

    panels = [
        HelpPanel(template="kokeblog/admin/letter_note.html"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("weekday"), FieldPanel("hour")])],
            heading=_("When the letter goes"),
            help_text=_(
                "The letter tells of the newest story since the last letter. When there is none,"
                " it waits two days for one; without a story there is no letter that week."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("weekly letter")

    @classmethod
    def now(cls) -> "LetterSettings":
        site = Site.objects.filter(is_default_site=True).first()
        return (site and cls.objects.filter(site=site).first()) or cls()

    def last_time(self, moment: datetime) -> datetime:
        """The last time before or at `moment` when the Finnish clock showed the day and hour.

        Of an hour that the autumn has twice the first; one that the spring skips comes an hour
        later.
        """
        today = clock.local(moment).date()
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        found = self._on(day)
        return found if found <= moment else self._on(day - WEEK)

    def _on(self, day: date) -> datetime:
        wall = datetime(day.year, day.month, day.day, self.hour, tzinfo=clock.HELSINKI)
        return wall.astimezone(UTC)


class LetterIssue(models.Model):
    """One week's letter in one language: of which story, and how far its mails are queued."""

    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    #: The week of the Finnish day it was due on, as ISO 8601 names it: "2026-W48".
    week = models.CharField(max_length=8)
    story = models.ForeignKey(StoryPage, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    #: The last subscription whose mail is queued.
    reached = models.PositiveBigIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("week's letter")
        verbose_name_plural = _("weeks' letters")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["language", "week"], name="kokeblog_letter_once_a_week")
        ]

    def __str__(self) -> str:
        return f"Kirje {self.pk}"


def week_of(moment: datetime) -> str:
    year, week, _day = clock.local(moment).isocalendar()
    return f"{year}-W{week:02}"
