"""`python3 course.py test`: which browser the tests get, and which tools run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from stand_ins import Installer

import course

AGAIN = "then run the same command again"

PYTEST = ["pytest", "-m", "not soak", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]


class TestBrowser:
    """Which browser the tests get."""

    @pytest.fixture(autouse=True)
    def nothing_installed(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Start from a computer without a browser."""
        monkeypatch.delenv("CASEWORK_BROWSER", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    def program(self, path: Path) -> str:
        """Make an executable file and return its path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
        return str(path)

    @pytest.mark.parametrize("name", course.BROWSERS)
    def test_on_path(self, tmp_path: Path, name: str) -> None:
        """A browser on PATH is found by any of its usual names."""
        expected = self.program(tmp_path / "bin" / name)

        assert course.installed_browser() == expected

    def test_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """CASEWORK_BROWSER wins over what is on PATH."""
        self.program(tmp_path / "bin" / "chromium")
        expected = self.program(tmp_path / "mine")
        monkeypatch.setenv("CASEWORK_BROWSER", expected)

        assert course.installed_browser() == expected

    def test_named_wrongly(
        self, home: Path, stopped: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A CASEWORK_BROWSER that is no program is an error, not a reason to take another."""
        monkeypatch.setenv("CASEWORK_BROWSER", "/no/such/browser")
        assert stopped("test") == (
            "course.py: CASEWORK_BROWSER names /no/such/browser, which is no program: "
            f"mend or unset it, {AGAIN}."
        )

    def test_mac(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On a Mac the applications folders are searched."""
        expected = self.program(tmp_path / "Applications" / course.MAC_BROWSERS[0])
        monkeypatch.setattr(course.sys, "platform", "darwin")
        monkeypatch.setattr(course.Path, "home", lambda: tmp_path)

        assert course.installed_browser() == expected

    @pytest.mark.parametrize("folder", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
    def test_windows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
        """On Windows the usual program folders are searched."""
        expected = self.program(tmp_path / "programs" / course.WINDOWS_BROWSERS[-1])
        windows = SimpleNamespace(
            name="nt", environ={folder: str(tmp_path / "programs")}, path=os.path, pathsep=";"
        )
        monkeypatch.setattr(course, "os", windows)
        monkeypatch.setattr(course.shutil, "which", lambda name: None)

        assert course.installed_browser() == expected

    def test_none(
        self, installer: Installer, stopped: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without any browser the tests fail with one line that says how to get one; they are not skipped."""
        monkeypatch.setattr(course, "playwright_browser", lambda: None)
        monkeypatch.setattr(course.sys, "platform", "linux")
        assert stopped("test") == (
            "course.py: the browser tests need Chromium, Chrome or Edge, and none was found: install one "
            f"(on Debian `sudo apt install chromium`) or put its path into CASEWORK_BROWSER, {AGAIN}."
        )

    def test_playwrights_own(self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Playwright's own browser is downloaded when it is not there yet."""
        own = tmp_path / "playwright" / "chrome"
        commands = []

        def run(command: list[str], **_: object) -> SimpleNamespace:
            commands.append(command[1:])
            if "install" in command:
                self.program(own)
            return SimpleNamespace(returncode=0, stdout=f"{own}\n")

        monkeypatch.setattr(course.subprocess, "run", run)
        assert course.playwright_browser() == str(own)
        assert commands[1] == ["-m", "playwright", "install", "chromium"]

        assert course.playwright_browser() == str(own)
        assert len(commands) == 3  # the second time it only asks where it is

    def test_playwright_cannot(self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A download that fails leaves no browser."""
        answer = SimpleNamespace(returncode=0, stdout=str(tmp_path / "never"))
        monkeypatch.setattr(course.subprocess, "run", lambda *_, **__: answer)

        assert course.playwright_browser() is None


class TestRunningTests:
    """`python3 course.py test`."""

    @pytest.fixture
    def ran(self, installer: Installer, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """Return the tools that were run; one that is named in `failing` fails."""
        commands: list[list[str]] = []

        def run(command: list[str], cwd: Path, env: dict[str, str]) -> SimpleNamespace:
            assert env["CASEWORK_BROWSER"] == "/a/browser"
            commands.append(command[2:])
            return SimpleNamespace(returncode=3 if command[2] == self.failing else 0)

        monkeypatch.setattr(course, "installed_browser", lambda: "/a/browser")
        monkeypatch.setattr(course.subprocess, "run", run)
        return commands

    failing = ""

    def test_all(self, ran: list[list[str]], installer: Installer) -> None:
        """Style, types and all tests but the soak tests are run, with the browser named, in this order."""
        assert course.main(["test"]) == 0
        assert ran == [
            ["ruff", "check", "."],
            ["ruff", "format", "--check", "."],
            ["mypy"],
            PYTEST,
        ]
        assert json.loads(course.STAMP.read_text())["tests"] is True

    def test_arguments(self, ran: list[list[str]]) -> None:
        """What follows `test` goes to pytest, where a second -m wins over ours."""
        course.main(["test", "tests/unit", "-m", "soak", "--help"])

        assert ran[-1] == [*PYTEST, "tests/unit", "-m", "soak", "--help"]

    @pytest.mark.parametrize("tool", ["ruff", "mypy", "pytest"])
    def test_fault(self, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, tool: str) -> None:
        """The first tool that finds fault ends the run with its exit status."""
        monkeypatch.setattr(type(self), "failing", tool)

        assert course.main(["test"]) == 3
        assert ran[-1][0] == tool
