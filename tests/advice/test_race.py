"""Two experts claim at the same moment, on the database that this run uses."""

import json

import pytest

from tests.processes import Processes

ROUNDS = 200


@pytest.mark.processes
def test_of_two_experts_claiming_at_once_exactly_one_gets_each_question(processes: Processes):
    told = processes.run(f"from tests.advice.race import run; run({ROUNDS})")
    assert json.loads(told.strip().splitlines()[-1]) == {
        "wins": ROUNDS,
        "questions won": ROUNDS,
        "as stored": ROUNDS,
        "audit rows": ROUNDS,
        # Had one thread always been first, nothing would have raced.
        "winners": 2,
    }
