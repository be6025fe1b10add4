"""Tests of the start page's table and cell, and of where a learner goes on. Not here: the real course."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import NAME, add_module, as_text, notebook, put_answers, write_course
from unit.page import AT, LATER, answer

from casework import start_page
from casework.cli import main
from casework.languages import speaking
from casework.module import CourseError
from casework.progress_report import standings, table_html
from casework.records import read_course
from casework.resume import Place, place_to_go_on
from casework.start_table import FILE, StartPage, modules_table, with_table, write_table

SECOND = "02 Signs and <b>"
NOW = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
HEADINGS = {"m01-primary": "## Part 1. Light & dark", "m01-q-stop": "## Part 2. Signs", "m01-case": "## Case"}


def headed(prefix: str = "m01") -> dict[str, Any]:
    """Return the tiny module's notebook with headings, so that it has parts."""
    content = notebook()
    content["cells"][0]["source"] = ["# Module 01: Lights | lamps\n", "\n", "**Time: about 15 minutes**"]
    for id_, heading in HEADINGS.items():
        at = next(index for index, cell in enumerate(content["cells"]) if cell["id"] == id_)
        cell = {"cell_type": "markdown", "id": f"above-{id_}", "metadata": {}, "source": [heading]}
        content["cells"].insert(at, cell)
    return content


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a course of two modules, the first with parts, and a start page with an old table."""
    folder = write_course(tmp_path)
    other = add_module(tmp_path) / "02-small.ipynb"
    other.write_text(other.read_text("utf-8").replace("## Part", "Part"), "utf-8")
    (folder / f"{NAME}.ipynb").write_text(as_text(headed()), "utf-8")
    page = {**notebook(), "cells": [{"cell_type": "markdown", "id": "modules", "metadata": {}, "source": []}]}
    (tmp_path / FILE).write_text(as_text(page), "utf-8")
    return tmp_path


def place(root: Path, answers: dict[str, dict[str, Any]], **about: Any) -> Place | None:
    """Return where to go on with these answers in the first module."""
    put_answers(root / "modules" / NAME / f"{NAME}.ipynb", answers, **about)
    course = read_course(root)
    return place_to_go_on(course, standings(course))


class TestPlace:
    """Where a learner goes on."""

    def test_untouched(self, root: Path) -> None:
        """Without any answer it is the first module, from its beginning."""
        assert place(root, {}) == Place(
            "01 Lights | lamps", root.resolve() / "modules" / NAME / f"{NAME}.ipynb"
        )

    @pytest.mark.parametrize(
        ("answers", "part"),
        [
            ({"m01-primary": answer(["a"])}, "Part 1. Light & dark"),
            ({"m01-warm": answer(["a"])}, "Part 2. Signs"),
            ({"m01-primary": answer(["a"], LATER), "m01-warm": answer(["a"])}, "Part 2. Signs"),
            ({"m01-q-stop": answer(["a"]), "m01-q-mix": answer([], LATER)}, "Part 2. Signs"),
            ({"m01-q-mix": answer(["a"])}, "Case"),
            ({"m01-case-s1": answer(["a"])}, "Case"),
            ({"m01-case-s2": answer(["a"]), "m01-warm": answer(["a"], LATER)}, "Part 2. Signs"),
            (
                {
                    **{id_: answer(["a"]) for id_ in ("m01-warm", "m01-q-stop", "m01-case-s1")},
                    "m01-q-mix": answer(["b"], LATER),
                },
                "Part 1. Light & dark",
            ),
        ],
        ids=["next in part", "next part", "gap", "blank", "case", "in case", "case left", "wraps"],
    )
    def test_the_part(self, root: Path, answers: dict[str, dict[str, Any]], part: str) -> None:
        """It is the part of the next question without an answer; a blank answer is none."""
        found = place(root, answers)
        assert found
        assert (found.title, found.part) == ("01 Lights | lamps", part)

    def test_a_module_that_is_done_is_left(self, root: Path) -> None:
        """After a hand-in it is the next module that is not done; after the last, none."""
        receipt = {"at": AT, "answers": 1, "code": "x"}
        found = place(root, {"m01-warm": answer(["a"])}, handed_in=receipt)
        assert found
        assert (found.title, found.part) == (SECOND, "")

        put_answers(root / "modules" / "02-small" / "02-small.ipynb", {}, handed_in=receipt)
        course = read_course(root)
        assert place_to_go_on(course, standings(course)) is None

    def test_a_notebook_without_parts(self, root: Path) -> None:
        """In a lesson without headings it is the lesson."""
        put_answers(root / "modules" / "02-small" / "02-small.ipynb", {"m02-warm": answer(["a"])})
        found = place(root, {})
        assert found
        assert (found.title, found.part) == (SECOND, "")


class TestLanguages:
    """A lesson that is there in two languages, and a learner who uses one of them, or both."""

    @pytest.fixture
    def spanish(self, root: Path) -> Path:
        """Return a Spanish copy of the first lesson."""
        path = root / "modules" / NAME / "es" / f"{NAME}.ipynb"
        path.parent.mkdir()
        text = as_text(headed()).replace("# Module 01: Lights", "# Módulo 01: Luces").replace("Part", "Parte")
        path.write_text(text, "utf-8")
        return path

    def test_nothing_answered(self, root: Path, spanish: Path) -> None:
        """A translation that nobody uses is told of in the table of lessons, and nowhere else."""
        (note,) = [line for line in modules_table(root).splitlines() if NAME in line]
        assert note == (
            f"| [01 Lights \\| lamps]({NAME}/{NAME}.ipynb), [en español]({NAME}/es/{NAME}.ipynb) | 15 |"
        )
        found = place(root, {})
        assert found
        assert found.notebook == spanish.parents[1].resolve() / spanish.name
        assert read_course(root).notes == ()

    def test_answered_in_one(self, root: Path, spanish: Path) -> None:
        """Who answered in Spanish goes on in the Spanish lesson, and the link says so; all of it counts."""
        put_answers(spanish, {"m01-warm": answer(["a"])})
        put_answers(root / "modules" / NAME / f"{NAME}.ipynb", {})
        course = read_course(root)
        html = StartPage(course, root / "modules", NOW).html
        assert f'<a href="{NAME}/es/{NAME}.ipynb#Parte-2.-Signs">' in html
        assert "01 Lights | lamps, Parte 2. Signs (en español)</a>" in html
        assert standings(course)[0].answered == 1
        with speaking("es"):
            course = read_course(root)
            table = table_html(standings(course), course.notes, spanish.parent)
        assert f'<a href="{NAME}.ipynb">Continuar con 01 Luces | lamps</a>' in table

    def test_answered_in_both(self, root: Path, spanish: Path) -> None:
        """Of two answers to one question the newer counts; one goes on where the newest was given."""
        put_answers(spanish, {"m01-warm": answer(["b"]), "m01-q-stop": answer(["a"])})
        found = place(root, {"m01-warm": answer(["a"], LATER)})
        assert found
        assert found.notebook == spanish.parents[1].resolve() / spanish.name
        course = read_course(root)
        assert course.held.answers["m01-warm"].response == ["a"]
        assert standings(course)[0].answered == 2
        (note,) = course.notes
        assert note == (
            f"{NAME}: 2 notebooks ({NAME}.ipynb, es/{NAME}.ipynb); of two answers the newer counts."
        )


class TestTable:
    """The table of lessons in Markdown."""

    def test_rows(self, root: Path) -> None:
        """Each module has a link to its notebook and its time; what Markdown would read is escaped."""
        assert modules_table(root).splitlines() == [
            "| Module | Minutes |",
            "|---|---|",
            f"| [01 Lights \\| lamps]({NAME}/{NAME}.ipynb) | 15 |",
            f"| [{SECOND}](02-small/02-small.ipynb) | 40 |",
        ]

    def test_the_command(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """`casework index` writes the table once, and leaves a right one as it is."""
        monkeypatch.chdir(root)
        assert (main(["index"]), main(["index"])) == (0, 0)

        assert capsys.readouterr().out == f"{FILE}: written\n{FILE}: up to date\n"
        (cell,) = json.loads((root / FILE).read_text("utf-8"))["cells"]
        assert "".join(cell["source"]) == modules_table(root)

    def test_no_page(self, root: Path) -> None:
        """Without a start page one line says where to take it from."""
        (root / FILE).unlink()
        with pytest.raises(CourseError) as caught:
            write_table(root)
        assert str(caught.value) == f"{FILE}: there is no start page here; take it from a copy of the course"

    def test_a_broken_page(self, root: Path) -> None:
        """A page that is cut off is named with its line and stays as it is."""
        (root / FILE).write_text('{\n "cells": [', "utf-8")
        with pytest.raises(CourseError, match=rf"^{FILE}: the file is cut off at line 2"):
            write_table(root)
        assert (root / FILE).read_text("utf-8") == '{\n "cells": ['

    def test_no_cell(self, root: Path) -> None:
        """A page without a cell for the table is refused."""
        with pytest.raises(CourseError) as caught:
            with_table(root, notebook())
        assert str(caught.value) == (
            f"{FILE}: no cell has the id 'modules'; put one back, for the table of lessons"
        )


class TestCell:
    """What start_page() shows."""

    def test_the_link(self, root: Path) -> None:
        """The link leads from the page's folder to the heading, as JupyterLab addresses it."""
        place(root, {"m01-primary": answer(["a"])})
        html = StartPage(read_course(root), root / "modules", NOW, UTC).html

        assert re.findall(r"<b>(.*?)</b>", html) == [
            f'Go on where you were: <a href="{NAME}/{NAME}.ipynb#Part-1.-Light-&amp;-dark">'
            "01 Lights | lamps, Part 1. Light &amp; dark</a>"
        ]
        assert html.count("<a ") == 1
        assert "As of 28 November 2026, 23:30." in html

    def test_words(self, root: Path) -> None:
        """The lead says whether one begins, goes on, or has finished; as plain text too."""
        page = StartPage(read_course(root), root / "modules", NOW, timezone(timedelta(hours=1)))
        assert repr(page).startswith("Begin with: 01 Lights | lamps Your progress")
        assert "As of 29 November 2026, 00:30." in repr(page)

        receipt = {"at": AT, "answers": 1, "code": "x"}
        place(root, {"m01-warm": answer(["a"])}, handed_in=receipt)
        assert repr(StartPage(read_course(root), root, NOW)).startswith(f"Go on with: {SECOND}")
        put_answers(root / "modules" / "02-small" / "02-small.ipynb", {}, handed_in=receipt)
        assert repr(StartPage(read_course(root), root, NOW)).startswith("All modules are done.")

    def test_in_a_notebook(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The cell finds the course from the page's folder, and shows plain HTML that a saved page keeps."""
        monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
        monkeypatch.chdir(root / "modules")
        html = start_page()._repr_html_()

        assert f'href="{NAME}/{NAME}.ipynb"' in html
        assert "<script" not in html

    def test_outside_the_course(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Elsewhere one line says where to open it."""
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
        monkeypatch.chdir(elsewhere)
        with pytest.raises(CourseError) as caught:
            start_page()
        assert str(caught.value) == (
            "no modules/ folder in elsewhere or above; open this notebook in the course's folder."
        )
