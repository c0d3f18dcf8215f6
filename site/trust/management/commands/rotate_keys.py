from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trust import canary, rotation
from trust.keyring import keyring


class Command(BaseCommand):
    help = (
        "Wraps every record's key under the active master key. May run with traffic on and be"
        " stopped and run again. First make the new ring with make_keyring FILE --from OLD, put it"
        " in place and restart every process."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = canary.verify()
        if found:
            raise CommandError("\n".join(found))
        done = rotation.rotate()
        self.stdout.write(f"{done.moved} records moved to the key {keyring().active_id}.")
        for key_id in done.retired:
            self.stdout.write(
                f"No record needs the key {key_id} any more. Keep it as long as there are backups"
                " from before this run."
            )
        if done.broken:
            raise CommandError(f"{done.broken} records have a key that no key of the ring opens.")
