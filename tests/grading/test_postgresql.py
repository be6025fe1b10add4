"""A gradebook in PostgreSQL: the same content as in SQLite, by every command. Starts a server of its own."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from grading import two_doors
from grading.trial_course import RIGHT, answered, trial_notebook
from nbgrader.apps import ExportApp, GenerateAssignmentApp
from unit.course_builder import NAME, as_text

pytestmark = pytest.mark.grading
FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Where Debian puts the server; elsewhere it is looked for on the PATH."""
PLACES = os.pathsep.join([*map(str, FOLDERS), os.environ.get("PATH", "")])
INITDB, POSTGRES = shutil.which("initdb", path=PLACES), shutil.which("postgres", path=PLACES)
OPTIONS = ("fsync=off", "listen_addresses=")


def _owner() -> str | None:
    """Return whom the server must run as: it refuses root; None where nobody has to be changed."""
    if os.name != "posix" or os.getuid() != 0:
        return None
    import pwd

    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server that listens on nothing but a socket in a folder of its own; return its address."""
    if not INITDB or not POSTGRES:
        pytest.skip("no PostgreSQL server here; apt-get install --no-install-recommends postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 bytes
    owner = _owner()
    start: list[str] = []
    if owner:
        shutil.chown(folder, owner)
        start = ["setpriv", f"--reuid={owner}", "--clear-groups"]
    create = [*start, INITDB, "-D", f"{folder}/data", "-U", "casework", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*create, "--locale=C", "--no-sync"], check=True, capture_output=True, cwd=folder)
    options = [word for option in OPTIONS for word in ("-c", option)]
    command = [*start, POSTGRES, "-D", f"{folder}/data", "-k", str(folder), *options]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        ready = [POSTGRES.removesuffix("postgres") + "pg_isready", "-q", "-h", str(folder), "-t", "30"]
        for _ in range(300):
            if process.poll() is not None or not subprocess.run(ready).returncode:
                break
        assert process.poll() is None, (folder / "log.txt").read_text()
        yield f"postgresql+psycopg://casework@/postgres?host={folder}"
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


def _run(app_class: Any, assessments: Path, *words: str) -> None:
    """Do what an nbgrader command does, without its start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        patch.chdir(assessments)
        app = app_class()
        app.initialize(list(words))
        app.start()


def _hand_in(assessments: Path, student: str, **answers: Any) -> None:
    path = assessments / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(as_text(answered(trial_notebook(), RIGHT | answers)), encoding="utf-8")
    (path.parent / "timestamp.txt").write_text("2027-02-04 09:00:00 UTC", encoding="utf-8")


def _term(untouched: Path, root: Path, url: str = "") -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Take a small class from release to the table of grades; return the gradebook and the table."""
    shutil.copytree(untouched, root)
    assessments = root / "assessments"
    settings = assessments / "nbgrader_config.py"
    lines = [settings.read_text(encoding="utf-8"), 'c.LateSubmissionPlugin.penalty_method = "zero"']
    lines += [f"c.CourseDirectory.db_url = {url!r}"] if url else []
    settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if url:
        (assessments / "course.db").unlink()
    _run(GenerateAssignmentApp, assessments, NAME, "--force")
    _hand_in(assessments, "ann")
    _hand_in(assessments, "bob", **{"m01-q-stop": ["a"]})
    assert two_doors.grade(assessments) == 0
    assert (assessments / "course.db").exists() is not bool(url)
    with two_doors.book(assessments, url) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=two_doors.DUE)
        gradebook.grant_extension(NAME, "ann", days=3)
        gradebook.db.commit()
    _hand_in(assessments, "cem")
    two_doors.autograde(assessments)
    two_doors.grade_by_hand(assessments, ["bob"], url)
    assert two_doors.grade(assessments, NAME, "--force") == 0
    assert two_doors.counts(assessments) == (0, 3)
    _run(ExportApp, assessments)
    with (assessments / "grades.csv").open(encoding="utf-8", newline="") as file:
        return two_doors.dump(assessments, url), list(csv.DictReader(file))


def test_every_command_comes_to_the_same(untouched: Path, tmp_path: Path, server: str) -> None:
    """Release, both doors, points by hand, extension, grading again and export leave what SQLite has."""
    in_file, table = _term(untouched, tmp_path / "sqlite")
    in_server, same_table = _term(untouched, tmp_path / "postgresql", server)

    assert in_server == in_file
    assert same_table == table
    assert [row["student_id"] for row in table] == ["ann", "bob", "cem"]
    assert in_file["ann", "work"]["penalty"] == 0
    assert in_file["cem", "work"]["penalty"] > 0
    assert in_file["bob", "grade", two_doors.REFLECTION]["manual_score"] == 4


def test_a_server_that_does_not_answer(untouched: Path, tmp_path: Path, capsys: Any) -> None:
    """Where no server is, one line says so, and nothing is graded."""
    shutil.copytree(untouched, tmp_path / "course")
    assessments = tmp_path / "course" / "assessments"
    with (assessments / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f'\nc.CourseDirectory.db_url = "postgresql+psycopg://casework@/x?host={tmp_path}"\n')
    _hand_in(assessments, "ann")

    assert two_doors.grade(assessments) == 1
    [line] = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("the gradebook cannot be used (connection is bad: ")
    assert line.endswith("what is graded stays graded")
    assert not (assessments / "autograded" / "ann").exists()
