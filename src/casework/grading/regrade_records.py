"""The record of regrades, ``assessments/regrades/``: written, finished, listed, shown. Compares nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from casework.grading.key_versions import Version
from casework.grading.score_changes import LATE, TOTAL, Cause, Change, Standing
from casework.module import CourseError
from casework.one_step import write_in_one_step

FOLDER = "regrades"
"""Below assessments/; it names learners and holds keys: not in git, and in no class edition."""
ABOUT, CHANGES, REPORT = "about.json", "changes.csv", "report.txt"
HEADER = ("student", "question", "old", "new", "difference", "cause")
_NAME = re.compile(r"\d{4}-\d\d-\d\d-(?P<number>\d{2,})-.+")
_OPEN = ".unfinished-"
_MODE = 0o600


@dataclass(frozen=True)
class About:
    """
    What was done: ``at`` is ISO 8601 in UTC, ``students`` the names or patterns that it was kept to.

    ``changed`` of ``compared`` submissions; ``before`` are the digests of the older versions of the key.
    """

    assignment: str
    reason: str
    at: str
    casework: str
    students: Sequence[str]
    changed: int
    compared: int
    before: Sequence[str]


@dataclass(frozen=True)
class Unfinished:
    """A regrade that was broken off after it had begun: what it set out to change."""

    about: About
    changes: tuple[Change, ...]

    def restored(self, now: Mapping[str, Standing]) -> dict[str, Standing]:
        """Return what students had before it, given what the gradebook holds now."""
        found = dict(now)
        for change in self.changes:
            if (one := found.get(change.student)) is None:
                continue
            penalty = (change.old or 0.0) if change.cell == LATE else one.penalty
            total = (change.old or 0.0) if change.cell == TOTAL else one.total
            scores = one.scores if change.cell in (LATE, TOTAL) else {**one.scores, change.cell: change.old}
            found[change.student] = Standing(scores, penalty, total)
        return found

    @property
    def causes(self) -> dict[str, Cause]:
        """Return by student why they change."""
        return {change.student: change.cause for change in self.changes}


class Records:
    """The records of one course."""

    def __init__(self, assessments: Path) -> None:
        self.folder = assessments / FOLDER

    def unfinished(self, assignment: str) -> Unfinished | None:
        """
        Return the regrade of an assignment that was broken off, if there is one.

        Raises:
            CourseError: its files cannot be read.
        """
        place = self._open(assignment)
        if not place.is_dir():
            return None
        try:
            with (place / CHANGES).open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            return Unfinished(_about(place), tuple(map(_change, rows)))
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise CourseError(
                f"{FOLDER}/{place.name}: a regrade was broken off, and its record cannot be read "
                f"({type(error).__name__}); move the folder away, and what it changed is not told apart"
            ) from None

    def begin(
        self,
        about: About,
        changes: Sequence[Change],
        report: str,
        before: Sequence[Version],
        after: Version,
    ) -> None:
        """Write down what is about to be done; an unfinished record of the assignment is brought up to it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(".new-*"):
            shutil.rmtree(left, ignore_errors=True)
        place = self._open(about.assignment)
        if place.is_dir():
            _write(place, about, changes, report, before, after)
            return
        made = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        _write(made, about, changes, report, before, after)
        os.rename(made, place)

    def finish(self, about: About) -> Path:
        """Give an unfinished record its number and its name; return its folder."""
        number = max((number for number, _ in self._finished()), default=0) + 1
        target = self.folder / f"{about.at[:10]}-{number:02d}-{about.assignment}"
        os.rename(self._open(about.assignment), target)
        return target

    def drop(self, assignment: str) -> None:
        """Remove an unfinished record of which nothing was done, or all of it taken back."""
        shutil.rmtree(self._open(assignment), ignore_errors=True)

    def lines(self) -> Iterator[str]:
        """Yield a line for each record: number, day, assignment, how many changed, reason."""
        found = self._finished()
        for number, path in found:
            try:
                about = _about(path)
            except (OSError, ValueError, TypeError, LookupError):
                yield f"{number}  {FOLDER}/{path.name}: {ABOUT} is missing or damaged"
                continue
            counts = f"{about.changed} of {about.compared} changed"
            yield f"{number}  {about.at[:10]}  {about.assignment}  {counts}  {about.reason}"
        for path in sorted(self.folder.glob(f"{_OPEN}*")):
            assignment = path.name.removeprefix(_OPEN)
            yield f"-  {assignment}: broken off; type casework regrade {assignment} once more"
        if not found:
            yield "no regrade is on record"

    def shown(self, number: int) -> str:
        """
        Return the report of a record again.

        Raises:
            CourseError: there is no such number, or its report cannot be read.
        """
        found = dict(self._finished())
        if number not in found:
            known = f"there are {', '.join(map(str, found))}" if found else "no regrade is on record"
            raise CourseError(f"no regrade {number}; {known}")
        path = found[number]
        try:
            about, report = _about(path), (path / REPORT).read_text(encoding="utf-8").rstrip("\n")
        except (OSError, ValueError, TypeError, LookupError):
            raise CourseError(f"{FOLDER}/{path.name}: {ABOUT} or {REPORT} is missing or damaged") from None
        return f"{about.assignment}, {about.at}, casework {about.casework}: {about.reason}\n{report}"

    def _open(self, assignment: str) -> Path:
        return self.folder / f"{_OPEN}{assignment}"

    def _finished(self) -> list[tuple[int, Path]]:
        places = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        named = [(match, path) for path in places if (match := _NAME.fullmatch(path.name))]
        return sorted((int(match["number"]), path) for match, path in named)


def _write(
    place: Path,
    about: About,
    changes: Sequence[Change],
    report: str,
    before: Sequence[Version],
    after: Version,
) -> None:
    """Write a record's files, each in one step; the list of changes first, since it tells what was before."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for one in changes:
        difference = repr(one.difference) if one.old is not None and one.new is not None else ""
        writer.writerow([one.student, one.cell, _cell(one.old), _cell(one.new), difference, one.cause])
    files = {CHANGES: text.getvalue(), REPORT: f"{report}\n"}
    for place_, version in enumerate(before, 1):
        name = "before" if len(before) == 1 else f"before-{place_}"
        files |= {f"{name}/{file}": content for file, content in version.texts.items()}
    files |= {f"after/{file}": content for file, content in after.texts.items()}
    files[ABOUT] = json.dumps(asdict(about), ensure_ascii=False, indent=1) + "\n"
    for file, content in files.items():
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        write_in_one_step(place / file, content.encode(), mode=_MODE)
    for folder in place.iterdir():  # of a regrade that was broken off, when fewer keys were concerned
        if folder.is_dir() and not any(name.startswith(f"{folder.name}/") for name in files):
            shutil.rmtree(folder)


def _about(place: Path) -> About:
    return About(**json.loads((place / ABOUT).read_text(encoding="utf-8")))


def _change(row: Mapping[str, Any]) -> Change:
    if row["cause"] not in get_args(Cause):
        raise ValueError(row["cause"])
    return Change(row["student"], row["question"], _number(row["old"]), _number(row["new"]), row["cause"])


def _cell(points: float | None) -> str:
    return "" if points is None else repr(points)


def _number(text: str) -> float | None:
    return float(text) if text else None
