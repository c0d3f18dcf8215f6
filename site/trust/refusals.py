"""How an action says no."""

from typing import Any


class Refusal(Exception):
    """An action was refused; `sentence` tells the person why, `status` is the answer's HTTP status.

    The exception's own text stays empty so that logs never carry what the sentence quotes.
    """

    def __init__(self, sentence: Any, *, status: int = 409) -> None:
        super().__init__()
        self.sentence = sentence
        self.status = status
