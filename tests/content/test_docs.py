"""The guides in docs/: what they quote, name and promise is in the course. Links: test_house.py."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import course
from casework.answers import UnreadableNotebook, read_notebook
from casework.checks import check_course
from casework.cli import main
from casework.editions.class_tree import allowed_files

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GUIDES = ("learner", "instructor", "author", "developer", "translate")
MODULE = "02-trafficking-law"
PAGES = [ROOT / "README.md", *(DOCS / f"{name}.md" for name in GUIDES)]
IMAGES = {
    "learner-question.png",
    "learner-feedback.png",
    "learner-case.png",
    "learner-hand-in.png",
    "instructor-feedback.png",
}
LONGEST = 150
"""Lines of a guide: about a page on a screen, tables included."""


def guide(name: str) -> str:
    """Return a guide's text."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def typed(text: str) -> Iterator[str]:
    """Yield what a page tells the reader to type: code spans and indented lines, each on one line."""
    for span in re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        yield " ".join(span.split())
    for line in re.findall(r"^ {4,}(\S.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE):
        yield line.strip()


def cells(text: str, heading: str) -> list[list[str]]:
    """Return the rows of the first table under a heading, without its head."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the course's content to break, as the current folder."""
    for name in ("modules", "data", "assessments/keys", "assessments/rubrics"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return tmp_path


class TestCommands:
    """Commands in the guides are commands of the programs."""

    def test_every_casework_command_is_documented_and_no_other(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """`casework --help` and the guides name the same commands."""
        with pytest.raises(SystemExit):
            main(["--help"])
        known = set(re.findall(r"^    ([a-z]+)\b", capsys.readouterr().out, flags=re.MULTILINE))
        named = {
            match[1]
            for page in PAGES
            for line in typed(page.read_text("utf-8"))
            if (match := re.match(r"casework ([a-z]+)", line))
        }

        assert known == named
        in_guides = {
            word for name in GUIDES for word in re.findall(r"casework ([a-z]+)", " ".join(typed(guide(name))))
        }
        assert known <= in_guides

    def test_options_of_the_launcher_exist(self) -> None:
        """Each option that a page gives to course.py is in its help."""
        lines = [line for page in PAGES for line in typed(page.read_text("utf-8")) if "course.py" in line]
        options = {word for line in lines for word in re.findall(r" (--[a-z-]+)", line)}

        assert "--setup-only" in options
        assert {option for option in options if option not in course.HELP} == set()

    def test_the_instructors_commands_are_the_readmes(self) -> None:
        """README's commands for instructors stand in the instructor's guide, in the same order."""
        section = (ROOT / "README.md").read_text("utf-8").split("## For instructors")[1].split("\n## ")[0]
        wanted = [line.strip() for line in section.splitlines() if line.startswith("    ")]
        lines = [line.strip() for line in guide("instructor").splitlines() if line.startswith("    ")]

        assert len(wanted) >= 8
        assert [line for line in lines if line in wanted] == wanted
        assert "casework release DIR" in set(typed(guide("instructor")))


class TestPages:
    """The guides as pages."""

    @pytest.mark.parametrize("name", GUIDES)
    def test_length(self, name: str) -> None:
        """A guide is one page."""
        assert len(guide(name).splitlines()) <= LONGEST

    def test_images(self) -> None:
        """The guides show the pictures that the browser tests make, each with a text in its place."""
        shown = [
            found for name in GUIDES for found in re.findall(r"!\[([^\]]*)\]\(images/([^)]+)\)", guide(name))
        ]

        assert {file for _, file in shown} == IMAGES
        assert {path.name for path in (DOCS / "images").glob("*.png")} <= IMAGES
        assert [file for text, file in shown if len(text) < 60] == []
        made = "".join(path.read_text("utf-8") for path in (ROOT / "tests/browser/jupyter").glob("*.py"))
        assert [file for file in IMAGES if f'"{file}"' not in made] == []

    def test_the_ways_to_the_first_answer(self) -> None:
        """Each of the three ways has two pictures with words, small, and made by the browser tests."""
        shown = re.findall(r"!\[([^\]]*)\]\(images/([^)]+)\)", guide("front-ends"))
        tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests/browser/jupyter").glob("*.py"))

        assert len({file for _, file in shown}) == len(shown) == 6
        assert [file for words, file in shown if len(words) < 60 or f'"{file}"' not in tests] == []
        assert [file for _, file in shown if (DOCS / "images" / file).stat().st_size >= 60_000] == []

    def test_tests_that_a_page_names(self) -> None:
        """Every test that the page of ways names is there."""
        named = set(re.findall(r"`(?:[\w./]*/)?(test_\w+\.py)`", guide("front-ends")))
        there = {path.name for path in (ROOT / "tests").rglob("test_*.py")}

        assert len(named) > 8
        assert named - there == set()

    @pytest.mark.parametrize("path", [*PAGES, *sorted(DOCS.glob("*/*.md"))], ids=lambda path: path.stem)
    def test_anchors(self, path: Path) -> None:
        """A link to a heading leads to a heading that is there."""
        for target, anchor in re.findall(r"\]\(([^)\s#]*)#([^)\s]+)\)", path.read_text("utf-8")):
            if target.startswith("http"):
                continue
            text = ((path.parent / target) if target else path).read_text("utf-8")
            headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
            slugs = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]

            assert anchor in slugs

    def test_the_learners_guide_stands_alone(self) -> None:
        """In the class edition every link and picture of the learner's guide is there."""
        allowed = {path.relative_to(ROOT).as_posix() for path in allowed_files(ROOT)}
        targets = re.findall(r"\]\(([^)\s]+)\)", guide("learner"))
        local = {f"docs/{target}" for target in targets if not target.startswith(("http", "#"))}

        assert local
        assert local - allowed == set()

    def test_paths_of_the_developers_guide(self) -> None:
        """Every path in the developer's tables is there."""
        rooms = [
            path
            for row in cells(guide("developer"), "The rooms")
            for path in re.findall(r"`([^`]+)`", row[0])
        ]
        tests = [row[0].strip("`") for row in cells(guide("developer"), "Tests")]
        given = re.findall(
            r"(?:course\.py test|pytest|bin/python) ((?:tests|benchmarks)/\S+?)[`\s]", guide("developer")
        )

        assert len(rooms) > 15
        assert len(tests) == 6
        assert [path for path in [*rooms, *tests, *given] if not (ROOT / path).exists()] == []

    def test_decisions(self) -> None:
        """Decisions are numbered without a gap, short, and say what would change our mind."""
        paths = sorted((DOCS / "decisions").glob("[0-9]*.md"))

        assert [int(path.name[:3]) for path in paths] == list(range(1, len(paths) + 1))
        for path in paths:
            text = path.read_text("utf-8")
            assert text.startswith(f"# {path.name[:3]} ")
            assert len(text.splitlines()) <= 12
            for part in ("Context", "Decision", "Why", "Price", "What would change our mind"):
                assert f"- **{part}.** " in text


class TestWords:
    """Words that the guides quote are words of the product."""

    FRONT = "".join(
        path.read_text("utf-8").replace("'", '"')
        for path in sorted((ROOT / "src/casework/widgets").iterdir())
        if path.name.endswith(".js") or path.name in ("frame.py", "case_study.py", "hand_in.py", "words.py")
    )

    def test_the_lines_under_a_question(self) -> None:
        """Each line of the learner's table is one that a widget can show."""
        for row in cells(guide("learner"), "What the small line under a question says"):
            for part in re.split(r"(?<=[.:]) | \d\d:\d\d", row[0]):
                assert part.rstrip(".:") in self.FRONT, part

    @pytest.mark.parametrize(
        "words",
        [
            "Check answer",
            "Try again",
            "Skip this step",
            "Save and download this notebook",
            "Mark it now",
            "Answered",
            "Not answered yet",
        ],
    )
    def test_buttons(self, words: str) -> None:
        """A button or mark that the learner's guide names is in a widget."""
        widgets = sorted((ROOT / "src/casework/widgets").glob("*.py"))  # Python draws a question's frame

        assert words in guide("learner")
        front = self.FRONT + "".join(path.read_text("utf-8") for path in widgets)
        assert f'"{words}' in front or f">{words}" in front

    def test_what_the_launcher_says(self) -> None:
        """The lines that the way to the first answer quotes are those of course.py, in their order."""
        quoted = [line.strip() for line in guide("front-ends").splitlines() if line.startswith("    ")]
        program = (ROOT / "course.py").read_text("utf-8")
        lines = [line.replace("/home/me/course/.venv", "{VENV}") for line in quoted]

        assert len(lines) == 3
        assert [line for line in lines if f'"{line}"' not in program] == []

    def test_patience(self) -> None:
        """The developer's guide gives the time after which a widget says that Python is silent."""
        (milliseconds,) = re.findall(r"PYTHON_PATIENCE_MS = (\d+)", self.FRONT)

        assert f"in {int(milliseconds) // 1000} seconds" in " ".join(guide("developer").split())

    @pytest.mark.parametrize(
        ("words", "file"),
        [
            ("repaired:", "src/casework/grading/preprocessors.py"),
            ("nbgrader_config.py: the course's package cannot be imported", "assessments/nbgrader_config.py"),
            ("no keys here to compare it with", "src/casework/editions/common.py"),
            ("none found", "src/casework/editions/common.py"),
            ("course.db", "assessments/nbgrader_config.py"),
        ],
    )
    def test_what_the_instructor_sees(self, words: str, file: str) -> None:
        """A message that the instructor's guide explains is in the code."""
        assert words in " ".join(guide("instructor").split())
        assert words in (ROOT / file).read_text("utf-8")

    def test_the_example_of_errors_csv(self) -> None:
        """The reason that the instructor's guide quotes is what a cut-off file gets."""
        quoted = re.search(r"`(the file is cut off at line \d+; [^`]+)`", guide("instructor"))
        assert quoted
        with pytest.raises(UnreadableNotebook) as caught:
            read_notebook(b'{\n "cells": [\n  {"cell_type": "mark')

        assert unnumbered(str(caught.value)) == unnumbered(quoted[1])


class TestExamples:
    """What the author's guide prints can be copied."""

    def test_a_question_in_three_files_and_a_cell(self, copy: Path) -> None:
        """The guide's question, its graded twin, key and cell make a course without problems."""
        practice, keys = blocks(guide("author"), "yaml")
        (cell,) = blocks(guide("author"), "json")
        module = copy / "modules" / MODULE
        for home in (module, copy / "assessments" / "keys"):
            shutil.rmtree(home / "es")  # what nobody has translated yet has a test of its own
        self.append(module / "practice.yaml", practice.split("questions:\n")[1])
        twin = (
            practice.split("    key:\n")[0].split("questions:\n")[1].replace("m02-p-example", "m02-g-example")
        )
        self.append(module / "graded.yaml", twin)
        path = copy / "assessments" / "keys" / f"{MODULE}.yaml"
        head, tail = path.read_text("utf-8").split("\nkeys:\n")
        path.write_text(f"{head}\n{keys.removeprefix(f'module: {MODULE}')}{tail}", "utf-8")
        notebook = json.loads((module / f"{MODULE}.ipynb").read_text("utf-8"))
        graded: dict[str, Any] = json.loads(cell)
        own = {"id": "m02-p-example", "metadata": {}, "source": ['ask("m02-p-example")']}
        title = notebook["cells"][0]
        title["source"] = [line for line in title["source"] if "](es/" not in line]
        notebook["cells"] += [graded, graded | own]
        (module / f"{MODULE}.ipynb").write_text(json.dumps(notebook, indent=1), "utf-8")

        report = check_course(copy)
        assert [str(problem) for problem in report.problems] == []
        before = check_course(ROOT)
        assert report.counts != before.counts

    @staticmethod
    def append(path: Path, text: str) -> None:
        """Add a question at the end of a file."""
        path.write_text(path.read_text("utf-8").rstrip("\n") + "\n\n" + text, "utf-8")


def unnumbered(line: str) -> str:
    """Return a message without numbers of lines, which any edit of the course changes."""
    return re.sub(r"(?<=:)\d+(?=:)|(?<=line )\d+", "N", line)


Change = Callable[[str], str]
PRACTICE = f"modules/{MODULE}/practice.yaml"
GRADED = f"modules/{MODULE}/graded.yaml"
NOTEBOOK = f"modules/{MODULE}/{MODULE}.ipynb"
KEYS = f"assessments/keys/{MODULE}.yaml"


def once(pattern: str, new: str, after: str = "") -> Change:
    """Return a change: the first match of a pattern behind the text ``after`` is replaced."""

    def change(text: str) -> str:
        start = text.index(after)
        head, tail = text[:start], text[start:]
        changed = re.sub(pattern, new, tail, count=1, flags=re.DOTALL)
        assert changed != tail, f"nothing to change: {pattern}"
        return head + changed

    return change


FIRST = "- id: m02-p-movement"
OUTPUT = '[{"name": "stdout", "output_type": "stream", "text": ["1"]}]'
TWO_POINTS = '"grade_id": "m02-g-severe-form"'
MISTAKES: dict[str, tuple[str, Change]] = {
    "put a key into `graded.yaml`": (
        GRADED,
        once(r"(- id: m02-g-palermo-elements\n)", r"\1    key: {correct: [a]}\n"),
    ),
    "give a graded question no key": (KEYS, once(r"\n  m02-g-severe-form:.*?\n\n", "\n")),
    "key an option that is not there": (PRACTICE, once(r"correct: \[b\]", "correct: [d]", FIRST)),
    "leave out a reason": (PRACTICE, once(r"        c:\n          text:.*?sources: \[[^\]]*\]\n", "", FIRST)),
    "write `outcome: 2.1`": (PRACTICE, once(r'outcome: "2.1"', "outcome: 2.1", FIRST)),
    "give single choice another rule": (PRACTICE, once("rule: all-or-nothing", "rule: each-part", FIRST)),
    "key a preference": (PRACTICE, once(r"(\n      b: [^\n]*)", r"\1, as it should be", FIRST)),
    "use an id again": (PRACTICE, once("id: m02-p-act-verbs", "id: m02-p-movement")),
    "forget quotes around a colon": (PRACTICE, once(r"\n      a: (\w+) ", r"\n      a: \1: ", FIRST)),
    "misspell an id in a cell": (NOTEBOOK, once(r'"ask\(\\"m02-p-movement', r'"ask(\\"m02-p-movment')),
    "link to no entry": (NOTEBOOK, once("#term-debt-bondage", "#term-debt-bonage")),
    "change points in one place only": (NOTEBOOK, once('"points": 2', '"points": 1', TWO_POINTS)),
    "leave a run in the file": (
        NOTEBOOK,
        once(r'("id": "m02-p-movement",.*?"outputs": )\[\]', rf"\1{OUTPUT}"),
    ),
}


class TestMistakes:
    """The messages in the author's guide are those that `casework check` prints."""

    def test_each_row_is_tried(self) -> None:
        """The table lists the mistakes that are made here, no more and no fewer."""
        rows = [row[0] for row in cells(guide("author"), "What `casework check` says")]

        assert rows == list(MISTAKES)

    @pytest.mark.parametrize("mistake", MISTAKES)
    def test_message(self, copy: Path, mistake: str) -> None:
        """Making the mistake in a copy of the course brings the quoted message."""
        quoted = {row[0]: row[1].strip("`") for row in cells(guide("author"), "What `casework check` says")}
        file, change = MISTAKES[mistake]
        path = copy / file
        path.write_text(change(path.read_text("utf-8")), "utf-8")
        said = [str(problem).split(": ", 1)[1] for problem in check_course(copy).problems]

        assert unnumbered(quoted[mistake]) in map(unnumbered, said)

    def test_whole_line(self, copy: Path) -> None:
        """The whole line that the guide shows is printed as it stands there, but for its number."""
        (shown,) = re.findall(r"^    (modules/\S+:\d+: .*)$", guide("author"), flags=re.MULTILINE)
        path = copy / PRACTICE
        path.write_text(once("fact:L08", "fact:L99", FIRST)(path.read_text("utf-8")), "utf-8")
        said = [str(problem) for problem in check_course(copy).problems]

        assert unnumbered(shown) in map(unnumbered, said)
