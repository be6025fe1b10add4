"""The records of the whole course: every notebook and second file below modules/. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

from casework.answers import (
    MAX_NOTEBOOK_BYTES,
    Answer,
    UnreadableNotebook,
    merge,
    read_notebook,
    read_sidecar,
    record_of,
    sidecar_path,
)
from casework.languages import LANGUAGES, spoken
from casework.module import (
    CourseError,
    Module,
    find_folder,
    load_module,
    module_folders,
    running_notebook,
)
from casework.receipts import Receipt, receipt_of
from casework.variants import running_code
from casework.yaml_lines import ContentError

MAX_FILES = 40
"""Notebooks, and second files, read in one module's folder; a learner has a few."""
_HEADING = re.compile(r"^# (?:Module |Módulo )?(\d+)(?::|\s) *(.+)$", re.MULTILINE)
_MINUTES = re.compile(r"(?:about|unos) (\d{1,3}) minut[eo]s")


@dataclass(frozen=True)
class Held:
    """What one file, or several together, hold: answers by question id, and the newest hand-in receipt."""

    answers: Mapping[str, Answer]
    handed_in: Receipt | None = None

    def with_(self, other: Held) -> Held:
        """Return both together; of two answers to one question the newer stays."""
        answers = merge(self.answers, other.answers)
        receipts = [one for one in (self.handed_in, other.handed_in) if one]
        newest = max(receipts, key=lambda one: datetime.fromisoformat(one.at), default=None)
        return Held(answers, newest)

    def only(self, ids: Iterable[str]) -> Held:
        """Return what is held about some ids."""
        wanted = frozenset(ids)
        answers = {id_: one for id_, one in self.answers.items() if id_ in wanted}
        return Held(answers, self.handed_in)


@dataclass(frozen=True)
class FolderRecord:
    """One module's folder: content, what all its files hold, the notebook to open, remarks in words."""

    module: Module
    title: str
    minutes: int | None
    notebook: Path
    notebooks: tuple[Path, ...]
    held: Held
    notes: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Every id under which this module records: its questions', its cases' places, tries at a test."""
        final = [self.module.final.id] if self.module.final else []
        return frozenset((*self.module.questions, *self.module.cases, *final))


@dataclass(frozen=True)
class CourseRecord:
    """All modules in order, and all files together: a review is answered in another module's notebook."""

    root: Path
    folders: tuple[FolderRecord, ...]
    held: Held
    notes: tuple[str, ...]

    def own(self, folder: FolderRecord) -> Held:
        """Return what any file of the course holds about a module, with the receipt of its own files."""
        return Held(self.held.only(folder.ids).answers, folder.held.handed_in)


def read_course(root: Path) -> CourseRecord:
    """
    Read every module's files; one that cannot be read is named in ``notes`` and harms no other.

    Args:
        root: the folder that holds modules/.
    """
    folders: list[FolderRecord] = []
    notes: list[str] = []
    for path in module_folders(root):
        try:
            folders.append(read_folder(path))
        except ContentError as error:
            notes.append(f"{path.name}: its questions cannot be read ({error.problems[0]}); it is left out.")
        except OSError as error:
            notes.append(
                f"{path.name}: the folder cannot be read ({error.strerror or error}); it is left out."
            )
    held = reduce(Held.with_, (folder.held for folder in folders), Held({}))
    notes += [note for folder in folders for note in folder.notes]
    return CourseRecord(root, tuple(folders), held, tuple(notes))


def read_here() -> tuple[CourseRecord, FolderRecord, Path]:
    """
    Read the course that the running notebook belongs to; return it, the notebook's module, and the notebook.

    Raises:
        CourseError: the notebook is not in a module's folder, or the module cannot be read.
    """
    notebook = running_notebook()
    home = find_folder(notebook).resolve()
    if home.parent.name != "modules":
        raise CourseError(f"{home.name} is in no modules/ folder; put it back there and run this cell again.")
    course = read_course(home.parent.parent)
    for folder in course.folders:
        if folder.module.folder == home:
            return course, folder, notebook or own_notebook(home)
    raise CourseError(next((note for note in course.notes if note.startswith(home.name)), home.name))


