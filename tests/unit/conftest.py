"""What unit tests share: a small course, as a kernel or a check sees it. Made by course_builder.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.course_builder import write_course


@pytest.fixture
def kernel_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the tiny module's folder, as the kernel's working folder, outside nbgrader and any notebook."""
    path = write_course(tmp_path)
    monkeypatch.chdir(path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return path


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top folder of a small right course, which is the current folder."""
    write_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return tmp_path
