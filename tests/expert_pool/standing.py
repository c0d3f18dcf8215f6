"""Experts in standing for tests: trained, bound to confidentiality, under contract."""

from datetime import date
from typing import Any

from expert_pool.models import Contract, ContractKind, Expert, Qualification, QualificationKind

BEGAN, ENDS = date(2026, 1, 1), date(2026, 12, 31)


def qualified(expert: Expert, *, without: str = "", ends: date | None = None) -> None:
    """Every qualification but the one left out."""
    for kind in QualificationKind:
        if kind != without:
            Qualification.objects.create(expert=expert, kind=kind, begins=BEGAN, ends=ends)


def contracted(expert: Expert, **changes: Any) -> Contract:
    told = {
        "kind": ContractKind.VOLUNTEER,
        "begins": BEGAN,
        "ends": ENDS,
        "signed_by_expert": BEGAN,
        "signed_by_us": BEGAN,
    }
    return Contract.objects.create(expert=expert, **(told | changes))
