"""A bench without Lighthouse says so, and is no whole one where everything is required."""

from pathlib import Path

import pytest

from tests.bench.__main__ import lighthouse_marks
from tests.processes import Processes


@pytest.mark.parametrize(("require_all", "status"), [("1", 1), ("", 0)])
def test_missing_lighthouse_fails_only_when_everything_is_required(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    require_all: str,
    status: int,
) -> None:
    monkeypatch.delenv("LIGHTHOUSE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("REQUIRE_ALL", require_all)

    assert lighthouse_marks(Processes(tmp_path)) == status
    assert "Lighthouse was left out" in capsys.readouterr().out
