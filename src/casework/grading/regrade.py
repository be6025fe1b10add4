"""`casework regrade`: what a mended key changes, worked out before it is applied. No rule of scoring."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import islice
from pathlib import Path
from shlex import quote

from sqlalchemy.engine import make_url

from casework import __version__
from casework.final_rules import FILE as FINAL
from casework.final_rules import FinalRules, read_final
from casework.grading.autograded import alone
from casework.grading.change_report import About as Words
from casework.grading.change_report import report
from casework.grading.code_cells import tag_of
from casework.grading.desk import GradingDesk
from casework.grading.engine import full_points, graded_parts
from casework.grading.errors import SubmissionError
from casework.grading.fast import BATCH, Count, Run, failing_in_one_line, runs_code
from casework.grading.gradebook import Entry
from casework.grading.grader import Grader
from casework.grading.key_versions import Version, current_version, differences
from casework.grading.matching import is_written
from casework.grading.notes import From, graded_from, kept
from casework.grading.regrade_records import FOLDER, About, Records, Unfinished
from casework.grading.score_changes import Cause, Change, Comparison, Standing, compare
from casework.grading.settings import Converter, read_settings
from casework.grading.standings import cell_names, standings
from casework.items import Question
from casework.markup import number
from casework.module import CourseError, Module


class Regrade:
    """One assignment, its scores as they are beside those it would get; nothing is written but by `apply`."""

    def __init__(self, run: Run, reason: str, students: Sequence[str]) -> None:
        self.run, self.reason, self.students = run, reason, students
        self.records = Records(run.find.root)
        self.record: Path | None = None
        self.half_done = 0
        self.broken_off = self._broken_off()
        self.found, self.report, self.before = self._compared()

    @property
    def needed(self) -> bool:
        """Whether there is anything to apply, or to take back of a regrade that was broken off."""
        return bool(self.found.changed or self.half_done)

    @property
    def question(self) -> str:
        """What is asked before anything is applied."""
        if not self.found.changed:
            return f"Take back what was applied to {self.half_done} submissions? [y/N] "
        return f"Apply to {len(self.found.changed)} of {len(self.found.pairs)} submissions? [y/N] "

    def apply(self) -> Count:
        """
        Grade as `casework grade` does, and keep on record what that changes; return what became of them.

        Raises:
            CourseError: in one line; what is graded stays so, and the same command goes on from there.
        """
        if current_version(self.run.materials.module, self.run.keys) != self.run.version:
            raise CourseError(f"{self.run.assignment}: key or questions have changed meanwhile; run it again")
        # First the record: whoever is killed after this finds in it what the scores were.
        if self.found.changed:
            self._note((*self.found.changes, *self._left()))
        # Who has read a text need not read it again because a key was mended: nbgrader would ask for that.
        self.run.read_from = {one: source.files for one, source in self.noted.items()}
        count = self.run.grade(self.students, force=False)
        with self.run.opened():
            now = standings(self.run.book.db, self.run.book)
        pairs = [replace(pair, after=now.get(pair.student, pair.after)) for pair in self.found.pairs]
        if tuple(pairs) != self.found.pairs:  # a file was replaced while the question stood there
            self.found = replace(self.found, pairs=tuple(pairs))
            self.report = self._report(self.found)
        if self.found.changed:
            self._note(self.found.changes)
            self.record = self.records.finish(self._about())
        else:
            self.records.drop(self.run.assignment)
        return count

    def told(self, count: Count) -> str:
        """Return what is said after `apply`."""
        line = f"{self.run.assignment}: {count}"
        return f"{line}; on record as {FOLDER}/{self.record.name}" if self.record else line

    def close(self) -> None:
        """Remove the record of a regrade that was broken off, where nothing of it is left."""
        if self.broken_off and not self.found.changed:
            self.records.drop(self.run.assignment)

    def _note(self, changes: Sequence[Change]) -> None:
        self.records.begin(self._about(), changes, self.report, self.before, self.run.version)

    def _left(self) -> list[Change]:
        """Return what a regrade that was broken off may have changed, and this one changes no more."""
        named = {(change.student, change.cell) for change in self.found.changes}
        old = self.broken_off.changes if self.broken_off else ()
        return [change for change in old if (change.student, change.cell) not in named]

    def _about(self) -> About:
        return About(
            assignment=self.run.assignment,
            reason=self.reason,
            at=self.at,
            casework=__version__,
            students=list(self.students),
            changed=len(self.found.changed),
            compared=len(self.found.pairs),
            before=[version.digest for version in self.before],
        )

    def _broken_off(self) -> Unfinished | None:
        """Return the regrade that this one goes on with."""
        self.at = datetime.now(UTC).isoformat(timespec="seconds")
        found = self.records.unfinished(self.run.assignment)
        if found and sorted(found.about.students) != sorted(self.students):
            whose = "".join(f" --student {quote(one)}" for one in found.about.students)
            raise CourseError(
                f"{self.run.assignment}: a regrade was broken off; finish it first: "
                f'casework regrade {self.run.assignment}{whose} --reason "TEXT"'
            )
        return found

    def _compared(self) -> tuple[Comparison, str, list[Version]]:
        run, assignment = self.run, self.run.assignment
        handed_in = run.students(self.students)
        with run.opened() as grader:
            book = run.book
            before, noted = standings(book.db, book), graded_from(book.db, book.id)
            self.noted = noted
            book.db.rollback()
            if not before.keys() & set(handed_in):
                raise CourseError(f"{assignment}: never graded; grade it first: casework grade {assignment}")
            now = before
            if self.broken_off:
                before = self.broken_off.restored(now)
            entries, errors = _tried(grader, handed_in, before)
            refused = {error.student for error in errors}
            if not self.students:
                lost = sorted(before.keys() - set(handed_in))
                errors += [SubmissionError(one, assignment, ".", _LOST) for one in lost]
            after: dict[str, Standing] = {}
            rest = iter(entries)
            while batch := list(islice(rest, BATCH)):
                after |= book.tried(batch)
            if self.broken_off:
                self.half_done = sum(now[one] != after[one] for one in after)
            causes = {one.student: _cause(noted.get(one.student), one, run.version) for one in entries}
            digests = {noted[one].version for one in after if one in noted}
            if self.broken_off:
                causes |= self.broken_off.causes
                digests |= set(self.broken_off.about.before)
            versions = kept(book.db, digests - {run.version.digest})
            found = Comparison(
                assignment,
                float(book.full),
                tuple(cell_names(book.graded).values()),
                compare(before, after, causes),
                tuple(errors),
                tuple(one for one in handed_in if one not in before and one not in refused),
            )
        self.words = self._words(found, versions, sum(one == "not known" for one in causes.values()))
        return found, self._report(found), versions

    def _report(self, found: Comparison) -> str:
        text = report(found, self.words)
        if self.broken_off:
            return f"Goes on with a regrade that was broken off ({self.broken_off.about.at})\n{text}"
        return text

    def _words(self, found: Comparison, versions: Sequence[Version], unknown: int) -> Words:
        run = self.run
        differ = [differences(version, run.version, run.assignment) for version in versions]
        parts = {
            cell: [one.id for one in _asked(run.materials.module, cell.rpartition("/")[2])]
            for cell in found.cells
        }
        rules = _rules(run.materials.module.folder.parent, run.assignment)
        return Words([one for one in differ if one is not None], parts, unknown, None in differ, rules)


_LOST = "it was graded, but its files are no longer among the submissions; its points stay"


@contextmanager
def opened(assessments: Path, assignment: str, reason: str, students: Sequence[str]) -> Iterator[Regrade]:
    """
    Work out a regrade, and let nobody else grade while it is looked at.

    Args:
        students: names or patterns; none: all.

    Raises:
        CourseError: in one line, why nothing can be compared.
    """
    words = " ".join(reason.split())
    if not words or not words.isprintable():
        raise CourseError('--reason is empty; say what was mended, such as --reason "c is right too"')
    converter = read_settings(assessments)
    _check_name(converter, assignment)
    with failing_in_one_line():
        _check_gradebook(converter, assignment)
        with alone(converter):
            runs_code(converter, assignment, asked=True)
            run = Run(converter, assignment)
            _check_points(run)
            yield Regrade(run, words, students)


def _tried(
    grader: Grader, students: Sequence[str], graded: Collection[str]
) -> tuple[list[Entry], list[SubmissionError]]:
    """Score submissions; return the entries of those that have been graded before, and why any cannot be."""
    outcomes = [grader.tried(student) for student in students]
    entries = [one.entry for one in outcomes if one.entry and one.entry.student in graded]
    return entries, [one.error for one in outcomes if one.error]


def _cause(source: From | None, entry: Entry, version: Version) -> Cause:
    """Return why a submission's points may change, from what they were given for."""
    if source is None:
        return "not known"
    if source.files != entry.files:
        return "new file"
    return "other" if source.version == version.digest else "key"


