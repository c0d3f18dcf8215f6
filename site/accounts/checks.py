from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def second_factor_is_on(**_options: Any) -> list[Error]:
    """Outside DEBUG the second factor is asked whatever the setting says; a false one is a slip."""
    if settings.DEBUG or settings.SECOND_FACTOR_REQUIRED:
        return []
    return [
        Error(
            "SECOND_FACTOR_REQUIRED is off and DEBUG is off.",
            hint="Take SECOND_FACTOR_REQUIRED away: staff must sign in with a second factor.",
            id="accounts.E001",
        )
    ]
