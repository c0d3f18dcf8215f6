import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from home.demo import build
from kokenet import plugins


class Command(BaseCommand):
    help = "Builds a real small site in Finnish, Swedish and English; again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password",
            default=getattr(settings, "DEMO_PASSWORD", ""),
            help="password of the demo staff; without one, one is made and told (only with DEBUG)",
        )

    def handle(self, *, password: str, **options: object) -> None:
        """Demo staff come along only in development: their password is known."""
        if settings.DEBUG and not password:
            password = secrets.token_urlsafe(9)
            self.stdout.write(f"Password of the demo staff: {password}")
        build(staff_password=password if settings.DEBUG else "")
        self.stdout.write("The demo site is in place.")
        if settings.DEBUG:
            for note in plugins.gather(lambda plugin: plugin.demo_notes()):
                self.stdout.write(note)
