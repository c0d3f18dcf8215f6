"""The register of experts by experience and how they are looked after."""

from expert_pool.models.care import Absence, Debrief, RestingTopic
from expert_pool.models.expert import Expert, ExpertQuerySet
from expert_pool.models.hours import WorkEntry, WorkKind, WorkState
from expert_pool.models.presentation import (
    Consent,
    Fact,
    Presentation,
    PublicFact,
    PublicProfile,
    PublicProfileQuerySet,
)
from expert_pool.snippets import ExpertSearch

__all__ = [
    "Absence",
    "Consent",
    "Debrief",
    "Expert",
    "ExpertQuerySet",
    "ExpertSearch",
    "Fact",
    "Presentation",
    "PublicFact",
    "PublicProfile",
    "PublicProfileQuerySet",
    "RestingTopic",
    "WorkEntry",
    "WorkKind",
    "WorkState",
]
