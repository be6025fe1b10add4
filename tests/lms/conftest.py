"""What tests of the platforms' files share: a small course of two modules."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.course_builder import add_module, write_course


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top folder of a course of two modules, which is the current folder."""
    top = tmp_path / "course"
    write_course(top)
    add_module(top)
    monkeypatch.chdir(top)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return top


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Return an empty folder for downloads, outside the course."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder
