"""Django's rules for passwords, said in our words: its own lack some of our languages."""

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "This is too short: at least %(length)d character.",
            "This is too short: at least %(length)d characters.",
            self.min_length,
        ) % {"length": self.min_length}


class NotOneself(rules.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("This is too much like your name or address.")


class NotCommon(rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Many people use this one, so it is easy to guess.")


class NotOnlyDigits(rules.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return _("Only digits are easy to guess: put in some letters.")
