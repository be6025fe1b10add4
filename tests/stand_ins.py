"""What stands in for slow or outside things in several tests; fixtures live in conftest files."""

from __future__ import annotations

import pytest

import course


class Installer:
    """Stands in for venv and pip: counts what was asked for, and fails when told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made = 0
        self.installed: list[tuple[str, ...]] = []
        self.failure: BaseException | None = None
        monkeypatch.setattr(course, "make_venv", self.make)
        monkeypatch.setattr(course, "pip_install", self.install)

    def make(self) -> None:
        """Make an environment that holds a Python and nothing else."""
        self.made += 1
        course.bin_dir().mkdir(parents=True, exist_ok=True)
        course.venv_python().write_text("")
        course.STAMP.unlink(missing_ok=True)

    def install(self, *arguments: str) -> None:
        """Note what pip was asked to install."""
        if self.failure:
            raise self.failure
        self.installed.append(arguments)
