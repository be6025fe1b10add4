"""The class edition: the course for a class, built from an allow-list. Copies no key."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from casework.answers import read_notebook
from casework.editions.common import (
    Say,
    compared,
    course_keys,
    other_forms,
    put_in_place,
    refuse,
    silent,
    stop_at_key,
)
from casework.elsewhere import written_out
from casework.grading.code_cells import has_code
from casework.grading.release import cleared
from casework.grading.versions import marked
from casework.languages import LANGUAGES, language_of
from casework.module import CourseError, load_module, module_folders
from casework.start_table import FILE as START
from casework.start_table import write_table

ALLOWED = (
    "course.py",
    ".gitignore",
    "requirements.txt",
    "pyproject.toml",
    "LICENSE",
    "LICENSE-CONTENT",
    "CITATION.cff",
    "docs/learner.md",
    "docs/images/learner-*.png",
    "modules/README.md",
    "modules/index.ipynb",
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
    *(f"src/casework/locale/{code}/LC_MESSAGES/casework.mo" for code in LANGUAGES),
    "src/casework/editions/paper/*.*",
    "src/casework/editions/site/*.*",
    "src/casework/grading/templates/*/*",
    "src/casework/schemas/*.json",
    "src/casework/widgets/*.js",
    "src/casework/widgets/*.css",
)
"""All that a class edition holds. What is not named stays behind: a list of what to leave out forgets."""

README = """# The course, class edition

{badge}Start with [docs/learner.md](docs/learner.md). On your own machine: `python3 course.py`.
Your teacher marks what you hand in; this copy holds no answer keys.
"""

_BADGE = re.compile(
    r"(\[!\[[^\]]*\]\([^)]*\)\]\(https://\S+/gh/)[^/\s]+/[^/\s]+(/HEAD\?urlpath=lab/tree/)[^)\s]+\)"
)


def release(root: Path, target: Path, form: str = "", repository: str = "", say: Say = silent) -> str:
    """
    Write the class edition of the course at ``root`` into ``target``.

    Args:
        form: the one form of the final test that this class gets; all of them where it is empty.
        repository: OWNER/NAME on GitHub of the edition, for the Binder badge in its README; none where empty.
        say: is told what is being done, a line at a time.

    Returns:
        One line that says what was written and what it was compared with.

    Raises:
        CourseError: the course has problems, there is no such form, ``repository`` is no name, ``target`` is
            not empty, or a key's words are in what was written; then nothing is left in ``target``.
    """
    refuse(root, target, say)
    badge = binder_badge(root, repository)
    modules = [load_module(path) for path in module_folders(root)]
    left_out = other_forms(modules, form)
    keys = course_keys(root, modules)
    target.parent.mkdir(parents=True, exist_ok=True)
    say("copying the lessons")
    with tempfile.TemporaryDirectory(prefix=".release-", dir=target.parent) as scratch:
        tree = Path(scratch) / "tree"
        number = sum(
            copy_file(path, tree / path.relative_to(root))
            for path in allowed_files(root)
            if language_of(path.parent)[1].name not in left_out
        )
        if (tree / START).is_file():
            write_table(tree)  # one form of the test, perhaps, and not all
        (tree / "README.md").write_text(README.format(badge=badge), encoding="utf-8")
        say("looking for the words of keys")
        stop_at_key(tree, keys, "nothing released")
        put_in_place(tree, target)
    return f"{target}: {number + 1} files, {len(modules) - len(left_out)} modules; {compared(keys)}"


def binder_badge(root: Path, repository: str) -> str:
    """Return the badge of the course's own README, with an edition's repository in place of the course's."""
    if repository and not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise CourseError(f"{repository!r} is no repository; write OWNER/NAME, as in its address on GitHub")
    readme = root / "README.md"
    found = _BADGE.search(readme.read_text(encoding="utf-8")) if repository and readme.is_file() else None
    return f"{found[1]}{repository}{found[2]}{START})\n\n" if found else ""


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
        if not language and path.parent.name != "modules":
            # A translated cell says of itself what it was made from; the start page belongs to no module.
            notebook = marked(notebook, load_module(home))
        if any(map(has_code, notebook["cells"])):
            from casework.grading.handed_out import handed_out  # nbgrader's, for the few that need it

            notebook = handed_out(notebook)
        target.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        shutil.copy(path, target)
    return 1
