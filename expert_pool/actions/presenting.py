"""An expert presents themselves: writes, consents to exactly those words, takes them back."""

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from expert_pool.models import Consent, Expert, Presentation, PublicFact, PublicProfile
from expert_pool.presenting import TEXTS, Draft, shown_of
from expert_pool.words import Visibility
from home.lemmas import base_forms
from trust import audit, clock
from trust.refusals import Refusal
from trust.seal import seal_text

PLAIN = ("tasks", "formats", "shown", "visibility")


@transaction.atomic
def write_presentation(expert: Expert, draft: Draft, *, by: User) -> Presentation:
    """Keeps what was written, sealed. What is out stays as it is until a new consent.

    But fewer readers are fewer at once: chosen for nobody, it is taken away.
    """
    locked(expert)
    presentation = Presentation.objects.filter(expert=expert).first()
    presentation = presentation or Presentation(expert=expert)
    for name in TEXTS:
        text = getattr(draft, name)
        setattr(presentation, name, seal_text(presentation, name, text) if text else b"")
    for name in PLAIN:
        value = getattr(draft, name)
        setattr(presentation, name, value if isinstance(value, str) else list(value))
    presentation.save()
    if presentation.visibility == Visibility.HIDDEN:
        _end(expert)
    elif presentation.visibility == Visibility.ORDERERS:
        PublicProfile.objects.filter(expert=expert).update(visibility=Visibility.ORDERERS)
    audit.record("expert_pool.write_presentation", subject=presentation, by=by)
    return presentation


@transaction.atomic
def consent(expert: Expert, draft: Draft, *, wording: str, by: User) -> PublicProfile:
    """Shows the draft to those it names, because its expert has said yes to this wording.

    Raises Refusal when that is not what would be shown, and when there is nothing to show or nobody
    to show it to.
    """
    expert = locked(expert)
    shown = shown_of(expert, draft)
    if expert.user_id != by.pk:
        raise Refusal(_("Only the expert can consent."))
    if shown.visibility == Visibility.HIDDEN or not shown.story:
        raise Refusal(_("Write a short story of yourself and choose who may read it."))
    written = Presentation.objects.filter(expert=expert).values_list("visibility", flat=True)
    if shown.wording != wording or list(written) != [shown.visibility]:
        raise Refusal(_("The presentation has changed since you read it. Read it once more."))
    _end(expert)
    profile = PublicProfile.objects.create(
        expert=expert,
        consent=Consent.objects.create(
            expert=expert,
            wording=wording,
            visibility=shown.visibility,
            given_at=clock.now(),
        ),
        visibility=shown.visibility,
        slug=free_slug(shown.alias),
        alias=shown.alias,
        story=shown.story,
        telling=shown.telling,
        helped=shown.helped,
        words=to_look_for(f"{shown.alias} {shown.story} {shown.telling} {shown.helped}"),
    )
    PublicFact.objects.bulk_create(
        PublicFact(profile=profile, kind=kind, value=value) for kind, value in shown.facts
    )
    audit.record("expert_pool.consent", subject=expert, by=by, reason=shown.visibility)
    return profile


def end_consents_of_left() -> int:
    """Ends the consent of those who are not experts any more: they come back with a new yes only.

    Returns how many ended.
    """
    left = Expert.objects.filter(consents__ended_at=None, consents__isnull=False)
    ended = 0
    for expert in left.exclude(pk__in=Expert.objects.active().values("pk")):
        with transaction.atomic():
            _end(locked(expert))
            audit.record("expert_pool.withdraw_consent", subject=expert, by=audit.SYSTEM)
        ended += 1
    return ended


@transaction.atomic
def withdraw_consent(expert: Expert, *, by: User) -> None:
    """Takes the presentation out, from every list and page at once; what was written stays."""
    expert = locked(expert)
    if expert.user_id != by.pk:
        raise Refusal(_("Only the expert can consent."))
    _end(expert)
    audit.record("expert_pool.withdraw_consent", subject=expert, by=by)


def locked(expert: Expert) -> Expert:
    """The row as it is now, locked until the transaction ends."""
    return Expert.objects.select_for_update().get(pk=expert.pk)


def _end(expert: Expert) -> None:
    PublicProfile.objects.filter(expert=expert).delete()
    Consent.objects.filter(expert=expert, ended_at=None).update(ended_at=clock.now())


def free_slug(alias: str) -> str:
    """The alias as an address; a number after it only where two would be alike."""
    wanted = slugify(alias) or "asiantuntija"
    taken = set(
        PublicProfile.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    )
    others = (f"{wanted}-{nth}" for nth in range(2, len(taken) + 3))
    return next(one for one in (wanted, *others) if one not in taken)


def to_look_for(text: str) -> str:
    """The base forms of a text, each once, with a space around each."""
    forms = dict.fromkeys(base_forms(text, settings.LANGUAGE_CODE))
    return f" {' '.join(forms)} "
