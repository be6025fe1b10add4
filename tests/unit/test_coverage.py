"""The list of places of the two texts' points, and what a point may be asked for. Not the real list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from unit.course_builder import NAME, as_text, change, found
from unit.words_builder import add_words

from casework.checks.coverage import points_in, read_points

POINTS = """\
id,kind,modules
B-1,law,01
B-2,position,01 02
A-1,evidence claim,01
A-2,comment,context
"""
COVERAGE = """\
id,module,cells,questions,how
A-1,01-tiny,,m01-primary,practice asks what the source claims
B-1,01-tiny,m01-signs,,taught
B-2,01-tiny,m01-text term-red,m01-primary m01-case-c1,attributed
"""
FILE = "docs/coverage.csv"


@pytest.fixture
def root(root: Path) -> Path:
    """Return a small course with a list of places in which all is right, as the current folder."""
    add_words(root)
    (root / "data/source_points.csv").write_text(POINTS, encoding="utf-8")
    package = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))
    package["resources"][0]["schema"]["fields"] = [
        {"name": name, "title": name, "type": "string"} for name in ("id", "kind", "modules")
    ]
    (root / "data/datapackage.json").write_text(as_text(package), encoding="utf-8")
    (root / "docs").mkdir()
    (root / FILE).write_text(COVERAGE, encoding="utf-8")
    change(
        root / f"modules/{NAME}/{NAME}.ipynb",
        "A [sign](#term-red) is red.",
        "A [sign](#term-red) (B-1..3).",
    )
    change(root / f"modules/{NAME}/case.yaml", "effect: The duty", "effect: (B-2) The duty")
    change(root / "data/glossary.yaml", "definition: A **primary**", "definition: (B-2) A **primary**")
    return root


class TestPoints:
    """Points and where a text names them."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("as A-8 and (B-14) say", {"A-8", "B-14"}),
            ("article:A-8; brief:B-R18a", {"A-8", "B-R18a"}),
            ("A-34..36", {"A-34", "A-35", "A-36"}),
            ("A-24/25 and B-46–48", {"A-24", "A-25", "B-46", "B-47", "B-48"}),
            ("B-21 to B-23", {"B-21", "B-22", "B-23"}),
            ("A-1 to A-84", {"A-1", "A-84"}),
            ("DATA-8 and A-x", set()),
        ],
    )
    def test_named(self, text: str, expected: set[str]) -> None:
        """A point is named by its id, or by a range; the whole list is no mention of each."""
        assert points_in(text) == expected

    def test_tables_without_them(self, tmp_path: Path) -> None:
        """A table that is missing, or lacks the columns, has no points."""
        assert read_points(tmp_path / "no.csv") == {}
        (tmp_path / "x.csv").write_text("id,kind\nA-1,law\n", encoding="utf-8")
        assert read_points(tmp_path / "x.csv") == {}


