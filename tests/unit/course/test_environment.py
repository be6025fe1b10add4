"""When course.py makes, completes, rebuilds or leaves alone its .venv."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from stand_ins import Installer

import course


class TestEnvironment:
    """When .venv is made, completed, rebuilt or left alone."""

    def test_missing(self, installer: Installer) -> None:
        """A missing .venv is made and filled from requirements.txt."""
        course.set_up(tests=False)

        assert (installer.made, installer.installed) == (1, [("-r", "requirements.txt")])

    def test_up_to_date(self, installer: Installer) -> None:
        """A second start installs nothing."""
        course.set_up(tests=False)
        course.set_up(tests=False)

        assert (installer.made, len(installer.installed)) == (1, 1)

    @pytest.mark.parametrize("name", course.INPUTS)
    def test_outdated(self, installer: Installer, home: Path, name: str) -> None:
        """A changed list of packages is installed into the environment that is there."""
        course.set_up(tests=False)
        (home / name).write_text("something else\n")
        course.set_up(tests=False)

        assert (installer.made, len(installer.installed)) == (1, 2)

    @pytest.mark.parametrize("reason", [KeyboardInterrupt(), SystemExit(137), course.Stop("disk")])
    def test_killed_during_install(self, installer: Installer, reason: BaseException) -> None:
        """An installation that was cut short is made again from nothing."""
        installer.failure = reason
        with pytest.raises(type(reason)):
            course.set_up(tests=False)
        installer.failure = None
        course.set_up(tests=False)

        assert (installer.made, len(installer.installed)) == (2, 1)

    def test_killed_during_update(self, installer: Installer, home: Path) -> None:
        """An update that was cut short leaves no environment that passes for a whole one."""
        course.set_up(tests=False)
        (home / "pyproject.toml").write_text("new")
        installer.failure = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            course.set_up(tests=False)

        assert course.read_stamp() is None

    def test_offline_update(self, installer: Installer, home: Path) -> None:
        """An update that found no network is tried again in place later, without a rebuild."""
        course.set_up(tests=False)
        (home / "pyproject.toml").write_text("new")
        installer.failure = course.Offline("no network")
        with pytest.raises(course.Offline):
            course.set_up(tests=False)
        installer.failure = None
        course.set_up(tests=False)

        assert (installer.made, len(installer.installed)) == (1, 2)

    def test_no_python_in_it(self, installer: Installer) -> None:
        """An environment whose Python is gone is made again."""
        course.set_up(tests=False)
        course.venv_python().unlink()
        course.set_up(tests=False)

        assert installer.made == 2

    def test_another_python(self, installer: Installer, monkeypatch: pytest.MonkeyPatch) -> None:
        """An environment made by another Python is made again."""
        course.set_up(tests=False)
        monkeypatch.setattr(course.platform, "python_version", lambda: "3.99.0")
        course.set_up(tests=False)

        assert installer.made == 2

    def test_copied_folder(self, installer: Installer, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An environment in a copied or moved folder points at the old folder, and is made again."""
        course.set_up(tests=False)
        moved = home.rename(home.with_name("moved"))
        monkeypatch.setattr(course, "ROOT", moved)
        monkeypatch.setattr(course, "VENV", moved / ".venv")
        monkeypatch.setattr(course, "STAMP", moved / ".venv" / "course-stamp.json")
        course.set_up(tests=False)

        assert installer.made == 2

    @pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "\x00"])
    def test_unreadable_stamp(self, installer: Installer, text: str) -> None:
        """A stamp that cannot be read counts as none."""
        course.set_up(tests=False)
        course.STAMP.write_text(text)
        course.set_up(tests=False)

        assert installer.made == 2

    def test_test_tools(self, installer: Installer) -> None:
        """The tests' tools are added once, and opening the course afterwards installs nothing."""
        course.set_up(tests=False)
        course.set_up(tests=True)
        course.set_up(tests=True)
        course.set_up(tests=False)

        learner, tester = ("-r", "requirements.txt"), ("-r", "requirements.txt", "-e", ".[test]")
        assert (installer.made, installer.installed) == (1, [learner, tester])

    def test_environment_variables(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Programs of .venv come first on PATH; what would lead Python or pip astray is dropped."""
        for name in ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"):
            monkeypatch.setenv(name, "elsewhere")
        monkeypatch.setenv("PATH", "usual")
        variables = course.environment(MORE="yes")

        assert variables["PATH"] == os.pathsep.join([str(course.bin_dir()), "usual"])
        assert variables["VIRTUAL_ENV"] == str(home / ".venv")
        assert variables["MORE"] == "yes"
        assert "elsewhere" not in variables.values()

    def test_windows_paths(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On Windows the environment's programs are in Scripts, elsewhere in bin."""
        assert course.venv_python() == home / ".venv" / "bin" / "python"

        monkeypatch.setattr(course, "os", SimpleNamespace(name="nt"))
        assert course.venv_python() == home / ".venv" / "Scripts" / "python.exe"
