"""The register of experts by experience and how they are looked after."""

from expert_pool.models.availability import (
    Availability,
    Span,
    TimeAnswer,
    answer_for,
    instances,
)
from expert_pool.models.care import Absence, Debrief, RestingTopic
from expert_pool.models.expert import Expert, ExpertQuerySet
from expert_pool.models.hours import WorkEntry, WorkKind, WorkState
from expert_pool.models.occupancy import Occupancy, OccupancyState
from expert_pool.models.presentation import (
    Consent,
    Fact,
    Presentation,
    PublicFact,
    PublicProfile,
    PublicProfileQuerySet,
)
from expert_pool.models.standing import (
    Contract,
    ContractKind,
    Qualification,
    QualificationKind,
    Validity,
)
from expert_pool.snippets import ExpertSearch

__all__ = [
    "Absence",
    "Availability",
    "Consent",
    "Contract",
    "ContractKind",
    "Debrief",
    "Expert",
    "ExpertQuerySet",
    "ExpertSearch",
    "Fact",
    "Occupancy",
    "OccupancyState",
    "Presentation",
    "PublicFact",
    "PublicProfile",
    "PublicProfileQuerySet",
    "Qualification",
    "QualificationKind",
    "RestingTopic",
    "Span",
    "TimeAnswer",
    "Validity",
    "WorkEntry",
    "WorkKind",
    "WorkState",
    "answer_for",
    "instances",
]
