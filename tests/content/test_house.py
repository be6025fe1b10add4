"""The house: READMEs, links, sizes, versions, pins, Binder. Lessons and questions are tested elsewhere."""

from __future__ import annotations

import ast
import json
import os
import re
import statistics
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import casework
import course

ROOT = Path(__file__).resolve().parent.parent.parent
MADE = {
    "build",
    "dist",
    "node_modules",
    "release",
    "submitted",
    "autograded",
    "feedback",
    "regrades",
    "__pycache__",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTRUCTOR_COMMANDS = """\
source .venv/bin/activate
cd assessments
nbgrader generate_assignment 02-trafficking-law
casework simulate --students 30 --seed 1 submitted
nbgrader autograde 02-trafficking-law
nbgrader generate_feedback 02-trafficking-law
nbgrader export
nbgrader db assignment list
""".splitlines()


def files(*endings: str) -> Iterator[Path]:
    """Yield the project's own files with these endings, without what tools and people leave behind."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f not in MADE and (f == ".ci" or not f.startswith(".")))
        yield from (Path(folder) / name for name in sorted(names) if name.endswith(endings))


def inside(path: Path) -> str:
    """Return a path as it is named in the repository."""
    return path.relative_to(ROOT).as_posix()


def pins(text: str) -> dict[str, str]:
    """Return package -> version for every exact pin in a requirements text."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([\w.*]+)", text, flags=re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in found}


PROGRAMS = [*files(".py", ".js", ".css")]
LEARNER_PINS = pins((ROOT / "binder/requirements.txt").read_text(encoding="utf-8"))
ALL_PINS = LEARNER_PINS | pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))


