"""What every edition does: refuses, picks a form, looks for key words in itself, is put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from casework.checks import check_course
from casework.grading.keys import keys_expected, keys_folder, module_keys
from casework.grading.release import folder_problems
from casework.languages import LANGUAGES, speaking
from casework.module import CourseError, Module, load_module
from casework.questions import KeyFile

Say = Callable[[str], None]
"""Is told what is being done, a line at a time."""


def silent(line: str) -> None:
    """Tell nobody."""


def refuse(root: Path, target: Path, say: Say = silent) -> None:
    """Raise CourseError if the course has problems or ``target`` holds anything: no edition is written."""
    say("checking the course")
    report = check_course(root)
    if report.problems:
        found = len(report.problems)
        problems = "1 problem" if found == 1 else f"{found} problems"
        raise CourseError(f"{problems}; run casework check, mend what it says, release again")
    refuse_full(target)


def refuse_full(target: Path) -> None:
    """Raise CourseError if ``target`` holds anything: no edition overwrites."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CourseError(f"{target} is not empty; name a new folder")


def other_forms(modules: list[Module], form: str) -> frozenset[str]:
    """Return the folders of the forms that a class does not get."""
    forms = [name for one in modules if one.final for name in one.final.forms]
    if form and form not in forms:
        listed = ", ".join(forms) or "this course has none"
        raise CourseError(f"there is no form {form!r} of a final test; forms are: {listed}")
    return frozenset(name for name in forms if form and name != form)


def course_keys(root: Path, modules: list[Module]) -> list[KeyFile]:
    """Return every key file this copy can read, to compare the release with."""
    folder = keys_folder(root / "assessments")
    if not keys_expected(folder):
        return []
    found = []
    for code in ("", *LANGUAGES):  # a reason leaks in any language
        with speaking(code):
            found += [module_keys(folder, load_module(one.folder)) for one in modules]
    return found


def stop_at_key(folder: Path, keys: Iterable[KeyFile], words: str) -> None:
    """Raise CourseError, which begins with ``words``, if a key's words are in a file below ``folder``."""
    for one in keys:
        for problem in folder_problems(folder, one):
            raise CourseError(f"{words}: {problem.replace(f'{folder.as_posix()}/', '')}")


def compared(keys: list[KeyFile]) -> str:
    """Return in words what an edition was compared with; `stop_at_key` has let it pass."""
    count = len({id_ for one in keys for id_ in one.keys})  # a key is there once for each language
    return f"compared with {count} keys, none found" if keys else "no keys here to compare it with"


def put_in_place(tree: Path, target: Path) -> None:
    """Move a finished edition to where it was asked for: a folder that is not there yet, or is empty."""
    if target.exists():
        target.rmdir()
    tree.rename(target)
