"""What course.py says, in exactly one line, when something stands in the way."""

from __future__ import annotations

import errno
import importlib.util
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from stand_ins import Installer

import course

AGAIN = "then run the same command again"
PIP_OFFLINE = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(\"HTTPSConnection("
    "host='pypi.org', port=443): Failed to establish a new connection: [Errno 111] Connection refused\")'\n"
    "ERROR: No matching distribution found for jupyterlab==4.6.6\n"
)


class TestOneLine:
    """What stands in the way is said in one line, with exit status 1."""

    def test_old_python(self, stopped: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
        """A Python below 3.11 is named, with what to do."""
        monkeypatch.setattr(course.sys, "version_info", (3, 10, 13))
        assert stopped() == (
            "course.py: the course needs Python 3.11 or newer, and this is Python 3.10.13: "
            "install a newer one from python.org, then run course.py with that one."
        )

    @pytest.mark.parametrize("missing", ["venv", "ensurepip"])
    def test_no_venv_module(
        self, stopped: Callable[..., str], monkeypatch: pytest.MonkeyPatch, missing: str
    ) -> None:
        """A Python without venv or ensurepip (Debian packs them apart) is told how to get them."""
        find = importlib.util.find_spec
        monkeypatch.setattr(course.sys, "version_info", (3, 11, 2))
        monkeypatch.setattr(
            course.importlib.util, "find_spec", lambda name: None if name == missing else find(name)
        )
        assert stopped() == (
            "course.py: this Python 3.11.2 has no venv module: on Debian or Ubuntu type "
            f"`sudo apt install python3-venv`, elsewhere install Python from python.org, {AGAIN}."
        )

    @pytest.mark.parametrize("name", course.INPUTS)
    def test_missing_file(
        self, stopped: Callable[..., str], installer: Installer, home: Path, name: str
    ) -> None:
        """A course from which a list of packages is missing says which."""
        (home / name).unlink()
        line = f"course.py: {name} is missing from {home}: get the course again, whole, {AGAIN}."

        assert stopped() == line
        assert not (home / ".venv").exists()

    def test_no_lesson(self, stopped: Callable[..., str], installer: Installer, home: Path) -> None:
        """A course without a lesson says so."""
        for notebook in home.glob("modules/*/*.ipynb"):
            notebook.unlink()
        assert stopped() == (
            f"course.py: there is no lesson in {home / 'modules'}: get the course again, whole, {AGAIN}."
        )

    def test_unknown_word(self, stopped: Callable[..., str], installer: Installer) -> None:
        """An unknown command or option is quoted, and nothing is installed."""
        assert stopped("tets") == (
            "course.py: 'tets' is not a command or option of course.py: "
            "`python3 course.py --help` lists them; JupyterLab's own options go after `--`."
        )
        assert installer.made == 0

    @pytest.mark.parametrize(
        ("code", "line"),
        [
            (errno.ENOSPC, "no space is left on the disk that holds {home}: free about 1 GB, {again}."),
            (errno.EDQUOT, "no space is left on the disk that holds {home}: free about 1 GB, {again}."),
            (
                errno.EROFS,
                "{home} cannot be written to: copy the course to a folder of your own, {again} there.",
            ),
            (
                errno.EACCES,
                "{home} cannot be written to: copy the course to a folder of your own, {again} there.",
            ),
            (errno.EIO, "[Errno 5] Input/output error: '.venv'."),
        ],
    )
    def test_disk(
        self,
        stopped: Callable[..., str],
        monkeypatch: pytest.MonkeyPatch,
        home: Path,
        code: int,
        line: str,
    ) -> None:
        """A disk that is full or may not be written to is named while .venv is made."""

        def fail(*_: object) -> None:
            raise OSError(code, os.strerror(code), ".venv")

        monkeypatch.setattr(venv.EnvBuilder, "create", fail)
        assert stopped() == "course.py: " + line.format(home=home, again=AGAIN)

    @pytest.mark.parametrize(
        ("output", "line"),
        [
            (b"no ensurepip here", "Python could not make {home}/.venv: " + course.GET_VENV + ", {again}."),
            (
                b"OSError: [Errno 28] No space left on device",
                "no space is left on the disk that holds {home}: free about 1 GB, {again}.",
            ),
            (None, "Python could not make {home}/.venv: " + course.GET_VENV + ", {again}."),
        ],
    )
    def test_ensurepip_fails(
        self,
        stopped: Callable[..., str],
        monkeypatch: pytest.MonkeyPatch,
        home: Path,
        output: bytes | None,
        line: str,
    ) -> None:
        """When Python cannot put pip into .venv, its own output decides what is said."""

        def fail(*_: object) -> None:
            raise subprocess.CalledProcessError(1, ["ensurepip"], output=output)

        monkeypatch.setattr(venv.EnvBuilder, "create", fail)
        assert stopped() == "course.py: " + line.format(home=home, again=AGAIN)

    @pytest.mark.parametrize(
        ("output", "line"),
        [
            (PIP_OFFLINE, "pip could not reach the package index: connect to the internet, {again}."),
            (
                "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n",
                "no space is left on the disk that holds {home}: free about 1 GB, {again}.",
            ),
            (
                "ERROR: Could not install packages due to an OSError: [WinError 112] not enough space\n",
                "no space is left on the disk that holds {home}: free about 1 GB, {again}.",
            ),
            (
                "ERROR: Could not install packages due to an OSError: [Errno 30] Read-only file system\n",
                "{home} cannot be written to: copy the course to a folder of your own, {again} there.",
            ),
            (
                "ERROR: No matching distribution found for jupyterlab==99\n",
                "pip could not install the packages; its own words are above. Put that right, {again}.",
            ),
        ],
    )
    def test_pip_fails(
        self,
        capfd: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        home: Path,
        output: str,
        line: str,
    ) -> None:
        """Pip's complaints are shown as they come and then put into one plain line."""
        fake_pip(
            home, monkeypatch, f"import sys; print('Collecting'); sys.stderr.write({output!r}); sys.exit(1)"
        )
        assert course.main([]) == 1
        shown = capfd.readouterr()

        assert "Collecting" in shown.out
        assert shown.err == output + "course.py: " + line.format(home=home, again=AGAIN) + "\n"
        assert course.read_stamp() is None

    def test_retry_that_worked(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A warning about the network does not matter when pip got there in the end."""
        fake_pip(home, monkeypatch, f"import sys; sys.stderr.write({PIP_OFFLINE!r})")
        course.set_up(tests=False)

        assert course.read_stamp() is not None

    def test_rebuild_from_inside(
        self, stopped: Callable[..., str], monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        """A Python cannot replace the environment that it runs in."""
        monkeypatch.setattr(course.sys, "prefix", str(home / ".venv"))
        assert stopped() == (
            f"course.py: .venv must be made again, and is in use in this window: type `deactivate`, {AGAIN}."
        )

    def test_ctrl_c(self, capsys: pytest.CaptureFixture[str], installer: Installer) -> None:
        """Ctrl+C ends with one line and the usual exit status for it."""
        installer.failure = KeyboardInterrupt()

        assert course.main([]) == 130
        error = capsys.readouterr().err
        assert error == "\ncourse.py: stopped. To go on, run the same command again.\n"


def fake_pip(home: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let `python -m pip` in .venv be a real child process that runs *program*."""
    package = home / "fake"
    package.mkdir()
    (package / "pip.py").write_text(program)

    def make() -> None:
        course.VENV.mkdir()

    monkeypatch.setattr(course, "make_venv", make)
    monkeypatch.setattr(course, "venv_python", lambda: Path(sys.executable))
    real = course.environment
    monkeypatch.setattr(course, "environment", lambda **more: {**real(**more), "PYTHONPATH": str(package)})
