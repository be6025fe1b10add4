"""Spreads grading over the workers of a dask scheduler: texts out, texts back. Opens no gradebook."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from distributed import Client, KilledWorker
from nbgrader.converters import NbGraderException

from casework.grading.desk import GradingDesk
from casework.grading.errors import SubmissionError
from casework.grading.fast import Batch, Spread
from casework.grading.gradebook import Entry, Known, Marks
from casework.grading.grader import Grader, Outcome
from casework.grading.settings import read_settings
from casework.module import CourseError

SECONDS = 10
"""How long a scheduler may take to answer."""
AHEAD = 2
"""Batches that wait for each worker, so that none has nothing to do while grades are written."""
_ONE = threading.Lock()
"""A worker may have several threads; settings are read in a folder, and a process is in one at a time."""


def spread_over(address: str) -> Spread:
    """
    Return what has batches graded by the workers of a scheduler.

    A worker reads and writes the course's own folders, so every worker must see them under the same path.
    What goes to and fro is text: nothing of a submission is ever unpickled. The batch of a worker that dies
    is given to another one, and made again from its beginning.

    Args:
        address: as dask names it, such as tcp://10.0.0.5:8786.
    """

    def spread(
        grader: Grader, batches: Iterable[Batch], force: bool
    ) -> Iterator[tuple[Batch, Sequence[Outcome]]]:
        try:
            client: Any = Client(address, timeout=SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise CourseError(
                f"{address}: no scheduler answers there ({reason}); start one with dask scheduler, "
                "or leave out --scheduler"
            ) from None
        with client:
            waiting: deque[tuple[Batch, Any]] = deque()
            try:
                for batch in batches:
                    text = _order(grader, batch, force)
                    waiting.append((batch, client.submit(grade_batch, text, pure=False)))
                    while len(waiting) >= AHEAD * max(1, len(client.nthreads())):
                        yield _next(waiting)
                while waiting:
                    yield _next(waiting)
            finally:
                client.cancel([future for _, future in waiting])

    return spread


def grade_batch(order: str) -> str:
    """
    Grade some submissions on a worker.

    Args:
        order: what `_order` has written, as JSON.

    Returns:
        The outcomes as JSON.

    Raises:
        CourseError: this worker does not see the course, or sees another one.
    """
    asked = json.loads(order)
    with _ONE:
        grader = _grader(*asked["grader"])
        tasks = [(student, Known(*known) if known else None) for student, known in asked["tasks"]]
        outcomes = [grader.grade(student, known, asked["force"]) for student, known in tasks]
    return json.dumps([_packed(outcome) for outcome in outcomes])


@lru_cache(maxsize=2)
def _grader(root: str, assignment: str, names: str, duedate: str, digest: str) -> Grader:
    """Return the worker's own grader, which must come to the digest of the one who asks."""
    where = "every worker needs the same course, package and CASEWORK_KEYS under the same path"
    try:
        converter = read_settings(Path(root))
        desk = GradingDesk.of(converter)
        grader = Grader(desk, converter, assignment, desk.materials(assignment), json.loads(names), duedate)
    except (OSError, CourseError, NbGraderException) as error:
        raise CourseError(f"a worker cannot read the course ({error}); {where}") from None
    if grader.digest != digest:
        raise CourseError(f"{root}: a worker sees other keys, questions or settings there; {where}")
    return grader


def _order(grader: Grader, batch: Batch, force: bool) -> str:
    tasks = [
        (student, (known.digest, known.written, known.extension) if known else None)
        for student, known in batch.tasks
    ]
    about = (
        str(grader.find.root),
        grader.assignment,
        json.dumps(grader.names),
        grader.duedate,
        grader.digest,
    )
    return json.dumps({"grader": about, "tasks": tasks, "force": force})


def _next(waiting: deque[tuple[Batch, Any]]) -> tuple[Batch, list[Outcome]]:
    """Return the batch that was sent first, when it is done."""
    batch, future = waiting.popleft()
    try:
        return batch, [_unpacked(one) for one in json.loads(future.result())]
    except KilledWorker:
        first = batch.tasks[0][0] if batch.tasks else "?"
        raise CourseError(
            f"the batch from {first} on was lost with every worker that took it; "
            "look for what ends them (memory?), and run this again: what is graded stays graded"
        ) from None
    except OSError as error:
        raise CourseError(
            f"the scheduler is gone ({error}); start it and run this again: what is graded stays graded"
        ) from None


def _packed(outcome: Outcome) -> dict[str, Any]:
    entry, error = outcome.entry, outcome.error
    return {
        "remarks": outcome.remarks,
        "versions": outcome.versions,
        "error": (error.student, error.assignment, error.file, error.reason) if error else None,
        "entry": entry
        and {
            "student": entry.student,
            "timestamp": entry.timestamp.isoformat() if entry.timestamp else None,
            "notebooks": {
                name: marks and (dict(marks.scores), dict(marks.blank))
                for name, marks in entry.notebooks.items()
            },
            "rest": (entry.kept, entry.digest, entry.written, entry.files),
        },
    }


def _unpacked(found: dict[str, Any]) -> Outcome:
    entry, error = found["entry"], found["error"]
    made = None
    if entry:
        time = entry["timestamp"]
        marks = {name: Marks(*one) if one else None for name, one in entry["notebooks"].items()}
        made = Entry(entry["student"], datetime.fromisoformat(time) if time else None, marks, *entry["rest"])
    versions = tuple((student, file, words) for student, file, words in found["versions"])
    return Outcome(made, SubmissionError(*error) if error else None, tuple(found["remarks"]), versions)
