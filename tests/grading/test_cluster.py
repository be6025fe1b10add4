"""`casework grade --scheduler`: two worker processes leave what one process does. Scores nothing."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster
from grading import two_doors
from grading.submissions import BROKEN
from grading.trial_course import SEARCH_PATH
from unit.course_builder import NAME

from casework.grading import cluster, fast
from casework.grading.gradebook import Book

pytestmark = pytest.mark.grading


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Start a scheduler on this computer alone, and two workers, a process each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", SEARCH_PATH)
        patch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path_factory.mktemp("none")))
        patch.delenv("CASEWORK_KEYS", raising=False)
        folder = tmp_path_factory.mktemp("dask")
        with LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(folder),
        ) as found:
            yield found


@pytest.fixture(scope="module")
def handed_in(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which a class of every kind has handed in; a pipe cannot be copied."""
    root = tmp_path_factory.mktemp("cluster") / "handed in"
    assessments = two_doors.write_course(untouched, root)
    shutil.rmtree(assessments / "submitted" / "pipe")
    return root


def copied(handed_in: Path, name: str) -> Path:
    """Return the assessments folder of a copy."""
    shutil.copytree(handed_in, handed_in.parent / name, symlinks=True)
    return handed_in.parent / name / "assessments"


@pytest.fixture(scope="module")
def alone(handed_in: Path) -> tuple[Any, Any]:
    """Return gradebook and files as one process leaves them."""
    assessments = copied(handed_in, "alone")
    assert two_doors.grade(assessments) == 1
    return two_doors.dump(assessments), two_doors.files(assessments)


def test_two_workers_leave_what_one_process_does(
    handed_in: Path, alone: tuple[Any, Any], workers: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gradebook, folders, errors.csv and what is unchanged are the same, though a worker dies on the way."""
    assessments = copied(handed_in, "spread")
    monkeypatch.setattr(fast, "BATCH", 4)
    write = Book.write
    victims = [workers.workers[0].pid]

    def kill_and_write(*arguments: Any) -> None:
        while victims:
            os.kill(victims.pop(), signal.SIGKILL)
        write(*arguments)

    monkeypatch.setattr(Book, "write", kill_and_write)
    words = ("--scheduler", workers.scheduler_address)

    assert two_doors.grade(assessments, *words) == 1
    assert not victims
    assert (two_doors.dump(assessments), two_doors.files(assessments)) == alone
    assert len(BROKEN) > 3
    before = {path: path.stat().st_mtime_ns for path in assessments.glob("autograded/*/*/*")}
    assert two_doors.grade(assessments, *words) == 1
    assert {path: path.stat().st_mtime_ns for path in assessments.glob("autograded/*/*/*")} == before


def test_a_worker_that_sees_another_course(
    handed_in: Path,
    workers: LocalCluster,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a worker's keys are not those of who asks, one line says so, and nothing is graded."""
    assessments = copied(handed_in, "other keys")
    order = cluster._order

    def changed(grader: Any, batch: Any, force: bool) -> str:
        grader.digest = "0" * 64
        return order(grader, batch, force)

    monkeypatch.setattr(cluster, "_order", changed)

    assert two_doors.grade(assessments, "--scheduler", workers.scheduler_address) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1] == (
        f"{assessments.resolve()}: a worker sees other keys, questions or settings there; "
        "every worker needs the same course, package and CASEWORK_KEYS under the same path"
    )
    assert not list(assessments.glob("autograded/*/*"))


def test_no_scheduler(handed_in: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """An address where nothing answers is one line and exit code 1, and nothing is graded."""
    assessments = copied(handed_in, "no scheduler")
    monkeypatch.setattr(cluster, "SECONDS", 0.3)

    assert two_doors.grade(assessments, NAME, "--scheduler", "tcp://127.0.0.1:9") == 1
    line = capsys.readouterr().err.strip().splitlines()[-1]
    assert line.startswith("tcp://127.0.0.1:9: no scheduler answers there (")
    assert line.endswith("); start one with dask scheduler, or leave out --scheduler")
    assert not list(assessments.glob("autograded/*/*"))
