"""Text as people write it: made whole on the way in, never shortened."""

import re
import unicodedata

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85]")
KEPT = frozenset("\n\t")


def clean(text: str) -> str:
    """The text with one kind of line end, in NFC, without NUL and other control characters."""
    lines = LINE_ENDS.sub("\n", text)
    kept = "".join(character for character in lines if _is_text(character))
    return unicodedata.normalize("NFC", kept)


def length(text: str) -> int:
    """The characters of a text as its writer counts them: after `clean`."""
    return len(clean(text))


def _is_text(character: str) -> bool:
    """Not a control character, nor half of a surrogate pair (which no UTF-8 can hold)."""
    return character in KEPT or unicodedata.category(character) not in {"Cc", "Cs"}
