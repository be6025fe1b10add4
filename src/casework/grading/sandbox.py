"""The sandbox for learners' code: bubblewrap's command line, and whether it works here. Starts no kernel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import casework
from casework.grading import confine

PROGRAM = "bwrap"
_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "fonts", "alternatives")
_SECONDS = 20

ISOLATED = (
    "learners' code runs in a sandbox (bubblewrap): no network, none of your files but Python, the system's "
    "programs (read-only) and a copy of the one submission"
)
OPEN = (
    "learners' code is NOT isolated: {why}. It can read and change all that you can (keys, gradebook, "
    "other submissions) and use the network. Install bubblewrap, or refuse such runs with "
    "c.RunCode.require_isolation = True"
)
REFUSED = "nothing was run: {why}, and c.RunCode.require_isolation asks for a sandbox; install bubblewrap"


@dataclass(frozen=True)
class Sandbox:
    """
    How learners' code is run here.

    Attributes:
        hidden: folders that must not be seen, whatever else is shown.
        why_not: why it cannot be isolated, in words; empty if it can.
    """

    hidden: tuple[Path, ...]
    why_not: str

    @property
    def words(self) -> str:
        """One line that says what is isolated."""
        return OPEN.format(why=self.why_not) if self.why_not else ISOLATED

    def command(self, scratch: Path, limits: Mapping[str, int], words: Iterable[str]) -> list[str]:
        """
        Return the command line of a kernel.

        Args:
            scratch: the one folder that the kernel may write to; holds ``work`` and ``tmp``.
            limits: of each process, by the names that `confine` takes.
            words: what the kernel's own command line has.
        """
        library = Path(casework.__file__).parent
        text = ",".join(f"{name}={number}" for name, number in limits.items())
        python = [sys.executable, "-I", str(Path(confine.__file__)), text, str(library.parent), *words]
        return python if self.why_not else [*_bubble(scratch, self.hidden, library), *python]


@lru_cache(maxsize=8)
def sandbox(hidden: tuple[Path, ...]) -> Sandbox:
    """Return how code is run here; tried once, with the command line that is used."""
    if not sys.platform.startswith("linux"):
        return Sandbox(hidden, "the sandbox needs Linux")
    if shutil.which(PROGRAM) is None:
        return Sandbox(hidden, "bubblewrap is not installed")
    found = Sandbox(hidden, "")
    with tempfile.TemporaryDirectory(prefix="casework-") as folder:
        scratch = make_scratch(Path(folder))
        try:
            done = subprocess.run(
                found.command(scratch, {}, ()),
                cwd=scratch / "work",
                env=environment(scratch),
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return Sandbox(hidden, f"bubblewrap does not work here ({type(error).__name__})")
    if done.returncode == 0:
        return found
    reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[0]
    return Sandbox(hidden, f"bubblewrap does not work here ({reason})")


def make_scratch(folder: Path) -> Path:
    """Make the folders that a kernel needs, in a new one, and return it."""
    scratch = folder.resolve()
    for name in ("work", "tmp", "home", "link"):
        (scratch / name).mkdir()
    return scratch


def environment(scratch: Path) -> dict[str, str]:
    """Return all of the environment that learners' code has: nothing of the grader's."""
    found = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": str(scratch / "home"),
        "TMPDIR": str(scratch / "tmp"),
        "IPYTHONDIR": str(scratch / "home" / "ipython"),
        "MPLCONFIGDIR": str(scratch / "home" / "matplotlib"),
        "USER": "learner",
        "LANG": "C.UTF-8",
        "PYTHONSAFEPATH": "1",  # for Pythons that the code starts; the kernel itself has -I
        "OPENBLAS_NUM_THREADS": "1",  # each thread reserves memory that counts against the limit
        "OMP_NUM_THREADS": "1",
        "NBGRADER_EXECUTION": "autograde",
    }
    if "SYSTEMROOT" in os.environ:  # Windows starts no socket without it
        found["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return found


def limits(memory_mb: int, file_mb: int, seconds: int, isolated: bool) -> dict[str, int]:
    """Return the limits of one process of a learner's, by the names that `confine` takes."""
    found = {"AS": memory_mb * 10**6, "FSIZE": file_mb * 10**6, "CPU": seconds, "CORE": 0, "NOFILE": 512}
    # Outside a sandbox, and inside on older kernels, all of a user's processes would count together.
    own_count = isolated and tuple(map(int, os.uname().release.split(".")[:2])) >= (5, 14)
    return found | ({"NPROC": 128} if own_count else {})


def _bubble(scratch: Path, hidden: Iterable[Path], library: Path) -> list[str]:
    """Return bubblewrap's part of the command line."""
    words = [shutil.which(PROGRAM) or PROGRAM, "--unshare-all", "--die-with-parent", "--new-session"]
    words += ["--cap-drop", "ALL"]
    words += ["--setenv", "JPY_PARENT_PID", "1"]  # the grader's process cannot be seen, and watched, inside
    # First, since the course, and its Python, may lie in /tmp.
    words += ["--bind", str(scratch / "tmp"), "/tmp"]
    seen = {Path("/usr"), *map(Path, (sys.prefix, sys.base_prefix)), library}
    seen |= {path.resolve() for path in seen}
    for path in sorted(seen):  # an outer folder first: the inner one stays visible in it
        words += ["--ro-bind-try", str(path), str(path)]
    for name in _FOLDERS:
        if os.path.islink(name):
            words += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            words += ["--ro-bind", name, name]
    for name in _ETC:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for path in sorted({one for name in hidden for one in (name, name.resolve())}):
        if any(path.is_relative_to(one) for one in seen):
            words += ["--tmpfs", str(path), "--remount-ro", str(path)]
    words += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    words += ["--bind", str(scratch), str(scratch)]
    return [*words, "--chdir", str(scratch / "work"), "--remount-ro", "/", "--"]
