"""Every template can be compiled: a misspelt tag is found before a person meets it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
NAMES = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*")
    if path.is_file() and path.suffix in {".html", ".txt", ".xml", ".svg"}
)


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    assert get_template(name).template.origin.template_name == name


def test_templates_are_found():
    assert "base.html" in NAMES
