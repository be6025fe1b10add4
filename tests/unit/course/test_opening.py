"""`python3 course.py` and its options: what JupyterLab is started with."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from stand_ins import Installer

import course


class TestOpening:
    """`python3 course.py` and its options."""

    @pytest.fixture
    def launched(self, installer: Installer, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
        """Return what JupyterLab would have been started with."""
        seen: dict[str, object] = {}

        def execve(path: str, command: list[str], variables: dict[str, str]) -> None:
            seen.update(path=path, command=command, variables=variables, folder=os.getcwd())

        def run(command: list[str], env: dict[str, str]) -> SimpleNamespace:
            seen.update(command=command, variables=env, folder=os.getcwd())
            return SimpleNamespace(returncode=7)

        monkeypatch.setattr(course.os, "execve", execve)
        monkeypatch.setattr(course.subprocess, "run", run)
        return seen

    def test_first_lesson(self, launched: dict[str, object], home: Path) -> None:
        """JupyterLab opens the first lesson that there is, in the course's folder."""
        course.main([])
        command = launched["command"]

        assert isinstance(command, list)
        assert command[:3] == [str(course.venv_python()), "-m", "jupyterlab"]
        assert "--LabApp.default_url=/lab/tree/modules/02-first/02-first.ipynb" in command
        assert launched["folder"] == str(home)

    def test_start_page(self, launched: dict[str, object], home: Path) -> None:
        """JupyterLab opens the start page where there is one."""
        (home / "modules" / "index.ipynb").write_text("{}")
        course.main([])
        command = launched["command"]

        assert isinstance(command, list)
        assert "--LabApp.default_url=/lab/tree/modules/index.ipynb" in command

    def test_private(self, launched: dict[str, object], home: Path) -> None:
        """JupyterLab reads the course's settings and neither reads nor writes the learner's home."""
        course.main([])
        variables = launched["variables"]

        assert isinstance(variables, dict)
        assert variables["JUPYTER_CONFIG_PATH"] == str(home / "binder" / "jupyter")
        assert variables["JUPYTER_CONFIG_DIR"] == str(home / ".jupyter")
        assert variables["JUPYTER_DATA_DIR"] == str(home / ".jupyter" / "data")
        assert variables["IPYTHONDIR"] == str(home / ".jupyter" / "ipython")
        assert variables["PATH"].startswith(str(course.bin_dir()))

    def test_arguments(self, launched: dict[str, object]) -> None:
        """What follows -- goes to JupyterLab as it is, a second -- included."""
        course.main(["--no-browser", "--", "--port=9999", "--", "x"])
        command = launched["command"]

        assert isinstance(command, list)
        assert command[-4:] == ["--no-browser", "--port=9999", "--", "x"]

    def test_setup_only(self, launched: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
        """--setup-only installs, says where, and starts nothing."""
        assert course.main(["--setup-only"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == f"The course is set up in {course.VENV}."
        assert launched == {}

    def test_windows(self, launched: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
        """On Windows JupyterLab runs as a child that alone answers Ctrl+C, and its exit status is ours."""
        ignored = []
        monkeypatch.setattr(course.signal, "signal", lambda *what: ignored.append(what))
        home_first = course.first_notebook()  # before os.name changes what Path means
        monkeypatch.setattr(course, "first_notebook", lambda: home_first)
        monkeypatch.setattr(course, "set_up", lambda tests: None)
        monkeypatch.setattr(course, "venv_python", lambda: course.VENV / "Scripts" / "python.exe")
        monkeypatch.setattr(course, "environment", lambda **more: more)
        monkeypatch.setattr(course, "os", SimpleNamespace(name="nt", chdir=lambda path: None))

        assert course.main([]) == 7
        assert ignored == [(course.signal.SIGINT, course.signal.SIG_IGN)]

    @pytest.mark.parametrize("word", ["-h", "--help", "help"])
    def test_help(self, capsys: pytest.CaptureFixture[str], word: str) -> None:
        """Help lists every command and installs nothing."""
        assert course.main([word]) == 0
        text = capsys.readouterr().out
        assert all(
            part in text
            for part in ("python3 course.py test", "--no-browser", "--setup-only", "-- ", "py course.py")
        )


def test_runs_as_a_program(repo_root: Path) -> None:
    """The file runs on its own, with Python's warnings as errors."""
    command = [sys.executable, "-W", "error", str(repo_root / "course.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: python3 course.py")


def test_old_pythons_can_read_it(repo_root: Path) -> None:
    """The file is valid Python 3.8, so that an old Python gets as far as the line about its version."""
    source = (repo_root / "course.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 8)) is not None
