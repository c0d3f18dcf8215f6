"""Mail to addresses that lie sealed in crates, as a service would write it."""

from tests.trust.shelf.models import Crate
from trust import audit, outbox
from trust.audit import Permit
from trust.models import OutgoingMail
from trust.seal import open_text, seal_text

KIND = "shelf.told"


def write_to(sealed_address: str, **more: str) -> Crate:
    """Keeps the address in a new crate and queues one mail to it."""
    crate = Crate()
    crate.text = seal_text(crate, "text", sealed_address)
    crate.save()
    outbox.queue_mail(kind=KIND, about=crate.pk, subject="Viesti", body="Avaa.", **more)
    return crate


def address(mail: OutgoingMail) -> str | None:
    crate = Crate.objects.filter(pk=mail.about).exclude(sealed_key=None).first()
    if crate is None:
        return None
    permit = Permit(allowed=True, act="shelf.tell", subject=crate, actor=audit.SYSTEM)
    return open_text(crate, "text", audit.opening(permit))


def used(mail: OutgoingMail) -> None:
    for crate in Crate.objects.filter(pk=mail.about):
        crate.destroy_key()
        crate.delete()
