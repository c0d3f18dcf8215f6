"""May this expert be asked for this task on this day, and if not, why."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from expert_pool import actions, eligibility
from expert_pool.eligibility import eligible, may_be_asked, with_standing
from expert_pool.models import Contract, ContractKind, Expert, Qualification, QualificationKind
from expert_pool.words import Task
from tests.expert_pool.presenting import written
from tests.expert_pool.standing import BEGAN, ENDS, contracted, qualified

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 15)
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def expert(aino) -> Expert:
    """aino in full standing, who offers lectures."""
    qualified(aino.expert)
    contracted(aino.expert)
    actions.write_presentation(aino.expert, written(tasks=[Task.LECTURE]), by=aino)
    return fresh(aino.expert)


def fresh(expert: Expert) -> Expert:
    return Expert.objects.get(pk=expert.pk)


def codes(expert: Expert, task: Task | None = Task.LECTURE, day: date = DAY, **asked) -> list[str]:
    return [reason.code for reason in eligible(fresh(expert), task, day, **asked)]


def test_nothing_stands_in_the_way_of_one_in_full_standing(expert):
    assert codes(expert) == []
    assert codes(expert, with_minors=True) == []


@pytest.mark.parametrize("kind", [one for one in QualificationKind if one != "minors"])
def test_each_qualification_is_needed(aino, kind):
    qualified(aino.expert, without=kind)
    contracted(aino.expert)
    wanted = "no_confidentiality" if kind == QualificationKind.CONFIDENTIALITY else "untrained"
    assert codes(aino.expert, None) == [wanted]


def test_extract_is_asked_for_only_where_there_are_minors(aino):
    qualified(aino.expert, without=QualificationKind.MINORS)
    contracted(aino.expert)
    assert codes(aino.expert, None) == []
    assert codes(aino.expert, None, with_minors=True) == ["no_extract"]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (BEGAN - ONE_DAY, {"no_contract"}),
        (BEGAN, set()),
        (ENDS - timedelta(days=60), set()),
        (ENDS - timedelta(days=59), {"ending"}),
        (ENDS, {"ending"}),
        (ENDS + ONE_DAY, {"no_contract"}),
    ],
)
def test_contract_holds_on_its_days_and_its_end_is_foreseen(expert, day, found):
    Qualification.objects.update(begins=BEGAN - timedelta(days=30))
    assert set(codes(expert, day=day)) == found


@pytest.mark.parametrize(("begins", "warned"), [(-10, []), (1, []), (2, ["ending"])])
def test_successor_takes_away_the_warning(expert, begins, warned):
    since = ENDS + timedelta(days=begins)
    contracted(expert, begins=since, ends=since + timedelta(days=300))
    assert codes(expert, day=ENDS) == warned


def test_contract_does_not_hold_before_the_day_it_was_signed(expert):
    Contract.objects.update(signed_by_us=DAY + ONE_DAY)
    assert codes(expert) == ["no_contract"]
    assert codes(expert, day=DAY + ONE_DAY) == []


@pytest.mark.parametrize("missing", ["signed_by_expert", "signed_by_us"])
def test_contract_that_both_have_not_signed_does_not_hold(expert, missing):
    Contract.objects.update(**{missing: None})
    assert codes(expert) == ["no_contract"]


def test_qualification_that_has_ended_does_not_hold(expert):
    Qualification.objects.filter(kind="confidentiality").update(ends=DAY - ONE_DAY)
    assert codes(expert) == ["no_confidentiality"]
    Qualification.objects.filter(kind="confidentiality").update(ends=DAY)
    assert codes(expert) == ["ending"]


def test_one_who_has_left_or_is_away_or_has_not_offered_is_not_asked(expert, aino):
    assert codes(expert, Task.MEDIA) == ["not_offered"]
    with time_machine.travel(AT):
        actions.add_absence(expert, first_day=DAY, last_day=DAY, by=aino)
    assert codes(expert) == ["away"]
    assert codes(expert, day=DAY + ONE_DAY) == []
    aino.groups.clear()
    assert codes(expert, day=DAY + ONE_DAY) == ["gone"]


def test_time_that_is_taken_stands_in_the_way_and_an_unknown_one_is_asked(expert):
    hours = (AT, AT + timedelta(hours=1))
    assert codes(expert, hours=hours) == ["ask_time"]
    with time_machine.travel(AT - ONE_DAY):
        actions.take(expert, *hours, source="expert_pool.event:1")
    assert codes(expert, hours=hours) == ["taken"]


def test_warning_alone_keeps_nobody_from_being_asked(expert):
    hours = (AT, AT + timedelta(hours=1))
    assert may_be_asked(eligible(expert, Task.LECTURE, DAY, hours=hours))
    assert not may_be_asked(eligible(expert, Task.MEDIA, DAY, hours=hours))


def test_list_of_experts_takes_the_same_queries_however_many(make_expert, gambling):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            for one in with_standing(Expert.objects.active().select_related("user")):
                eligible(one, Task.LECTURE, DAY)
        return len(seen)

    qualified(make_expert("yksi", gambling).expert)
    few = queries()
    for nth in range(29):
        qualified(make_expert(f"nimi{nth}", gambling).expert)
    assert queries() == few == 6


# In the admin


@pytest.mark.parametrize("who", ["editor", "administrator", "stranger", "eero"])
@pytest.mark.parametrize("model", ["qualification", "contract"])
def test_standing_opens_for_coordinators_only(request, signed_in, expert, who, model):
    client = signed_in(request.getfixturevalue(who))
    row = {"qualification": Qualification, "contract": Contract}[model].objects.first()
    for step in ("", "create/", f"edit/{row.pk}/", f"delete/{row.pk}/", f"inspect/{row.pk}/"):
        answer = client.get(f"/hallinta/expert_pool/{model}/{step}")
        assert answer.status_code in (302, 404), step
        assert "Aino" not in answer.content.decode()


def test_coordinator_adds_a_contract_and_is_told_what_is_wrong(signed_in, coordinator, aino):
    client = signed_in(coordinator)
    form = {
        "expert": aino.expert.pk,
        "kind": ContractKind.HOURLY,
        "begins": "2026-01-01",
        "ends": "2027-06-30",
        "ground": "",
        "hourly_rate": "",
    }
    page = client.post("/hallinta/expert_pool/contract/create/", form).content.decode()
    for sentence in (
        "Sopimus tehdään vuodeksi kerrallaan.",
        "Määräaikainen työsuhde tarvitsee perusteen.",
        "Kirjoita tuntipalkka.",
    ):
        assert sentence in page
    assert not Contract.objects.exists()

    mended = {"ends": "2026-12-31", "ground": "Kokeilu", "hourly_rate": "25.50"}
    answer = client.post("/hallinta/expert_pool/contract/create/", form | mended)
    assert answer.status_code == 302
    assert str(Contract.objects.get().hourly_rate) == "25.50"
    backwards = {"expert": aino.expert.pk, "kind": "training", "begins": "2026-02-01"}
    page = client.post(
        "/hallinta/expert_pool/qualification/create/", backwards | {"ends": "2026-01-01"}
    ).content.decode()
    assert "Viimeinen päivä on ennen ensimmäistä." in page
    assert not Qualification.objects.exists()


def test_end_before_the_beginning_is_refused(aino):
    contract = Contract(expert=aino.expert, kind="volunteer", begins=ENDS, ends=BEGAN)
    with pytest.raises(ValidationError):
        contract.full_clean()


def test_first_page_and_list_tell_coordinators_what_is_missing(
    signed_in, coordinator, editor, expert, eero
):
    with time_machine.travel(AT):
        client = signed_in(coordinator)
        first = client.get("/hallinta/").content.decode()
        assert "Mitä asiantuntijoilta puuttuu" in first
        assert "<strong>Eero</strong>: ei voimassa olevaa sopimusta" in first
        assert "<strong>Aino</strong>" not in first
        listed = client.get("/hallinta/expert_pool/expert/").content.decode()
        assert "voi pyytää" in listed
        assert "ei voimassa olevaa sopimusta" in listed
        assert (
            "Mitä asiantuntijoilta puuttuu"
            not in signed_in(editor).get("/hallinta/").content.decode()
        )
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC)):
        first = signed_in(coordinator).get("/hallinta/").content.decode()
        assert "<strong>Aino</strong>: pätevyys tai sopimus päättyy pian" in first


def test_every_reason_has_a_code_of_its_own():
    reasons = [one for one in vars(eligibility).values() if isinstance(one, eligibility.Reason)]
    assert len({one.code for one in reasons}) == len(reasons) == 10
