"""What each Wagtail site says of itself, and where its readers can turn at once."""

from django.conf import settings as project
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Orderable, Site

from home import brand, reach
from home.models.checking import CheckedQuerySet


class SiteSettings(BaseSiteSetting):
    name = models.CharField(_("name of the service"), max_length=60, default="KokeNet")
    tagline_fi = models.CharField(_("tagline in Finnish"), max_length=160, blank=True)
    tagline_sv = models.CharField(_("tagline in Swedish"), max_length=160, blank=True)
    tagline_en = models.CharField(_("tagline in English"), max_length=160, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.CharField(_("postal address"), max_length=160, blank=True)
    url = models.URLField(_("website"), blank=True)
    colour = models.CharField(
        _("main colour, light theme"),
        max_length=7,
        blank=True,
        help_text=_(
            "Buttons and links, as #rrggbb. It must stand out from paper. Empty: the service's own."
        ),
    )
    colour_dark = models.CharField(
        _("main colour, dark theme"),
        max_length=7,
        blank=True,
        help_text=_(
            "The same on the dark ground of night, so a lighter shade. Empty: the service's own."
        ),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("tagline_fi"),
                FieldPanel("tagline_sv"),
                FieldPanel("tagline_en"),
            ],
            heading=_("Service"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organisation"),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldPanel("address"),
                FieldPanel("url"),
            ],
            heading=_("Organisation behind the service"),
            help_text=_("Shown at the foot of every page."),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("colour"), FieldPanel("colour_dark")])],
            heading=_("Colours"),
        ),
    ]

    class Meta:
        verbose_name = _("service and organisation")

    def clean(self) -> None:
        super().clean()
        grounds = {"colour": brand.LIGHT, "colour_dark": brand.DARK}
        errors = {
            field: problem
            for field, theme in grounds.items()
            if (problem := brand.problem_with(getattr(self, field), theme))
        }
        if errors:
            raise ValidationError(errors)

    @classmethod
    def of(cls, site: Site) -> "SiteSettings":
        """The settings of a site that home.sites.site_of has found: read along with it."""
        found: SiteSettings = getattr(site, "sitesettings", None) or cls.for_site(site)
        return found

    @property
    def tagline(self) -> str:
        """The tagline in the language being spoken, else in Finnish."""
        return getattr(self, f"tagline_{get_language()}", "") or self.tagline_fi


class HelpSettings(BaseSiteSetting, ClusterableModel):
    panels = [
        HelpPanel(template="home/admin/help_contacts_note.html"),
        InlinePanel(
            "contacts",
            heading=_("Help contacts"),
            label=_("help contact"),
            attrs={"id": "contacts"},
        ),
    ]

    class Meta:
        verbose_name = _("help contacts")


class HelpContactQuerySet(CheckedQuerySet["HelpContact"]):
    def for_site(self, site: Site) -> "HelpContactQuerySet":
        return self.filter(settings__site=site)


class HelpContact(Orderable):
    """A number or an address to turn to at once, in one language, in the order of urgency."""

    settings = ParentalKey(HelpSettings, on_delete=models.CASCADE, related_name="contacts")
    language = models.CharField(
        _("language"), max_length=5, choices=project.LANGUAGES, default="fi"
    )
    name = models.CharField(_("name"), max_length=80)
    what_for = models.CharField(
        _("what for"),
        max_length=160,
        help_text=_("In the reader's words, for example: when life is in danger."),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    url = models.URLField(_("website"), blank=True)
    hours = models.CharField(
        _("when it answers"),
        max_length=120,
        blank=True,
        help_text=_("For example: every day 24 h."),
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day when somebody last called or looked that this is still right."),
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("language")]),
        FieldPanel("what_for"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("hours")]),
        FieldPanel("url"),
        FieldPanel("checked_on"),
    ]

    objects = HelpContactQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("help contact")
        verbose_name_plural = _("help contacts")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", url=""), name="home_help_contact_reachable"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.phone and not self.url:
            raise ValidationError(_("Give a telephone number or a website: a way to get through."))

    @property
    def dialled(self) -> str:
        return reach.dialled(self.phone)

    @property
    def url_label(self) -> str:
        return reach.spoken_address(self.url)
