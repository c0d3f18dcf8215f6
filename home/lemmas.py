"""Base forms of words, so that whoever looks for "pelaamisesta" finds "pelaaminen".

The word lists come with simplemma. They are turned into small files once (`manage.py
prepare_words`), which every process then reads; until that has been done words stand for
themselves.
"""

import re
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def folder() -> Path:
    return Path(settings.WORDS_DIR)


def is_ready(language: str) -> bool:
    return (folder() / f"{language}.dic").exists()


def prepare() -> list[str]:
    """Makes the files that are not there yet; the languages it made. Takes memory and seconds."""
    folder().mkdir(parents=True, exist_ok=True)
    missing = [code for code, _name in settings.LANGUAGES if not is_ready(code)]
    for language in missing:
        with tempfile.TemporaryDirectory(dir=folder()) as made_in:
            TrieDictionaryFactory(disk_cache_dir=made_in).get_dictionary(language)
            # Whole or not at all: another process may be about to read it.
            (Path(made_in) / f"{language}.dic").replace(folder() / f"{language}.dic")
    return missing


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, in order."""
    return [word.lower() for word in WORD.findall(text)]


def base_forms(text: str, language: str) -> list[str]:
    """The base forms of a text's words, in order."""
    base_form = base_form_in(language)
    return [base_form(word) for word in WORD.findall(text)]


def base_form_in(language: str) -> Callable[[str], str]:
    """What gives the form under which a word stands in this language's dictionary.

    The word itself, in small letters, when it stands in none or there is no word list.
    """
    if not is_ready(language):
        return str.lower
    lemmatizer = _lemmatizer(str(folder()))
    return lambda word: lemmatizer.lemmatize(word.lower(), lang=language).lower()


@lru_cache(maxsize=1)
def _lemmatizer(where: str) -> Lemmatizer:
    factory = TrieDictionaryFactory(disk_cache_dir=where)
    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))
