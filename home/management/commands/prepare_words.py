from typing import Any

from django.core.management.base import BaseCommand

from home import lemmas


class Command(BaseCommand):
    help = (
        "Makes the word lists that search needs to understand inflection (var/words). Done once;"
        " afterwards update_index, so that what is there already is found by base forms too."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = lemmas.prepare()
        self.stdout.write(f"Made: {', '.join(made)}." if made else "All are there.")
