"""The register of experts by experience and how they are looked after."""

from expert_pool.models.care import Absence, Debrief, RestingTopic
from expert_pool.models.expert import Expert, ExpertQuerySet
from expert_pool.models.hours import WorkEntry, WorkKind, WorkState

__all__ = [
    "Absence",
    "Debrief",
    "Expert",
    "ExpertQuerySet",
    "RestingTopic",
    "WorkEntry",
    "WorkKind",
    "WorkState",
]