class TestList:
    """Each line of docs/coverage.csv is true, and none is missing."""

    def test_right(self, root: Path) -> None:
        """Markdown, a comparison, the glossary, sources of a reason and a change's effect all name points."""
        assert found(root) == []

    def test_no_list(self, root: Path) -> None:
        """A copy without the list is right."""
        (root / FILE).unlink()
        assert found(root) == []

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("A-1,01", "A-9,01", ["2: point A-9: is not in data/source_points.csv; check the id"]),
            (
                "A-1,01-tiny",
                "A-1,02-big",
                ["2: point A-1: module '02-big' is not there; the modules are 01-tiny"],
            ),
            (",m01-signs,", ",m01-sgns,", ["3: point B-1: cell 'm01-sgns' is not in 01-tiny; check the id"]),
            (
                ",m01-primary,",
                ",m01-primry,",
                ["2: point A-1: question 'm01-primry' is not in 01-tiny; check the id"],
            ),
            (
                ",m01-signs,",
                ",m01-title,",
                [
                    "3: point B-1: cell 'm01-title' does not name it; "
                    "write (B-1) into its text, or take it from this row"
                ],
            ),
            (
                ",m01-primary,",
                ",m01-warm,",
                [
                    "2: point A-1: question 'm01-warm' does not name it; "
                    "write (A-1) into its sources, or take it from this row"
                ],
            ),
            (
                "m01-signs,,taught",
                ",,taught",
                ["3: point B-1: names no cell and no question, or not how; say where and how it is treated"],
            ),
            (
                "B-1,01-tiny,m01-signs,,taught\n",
                "B-2,01-tiny,m01-text,,taught\n",
                [
                    "4: point B-2: stands here twice for 01-tiny; make one row of the two",
                    "1: point B-1: data/source_points.csv gives it to module 01 and no row places it there; "
                    "add one with module 01-tiny",
                ],
            ),
            (
                "m01-signs,,taught",
                "m01-signs,taught",
                ["3: 4 cells for 5 columns; check the commas and quotes here"],
            ),
            (
                "id,module",
                "id,modul",
                [
                    "1: the columns are id, modul, cells, questions, how; "
                    "write id, module, cells, questions, how"
                ],
            ),
        ],
    )
    def test_wrong(self, root: Path, old: str, new: str, said: list[str]) -> None:
        """A row that is not true is told with its line, and what it leaves without a place too."""
        change(root / FILE, old, new)
        lines = found(root)
        assert all(f"{FILE}:{one}" in lines for one in said)

    def test_due_where_the_module_is_there(self, root: Path) -> None:
        """A point of a module without a folder is not due; once the folder is there, it is."""
        (root / "modules" / "02-next").mkdir()
        assert [one for one in found(root) if one.startswith(FILE)] == [
            f"{FILE}:1: point B-2: data/source_points.csv gives it to module 02 and no row places it there; "
            "add one with module 02-next"
        ]

    def test_due_in_the_library(self, root: Path) -> None:
        """A point of the library is named by one of its entries."""
        change(root / "data/source_points.csv", "A-2,comment,context", "A-2,comment,library")
        (root / "data/library.json").write_text("[]", encoding="utf-8")
        assert found(root) == [
            f"{FILE}:1: point A-2: data/source_points.csv gives it to the library and no entry names it "
            'in "cites"; add it'
        ]


class TestUse:
    """A position is asked for by its holder, a claim as a claim."""

    PRACTICE = f"modules/{NAME}/practice.yaml"

    def keyed(self, root: Path, source: str, stem: str) -> list[str]:
        """Return what is said of m01-primary with this stem and the source under its right option."""
        change(root / self.PRACTICE, '["fact:T01", "law:9 T.L.C. 12"]', f'["{source}"]')
        change(root / self.PRACTICE, "Which of these is a **primary** colour of light?", stem)
        return [one for one in found(root) if "m01-primary" in one]

    @pytest.mark.parametrize("source", ["brief:B-2", "article:A-2"])
    def test_a_view_as_key(self, root: Path, source: str) -> None:
        """A keyed option that rests on a position or a comment is told, unless the stem asks who holds it."""
        id_ = source.split(":")[1]
        assert self.keyed(root, source, "Which colour is it?") == [
            f"{self.PRACTICE}:3: question 'm01-primary': the keyed answer rests on {id_}, a position or a "
            "comment; ask who holds or says it, or begin with 'According to'"
        ]

    @pytest.mark.parametrize("stem", ["According to the brief, which is it?", "Who holds that it is red?"])
    def test_a_view_by_its_holder(self, root: Path, stem: str) -> None:
        """A question that asks who holds it, or what a source says, may be keyed by it."""
        assert self.keyed(root, "brief:B-2", stem) == []

    def test_a_view_against(self, root: Path) -> None:
        """A wrong option's reason may name a position."""
        assert "brief:B-2" in (root / self.PRACTICE).read_text(encoding="utf-8")
        assert found(root) == []

    def test_a_claim(self, root: Path) -> None:
        """A question about a claim asks what its source says, or what would show it."""
        change(root / self.PRACTICE, 'sources: ["fact:T01"]', 'sources: ["article:A-1"]')
        change(
            root / self.PRACTICE,
            "Which of these is a **primary**",
            "Under 9 T.L.C. 12, which is a **primary**",
        )
        assert found(root) == [
            f"{self.PRACTICE}:3: question 'm01-primary': cites A-1, a claim about what is so; ask what the "
            "source claims ('According to ...') or what would show it"
        ]
        change(root / self.PRACTICE, "Under 9 T.L.C. 12, which is", "According to the article, which is")
        assert found(root) == []
