from typing import Any

from django.core.management.base import BaseCommand, CommandError

from advice import actions
from advice.models import HeldPurge

#: A person waits for a command: it does all there is, however long that takes.
AN_HOUR = 3600.0


class Command(BaseCommand):
    help = (
        "Ends conversations that have gone silent and erases those whose time is over, as the"
        " worker does every night. May run with traffic on and be stopped and run again. What is"
        " more than the bound, or comes with a clock that jumped, waits until a coordinator lets"
        " it go."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = actions.purge(seconds=AN_HOUR)
        self.stdout.write(f"{done.closed} conversations ended in silence, {done.erased} erased.")
        for held in done.held:
            self.stdout.write(self.style.WARNING(_waits(held)))
        if done.unfinished:
            self.stdout.write("There is more to do: run this again.")
        if done.failed:
            raise CommandError(f"{done.failed} conversations failed; the log has why.")


def _waits(held: HeldPurge) -> str:
    if held.why == HeldPurge.Why.CLOCK:
        return (
            "Nothing was done: the last purge was days ago, or the clock has been put back. Check"
            " the clock; then a coordinator lets the purge go at the desk."
        )
    verb = "ended" if held.why == HeldPurge.Why.CLOSING else "erased"
    return (
        f"{held.count} conversations would be {verb}: more than the bound. None was; a coordinator"
        " lets it go at the desk."
    )
