"""The casework command: arguments, exit codes, what is printed where. Not here: what the commands do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import NAME, change, put_answers, write_course

from casework import __version__, cli
from casework.cli import main
from casework.module import CourseError
from casework.yaml_lines import ContentError, Problem

COUNTS = (
    "modules/01-tiny: 2 practice questions, 2 graded (1.1: 1, 1.2: 1), 1 case study with 2 steps "
    "and 1 change, 5 points marked by machine\n"
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top folder of a small right course, which is the current folder."""
    write_course(tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return tmp_path / "course"


def test_a_right_course(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """check on a right course prints the counts and "0 problems", and exits with 0."""
    assert main(["check"]) == 0
    assert capsys.readouterr() == (f"{COUNTS}0 problems\n", "")


def test_one_problem(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """check on a course with a mistake prints its line and the number, and exits with 1."""
    change(root / "data" / "facts.yaml", "status: V1", "status: K")
    assert main(["check"]) == 1
    assert capsys.readouterr() == (
        "data/facts.yaml:5: fact 'T01': status is 'K'; only verified facts are printed: V1 or V2\n"
        f"{COUNTS}1 problem\n",
        "",
    )


def test_several_problems(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """check prints every mistake; a module that cannot be loaded has no counts."""
    change(root / "data" / "facts.yaml", "status: V1", "status: K")
    change(root / "modules" / NAME / "graded.yaml", "points: 1", "points: 0")
    assert main(["check"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "modules/01-tiny/graded.yaml:7: question 'm01-q-stop': 'points' is 0; it must be more than 0",
        "2 problems",
    ]


def test_from_a_folder_inside(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """check finds the course from a folder inside it, or by the path of one."""
    monkeypatch.chdir(root / "data")
    assert main(["check"]) == 0
    monkeypatch.chdir(root.parent)
    assert main(["check", str(root / "modules" / NAME)]) == 0
    assert capsys.readouterr().out.count("0 problems") == 2


def test_outside_a_course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """check outside a course says where it looked and what to do."""
    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr() == (
        "",
        f"{tmp_path}: no modules/ folder here or above; go to the course's folder first\n",
    )


def test_a_folder_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """check of a misspelt folder is refused: it does not check another one in its place."""
    assert main(["check", "moduls"]) == 1
    assert capsys.readouterr() == ("", "moduls: there is no such folder; check the path\n")


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints name and version."""
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"casework {__version__}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """--help lists each command with what it does."""
    with pytest.raises(SystemExit):
        main(["--help"])
    out = " ".join(capsys.readouterr().out.split())
    for words in (
        "check validate every content file and print counts",
        "facts show one fact, or list the laws to read again",
        "release write the class edition, without keys, into a new folder",
        "mark mark one notebook by the keys of this copy and write the feedback",
        "certificate make or check a certificate of the final test",
        "progress show how far you are; save it to one file, or load such a file",
        "simulate write a trial class of made-up submissions",
    ):
        assert words in out


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            [],
            ["chek"],
            ["check", "a", "b"],
            ["simulate", "x"],
            ["simulate", "--students", "x", "y"],
            ["mark"],
        ),
        *(["certificate"], ["certificate", "make", "x.ipynb"], ["certificate", "check"]),
        *(["facts"], ["facts", "stale"], ["facts", "show"], ["facts", "T01"]),
        *(["progress", "a", "b"], ["progress", "export", "a", "b"], ["progress", "a", "b", "c", "d"]),
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong arguments print the usage to the error stream and exit with 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (2, "")
    assert err.startswith("usage: casework")


ERRORS: dict[str, tuple[BaseException, str]] = {
    "a course error": (CourseError("x is empty; fill it"), "x is empty; fill it\n"),
    "content errors": (
        ContentError([Problem("b.yaml", 2, "", "bad"), Problem("a.yaml", 1, "question 'q'", "worse")]),
        "a.yaml:1: question 'q': worse\nb.yaml:2: bad\n",
    ),
    "no file": (
        FileNotFoundError(2, "No such file or directory", "x.ipynb"),
        "x.ipynb: No such file or directory; check the path\n",
    ),
    "a full disk": (
        OSError(28, "No space left on device"),
        "a file: No space left on device; check the path\n",
    ),
    "Ctrl+C": (KeyboardInterrupt(), "stopped; nothing is half written\n"),
}


@pytest.mark.parametrize(("error", "said"), ERRORS.values(), ids=ERRORS)
def test_what_went_wrong_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, said: str
) -> None:
    """What a command raises for a person is printed without a traceback; the exit code is 1."""

    def fail(_: Path) -> str:
        raise error

    monkeypatch.setattr("casework.marking.mark_file", fail)
    assert main(["mark", "x.ipynb"]) == 1
    assert capsys.readouterr() == ("", said)


def test_laws_to_read_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """facts stale lists laws read before a day and exits with 0; what is no day is one line and gives 2."""
    assert main(["facts", "stale", "--before", "2024-02-02"]) == 0
    assert main(["facts", "stale", "--before", "2024-02-01"]) == 0
    assert capsys.readouterr() == (
        "T01: as of 2024-01-31; checked 2024-02-01; Handbook of light, chapter 1; no page\n"
        "1 of 1 law was last read before 2024-02-02\n"
        "0 of 1 law was last read before 2024-02-01\n",
        "",
    )
    for wrong in ("2024-02-30", "20240202", "soon", ""):
        assert main(["facts", "stale", "--before", wrong]) == 2
        said = f"--before is {wrong!r}; write the day as YYYY-MM-DD, such as 2027-01-01\n"
        assert capsys.readouterr() == ("", said)


def test_one_fact(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """facts show prints a fact; an unknown id is one line on the error stream and exits with 1."""
    assert main(["facts", "show", "T02"]) == 0
    assert capsys.readouterr().out.startswith("T02, words, V2: a secondary page was read\n\n  Red and orange")
    assert main(["facts", "show", "t1"]) == 1
    assert capsys.readouterr() == ("", "t1 is no fact of data/facts.yaml; near it are T01\n")


def test_mark_and_release_pass_their_paths_on(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """mark gets the notebook, release the course, the new folder and a form; all print what comes back."""
    monkeypatch.setattr("casework.marking.mark_file", lambda path: f"marked {path}")
    monkeypatch.setattr(
        "casework.editions.class_tree.release", lambda course, *rest: f"{course.name} {rest[0]} {rest[1]}."
    )
    assert main(["mark", "x.ipynb"]) == main(["release", "out"]) == 0
    assert main(["release", "out", "--form", "08-test-a"]) == 0
    assert capsys.readouterr().out == "marked x.ipynb\ncourse out .\ncourse out 08-test-a.\n"


def test_simulate_passes_folders_and_numbers_on(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """simulate gets the released notebooks, the keys (those of CASEWORK_KEYS if set) and the numbers."""
    calls: list[tuple[Any, ...]] = []

    def simulate(*arguments: Any) -> int:
        calls.append(arguments)
        return 6

    monkeypatch.setattr("casework.grading.simulate.simulate", simulate)
    rooms = root / "assessments"
    assert main(["simulate", "--students", "3", "--seed", "7", "out"]) == 0
    monkeypatch.setenv("CASEWORK_KEYS", str(root / "private"))
    assert main(["simulate", "--students", "3", "out"]) == 0
    assert calls == [
        (rooms / "release", rooms / "keys", Path("out"), 3, 7),
        (rooms / "release", root / "private", Path("out"), 3, 1),
    ]
    assert capsys.readouterr().out == "out: 6 submissions, their points in out/expected.csv\n" * 2


def test_progress_is_shown_saved_and_loaded(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """progress prints the table; export writes one file here, import takes it into a fresh copy."""
    fresh = Path(shutil.copytree(root, tmp_path / "fresh"))
    entry = {"response": ["b"], "at": "2024-11-22T10:00:00.000Z", "attempts": 1}
    put_answers(root / "modules" / NAME / f"{NAME}.ipynb", {"m01-primary": entry})
    file = str(tmp_path / "p.json")

    assert main(["progress", "export", file]) == 0
    monkeypatch.chdir(fresh)
    assert main(["progress", "import", file]) == main(["progress"]) == main(["progress", str(root)]) == 0
    out = capsys.readouterr().out.splitlines()
    did = "done 1 of 7; practised 1 of 4; 1 try; 1 right at the last try"
    row = f"01-tiny: time not given; {did}; handed in: no"
    assert out[:3] == [f"{file}: 1 answer of 1 module", "01-tiny: 1 answer loaded.", row]
    assert out[4] == row
    assert main(["progress", "import", "gone.json"]) == 1
    assert main(["progress", "export", file]) == 1
    assert capsys.readouterr().err == (
        "gone.json: No such file or directory; check the path\n"
        f"{file}: there is already such a file; give another name\n"
    )


def test_it_runs_as_a_module(root: Path) -> None:
    """`python -m casework.cli check` is the same command."""
    command = [sys.executable, "-m", "casework.cli", "check"]
    environment = os.environ | {"PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{COUNTS}0 problems\n", "")
