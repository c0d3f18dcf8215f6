"""What would be published, or has been: the words, and whose they are. A yes is to exactly this."""

import hashlib
import json
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class PublicText:
    """Everything that a reader reads of one published answer."""

    title: str
    question: str
    answer: str
    alias: str
    language: str

    @property
    def digest(self) -> bytes:
        """32 bytes that stand for exactly these words; another text has others."""
        told = json.dumps(["published/v1", *astuple(self)])
        return hashlib.sha256(told.encode()).digest()
