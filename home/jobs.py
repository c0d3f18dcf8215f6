"""What the worker does for pages."""

from django.core.management import call_command

from trust.jobs import content_free


@content_free
def publish_scheduled() -> None:
    """Publishes what is due and takes away what has expired, also what came due during a stop."""
    call_command("publish_scheduled", verbosity=0)