def _check_name(converter: Converter, assignment: str) -> None:
    """Refuse what is no module: nbgrader would take some names for patterns."""
    find = GradingDesk.of(converter)
    modules = find.folder(converter.coursedir.source_directory, ".", "NAME").parent
    known = sorted(one.name for one in modules.iterdir() if one.is_dir() and one.name[0] not in "._")
    if assignment not in known:
        raise CourseError(f"no module {assignment!r}; there are {', '.join(known) or 'none'}")


def _check_gradebook(converter: Converter, assignment: str) -> None:
    """Refuse where there is no gradebook yet: to open it would make one."""
    url = make_url(converter.coursedir.db_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        raise CourseError(
            f"{assignment}: never graded, there is no {Path(url.database).name}; "
            f"grade it first: casework grade {assignment}"
        )


def _check_points(run: Run) -> None:
    """Refuse a release whose points are not the questions': every cell of it would get 0."""
    module = run.materials.module
    for notebook in run.materials.released.values():
        for cell in notebook["cells"]:
            tag = tag_of(cell)
            if not tag.get("grade") or is_written(cell):
                continue
            id_, has = str(tag.get("grade_id")), tag.get("points")
            wanted = _full(module, id_)
            if not _asked(module, id_) or has != wanted:
                what = f"{number(float(wanted))} in its question" if wanted else "but no question"
                raise CourseError(
                    f"{run.assignment}: the release is older than the questions: "
                    f"{id_} has {has} points there, {what}; "
                    f"run nbgrader generate_assignment {run.assignment} --force first"
                )


def _pool(module: Module, cell: str) -> tuple[str, ...]:
    """Return the ids whose points a cell may give: its own, or of all questions that may be drawn for it."""
    return module.graded.variants.slots.get(cell, (cell,))


def _asked(module: Module, cell: str) -> list[Question]:
    return [one for id_ in _pool(module, cell) for one in graded_parts(module, id_)]


def _full(module: Module, cell: str) -> Fraction:
    """Return a cell's points; all questions of a pool have the same."""
    return full_points(module, _pool(module, cell)[0])


def _rules(modules: Path, assignment: str) -> FinalRules | None:
    """Return the rules of the final test of which an assignment is a form."""
    for path in sorted(modules.glob(f"*/{FINAL}")):
        rules = read_final(path)
        if assignment in rules.forms:
            return rules
    return None
