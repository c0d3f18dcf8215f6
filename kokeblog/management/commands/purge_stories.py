from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kokeblog.sent import actions

#: A person waits for a command: it does all there is, however long that takes.
AN_HOUR = 3600.0


class Command(BaseCommand):
    help = (
        "Erases sent stories whose time is over, as the worker does every night. What is more than"
        " the bound, or comes with a clock that jumped, waits until somebody has looked and runs"
        " this with --let."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--let", action="store_true", help="you have looked: let the purge go")

    def handle(self, *args: Any, let: bool, **options: Any) -> None:
        done = actions.purge(let=let, seconds=AN_HOUR)
        self.stdout.write(f"{done.erased} sent stories erased.")
        if done.clock_jumped:
            self.stdout.write(self.style.WARNING("Nothing was done: check the clock first."))
        if done.held:
            self.stdout.write(self.style.WARNING(f"{done.held} are due, more than the bound."))
        if done.failed:
            raise CommandError(f"{done.failed} sent stories failed; the log has why.")
