"""A small course in a scratch folder for the tests of course.py, which install nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from stand_ins import Installer

import course


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small course in a scratch folder that course.py takes for its own."""
    folder = tmp_path / "course"
    (folder / "binder").mkdir(parents=True)
    for name in course.INPUTS:
        (folder / name).write_text(f"# {name}\n")
    for lesson in ("10-later", "02-first"):
        (folder / "modules" / lesson).mkdir(parents=True)
        (folder / "modules" / lesson / f"{lesson}.ipynb").write_text("{}")
    (folder / "modules" / "01-no-notebook-yet").mkdir()
    monkeypatch.setattr(course, "ROOT", folder)
    monkeypatch.setattr(course, "VENV", folder / ".venv")
    monkeypatch.setattr(course, "STAMP", folder / ".venv" / "course-stamp.json")
    monkeypatch.setattr(course, "SETTINGS", folder / ".jupyter")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def installer(home: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    """Return the stand-in for venv and pip."""
    return Installer(monkeypatch)


@pytest.fixture
def stopped(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs course.py, expects exit status 1 and one line, and returns it."""

    def run(*arguments: str) -> str:
        assert course.main(list(arguments)) == 1
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        return error.rstrip("\n")

    return run
