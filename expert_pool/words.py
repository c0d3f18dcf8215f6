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


class Task(models.TextChoices):
    """What an expert may be ordered for (source: seeds 000–004, issue of the expert bank)."""

    GROUP_VISIT = "group_visit", _("a visit to a group online")
    PAIR = "pair", _("work with a client beside a professional")
    LECTURE = "lecture", _("a talk or a lecture")
    TRAINING = "training", _("a training")
    CONSULTATION = "consultation", _("a consultation of a team")
    DEVELOPMENT = "development", _("developing services")
    LEADING = "leading", _("leading a peer-support group")
    EVALUATION = "evaluation", _("evaluating services")
    MEDIA = "media", _("the media")


class Format(models.TextChoices):
    REMOTE = "remote", _("online")
    ON_SITE = "on_site", _("on the spot")


class Visibility(models.TextChoices):
    """Who reads an expert's presentation once the expert has consented to its words."""

    HIDDEN = "hidden", _("nobody")
    ORDERERS = "orderers", _("those who order, through the coordinator")
    PUBLIC = "public", _("everyone")
