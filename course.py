#!/usr/bin/env python3
"""The launcher: makes the course's own Python, opens the course, runs the tests. No lessons here."""
# Standard library only, and readable by Python 3.8, so that an old Python can at least say that it is old.

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "course-stamp.json"  # there only when an installation was finished
SETTINGS = ROOT / ".jupyter"  # JupyterLab's settings and history; outside .venv, so that a rebuild keeps them
OLDEST = (3, 11)
START_PAGE = Path("modules", "index.ipynb")
INPUTS = ("requirements.txt", "binder/requirements.txt", "pyproject.toml")  # what decides what gets installed
AGAIN = "then run the same command again"
GET_VENV = (
    "on Debian or Ubuntu type `sudo apt install python3-venv`, elsewhere install Python from python.org"
)

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
MAC_BROWSERS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_BROWSERS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)

# What pip and ensurepip print when something outside the course is wrong; the first that fits is the reason.
DISK_FULL = re.compile(r"\[Errno 28\]|\[Errno 122\]|No space left on device|\[WinError 112\]")
NOT_WRITABLE = re.compile(r"\[Errno 13\]|\[Errno 30\]|Read-only file system|\[WinError 5\]")
OFFLINE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError"
    r"|Max retries exceeded|Failed to establish a new connection|Connection (refused|aborted|reset)"
    r"|RemoteDisconnected|Temporary failure in name resolution|getaddrinfo failed"
)

HELP = """\
usage: python3 course.py [--no-browser] [--setup-only] [-- JUPYTER OPTIONS]
       python3 course.py test [PYTEST OPTIONS]

  python3 course.py          open the course: makes .venv if it is missing or outdated, starts JupyterLab
      --no-browser           start JupyterLab, print its address, open no browser
      --setup-only           make .venv and stop
      -- JUPYTER OPTIONS     what follows -- goes to JupyterLab, e.g.  -- --port=9999
  python3 course.py test     check the code and run every test, the ones in a real browser included
      PYTEST OPTIONS         e.g.  tests/unit -k scoring   or  -m soak   (left out by default)
  python3 course.py --help   this text

On Windows write  py course.py  instead of  python3 course.py.
"""


class Stop(Exception):
    """Why we cannot go on: one line for the person at the keyboard, saying what to do."""


class Offline(Stop):
    """Nothing was installed, because the package index could not be reached."""


# Python and its environment ---------------------------------------------------------------------------------


def check_python(version: tuple[int, ...]) -> None:
    """Raise Stop when this Python is too old or cannot make environments (Debian packs venv apart)."""
    found = ".".join(str(part) for part in version[:3])
    if tuple(version[:2]) < OLDEST:
        raise Stop(
            f"the course needs Python 3.11 or newer, and this is Python {found}: "
            "install a newer one from python.org, then run course.py with that one."
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Stop(f"this Python {found} has no venv module: {GET_VENV}, {AGAIN}.")


def bin_dir() -> Path:
    """Return the folder of the environment's programs."""
    return VENV / ("Scripts" if os.name == "nt" else "bin")


def venv_python() -> Path:
    """Return the environment's Python."""
    return bin_dir() / ("python.exe" if os.name == "nt" else "python")


def made_for() -> str:
    """Return what an environment cannot outlive: another Python, or another place on the disk."""
    return f"Python {platform.python_version()} in {VENV}"


def fingerprint() -> str:
    """Return a hash (hex) of the files that decide what is installed."""
    digest = hashlib.sha256()
    for name in INPUTS:
        try:
            digest.update((ROOT / name).read_bytes())
        except FileNotFoundError:
            raise Stop(f"{name} is missing from {ROOT}: get the course again, whole, {AGAIN}.") from None
    return digest.hexdigest()


def read_stamp() -> dict[str, object] | None:
    """Return what the last finished installation noted, or None when there is none or it cannot be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) else None


def set_up(*, tests: bool) -> None:
    """Bring .venv up to date, with the tools of the tests if asked for; do nothing when it is.

    An installation that was cut short has no stamp: pip cannot be trusted to see what is half there, so it is
    made again. One whose lists of packages changed is updated in place.
    """
    wanted = {"made_for": made_for(), "inputs": fingerprint()}
    stamp = read_stamp()
    if stamp is not None and venv_python().exists() and all(stamp.get(k) == v for k, v in wanted.items()):
        if stamp.get("tests") or not tests:
            return
    elif stamp is None or not venv_python().exists() or stamp.get("made_for") != wanted["made_for"]:
        make_venv()
        stamp = None
    say("Installing packages into .venv; the first time takes a few minutes and about 0.5 GB of disk.")
    STAMP.unlink(missing_ok=True)
    try:
        pip_install("-r", "requirements.txt", *(("-e", ".[test]") if tests else ()))
    except Offline:
        if stamp is not None:  # pip looks everything up before it changes anything
            STAMP.write_text(json.dumps(stamp), encoding="utf-8")
        raise
    STAMP.write_text(json.dumps({**wanted, "tests": tests}), encoding="utf-8")


def make_venv() -> None:
    """Make .venv from nothing, in place of whatever is there."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise Stop(f".venv must be made again, and is in use in this window: type `deactivate`, {AGAIN}.")
    import venv  # not at the top: check_python says what to do where it is missing

    say(f"Making the course's own Python in {VENV}.")
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    except subprocess.CalledProcessError as error:  # ensurepip, run by venv
        output = (error.output or b"").decode(errors="replace")
        raise reason_for(output) or Stop(f"Python could not make {VENV}: {GET_VENV}, {AGAIN}.") from None


def pip_install(*arguments: str) -> None:
    """Run pip in .venv; its progress goes to the screen, its complaints are read as well as shown."""
    command = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    complaints = []
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE) as pip:
        assert pip.stderr is not None  # it is a pipe, as said above
        for line in pip.stderr:
            text = line.decode(errors="replace")
            complaints.append(text)
            sys.stderr.write(text)
    if pip.returncode:
        raise reason_for("".join(complaints)) or Stop(
            f"pip could not install the packages; its own words are above. Put that right, {AGAIN}."
        )


