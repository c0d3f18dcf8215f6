"""What an expert tells of themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from expert_pool.models import Expert
from home.models import Topic
from trust import audit


@dataclass(frozen=True)
class Profile:
    """An expert's own word on what they know and who they are; values of expert_pool.words."""

    introduction: str
    topics: Sequence[Topic]
    lived: Sequence[str]
    experience: str
    languages: Sequence[str]
    region: str
    age_band: str
    gender: str


@transaction.atomic
def tell_of_self(expert: Expert, profile: Profile, *, by: User) -> Expert:
    """Keeps the profile. The alias and what the coordinator decides stay as they are."""
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    expert.introduction = profile.introduction
    expert.lived = list(profile.lived)
    expert.experience = profile.experience
    expert.languages = list(profile.languages)
    expert.region = profile.region
    expert.age_band = profile.age_band
    expert.gender = profile.gender
    expert.save(
        update_fields=[
            "introduction", "lived", "experience", "languages", "region", "age_band", "gender",
        ]
    )  # fmt: skip
    expert.topics.set(profile.topics)
    audit.record("expert_pool.tell_of_self", subject=expert, by=by)
    return expert
