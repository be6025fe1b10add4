"""Attacks by files: bytes that are no notebook, links, devices, programs beside it, times. No tests here."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import sys
import zipfile
from collections.abc import Callable

from grading.attacked_course import FILE, FULL, RIGHT, Room
from grading.attacks import Attack, graded, refused
from unit.course_builder import NAME

AGAIN = "; download it again and hand that in"
LINK = "the file is a link; ask for the file itself"
NO_FILE = "this is neither a file nor a folder; remove it"
NOT_UTF8 = "the file is not text in UTF-8; hand in the .ipynb file itself"
NO_TIME = "this is not a date and time; write it as 2026-11-22 10:00:00 UTC"
PROGRAM = "import pathlib; pathlib.Path(__file__).with_suffix('.was-run').touch(); raise SystemExit('taken')"
PROGRAMS = (
    "casework",
    "pandas",
    "nbgrader",
    "nbgrader_config",
    "jupyter_config",
    "json",
    "conftest",
    "__init__",
)
BIG = 300_000_000
"""Bytes of a file that takes no room on the disk until somebody copies it."""


def content(make: Callable[[Room], bytes], reason: str) -> Attack:
    """Return an attack whose notebook has these bytes and cannot be read."""
    return refused(lambda room: room.hand_in(make(room)), reason)


def text(room: Room) -> str:
    """Return the notebook with all right answers, as text with an accent in it."""
    notebook = room.notebook(RIGHT)
    notebook["cells"][0]["source"] = "caf\u00e9"
    return json.dumps(notebook, ensure_ascii=False)


def bomb(_: Room) -> bytes:
    """Return a zip archive of 50 MB of zeros, in 50 kB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(FILE, b"0" * 50_000_000)
    return file.getvalue()


def version_3(room: Room) -> bytes:
    """Return a notebook of an old format that holds the new one's fields as well."""
    return json.dumps(room.notebook(RIGHT) | {"nbformat": 3, "worksheets": [{"cells": []}]}).encode()


def instead(make: Callable[[Room], None], reason: str, file: str = FILE) -> Attack:
    """Return an attack with something else in the notebook's place."""

    def write(room: Room) -> None:
        room.folder.mkdir(parents=True)
        make(room)

    return refused(write, reason, file)


def added(make: Callable[[Room], None], reason: str, file: str) -> Attack:
    """Return an attack with something beside a good notebook that is refused."""

    def write(room: Room) -> None:
        room.hand_in()
        make(room)

    return refused(write, reason, file)


def time(text: str | bytes) -> Attack:
    """Return an attack with a time of collection that is none."""
    return refused(lambda room: room.hand_in(None, timestamp__txt=text), NO_TIME, "timestamp.txt")


def linked_folder(room: Room) -> None:
    """Be another learner by linking to their folder of the submission."""
    room.folder.parent.mkdir(parents=True)
    room.folder.symlink_to(room.submitted / "page-honest" / NAME)


def linked_learner(room: Room) -> None:
    """Be another learner by linking to all that is theirs."""
    room.folder.parent.symlink_to(room.submitted / "page-honest")


def hard_link(room: Room) -> None:
    """Hand in a second name of a file outside: nothing tells it from a file, and nothing may change it."""
    room.folder.mkdir(parents=True)
    inside = room.outside / "canary.ipynb"
    os.link(inside, room.file)


def programs(room: Room) -> None:
    """Bring programs with names that somebody imports, and settings of nbgrader's and Jupyter's."""
    room.hand_in(None, **{f"{name}__py": PROGRAM for name in PROGRAMS})
    for name in (
        "sitecustomize.py",
        "usercustomize.py",
        ".nbgrader/casework.py",
        "casework/__init__.py",
        "pyvenv.cfg",
    ):
        (room.folder / name).parent.mkdir(exist_ok=True)
        (room.folder / name).write_text(PROGRAM, encoding="utf-8")
        (room.folder.parent / name).parent.mkdir(exist_ok=True)
        (room.folder.parent / name).write_text(PROGRAM, encoding="utf-8")


def other_notebooks(room: Room) -> None:
    """Hand in better notebooks under other names, and folders that look like notebooks."""
    room.hand_in()
    for name in (f"{NAME} (1).ipynb", "00-home.ipynb", "a\nb.ipynb", ".ipynb_checkpoints/x.ipynb"):
        (room.folder / name).parent.mkdir(exist_ok=True)
        (room.folder / name).write_text(json.dumps(room.notebook(RIGHT)), encoding="utf-8")
    (room.folder / "more.ipynb").mkdir()


def own_sources(room: Room) -> None:
    """Hand in question files and keys of one's own."""
    key = "module: 01-tiny\nkeys:\n  m01-q-mix: {correct: [c], why: {}}\n"
    room.hand_in(None, **{f"{name}__yaml": key for name in ("graded", "case", "practice", NAME)})


def sparse(room: Room) -> None:
    """Bring a file that fills the disk once it is copied."""
    with (room.folder / "film.mp4").open("wb") as file:
        file.truncate(BIG)


def deep(room: Room) -> None:
    """Bring folders in folders, one in the other."""
    path = room.folder
    for _ in range(400):
        path /= "d"
        path.mkdir()


def long_path(room: Room) -> None:
    """Bring a path that is too long where the course's own folder has a longer name."""
    path = room.folder.joinpath(*["d" * 200] * 3)
    path.mkdir(parents=True)
    (path / "x.txt").write_text("x")


def device(room: Room) -> None:
    """Hand in an endless file."""
    os.mknod(room.file, stat.S_IFCHR | 0o666, os.makedev(1, 5))


def canary(name: str, file: str) -> Callable[[Room], None]:
    """Return what links a file of the submission to one outside."""
    return lambda room: (room.folder / file).symlink_to(room.outside / name)


