"""Tests of the class edition of the real course: what is in it, and that no key leaves the room."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from binder_plan import dockerfile
from canary import CANARY, MODULE, course_with_canary, with_canary

from casework.checks import check_course
from casework.checks.translated import accept_entries
from casework.editions.class_tree import binder_badge, release
from casework.leaks import find_leaks, traces
from casework.module import CourseError, load_module, module_folders
from casework.questions import read_keys
from casework.start_table import FILE as START
from casework.start_table import write_table


@pytest.fixture
def course(repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the course, the current folder; one rationale of a graded question is a canary."""
    target = course_with_canary(repo_root, tmp_path / "course")
    monkeypatch.chdir(target)  # what is not changed is then parsed once for all tests
    return target


def test_the_class_edition_holds_no_key(course: Path, tmp_path: Path) -> None:
    """The released tree has lesson, data and package, one form of the test, no assessments, no canary."""
    target = tmp_path / "class"
    said: list[str] = []
    line = release(course, target, "08-test-b", "school/our-class", said.append)

    modules = [load_module(path) for path in module_folders(course)]
    assert said == ["checking the course", "copying the lessons", "looking for the words of keys"]
    assert line.endswith(f"{sum(len(one.graded_questions) for one in modules)} keys, none found")
    assert not (target / "assessments").exists()
    assert not (target / "tests").exists()
    names = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    lesson = f"modules/{MODULE}"
    needed = {"course.py", "requirements.txt", "pyproject.toml", "README.md", "data/facts.yaml"}
    files = {"graded.yaml", "practice.yaml", "case.yaml", f"{MODULE}.ipynb"}
    assert needed | {f"{lesson}/{name}" for name in files} <= names
    assert {f"{lesson}/es/{name}" for name in files} | {"data/es/glossary.yaml"} <= names
    assert "src/casework/locale/es/LC_MESSAGES/casework.mo" in names
    assert [path.name for path in module_folders(target) if path.name.startswith("08-")] == [
        "08-final",
        "08-test-b",
    ]
    form = load_module(target / "modules" / "08-test-b")  # its questions stand in forms that are not here
    assert {id_: one.text for id_, one in form.graded_questions.items()} == {
        id_: one.text for id_, one in load_module(course / "modules" / "08-test-b").graded_questions.items()
    }
    assert check_course(target).problems == ()
    badge = (target / "README.md").read_text(encoding="utf-8").splitlines()[2]
    assert badge.endswith(f"/gh/school/our-class/HEAD?urlpath=lab/tree/{START})")
    assert ".gitignore" in names
    plan = dockerfile(target)
    assert plan == dockerfile(course)
    assert "binder/postBuild" in plan
    page = (target / START).read_text(encoding="utf-8")
    assert ("08-test-b" in page, "08-test-a" in page) == (True, False)
    assert write_table(target) == f"{START}: up to date"
    assert with_canary(target) == []


def test_a_repository_is_named_as_on_github(repo_root: Path) -> None:
    """Anything but OWNER/NAME is refused, and nothing is written."""
    with pytest.raises(CourseError) as caught:
        binder_badge(repo_root, "our class")

    assert str(caught.value) == (
        "'our class' is no repository; write OWNER/NAME, as in its address on GitHub"
    )


def test_the_wheel_holds_no_key(course: Path, tmp_path: Path) -> None:
    """The package built from the course has neither the canary nor a real rationale in it."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        str(tmp_path / "dist"),
        ".",
    ]
    subprocess.run(command, cwd=course, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert with_canary(tmp_path / "dist") == []
    module = load_module(course / "modules" / MODULE)
    keys = read_keys(course / "assessments" / "keys" / f"{MODULE}.yaml", module.graded_questions).keys
    assert find_leaks([wheel], traces(keys)) == []


@pytest.mark.parametrize(
    "carried", [CANARY, base64.b64encode(CANARY.encode()).decode()], ids=["plain", "base64"]
)
def test_a_key_in_the_lesson_stops_the_release(course: Path, tmp_path: Path, carried: str) -> None:
    """A rationale pasted into the notebook is found, and nothing is written."""
    path = course / "modules" / MODULE / f"{MODULE}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] += ["\n\n", carried]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    accept_entries(course, [notebook["cells"][0]["id"]])

    where = f"modules/{MODULE}/{MODULE}.ipynb:1"
    expected = f"nothing released: {where}: holds words of the key of 'm02-g-legal-process'; remove them"
    with pytest.raises(CourseError) as caught:
        release(course, tmp_path / "class")
    assert str(caught.value) == expected
    assert not (tmp_path / "class").exists()


def test_hidden_folders_stay_behind(course: Path, tmp_path: Path) -> None:
    """A notebook that Jupyter keeps as a checkpoint is not released."""
    hidden = course / "modules" / ".ipynb_checkpoints"
    hidden.mkdir()
    shutil.copy(course / "modules" / MODULE / f"{MODULE}.ipynb", hidden / "old.ipynb")
    release(course, tmp_path / "class")
    names = sorted(path.name for path in (tmp_path / "class").rglob("*.ipynb"))
    lessons = [path for path in course.glob("modules/*/**/*.ipynb") if hidden not in path.parents]
    assert names == [*sorted(path.name for path in lessons), "index.ipynb"]


def test_a_release_never_overwrites(course: Path, tmp_path: Path) -> None:
    """A folder with anything in it is refused and left as it is."""
    target = tmp_path / "class"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    with pytest.raises(CourseError) as caught:
        release(course, target)
    assert str(caught.value) == f"{target} is not empty; name a new folder"
    assert [path.name for path in target.iterdir()] == ["mine.txt"]


def test_a_course_with_problems_is_not_released(course: Path, tmp_path: Path) -> None:
    """A mistake that casework check finds stops the release with a pointer to it."""
    path = course / "modules" / MODULE / "practice.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("level: remember", "level: know", 1), encoding="utf-8"
    )
    with pytest.raises(CourseError) as caught:
        release(course, tmp_path / "class")
    assert str(caught.value) == "1 problem; run casework check, mend what it says, release again"


def test_only_a_form_of_the_final_test_can_be_chosen(course: Path, tmp_path: Path) -> None:
    """A name that is no form is refused with the names that are, and nothing is written."""
    with pytest.raises(CourseError) as caught:
        release(course, tmp_path / "class", "02-trafficking-law")

    assert str(caught.value) == (
        "there is no form '02-trafficking-law' of a final test; forms are: 08-test-a, 08-test-b, 08-test-c"
    )
    assert not (tmp_path / "class").exists()
