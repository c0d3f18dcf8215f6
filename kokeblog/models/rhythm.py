"""When the week's story comes out: a setting of each site."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Page

from trust import clock

if TYPE_CHECKING:
    from kokeblog.planning import Week

LAST_HOUR = 23


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Rhythm(BaseSiteSetting):
    """The day and the hour, by the Finnish clock, at which a story planned for a week comes out."""

    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday.choices, default=Weekday.THURSDAY
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"),
        default=9,
        validators=[MaxValueValidator(LAST_HOUR)],
        help_text=_("A whole hour by the Finnish clock, 0–23."),
    )

    panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("weekday"), FieldPanel("hour")])],
            heading=_("When the story of the week comes out"),
            help_text=_(
                "The calendar of stories gives this day and hour to a story when you choose its"
                " week. What has been planned before stays as it is."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("rhythm of stories")

    @classmethod
    def of(cls, page: Page) -> "Rhythm":
        """The rhythm of the site that the page is on; of a page on none, the usual one."""
        site = page.get_site()
        return cls.for_site(site) if site else cls()

    def moment(self, week: "Week") -> datetime:
        """When the story of this week comes out, in UTC."""
        day = week.monday + timedelta(days=self.weekday)
        return datetime.combine(day, time(self.hour), clock.HELSINKI).astimezone(UTC)