def only_a_file(room: Room) -> None:
    """Hand in a file where the submission's folder belongs."""
    room.folder.parent.mkdir(parents=True)
    room.folder.write_bytes(json.dumps(room.notebook(RIGHT)).encode())


TOO_LONG = "the path is too long or too deep; hand in fewer folders"
FILES: dict[str, Attack] = {
    "bom": graded(lambda room: room.hand_in(b"\xef\xbb\xbf" + text(room).encode()), FULL),
    "two-boms": content(
        lambda room: b"\xef\xbb\xbf" * 2 + text(room).encode(),
        f"the file is not a notebook (not valid JSON) at line 1{AGAIN}",
    ),
    "utf-16": content(lambda room: text(room).encode("utf-16"), NOT_UTF8),
    "latin-1": content(lambda room: text(room).encode("latin-1"), NOT_UTF8),
    "format-3": content(version_3, "the notebook has format 3; open and save it in JupyterLab 4"),
    "format-deep": content(
        lambda room: b'{"cells": [], "nbformat": ' + b"[" * 900 + b"]" * 900 + b"}",
        f"the notebook has format {'[' * 40}...; open and save it in JupyterLab 4",
    ),
    "cut-off": content(lambda room: text(room).encode()[:-9], f"the file is cut off at line 1{AGAIN}"),
    "zeros": content(
        lambda room: b"\0" * 1_000, f"the file is not a notebook (not valid JSON) at line 1{AGAIN}"
    ),
    "zip-bomb": content(bomb, NOT_UTF8),
    "gzip-bomb": content(lambda room: gzip.compress(b"0" * 50_000_000, 1), NOT_UTF8),
    "outputs-of-50-mb": content(
        lambda room: text(room).replace("caf\u00e9", "x" * 50_000_000).encode(),
        "the file has 20 MB, more than 20 MB; clear its outputs and hand it in again",
    ),
    "folder-of-that-name": instead(
        lambda room: room.file.mkdir(), "this is not a file; ask for the .ipynb file itself"
    ),
    "no-folder": refused(only_a_file, "cannot be read (Not a directory); check its permissions", NAME),
    "programs-beside": graded(programs),
    "other-notebooks": graded(other_notebooks),
    "own-sources": graded(own_sources),
    "own-page": graded(lambda room: room.hand_in(None, **{f"{NAME}__html": "<script>alert(1)</script>"})),
    "folder-in-the-way": added(
        lambda room: (room.folder / "graded.yaml").mkdir(),
        "a file of the course has this name; rename it",
        "graded.yaml",
    ),
    "page-in-the-way": added(
        lambda room: (room.folder / f"{NAME}.html").mkdir(),
        "a file of the course has this name; rename it",
        f"{NAME}.html",
    ),
    "disk-filler": added(sparse, "the folder has over 200 MB; keep what belongs to it", "film.mp4"),
    "deep-folders": added(deep, TOO_LONG, "d"),
    "long-path": added(long_path, TOO_LONG, "d" * 200),
    "many-files": added(
        lambda room: [(room.folder / f"{number}.txt").touch() for number in range(1_001)] and None,
        "the folder holds over 1000 files; keep what belongs to it",
        ".",
    ),
    "many-folders": added(
        lambda room: [(room.folder / f"{number}").mkdir() for number in range(1_001)] and None,
        "the folder holds over 1000 files; keep what belongs to it",
        ".",
    ),
    "time-soon": time("soon"),
    "time-huge": time("1" * 2_000_000),
    "time-path": time("2027-01-01 10:00 ../../../../etc/hostname"),
    "time-root": time("2027-01-01 10:00 /etc/localtime"),
    "time-past-the-end": time("9999-12-31 23:59:59 -99999"),
    "time-bytes": time(b"\xff\xfe2\x000\x00"),
    "time-folder": added(lambda room: (room.folder / "timestamp.txt").mkdir(), NO_TIME, "timestamp.txt"),
    "time-empty": time(" \n"),
    "time-9999": time("9999-12-31 23:00:00 UTC"),
    "time-zero": time("0001-01-01 00:00:00 UTC"),
}

if sys.platform != "win32":  # links are for administrators there
    FILES |= {
        "linked-file": instead(canary("canary.ipynb", FILE), LINK),
        "linked-nowhere": instead(canary("missing", FILE), LINK),
        "linked-time": added(canary("canary.txt", "timestamp.txt"), LINK, "timestamp.txt"),
        "linked-notes": added(canary("canary.txt", "notes.txt"), LINK, "notes.txt"),
        "linked-disk": added(lambda room: (room.folder / "disk").symlink_to("/"), LINK, "disk"),
        "linked-loop": added(lambda room: (room.folder / "loop").symlink_to(room.folder), LINK, "loop"),
        "linked-folder": refused(
            linked_folder, "the folder is a link; put the submission itself there", NAME
        ),
        "linked-learner": refused(
            linked_learner, "the folder is a link; put the submission itself there", "linked-learner"
        ),
        "hard-link": graded(hard_link, FULL),
        "pipe": instead(lambda room: os.mkfifo(room.file), NO_FILE),
        "pipe-beside": added(
            lambda room: os.mkfifo(room.folder / f"{NAME}.answers.json"), NO_FILE, f"{NAME}.answers.json"
        ),
    }


def _may_make_devices() -> bool:
    if sys.platform == "win32" or os.geteuid() != 0:
        return False
    probe = f"/tmp/casework-probe-{os.getpid()}"
    try:
        os.mknod(probe, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except OSError:
        return False
    os.unlink(probe)
    return True


if _may_make_devices():
    FILES["device"] = instead(device, NO_FILE)
