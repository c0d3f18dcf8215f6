"""What an asker wishes for, laid beside what an expert has told of themselves.

People decide: this only says, in words, what fits and what does not. It looks at choices alone, on
both sides the same ones (expert_pool.words); the wish's own words are for people to read. What an
expert has not told counts neither way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advice.load import Bearing, candidates, load_of
from advice.models import Conversation, SteppedAside
from advice.wishes import Wish
from expert_pool.models import Expert, RestingTopic
from expert_pool.words import AgeBand, Gender, Language, Lived
from kokenet.plugins import Words
from trust import clock

IN_LANGUAGE: dict[str, Words] = {
    Language.FINNISH: gettext_lazy("in Finnish"),
    Language.SWEDISH: gettext_lazy("in Swedish"),
    Language.ENGLISH: gettext_lazy("in English"),
}


@dataclass(frozen=True)
class Reason:
    """One thing that fits or does not: `you` says it to the expert, `they` of the expert."""

    fits: bool
    you: str
    they: str


@dataclass(frozen=True)
class Fit:
    """How an expert and a conversation suit each other."""

    reasons: tuple[Reason, ...]
    topics: int
    speaks: bool

    @property
    def good(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.fits]

    @property
    def poor(self) -> list[Reason]:
        return [reason for reason in self.reasons if not reason.fits]

    @property
    def is_whole(self) -> bool:
        """Whether all that can be compared fits, and something can."""
        return bool(self.reasons) and not self.poor


@dataclass(frozen=True)
class Candidate:
    """An expert to whom a coordinator may give a conversation, with how much they carry."""

    expert: Expert
    fit: Fit
    carried: int
    most: int

    @property
    def is_full(self) -> bool:
        return self.carried >= self.most

    @property
    def rank(self) -> tuple:
        """Who can read it first; then who has room; then by the topics and the wish; then by load.

        Room comes before the wish: the one who suits best would otherwise be given everything.
        """
        return (
            not self.fit.speaks,
            self.is_full,
            not self.fit.topics,
            len(self.fit.poor),
            -len(self.fit.good),
            self.carried,
            self.expert.alias,
        )


def fits(wish: Wish | None, conversation: Conversation, expert: Expert) -> Fit:
    """`wish` is None when there is none, or when it may not or cannot be read.

    Asks nothing of the database once the expert's and the conversation's topics are at hand.
    """
    shared = set(expert.topic_keys).intersection(conversation.topic_keys)
    return _fit(wish, conversation, expert, topics=len(shared))


def _fit(wish: Wish | None, conversation: Conversation, expert: Expert, *, topics: int) -> Fit:
    speaks = conversation.language in expert.languages
    reasons = [*_language(conversation, speaks=speaks)]
    if wish is not None:
        reasons += [*_lived(wish, expert), *_person(wish, expert), *_region(wish, expert)]
    return Fit(tuple(reasons), topics=topics, speaks=speaks)


def ranked(conversation: Conversation, wish: Wish | None) -> list[Candidate]:
    """Those who may be given it, the one who suits best first."""
    experts = candidates(conversation).prefetch_related("topics")
    found = [
        Candidate(expert, fits(wish, conversation, expert), *load_of(expert)) for expert in experts
    ]
    return sorted(found, key=lambda candidate: candidate.rank)


@dataclass(frozen=True)
class _Hindrances:
    """What is known of all experts at once: their topics, those at rest today, who is aside."""

    knows: dict[int, set[UUID]]
    rests: dict[int, set[UUID]]
    aside: set[tuple[int, int]]

    def leave_free(self, conversation: Conversation, expert: Expert) -> bool:
        keys = set(conversation.topic_keys)
        knows = not keys or bool(keys & self.knows[expert.pk])
        rests = bool(keys & self.rests[expert.pk])
        aside = (conversation.pk, expert.user_id) in self.aside
        return knows and not rests and not aside and expert.pk != conversation.expert_id


def free_for_each(
    conversations: Iterable[Conversation], bearings: Iterable[Bearing]
) -> dict[int, list[Candidate]]:
    """By each one's key those whom load.free_for finds for it, the one who suits best first; not
    the one who has it now.

    Two queries, however many there are. No wish is opened for a glance: the page on which one
    gives the conversation to somebody weighs it.
    """
    shown, here = list(conversations), [one for one in bearings if one.is_here and not one.is_full]
    knows, rests = _topics_of_experts({key for one in shown for key in one.topic_keys})
    aside = SteppedAside.objects.filter(conversation__in=[one.pk for one in shown])
    pairs = set(aside.values_list("conversation_id", "user_id"))
    hindrances = _Hindrances(knows, rests, pairs)
    return {one.pk: _free(one, here, hindrances) for one in shown}


def _free(
    conversation: Conversation, here: Iterable[Bearing], hindrances: _Hindrances
) -> list[Candidate]:
    found = []
    for one in here:
        if hindrances.leave_free(conversation, one.expert):
            shared = hindrances.knows[one.expert.pk].intersection(conversation.topic_keys)
            fit = _fit(None, conversation, one.expert, topics=len(shared))
            found.append(Candidate(one.expert, fit, one.carried, one.most))
    return sorted(found, key=lambda candidate: candidate.rank)


def _topics_of_experts(keys: set[UUID]) -> tuple[dict[int, set[UUID]], dict[int, set[UUID]]]:
    """Which of these topics each expert knows, and which rest from them today; in one query."""
    today = clock.local(clock.now()).date()
    columns = ("expert_id", "topic__translation_key", "rests")
    known = Expert.topics.through.objects.filter(topic__translation_key__in=keys)
    resting = RestingTopic.objects.filter(topic__translation_key__in=keys, last_day__gte=today)
    pairs = known.annotate(rests=Value(value=False)).values_list(*columns)
    knows: dict[int, set[UUID]] = defaultdict(set)
    rests: dict[int, set[UUID]] = defaultdict(set)
    for expert, key, rest in pairs.union(
        resting.annotate(rests=Value(value=True)).values_list(*columns), all=True
    ):
        (rests if rest else knows)[expert].add(key)
    return knows, rests


def _language(conversation: Conversation, *, speaks: bool) -> Iterator[Reason]:
    """Said when it is not the language that everybody here answers in."""
    if speaks and conversation.language == settings.LANGUAGE_CODE:
        return
    spoken = {"spoken": IN_LANGUAGE.get(conversation.language, conversation.language)}
    if speaks:
        yield Reason(
            fits=True,
            you=_("You answer %(spoken)s, as the letter is written.") % spoken,
            they=_("Answers %(spoken)s, as the letter is written.") % spoken,
        )
    else:
        yield Reason(
            fits=False,
            you=_("The letter is written %(spoken)s. You have not told that you answer so.")
            % spoken,
            they=_("The letter is written %(spoken)s. They have not told that they answer so.")
            % spoken,
        )


def _lived(wish: Wish, expert: Expert) -> Iterator[Reason]:
    if not wish.lived or not expert.lived:
        return
    if wish.lived not in expert.lived:
        yield _otherwise(Lived(wish.lived).label)
    elif wish.lived == Lived.SELF:
        yield Reason(
            fits=True,
            you=_("You have lived through it yourself, as the asker wishes."),
            they=_("Has lived through it, as the asker wishes."),
        )
    else:
        yield Reason(
            fits=True,
            you=_("You have lived beside someone, as the asker wishes."),
            they=_("Has lived beside someone, as the asker wishes."),
        )


def _person(wish: Wish, expert: Expert) -> Iterator[Reason]:
    told = ((wish.age, expert.age_band, AgeBand), (wish.gender, expert.gender, Gender))
    for wished, own, choices in told:
        if not wished or not own:
            continue
        label = str(choices(wished).label)
        if wished == own:
            yield Reason(
                fits=True,
                you=_("You are as the asker wishes: %(wish)s.") % {"wish": label},
                they=_("As the asker wishes: %(wish)s.") % {"wish": label},
            )
        else:
            yield _otherwise(label)


def _region(wish: Wish, expert: Expert) -> Iterator[Reason]:
    if not wish.not_from or not expert.region:
        return
    if wish.not_from == expert.region:
        yield Reason(
            fits=False,
            you=_("You live in the same region as the asker, who wishes for someone from further."),
            they=_("Lives in the asker's region; they wish for someone from further."),
        )
    else:
        yield Reason(
            fits=True,
            you=_("You live in another region than the asker, as they wish."),
            they=_("Lives in another region than the asker, as they wish."),
        )


def _otherwise(label: object) -> Reason:
    said = _("The asker wishes otherwise: %(wish)s.") % {"wish": label}
    return Reason(fits=False, you=said, they=said)
