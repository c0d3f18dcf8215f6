"""Words in which experts tell of themselves and askers wish: the same on both sides, so that they
can be laid side by side."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lived(models.TextChoices):
    """From which side one knows the thing (source: seed 000, half of askers write of another)."""

    SELF = "self", _("has lived through it")
    BESIDE = "beside", _("has lived beside someone")


class AgeBand(models.TextChoices):
    YOUNG = "18-29", _("18–29 years old")
    GROWN = "30-44", _("30–44 years old")
    MIDDLE = "45-64", _("45–64 years old")
    OLD = "65-", _("65 or older")


class Gender(models.TextChoices):
    WOMAN = "woman", _("a woman")
    MAN = "man", _("a man")
    OTHER = "other", _("another gender")


class Region(models.TextChoices):
    """The regions of Finland (maakunnat), by their codes (source: Statistics Finland)."""

    UUSIMAA = "01", _("Uusimaa")
    SOUTHWEST = "02", _("Southwest Finland")
    SATAKUNTA = "04", _("Satakunta")
    KANTA_HAME = "05", _("Kanta-Häme")
    PIRKANMAA = "06", _("Pirkanmaa")
    PAIJAT_HAME = "07", _("Päijät-Häme")
    KYMENLAAKSO = "08", _("Kymenlaakso")
    SOUTH_KARELIA = "09", _("South Karelia")
    SOUTH_SAVO = "10", _("South Savo")
    NORTH_SAVO = "11", _("North Savo")
    NORTH_KARELIA = "12", _("North Karelia")
    CENTRAL = "13", _("Central Finland")
    SOUTH_OSTROBOTHNIA = "14", _("South Ostrobothnia")
    OSTROBOTHNIA = "15", _("Ostrobothnia")
    CENTRAL_OSTROBOTHNIA = "16", _("Central Ostrobothnia")
    NORTH_OSTROBOTHNIA = "17", _("North Ostrobothnia")
    KAINUU = "18", _("Kainuu")
    LAPLAND = "19", _("Lapland")
    ALAND = "21", _("Åland")


class Language(models.TextChoices):
    """Languages in which experts answer."""

    FINNISH = "fi", _("Finnish")
    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")
