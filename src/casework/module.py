"""One module of the course as a folder: finds and loads its questions and cases. No graded keys here."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from casework.cases import Case, read_cases
from casework.final_rules import FILE as FINAL
from casework.final_rules import FinalRules, read_final
from casework.in_browser import no_files_words, steady
from casework.items import Key, Question
from casework.languages import language_of, speak, spoken
from casework.questions import Bank, read_graded, read_practice
from casework.yaml_lines import ContentError, Problem

FILES = ("practice.yaml", "graded.yaml", "case.yaml")
"""The files that hold a module's questions."""
READ = (*FILES, FINAL)


class CourseError(Exception):
    """Something a learner or author can mend; a notebook shows it as one line, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        """Tell IPython what to print in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Module:
    """A module's practice questions (with keys), graded questions (without), cases, rules of a final test."""

    folder: Path
    practice: Bank
    graded: Bank
    cases: Mapping[str, Case]
    final: FinalRules | None = None

    @property
    def name(self) -> str:
        """The folder's name, which is also nbgrader's name of the assignment."""
        return self.folder.name

    @property
    def graded_questions(self) -> Mapping[str, Question]:
        """Every question with its key in assessments/keys: the graded file's and the cases' graded steps."""
        steps = {id_: q for case in self.cases.values() for id_, q in case.graded_questions.items()}
        return {**self.graded.questions, **steps}

    @property
    def practice_keys(self) -> Mapping[str, Key]:
        """The keys that learners hold: of the practice file, of practice steps and of changes."""
        keys = dict(self.practice.keys)
        for case in self.cases.values():
            keys |= case.keys
        return keys

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question of the module by id."""
        inside = {id_: q for case in self.cases.values() for id_, q in case.questions.items()}
        return {**self.practice.questions, **self.graded.questions, **inside}

    def of(self, learner: str, seen: str = "") -> Module:
        """Return the module as one learner gets it; see ``Bank.of``. The same where nothing differs."""
        return replace(self, graded=self.graded.of(learner, seen)) if self.graded.variants else self

    def missing(self, id_: str, kind: str, known: Mapping[str, object]) -> CourseError:
        """Return the error for an id that is not in this module, with the nearest ones that are."""
        near = difflib.get_close_matches(str(id_), known, n=3, cutoff=0.4)
        hint = f"near it are {', '.join(near)}" if near else "there is none"
        if known and not near:
            hint = f"some that are there: {', '.join(sorted(known)[:3])}"
        return CourseError(
            f"no {kind} {id_!r} in {self.folder.name}; {hint}. Check the spelling in this cell."
        )


@steady
def load_module(folder: Path) -> Module:
    """
    Load a module's folder, its texts in the language that is spoken.

    A file that is not there counts as empty, and nothing is read twice unchanged.

    Raises:
        ContentError: every mistake in its files.
    """
    folder = folder.resolve()
    here = folder / spoken() if spoken() else None
    translated = (spoken(), *(stamp(here / name) for name in FILES if here))
    stamps = (*(stamp(folder / name) for name in READ), *_form_stamps(folder.parent))
    return _load(folder, stamps, translated)


def module_folders(root: Path) -> list[Path]:
    """Return the modules of the course at ``root`` in order, without .ipynb_checkpoints and the like."""
    folders = (path for path in (root / "modules").iterdir() if path.is_dir())
    return sorted(path for path in folders if path.name[0] not in "._")


def find_root(start: Path) -> Path | None:
    """Return the course's top folder (the one that holds modules/) in ``start`` or above, or None."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "modules").is_dir():
            return folder
    return None


def course_here() -> tuple[Path, Path]:
    """
    Return the course that the running notebook belongs to, and the notebook's folder; speak its language.

    Raises:
        CourseError: the notebook is not in a folder of the course.
    """
    notebook = running_notebook()
    start = notebook.resolve().parent if notebook else Path.cwd()
    speak(language_of(start)[0])
    root = find_root(start)
    if root is None:
        raise CourseError(
            f"no modules/ folder in {start.name} or above; open this notebook in the course's folder."
        )
    return root, start


def find_folder(notebook: Path | None) -> Path:
    """
    Return the folder of the running notebook's module, and speak the language of the notebook's folder.

    Args:
        notebook: the notebook's path where the kernel knows it; else the working folder is used.

    Raises:
        CourseError: neither holds any of a module's files.
    """
    candidates = [Path.cwd(), *([notebook.parent] if notebook else [])]
    for place in candidates:
        language, folder = language_of(place)
        if any((folder / name).is_file() for name in READ):
            speak(language)
            return folder
    if words := no_files_words():
        raise CourseError(words)
    raise CourseError(
        f"no {', '.join(FILES)} in {candidates[-1].name or candidates[-1]}; "
        "keep this notebook in its module's folder, beside these files, and open it there."
    )


def running_notebook() -> Path | None:
    """Return the path of the notebook this kernel belongs to, where the front end tells it."""
    name = os.environ.get("JPY_SESSION_NAME", "")
    if not name:
        try:
            from IPython import get_ipython

            shell = get_ipython()
            name = shell.user_ns.get("__vsc_ipynb_file__", "") if shell else ""
        except ImportError:
            return None
    path = Path(name)
    return path if name.endswith(".ipynb") and path.is_file() else None


def stamp(path: Path) -> int | None:
    """Return when a file was last changed, in ns; None where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None


@steady
def _form_stamps(modules: Path) -> tuple[int | None, ...]:
    """Return when each file was last changed in which the questions of a form may stand."""
    return tuple(map(stamp, sorted(modules.glob("*/graded.yaml"))))


@lru_cache(maxsize=64)
def _load(folder: Path, stamps: tuple[int | None, ...], translated: tuple[str | int | None, ...]) -> Module:
    """Load a module once for each state of its files and translations, and each language spoken."""
    nothing = Bank(folder.name, {}, {})
    parts: list[Any] = [nothing, nothing, {}, None]
    problems: list[Problem] = []
    for index, reader in enumerate((read_practice, read_graded, read_cases, read_final)):
        if stamps[index] is not None:
            try:
                parts[index] = reader(folder / READ[index])
            except ContentError as error:  # go on: mending one file must not uncover the next one's mistakes
                problems += error.problems
    if problems:
        raise ContentError(problems)
    return Module(folder, *parts)
