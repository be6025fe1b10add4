"""The grader's desk: module, keys, released notebooks and paths of a run of nbgrader. Writes nothing."""

from __future__ import annotations

import glob
import logging
import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from traitlets import Instance, Unicode
from traitlets.config import LoggingConfigurable

from casework.answers import UnreadableNotebook, read_notebook
from casework.grading.executed import executed
from casework.grading.keys import keys_folder, module_keys
from casework.grading.matching import Released
from casework.grading.rebuild import Notebook
from casework.grading.sets import ALIASES, read_aliases
from casework.module import Module, load_module
from casework.questions import KeyFile
from casework.sources import Labeller, labeller
from casework.yaml_lines import ContentError

_SILENT = logging.getLogger(f"{__name__}.silent")
"""Takes what the grader's desk logs: its exceptions say the same."""
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass(frozen=True)
class Materials:
    """What one assignment is graded with."""

    module: Module
    keys: KeyFile
    label: Labeller
    released: Mapping[str, Notebook]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def code(self, student: str) -> str:
        """Return the code that draws a student's questions: their folder's name, if it has no alias."""
        return self.aliases.get(student, student)


class GradingDesk(LoggingConfigurable):
    """Finds an assignment's materials from nbgrader's own settings."""

    keys_folder = Unicode(
        "",
        help="Folder of the key files, relative to the root (default: keys). CASEWORK_KEYS goes first.",
    ).tag(config=True)
    coursedir = Instance(CourseDirectory)

    @classmethod
    def of(cls, converter: Any) -> GradingDesk:
        """Return the desk of a running nbgrader converter."""
        return cls(parent=converter, coursedir=converter.coursedir)

    @classmethod
    def silent(cls, converter: Any) -> GradingDesk:
        """Return a desk that logs nothing, for a command that prints what its exceptions say."""
        desk = cls.of(converter)
        desk.log = _SILENT
        return desk

    @property
    def root(self) -> Path:
        """The assessments folder."""
        return Path(self.coursedir.root)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Return a folder of nbgrader's layout."""
        return Path(self.coursedir.format_path(step, student, assignment))

    def submission(self, student: str, assignment: str) -> Path:
        """Return the folder that a learner's files were collected into."""
        return self.folder(self.coursedir.submitted_directory, student, assignment)

    def submissions(self, assignment: str, students: Collection[str] = ()) -> Iterator[tuple[str, str]]:
        """
        Yield (folder as nbgrader names it, student) of an assignment, also where there is no notebook.

        Args:
            students: names, or patterns as nbgrader's ``--student`` takes them; none: as configured.
        """
        step = self.coursedir.submitted_directory
        pattern = self.coursedir.format_path(step, "(?P<student>(?s:.*))", re.escape(assignment), escape=True)
        excluded = self.coursedir.student_id_exclude.split(",")
        wanted = students or [self.coursedir.student_id]
        places = [self.coursedir.format_path(step, student, assignment) for student in wanted]
        for folder in sorted({folder for place in places for folder in glob.glob(place)}):
            match = re.fullmatch(pattern, folder)
            if match and match["student"] not in excluded:
                yield folder, match["student"]

    def released(self) -> set[str]:
        """Return the names of the assignments that were handed out."""
        folder = self.folder(self.coursedir.release_directory, ".", "*")
        return {Path(path).parent.name for path in glob.glob(f"{folder}/*.ipynb")}

    def handed_in(self) -> Counter[str]:
        """Return how many learners have handed in each assignment, released or not."""
        step, student = self.coursedir.submitted_directory, self.coursedir.student_id
        pattern = self.coursedir.format_path(step, ".*", "(?P<assignment>.*)", escape=True)
        folders = filter(os.path.isdir, glob.glob(self.coursedir.format_path(step, student, "*")))
        return Counter(match["assignment"] for folder in folders if (match := re.fullmatch(pattern, folder)))

    def source_files(self, assignment: str) -> dict[str, Path]:
        """Return the source's files that go into every graded submission, by their paths in it."""
        source = self.folder(self.coursedir.source_directory, ".", assignment)
        files = map(Path, find_all_files(str(source), [*self.coursedir.ignore, "*.ipynb"]))
        return {path.relative_to(source).as_posix(): path for path in files}

    def module(self, assignment: str) -> Module:
        """
        Return the module an assignment is made from.

        Raises:
            ContentError: every mistake in its files.
        """
        return load_module(self.folder(self.coursedir.source_directory, ".", assignment))

    def source(self, assignment: str) -> tuple[Module, KeyFile]:
        """
        Return the module an assignment is made from and its keys.

        Raises:
            NbGraderException: after logging each mistake in its own line.
        """
        try:
            module = self.module(assignment)
            return module, module_keys(keys_folder(self.root, self.keys_folder), module)
        except ContentError as error:
            self.stop([str(problem) for problem in error.problems])

    def materials(self, assignment: str) -> Materials:
        """
        Return what an assignment is graded with.

        Raises:
            NbGraderException: keys or released notebook are missing or wrong; each mistake is logged.
        """
        module, keys = self.source(assignment)
        folder = self.folder(self.coursedir.release_directory, ".", assignment)
        paths = sorted(folder.glob("*.ipynb"))
        if not paths:
            self.stop([f"{folder}: no notebook; run nbgrader generate_assignment {assignment} first"])
        released = {}
        for path in paths:
            try:
                released[path.stem] = _released(path, path.stat().st_mtime_ns)
            except (OSError, UnreadableNotebook) as error:
                self.stop([f"{path}: {error}"])
        self._check_variants(module, folder / "graded.yaml")
        try:
            aliases = read_aliases(self.root / ALIASES) if module.graded.variants else {}
        except ContentError as error:
            self.stop([str(problem) for problem in error.problems])
        return Materials(module, keys, labeller(module.folder), released, aliases)

    def _check_variants(self, module: Module, handed_out: Path) -> None:
        """Refuse to draw otherwise than the notebooks did that learners have: their questions were others."""
        if not handed_out.is_file():
            return
        if not module.graded.variants and b"\nvariants:" not in handed_out.read_bytes():
            return
        try:
            before = load_module(handed_out.parent).graded.variants
        except ContentError as error:
            self.stop([str(problem) for problem in error.problems])
        if before != module.graded.variants:
            self.stop(
                [
                    f"{module.name}: variants in graded.yaml are not as they were handed out; "
                    f"put them back as in {handed_out}, or release the module again"
                ]
            )

    def executes(self, assignment: str) -> bool:
        """
        Return whether an assignment's code cells may be run.

        Raises:
            NbGraderException: assessments/grade.yaml has a mistake.
        """
        try:
            return assignment in executed(self.root)
        except ContentError as error:
            self.stop([str(problem) for problem in error.problems])

    def private_folders(self) -> tuple[Path, ...]:
        """Return the folders that learners' code must not see."""
        found = {self.root.absolute(), keys_folder(self.root, self.keys_folder).absolute()}
        steps = ("source", "release", "submitted", "autograded", "feedback")
        for step in steps:
            found.add((self.root / getattr(self.coursedir, f"{step}_directory")).absolute())
        return tuple(sorted(found))

    def stop(self, lines: list[str]) -> NoReturn:
        """Log each line and end the run; nbgrader shows no traceback for its own exception."""
        for line in lines:
            self.log.error(line)
        raise NbGraderException("\n".join(lines))


@lru_cache(maxsize=16)
def _released(path: Path, stamp: int) -> Notebook:
    """Read a released notebook once; nobody may change what is returned."""
    return Released(read_notebook(path.read_bytes()))