def read_folder(folder: Path) -> FolderRecord:
    """
    Read one module's notebooks, under whatever name, and the second files beside them.

    Raises:
        ContentError: the module's question files have mistakes.
        OSError: the folder cannot be listed.
    """
    module = load_module(folder)
    held, title, minutes = Held({}), folder.name, None
    notes: list[str] = []
    newest: dict[Path, str] = {}
    own = own_notebook(folder)
    places = [folder, *(place for code in LANGUAGES if (place := folder / code).is_dir())]
    notebooks = [path for place in places for path in _files(place, "*.ipynb", notes)]
    for path in sorted(notebooks, key=lambda path: path != own):
        try:
            data = _read(path)
        except (OSError, UnreadableNotebook) as error:
            reason = (
                error.strerror or str(error) if isinstance(error, OSError) else str(error).partition(";")[0]
            )
            notes.append(f"{folder.name}/{path.name}: {reason}; its answers are not counted.")
            continue
        found = held_in(data["metadata"])
        held = held.with_(found)
        if path.parent != own.parent and not found.answers:
            continue  # the lesson in a language that this learner does not use
        newest[path] = max((one.at.rstrip("Z") for one in found.answers.values()), default="")
        if minutes is None:
            title, minutes = _about(data["cells"], title)
    for path in (one for place in places for one in _files(place, "*.answers.json", notes)):
        record = read_sidecar(path)
        notes += [f"{folder.name}/{problem}." for problem in record.problems]
        held = held.with_(Held(record.answers))
    if len(newest) > 1:
        names = ", ".join(path.relative_to(folder).as_posix() for path in newest)
        notes.append(f"{folder.name}: {len(newest)} notebooks ({names}); of two answers the newer counts.")
    main = max(newest, key=lambda path: (newest[path], path == own), default=own)
    if code := running_code(held.answers):
        module = module.of(code)
    return FolderRecord(module, title, minutes, main, tuple(newest), held, tuple(notes))


def own_notebook(folder: Path) -> Path:
    """Return the lesson of a module in the language that is spoken, or in English where it has none."""
    translated = folder / spoken() / f"{folder.name}.ipynb"
    return translated if translated.is_file() else folder / f"{folder.name}.ipynb"


def others(folder: Path) -> list[tuple[str, Path]]:
    """Return the translations of a module's lesson: the language of each, and its notebook."""
    paths = [(code, folder / code / f"{folder.name}.ipynb") for code in LANGUAGES]
    return [(code, path) for code, path in paths if path.is_file()]


def held_in(metadata: Mapping[str, Any]) -> Held:
    """Return what a notebook's metadata hold; anything may be in them."""
    receipt = receipt_of(metadata)
    return Held(record_of(metadata).answers, receipt if receipt and moment(receipt.at) else None)


def moment(at: object) -> datetime | None:
    """Return a recorded time as a moment with its zone; None for what is no time of our days."""
    try:
        found = datetime.fromisoformat(at) if isinstance(at, str) and len(at) <= 40 else None
    except ValueError:
        return None
    return found if found and found.tzinfo and 1970 < found.year < 9000 else None


def targets(folder: FolderRecord) -> list[Path]:
    """Return the second file of each notebook in a module's folder: where answers from elsewhere are put."""
    return [sidecar_path(path) for path in folder.notebooks or (folder.notebook,)]


def _files(folder: Path, pattern: str, notes: list[str]) -> list[Path]:
    """Return the plain files of a pattern in order, without hidden ones, and not more than MAX_FILES."""
    found = sorted(path for path in folder.glob(pattern) if path.name[0] != "." and path.is_file())
    if len(found) > MAX_FILES:
        notes.append(
            f"{folder.name}: {len(found)} files {pattern}; only {MAX_FILES} are read. Move some away."
        )
    own = folder / f"{folder.name}{pattern[1:]}"
    return sorted(found, key=lambda path: path != own)[:MAX_FILES]


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return read_notebook(file.read(MAX_NOTEBOOK_BYTES + 1))


def _about(cells: Iterable[Any], title: str) -> tuple[str, int | None]:
    """Return the lesson's title and its minutes, which stand in its first cell."""
    first = next(iter(cells), None)
    source = first.get("source") if isinstance(first, dict) else ""
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    heading, minutes = _HEADING.search(text[:5_000]), _MINUTES.search(text[:5_000])
    return (
        f"{heading[1]} {heading[2].strip()}"[:200] if heading else title,
        int(minutes[1]) if minutes else None,
    )
