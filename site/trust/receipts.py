"""Receipt numbers: sixteen digits that open a conversation.

Fifteen digits from a strong source and one Damm check digit, which misses no single wrong digit
and no swap of neighbours (source: H. M. Damm, Total anti-symmetrische Quasigruppen, 2004). The
number itself is never stored: the database has its fingerprint, made with a pepper it has not got.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata

from django.utils.translation import gettext as _

from trust import fingerprints as marks
from trust.keyring import keyring

PURPOSE = "receipt/v1"
DIGITS = 16
TEN_TO_FIFTEEN = 10 ** (DIGITS - 1)
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
#: Letters that people write for the digits 0 and 1.
LOOKALIKES = str.maketrans("OolIi|", "001111")
#: Marks, besides spaces and dashes, that people put between groups.
BETWEEN = frozenset(".,·•_−")
#: Spaces of all kinds, dashes, line ends and characters that are not seen at all.
UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
IN_GROUPS = re.compile(r"[0-9]+(?:[ .,·•_\-–—−\r\n]{1,3}[0-9]+)*")


class NotANumber(Exception):
    """What was written is not a receipt number; `sentence` tells the person what to look at.

    `mistyped` is true when there are sixteen digits and only the check digit does not agree.
    """

    def __init__(self, sentence: str, *, mistyped: bool = False) -> None:
        super().__init__()
        self.sentence = sentence
        self.mistyped = mistyped


def new_number() -> str:
    """A new receipt number: sixteen digits without spaces."""
    return _number(secrets.randbelow(TEN_TO_FIFTEEN))


def number_of(seed: str) -> str:
    """The receipt number that belongs to a seed nobody else can know; the same at every call.

    Keyed by the pepper: who knows the seed still cannot tell the number.
    """
    ring = keyring()
    pepper = ring.peppers[ring.active_pepper]
    keyed = hmac.digest(pepper, f"number/v1|{seed}".encode(), hashlib.sha256)
    return _number(int.from_bytes(keyed) % TEN_TO_FIFTEEN)


def _number(fifteen: int) -> str:
    digits = f"{fifteen:0{DIGITS - 1}d}"
    return digits + str(_damm(digits))


def read_number(text: str) -> str:
    """The sixteen digits of what a person wrote, in whatever spelling. Raises NotANumber.

    Judged by the input alone: nothing is looked up.
    """
    written = _plain(text)
    digits = re.sub("[^0-9]", "", written)
    if digits != written:
        raise NotANumber(_("The receipt number has digits only. Please check what you wrote."))
    if len(digits) != DIGITS:
        raise NotANumber(
            _("The receipt number has 16 digits; you wrote %(n)d.") % {"n": len(digits)}
        )
    if not is_number(digits):
        raise NotANumber(
            _("One digit seems to be wrong. Please compare the number with the one you saved."),
            mistyped=True,
        )
    return digits


def show_number(digits: str) -> str:
    """The number as people read it: 4821 9037 5560 1288."""
    return " ".join(digits[start : start + 4] for start in range(0, DIGITS, 4))


def is_number(digits: str) -> bool:
    """Whether sixteen ASCII digits agree with their check digit."""
    return len(digits) == DIGITS and _damm(digits) == 0


def fingerprint(digits: str) -> bytes:
    """What is stored instead of the number: 32 bytes, made with the active pepper."""
    return marks.fingerprint(PURPOSE, digits)


def fingerprints(digits: str) -> list[bytes]:
    """The fingerprints under every pepper of the ring, the active one's first, for look-ups."""
    return marks.fingerprints(PURPOSE, digits)


def looks_like_number_in(text: str) -> bool:
    """Whether a message seems to quote a receipt number, in groups or in one piece."""
    plain = "".join(
        str(unicodedata.decimal(character, character))
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character) != "Cf"
    )
    return any(_number_among(re.findall("[0-9]+", run)) for run in IN_GROUPS.findall(plain))


def _number_among(groups: list[str]) -> bool:
    """Whether neighbouring groups of digits make up one whole receipt number."""
    for first in range(len(groups)):
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) >= DIGITS:
                break
        if is_number(digits):
            return True
    return False


def _plain(text: str) -> str:
    """The input with ASCII digits, and without spaces, dashes, dots and unseen characters."""
    letters = unicodedata.normalize("NFKC", text).translate(LOOKALIKES)
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in letters
        if character not in BETWEEN and unicodedata.category(character) not in UNSEEN
    )


def _damm(digits: str) -> int:
    """The check digit of `digits`; 0 when the last of them is already the right one."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim
