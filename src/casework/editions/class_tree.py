"""The class edition: the course for a class, built from an allow-list. Copies no key."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from casework.answers import read_notebook
from casework.checks import check_course
from casework.elsewhere import written_out
from casework.grading.code_cells import has_code
from casework.grading.keys import keys_expected, keys_folder, module_keys
from casework.grading.release import cleared, folder_problems
from casework.grading.versions import marked
from casework.languages import LANGUAGES, language_of, speaking
from casework.module import CourseError, Module, load_module, module_folders
from casework.questions import KeyFile

ALLOWED = (
    "course.py",
    "requirements.txt",
    "pyproject.toml",
    "LICENSE",
    "LICENSE-CONTENT",
    "CITATION.cff",
    "docs/learner.md",
    "docs/images/learner-*.png",
    "modules/README.md",
    "modules/*/README.md",
    "modules/*/practice.yaml",
    "modules/*/graded.yaml",
    "modules/*/case.yaml",
    "modules/*/compare.yaml",
    "modules/*/final.yaml",
    "modules/*/*.ipynb",
    *(f"modules/*/{code}/*.{kind}" for code in LANGUAGES for kind in ("yaml", "ipynb")),
    *(f"data/{code}/glossary.yaml" for code in LANGUAGES),
    "data/README.md",
    "data/facts.yaml",
    "data/glossary.yaml",
    "data/library.json",
    "data/datapackage.json",
    "data/*.csv",
    "binder/*",
    "binder/jupyter/*",
    "binder/jupyter/*/*",
    "src/casework/*.py",
    "src/casework/*/*.py",
    "src/casework/editions/site/*.*",
    "src/casework/grading/templates/*/*",
    "src/casework/schemas/*.json",
    "src/casework/widgets/*.js",
    "src/casework/widgets/*.css",
)
"""All that a class edition holds. What is not named stays behind: a list of what to leave out forgets."""

README = """# The course, class edition

Start with [docs/learner.md](docs/learner.md). On your own machine: `python3 course.py`.
Your teacher marks what you hand in; this copy holds no answer keys.
"""


def release(root: Path, target: Path, form: str = "") -> str:
    """
    Write the class edition of the course at ``root`` into ``target``.

    Args:
        form: the one form of the final test that this class gets; all of them where it is empty.

    Returns:
        One line that says what was written and what it was compared with.

    Raises:
        CourseError: the course has problems, there is no such form, ``target`` is not empty, or a key's words
            are in what was written; then nothing is left in ``target``.
    """
    refuse(root, target)
    modules = [load_module(path) for path in module_folders(root)]
    left_out = other_forms(modules, form)
    keys = course_keys(root, modules)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".release-", dir=target.parent) as scratch:
        tree = Path(scratch) / "tree"
        number = sum(
            copy_file(path, tree / path.relative_to(root))
            for path in allowed_files(root)
            if path.parent.name not in left_out
        )
        (tree / "README.md").write_text(README, encoding="utf-8")
        leaks = [problem for one in keys for problem in folder_problems(tree, one)]
        if leaks:
            raise CourseError(f"nothing released: {leaks[0].replace(f'{tree.as_posix()}/', '')}")
        if target.exists():
            target.rmdir()
        tree.rename(target)
    count = sum(len(one.keys) for one in keys[: len(modules)])
    compared = f"compared with {count} keys, none found" if keys else "no keys here to compare it with"
    return f"{target}: {number + 1} files, {len(modules) - len(left_out)} modules; {compared}"


def refuse(root: Path, target: Path) -> None:
    """Raise CourseError if the course has problems or ``target`` holds anything: no edition is written."""
    report = check_course(root)
    if report.problems:
        found = len(report.problems)
        problems = "1 problem" if found == 1 else f"{found} problems"
        raise CourseError(f"{problems}; run casework check, mend what it says, release again")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CourseError(f"{target} is not empty; name a new folder")


def allowed_files(root: Path) -> Iterator[Path]:
    """Yield the files of the course that the allow-list names; links are never followed."""
    for pattern in ALLOWED:
        for path in sorted(root.glob(pattern)):
            hidden = any(part.startswith((".", "_")) for part in path.relative_to(root).parts[:-1])
            if path.is_file() and not path.is_symlink() and not hidden:
                yield path


def copy_file(path: Path, target: Path) -> int:
    """Copy one file, a notebook cleaned and marked, a form's questions written out; return 1, to count."""
    target.parent.mkdir(parents=True, exist_ok=True)
    language, home = language_of(path.parent)
    if path.name == "graded.yaml" and not language and (text := written_out(path)):
        target.write_text(text, encoding="utf-8")
        return 1
    if path.suffix == ".ipynb":
        notebook = cleared(read_notebook(path.read_bytes()))
        if not language:  # a translated cell says of itself what it was made from
            notebook = marked(notebook, load_module(home))
        if any(map(has_code, notebook["cells"])):
            from casework.grading.handed_out import handed_out  # nbgrader's, for the few that need it

            notebook = handed_out(notebook)
        target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        shutil.copy(path, target)
    return 1


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