class TestRooms:
    """A newcomer finds the room by name."""

    @pytest.mark.parametrize(
        "folder", sorted(p.name for p in ROOT.iterdir() if p.is_dir() and p.name[0] not in "._")
    )
    def test_readme(self, folder: str) -> None:
        """Every top folder says in at most ten lines what is in it."""
        if folder in MADE:
            return
        text = (ROOT / folder / "README.md").read_text(encoding="utf-8")

        assert 0 < len(text.splitlines()) <= 10

    @pytest.mark.parametrize("path", PROGRAMS, ids=inside)
    def test_first_line(self, path: Path) -> None:
        """The first line of every program says in words what lives in the file."""
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#!")]
        opening = {".py": r'("""|#)', ".js": r"(//|/\*\*?)", ".css": r"/\*"}[path.suffix]

        assert lines, "an empty file: say what will live here, or remove it"
        assert re.match(rf"{opening} ?\S+( \S+){{3,}}", lines[0]), lines[0]

    @pytest.mark.parametrize("path", PROGRAMS, ids=inside)
    def test_ceiling(self, path: Path) -> None:
        """No program has more than 400 lines."""
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400

    def test_median(self) -> None:
        """Half of the library's modules have at most 150 lines."""
        sizes = [len(p.read_text(encoding="utf-8").splitlines()) for p in (ROOT / "src").rglob("*.py")]

        assert statistics.median(sizes) <= 150

    @pytest.mark.parametrize("path", [*files(".md")], ids=inside)
    def test_links(self, path: Path) -> None:
        """Every relative link of a Markdown page leads to a file that is there."""
        targets = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
        local = [t.split("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)]

        assert [t for t in local if not (path.parent / t).exists()] == []

    def test_contributing(self) -> None:
        """Every path that CONTRIBUTING.md sends people to is there (NN-topic stands for any module)."""
        named = re.findall(r"`([\w./-]+/[\w./-]*)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
        lost = [n for n in named if not list(ROOT.glob(re.sub(r"NN-topic", "[0-9]*", n).rstrip("/")))]

        assert lost == []


class TestReadme:
    """What README.md promises."""

    def test_modules(self) -> None:
        """The table of modules is modules/, in order, with each lesson's own title and time."""
        rows = re.findall(
            r"^\| \[(\d\d) ([^\]]+)\]\(([^)]+)\) \| .+ \| (\d+) min \|$", README, flags=re.MULTILINE
        )
        expected = []
        for folder in sorted((ROOT / "modules").glob("[0-9]*/")):
            notebook = folder / f"{folder.name}.ipynb"
            first = "".join(json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]["source"])
            heading = re.search(r"^# Module (\d+): (.+)$", first, flags=re.MULTILINE)
            minutes = re.search(r"about (\d+) minutes", first)
            assert heading
            assert minutes
            expected.append((heading[1], heading[2], inside(notebook), minutes[1]))

        assert rows == expected

    def test_commands(self) -> None:
        """The two commands and the instructor's commands stand there as they are typed, in this order."""
        typed = [line.strip() for line in README.splitlines() if line.startswith("    ")]

        assert typed == ["python3 course.py", "python3 course.py test", *INSTRUCTOR_COMMANDS]

    def test_order(self) -> None:
        """Start, modules and the four readers come before everything else."""
        headings = re.findall(r"^## (.+)$", README, flags=re.MULTILINE)

        assert headings[:4] == ["Start", "Modules", "Where to go", "For instructors"]
        assert headings[-3:] == ["Privacy", "Licence", "What is verified, and what is not"]
        for reader in ("learner", "instructor", "author", "developer"):
            assert f"(docs/{reader}.md)" in README


class TestVersions:
    """One version, one list of packages."""

    def test_version(self) -> None:
        """The package, its metadata and the citation name the same version."""
        citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

        assert PROJECT["project"]["version"] == casework.__version__ == citation["version"]

    def test_changelog(self) -> None:
        """The changelog starts with what is not released yet, or with this version."""
        heading = re.search(
            r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        assert heading
        assert heading[1] in ("Unreleased", PROJECT["project"]["version"])

    def test_pins_agree(self) -> None:
        """An exact pin of pyproject.toml is the same in the requirements that are installed."""
        extras = PROJECT["project"]["optional-dependencies"]
        wanted = pins("\n".join([*PROJECT["project"]["dependencies"], *extras["lab"], *extras["grading"]]))
        assert {"anywidget", "jupyterlab", "notebook", "nbgrader"} <= set(wanted)
        for name, version in wanted.items():
            assert re.match(version.replace(".*", r"\.\d+$").replace(".", r"."), ALL_PINS[name]), name

    def test_every_dependency_is_pinned(self) -> None:
        """What the package needs is installed in one exact version, for learners and for Binder."""
        needed = [re.split(r"[<>=~!]", text)[0].lower() for text in PROJECT["project"]["dependencies"]]

        assert [name for name in needed if name not in LEARNER_PINS] == []

    def test_imports_are_declared(self) -> None:
        """The library imports nothing that its metadata does not name."""
        named = {"yaml": "pyyaml", "markdown_it": "markdown-it-py", "IPython": "ipython", "zmq": "pyzmq"}
        extras = PROJECT["project"]["optional-dependencies"]
        groups = [PROJECT["project"]["dependencies"], extras["grading"], extras["site"], extras["test"]]
        declared = {re.split(r"[<>=~!]", text)[0].lower() for group in groups for text in group}
        imported = set()
        for path in (ROOT / "src").rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    imported.add(node.module.split(".")[0])
        others = imported - set(sys.stdlib_module_names) - {"casework", "pyodide_js"}

        assert sorted(name for name in others if named.get(name, name) not in declared) == []

    def test_launcher_watches_every_list(self) -> None:
        """course.py installs again when any file that pip reads has changed."""
        included = re.findall(
            r"^-r (\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
        )

        assert set(course.INPUTS) == {"requirements.txt", "pyproject.toml", *included}


class TestBinder:
    """Binder's constants, each in one place."""

    def test_badge(self) -> None:
        """The badge names the repository of pyproject.toml and a lesson that is there; no other file does."""
        badge = re.search(
            r"https://mybinder\.org/v2/gh/([^/]+/[^/]+)/HEAD\?urlpath=lab/tree/([^)]+)\)", README
        )
        assert badge
        assert badge[1] == PROJECT["tool"]["casework"]["repository"]
        assert badge[2] == course.first_notebook().as_posix()

        address = "mybinder.org/" + "v2"
        assert [
            inside(p) for p in files(".md", ".py", ".cff", ".toml") if address in p.read_text("utf-8")
        ] == ["README.md"]

    def test_python(self) -> None:
        """Binder runs the oldest Python that the package supports."""
        oldest = PROJECT["project"]["requires-python"].removeprefix(">=")

        assert (ROOT / "binder/runtime.txt").read_text().strip() == f"python-{oldest}"
        assert ".".join(map(str, course.OLDEST)) == oldest

    def test_learner_only(self) -> None:
        """A learner's environment holds no grading software."""
        assert "nbgrader" not in LEARNER_PINS

    @pytest.mark.parametrize("name", ["binder/postBuild", "binder/start", ".ci/run"])
    def test_programs(self, name: str) -> None:
        """The shell programs stop at the first fault and may be executed."""
        path = ROOT / name
        assert path.read_text().splitlines()[2] == "set -euo pipefail"
        assert os.name == "nt" or os.access(path, os.X_OK)

    def test_start_hands_over(self) -> None:
        """Binder's start program ends by becoming the program that it was given."""
        assert (ROOT / "binder/start").read_text().splitlines()[-1] == 'exec "$@"'

    def test_no_outside_request(self) -> None:
        """JupyterLab is told to fetch no news, look for no updates and list no extensions."""
        settings = json.loads((ROOT / "binder/jupyter/jupyter_lab_config.json").read_text())["LabApp"]

        assert settings == {
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "default_url": f"/lab/tree/{course.START_PAGE.as_posix()}",
            "extension_manager": "readonly",
            "news_url": None,
        }