def reason_for(output: str) -> Stop | None:
    """Return the plain reason behind a failed installer's output, or None when it is none that we know."""
    if DISK_FULL.search(output):
        return disk_full()
    if NOT_WRITABLE.search(output):
        return not_writable()
    if OFFLINE.search(output):
        return Offline(f"pip could not reach the package index: connect to the internet, {AGAIN}.")
    return None


def disk_full() -> Stop:
    """Return the reason "the disk is full"."""
    return Stop(f"no space is left on the disk that holds {ROOT}: free about 1 GB, {AGAIN}.")


def not_writable() -> Stop:
    """Return the reason "we may not write here"."""
    return Stop(f"{ROOT} cannot be written to: copy the course to a folder of your own, {AGAIN} there.")


def environment(**more: str) -> dict[str, str]:
    """Return the environment variables for programs of .venv, plus *more*.

    Its programs come first on PATH: nbgrader and JupyterLab call others by name. What points Python
    elsewhere, or pip at the user's home, is left out.
    """
    drop = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    path = os.pathsep.join(part for part in (str(bin_dir()), kept.get("PATH", "")) if part)
    return {**kept, "PATH": path, "VIRTUAL_ENV": str(VENV), **more}


# Opening the course -----------------------------------------------------------------------------------------


def first_notebook() -> Path:
    """Return the start page, or the first lesson in a course without one, relative to the course."""
    if (ROOT / START_PAGE).is_file():
        return START_PAGE
    for folder in sorted((ROOT / "modules").glob("*/")):
        notebook = folder / f"{folder.name}.ipynb"
        if notebook.is_file():
            return notebook.relative_to(ROOT)
    raise Stop(f"there is no lesson in {ROOT / 'modules'}: get the course again, whole, {AGAIN}.")


