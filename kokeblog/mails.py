"""What is mailed to readers: the question behind a subscription, and the weekly letter.

Both are written only at the hand-over, since they carry links that are keys; the outbox has the
number of the subscription and nothing else. Nothing in them is fetched from anywhere, and no link
tells who followed it. The weekly letter's subject names no story: it shows on a locked screen.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Site

from home.help import Contact, in_spoken_language, spoken_on
from home.models import SiteSettings
from kokeblog import tickets
from kokeblog.models import LetterIssue, StoryPage, Subscription
from kokeblog.models.letters import LATEST
from kokeblog.permissions import may_use_address
from trust import audit, clock
from trust.models import OutgoingMail
from trust.outbox import Written, queue_mail
from trust.seal import open_text

ASKED = "kokeblog.asked"
LETTER = "kokeblog.letter"
#: The rows' own subject, which the writers replace.
NEUTRAL = "KokeBlogi"
HELP = 3


@dataclass(frozen=True)
class Sender:
    """Who writes, as the default site's settings say."""

    name: str
    organisation: str
    reply_to: str
    url: str
    contacts: list[Contact]

    @property
    def headers(self) -> dict[str, str]:
        return {"Reply-To": self.reply_to} if self.reply_to else {}


def ask(subscription: Subscription) -> None:
    """Queues the mail about subscribing, within the caller's transaction."""
    queue_mail(kind=ASKED, about=subscription.pk, subject=NEUTRAL, body="")


def key_of(issue: LetterIssue) -> str:
    """What a letter's mails have as their key, with the subscription's number after it."""
    return f"{LETTER}:{issue.pk}"


def write_asked(mail: OutgoingMail) -> Written | None:
    """The question with its link; to one who gets the letter already, just that."""
    subscription = _subscription_of(mail)
    if subscription is None:
        return None
    with translation.override(subscription.language):
        sender = _sender()
        context = {"sender": sender}
        if subscription.status == Subscription.Status.CONFIRMED:
            leave = tickets.leave_link(subscription)
            text = render_to_string("kokeblog/email/already.txt", context | {"leave": leave})
            return _written(sender, _("You already get the letter of KokeBlogi"), text)
        confirm = tickets.confirm_link(subscription)
        text = render_to_string("kokeblog/email/confirm.txt", context | {"confirm": confirm})
        return _written(sender, _("Would you like the weekly letter of KokeBlogi?"), text)


def write_letter(mail: OutgoingMail) -> Written | None:
    """The week's letter; None when it is late, or its story or the subscription is gone."""
    issue, subscription = _issue_of(mail), _subscription_of(mail)
    if issue is None or issue.story is None or subscription is None:
        return None
    if clock.now() - issue.opened_at > LATEST:
        return None
    with translation.override(issue.language):
        sender, leave = _sender(), tickets.leave_link(subscription)
        day = date_format(clock.local(issue.opened_at), "j.n.")
        subject = _("The story of KokeBlogi, %(day)s") % {"day": day}
        context = {
            "sender": sender,
            "leave": leave,
            "story": issue.story,
            "address": _address_of(issue.story),
            "subject": subject,
        }
        return Written(
            text=render_to_string("kokeblog/email/weekly.txt", context),
            html=render_to_string("kokeblog/email/weekly.html", context),
            subject=subject,
            sender_name=sender.name,
            headers=sender.headers
            | {
                # RFC 8058: the mailbox's own button, which posts exactly this.
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Content-Language": issue.language,
            },
        )


def address(mail: OutgoingMail) -> str | None:
    """Where it goes, read for the hand-over; None when the subscription is gone, and of a letter
    also while nobody has confirmed it."""
    subscription = _subscription_of(mail)
    if subscription is None:
        return None
    return open_text(subscription, "address", audit.opening(may_use_address(subscription)))


def kept(mail: OutgoingMail) -> None:
    """The address stays: whoever has not confirmed in time is forgotten by the hour."""


def _written(sender: Sender, subject: str, text: str) -> Written:
    return Written(text=text, subject=subject, sender_name=sender.name, headers=sender.headers)


def _subscription_of(mail: OutgoingMail) -> Subscription | None:
    rows = Subscription.objects.exclude(sealed_key=None).filter(pk=mail.about or 0)
    if mail.kind == LETTER:
        rows = rows.confirmed()
    return rows.first()


def _issue_of(mail: OutgoingMail) -> LetterIssue | None:
    """The letter that this mail is one of, while everyone may still read its story."""
    number = (mail.key or "").split(":")[1]
    shown = StoryPage.objects.for_everyone().values("pk")
    rows = LetterIssue.objects.filter(pk=number, story__in=shown)
    return rows.select_related("story__writer").first()


def _sender() -> Sender:
    site = Site.objects.select_related("sitesettings").get(is_default_site=True)
    about = SiteSettings.of(site)
    contacts = in_spoken_language(site, list(spoken_on(site)))
    return Sender(
        name=about.name,
        organisation=about.organisation or about.name,
        reply_to=about.email,
        url=tickets.absolute("/"),
        contacts=list(contacts)[:HELP],
    )


def _address_of(story: StoryPage) -> str:
    return urljoin(tickets.absolute("/"), story.get_url())
