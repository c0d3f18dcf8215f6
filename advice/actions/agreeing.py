"""The asker decides: yes makes exactly the shown words public, no is final, taking back undoes it.

Coordinators may hide what is public, and show it again; nobody changes its words.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from accounts.models import User
from advice.actions.publishing import empty, locked_publication, require_as_seen
from advice.models import Conversation, Publication, PublishedAnswer, Publishing
from advice.proposals import Proposal
from home.findable import drop_deleted_words
from trust import audit, clock, receipts
from trust.refusals import Refusal


@transaction.atomic
def agree(proposal: Proposal, *, seen: bytes) -> Publication:
    """The asker's yes to the words whose digest their page carried: they are public at once.

    Said twice it is one yes. Raises Refusal when the words are not those that were seen, or are
    not theirs to decide on any more.
    """
    publication = locked_publication(proposal.publication)
    if publication.status == Publishing.PUBLISHED and bytes(publication.digest or b"") == seen:
        return publication
    _require_asked(publication)
    require_as_seen(publication, proposal, seen)
    _make_public(publication.conversation, proposal, seen)
    publication.status = Publishing.PUBLISHED
    publication.digest = seen
    empty(publication)
    audit.record("advice.agree", subject=publication.conversation, by=None)
    return publication


@transaction.atomic
def decline(publication: Publication) -> Publication:
    """The asker's no: the words go, and nobody asks again. What is public it takes back."""
    publication = locked_publication(publication)
    if publication.status == Publishing.DECLINED:
        return publication
    if publication.status == Publishing.PUBLISHED:
        # They said yes in another window meanwhile: the no counts.
        withdraw(bytes(publication.conversation.receipt))
        publication.status = Publishing.TAKEN_BACK
        return publication
    _require_asked(publication)
    publication.status = Publishing.DECLINED
    empty(publication)
    audit.record("advice.decline", subject=publication.conversation, by=None)
    return publication


@transaction.atomic
def withdraw(receipt: bytes, *, by: User | None = None) -> bool:
    """Whatever is public under this fingerprint is gone: whether there was anything.

    `by` is None for the asker. Done twice it does nothing more. The conversation, if it is still
    there, knows it.
    """
    published = PublishedAnswer.objects.select_for_update().filter(receipt=receipt).first()
    if published is None:
        return False
    audit.record("advice.take_back_answer", subject=published, by=by)
    # By the row itself, so that the search index hears of it.
    published.delete()
    drop_deleted_words()
    rows = Publication.objects.filter(conversation__receipt=receipt)
    rows.filter(status=Publishing.PUBLISHED).update(status=Publishing.TAKEN_BACK)
    return True


@transaction.atomic
def set_hidden(published: PublishedAnswer, *, hidden: bool, by: User) -> PublishedAnswer:
    """Out of everyone's sight, or back; the asker's yes stays as it is."""
    rows = PublishedAnswer.objects.select_for_update().select_related("locale")
    found = rows.filter(pk=published.pk).first()
    if found is None:
        raise Refusal(_("It has been taken back in the meantime."))
    found.hidden = hidden
    found.save(update_fields=["hidden"])
    act = "advice.hide_answer" if hidden else "advice.show_answer"
    audit.record(act, subject=found, by=by)
    return found


def find_published(number: str) -> PublishedAnswer | None:
    """What is public of sixteen digits whose conversation may be gone already."""
    rows = PublishedAnswer.objects.select_related("locale")
    return rows.filter(receipt__in=receipts.fingerprints(number)).first()


def _require_asked(publication: Publication) -> None:
    if publication.status != Publishing.ASKED:
        raise Refusal(_("There is nothing to decide on here any more."))


def _make_public(conversation: Conversation, proposal: Proposal, seen: bytes) -> None:
    text = proposal.text
    assert text is not None  # noqa: S101 -- require_as_seen has just seen it
    published = PublishedAnswer(
        title=text.title,
        question=text.question,
        answer=text.answer,
        alias=text.alias,
        locale=_locale(text.language),
        month=clock.local(clock.now()).date().replace(day=1),
        receipt=bytes(conversation.receipt),
        digest=seen,
    )
    published.save(force_insert=True)
    published.topics.set(conversation.topics.all())


def _locale(code: str) -> Locale:
    locale = Locale.objects.filter(language_code=code).first()
    if locale is None:
        raise Refusal(_("The site does not speak this language any more."))
    return locale