def open_course(arguments: list[str]) -> int:
    """Start JupyterLab at the start page and return its exit status; Linux and macOS: become JupyterLab."""
    dashes = arguments.index("--") if "--" in arguments else len(arguments)
    ours, jupyter = arguments[:dashes], arguments[dashes + 1 :]
    unknown = [word for word in ours if word not in ("--no-browser", "--setup-only")]
    if unknown:
        raise Stop(
            f"{unknown[0]!r} is not a command or option of course.py: "
            "`python3 course.py --help` lists them; JupyterLab's own options go after `--`."
        )
    set_up(tests=False)
    if "--setup-only" in ours:
        say(f"The course is set up in {VENV}.")
        return 0
    # As default_url, not as a file to open: the page is then in the address that JupyterLab prints, too.
    command = [str(venv_python()), "-m", "jupyterlab", "-y", "--Application.log_level=ERROR"]
    command += [f"--LabApp.default_url=/lab/tree/{first_notebook().as_posix()}"]
    command += [word for word in ours if word == "--no-browser"] + jupyter
    say("Opening JupyterLab. Leave this window open; to close the course, press Ctrl+C here.")
    # The learner's ~/.jupyter is neither read nor written. binder/jupyter turns off news and update checks
    # (nothing is asked of the network) and nbgrader's menus (they are the instructor's).
    env = environment(
        JUPYTER_CONFIG_DIR=str(SETTINGS),
        JUPYTER_DATA_DIR=str(SETTINGS / "data"),
        IPYTHONDIR=str(SETTINGS / "ipython"),
        JUPYTER_CONFIG_PATH=str(ROOT / "binder" / "jupyter"),
    )
    os.chdir(ROOT)
    if os.name != "nt":
        os.execve(command[0], command, env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for JupyterLab, which shares this window
    return subprocess.run(command, env=env).returncode


# Running the tests ------------------------------------------------------------------------------------------


def installed_browser() -> str | None:
    """Return the path of a Chromium, Chrome or Edge on this computer, or None."""
    named = os.environ.get("CASEWORK_BROWSER")
    if named:
        if not shutil.which(named):
            raise Stop(f"CASEWORK_BROWSER names {named}, which is no program: mend or unset it, {AGAIN}.")
        return shutil.which(named)
    places = [found for name in BROWSERS for found in [shutil.which(name)] if found]
    if sys.platform == "darwin":
        tops = (Path("/Applications"), Path.home() / "Applications")
        places += [str(top / app) for top in tops for app in MAC_BROWSERS]
    if os.name == "nt":
        folders = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        places += [str(Path(os.environ[f]) / b) for f in folders if f in os.environ for b in WINDOWS_BROWSERS]
    return next((place for place in places if os.path.exists(place)), None)


def playwright_browser() -> str | None:
    """Return the path of Playwright's own Chromium, downloading it if need be, or None when that fails."""
    ask = "from playwright.sync_api import sync_playwright as run\n"
    ask += "with run() as p: print(p.chromium.executable_path)"
    asked = subprocess.run([str(venv_python()), "-c", ask], env=environment(), capture_output=True, text=True)
    path = asked.stdout.strip()
    if asked.returncode or not path:
        return None
    if not Path(path).exists():
        say("No Chromium, Chrome or Edge found: trying Playwright's own.")
        subprocess.run([str(venv_python()), "-m", "playwright", "install", "chromium"], env=environment())
    return path if Path(path).exists() else None


def run_tests(arguments: list[str]) -> int:
    """Check and test everything; stop at the first tool that finds fault and return its exit status."""
    browser = installed_browser()
    set_up(tests=True)
    browser = browser or playwright_browser()
    if browser is None:
        raise Stop(
            "the browser tests need Chromium, Chrome or Edge, and none was found: install one (on Debian "
            f"`sudo apt install chromium`) or put its path into CASEWORK_BROWSER, {AGAIN}."
        )
    say(f"Browser for the tests: {browser}")
    for tool in (
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        # The order of files is our own, the long ones first (tests/conftest.py).
        ["pytest", "-m", "not soak", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", *arguments],
    ):
        say("$ " + " ".join(tool))
        env = environment(CASEWORK_BROWSER=browser)
        status = subprocess.run([str(venv_python()), "-m", *tool], cwd=ROOT, env=env).returncode
        if status:
            return status
    return 0


# The command line -------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """Print one line now, before whatever another program prints next."""
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    """Do what was asked and return the exit status; say in one line what stands in the way."""
    try:
        if any(word in ("-h", "--help", "help") for word in arguments[:1]):
            say(HELP.rstrip())
            return 0
        check_python(tuple(sys.version_info[:3]))
        return run_tests(arguments[1:]) if arguments[:1] == ["test"] else open_course(arguments)
    except Stop as stop:
        reason = stop
    except KeyboardInterrupt:
        print("\ncourse.py: stopped. To go on, run the same command again.", file=sys.stderr)
        return 130
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason = disk_full()
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            reason = not_writable()
        else:
            reason = Stop(f"{error}.")
    print(f"course.py: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
