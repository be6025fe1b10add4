"""The form of lessons, and the sources of their figures: what is told, what is left alone. Not the course."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.course_builder import NAME, as_text, notebook, write_course

from casework.checks import check_course
from casework.checks.citations import check_citations
from casework.checks.page_form import check_form
from casework.checks.pages import Page


def page(*sources: str) -> Page:
    """Return a lesson with a title and these cells: c0, c1 ..."""
    cells = [{"cell_type": "markdown", "id": "c-title", "source": "# Lights"}]
    cells += [{"cell_type": "markdown", "id": f"c{n}", "source": text} for n, text in enumerate(sources)]
    return Page("x.ipynb", {}, tuple(cells))


def form(*sources: str, folder: Path = Path()) -> list[str]:
    """Return what is said of the form of a lesson with these cells."""
    return [problem.text for problem in check_form(page(*sources), folder)]


class TestHeadings:
    """Headings are a reader's table of contents."""

    def test_in_order(self) -> None:
        """One title, parts, parts of parts; a step back may be as long as one likes."""
        assert form("## One\n\n### One a", "### One b", "## Two\n\n```\n#### no heading\n```") == []

    def test_a_jump(self) -> None:
        """A level that is left out is told, over the cells too."""
        assert form("## One", "#### Deep") == [
            "cell 'c1': heading 'Deep' is #### below ##; write ###, "
            "for readers who jump from heading to heading"
        ]

    def test_titles(self) -> None:
        """A lesson has one title, and it comes first."""
        assert form("# *Second*") == ["cell 'c0': heading 'Second' is a second title; write ## for a part"]
        parts = Page("x.ipynb", {}, page("## One").cells[1:])
        assert [problem.text for problem in check_form(parts, Path())] == [
            "cell 'c0': heading 'One' comes first; begin the lesson with its title, '# Title'"
        ]


class TestLinks:
    """Links lead somewhere and say where."""

    @pytest.mark.parametrize(
        "text",
        [
            "[the web](https://www.example.org/a_(b)?c=d#e) and [mail](mailto:a@b.org)",
            "## If you *want* to talk\n\n[Lines](#If-you-want-to-talk)",
            "[a word](#term-consent) that another check looks up",
            '[the notes](notes.md) and [again](notes.md#part "Title") and [odd](<odd name.md>)',
            "`[no](link here)` and\n```\n[none](at all)\n```",
            "![A red light](notes.md)",
            "Read [B] and (C), and [7] too.",
        ],
    )
    def test_right(self, tmp_path: Path, text: str) -> None:
        """Addresses of the web, headings, terms and files that are there are right; code is not read."""
        (tmp_path / "notes.md").touch()
        (tmp_path / "odd name.md").touch()
        assert form(text, folder=tmp_path) == []

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[a](b c)", "the link 'a' leads to 'b c'; write an address without blanks"),
            ("[a]()", "the link 'a' leads to ''; write an address without blanks"),
            ("[](https://e.org)", "a link to 'https://e.org' has no text; say where it leads"),
            ("[Click here.](https://e.org)", "a link says 'Click here.'; say where it leads"),
            ("[*here*](https://e.org)", "a link says 'here'; say where it leads"),
            ("[a](https:e.org)", "'https:e.org' is no address of the web; write https://, a host and a path"),
            (
                "[a](www.e.org)",
                "the link 'www.e.org' leads to no file beside this lesson; for the web, begin with https://",
            ),
            (
                "## Sources\n\n[a](#Source)",
                "the link '#Source' leads to no heading of this lesson; near it is #Sources",
            ),
            (
                "[a](#xyz)",
                "the link '#xyz' leads to no heading of this lesson; copy a heading, with - for each blank",
            ),
            ("[a] (https://e.org)", "a blank stands between [a] and its address; take it out"),
            (
                "![](https://e.org/p.png)",
                "the picture 'https://e.org/p.png' has no text in its place; "
                "write ![what it shows](https://e.org/p.png)",
            ),
            ('<img src="p.png" alt="">', 'an <img> has no text in its place; write alt="what it shows"'),
        ],
    )
    def test_wrong(self, text: str, said: str) -> None:
        """A link that leads nowhere or says nothing is told, and a picture without words."""
        assert form(text) == [f"cell 'c0': {said}"]


class TestTables:
    """Tables have a header row, and rows that fit it."""

    def test_right(self) -> None:
        """A header, a rule and rows of as many cells; a bar in a text is written with a backslash."""
        assert form("| a | b |\n|---|:-:|\n| c \\| d | e |") == []

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "| a | b |\n| c | d |",
                "the table that begins 'a b' has no header row; name its columns, and write |---| below",
            ),
            (
                "| | |\n|-|-|\n| c | d |",
                "the table that begins '' has no header row; name its columns, and write |---| below",
            ),
            (
                "| a | b |\n|---|---|\n| c | d | e |",
                "the row that begins 'c' has 3 cells and its header 2; "
                "write one a column, and \\| for a | in a text",
            ),
            ("<table><tr><td>a</table>", "a <table> has no header row; name its columns in <th>"),
        ],
    )
    def test_wrong(self, text: str, said: str) -> None:
        """A table without a header, and a row with more cells than it, are told."""
        assert form(text) == [f"cell 'c0': {said}"]


def figures(text: str) -> list[str]:
    """Return what is said of the figures in a lesson with this text."""
    return [problem.text for problem in check_citations(page(text))]


class TestCitations:
    """Figures and dates have a source beside them."""

    @pytest.mark.parametrize(
        ("text", "said", "unit"),
        [
            ("The law changed in 2015.", "'2015'", "paragraph"),
            ("Some 27.6 million people, 23% of them adults.", "'27.6 million' and '23%'", "paragraph"),
            ("It was 1,200, or 45 arrests.", "'1,200' and '45 arrests'", "paragraph"),
            ("- about 40 per cent\n- no number", "'40 per cent'", "list item"),
            ("| Light | Since |\n|---|---|\n| Red | 1868 |", "'1868'", "table row"),
            ("They came in 2015 (see above).", "'2015'", "paragraph"),
        ],
    )
    def test_told(self, text: str, said: str, unit: str) -> None:
        """A figure without a source in its paragraph, item or row is told."""
        assert figures(text) == [
            f"cell 'c0' gives {said} without a source in the same {unit}; "
            "add one, such as (N03), (B-14) or 22 U.S.C. 7102"
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "It was 27.6 million (N01).",
            "The brief counts 46 interviews (B-34); the article does not (A-8).",
            "The law changed in 2015: 22 U.S.C. 7102.",
            "Since 1 October 2021 it says more (Public Act 21-103).",
            "Since 2000 a yes may not count: art. 3(b).",
            "It was 23% ([the report](https://e.org/x)).",
            "It was 23%; see [the list](#Sources).",
            "It was 23% (ref:ilo-2022).",
            "The International Labour Organization (2022) counts 27.6 million.",
            "It hides damage (Moran, 2016).",
            "Connecticut (2022) has three limbs.",
            "| Law | Version |\n|---|---|\n| Traffic code | 2015 |",
            "| The ILO counts (N01) | Millions |\n|---|---|\n| Red | 17.3 |",
        ],
    )
    def test_a_source(self, text: str) -> None:
        """A locator, a section, a link, a named body with its year, or a list of sources will do."""
        assert figures(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "*About 16 minutes: 10 for the steps. Write about 150 words.*",
            "- **2.1** *state* the elements",
            "Ana, 34, is over 18; a person of 17 is not. Block 3 has 4 questions, parts 2 to 4 have 12.",
            "Section 1591(c) is about age alone.",
            "## Since 2015",
            "> Since 2015, somebody says.",
            "```\n2015\n```",
            "Ana owes 3,000 dollars. <!-- no source: invented -->",
        ],
    )
    def test_no_source_needed(self, text: str) -> None:
        """Numbers of our own, ages, sections, headings, quoted blocks and invented figures need none."""
        assert figures(text) == []

    def test_cells_left_out(self) -> None:
        """The lists at the end are sources themselves, and what a learner fills in is the learner's."""
        cells = [
            {"cell_type": "markdown", "id": "sources", "source": "In 2015."},
            {"cell_type": "markdown", "id": "support", "source": "In 2015."},
            {
                "cell_type": "markdown",
                "id": "x",
                "source": "In 2015.",
                "metadata": {"nbgrader": {"grade": 1}},
            },
            {"cell_type": "code", "id": "y", "source": "2015"},
        ]
        assert list(check_citations(Page("x.ipynb", {}, tuple(cells)))) == []


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the top folder of a small right course, which is the current folder."""
    write_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return tmp_path


def test_in_the_check(root: Path) -> None:
    """`casework check` tells both with the line of the cell in the notebook."""
    data = notebook()
    text = ["#### Deep\n", "\n", "In 2015."]
    data["cells"].append({"cell_type": "markdown", "id": "m01-more", "metadata": {}, "source": text})
    file = f"modules/{NAME}/{NAME}.ipynb"
    (root / file).write_text(as_text(data), encoding="utf-8")
    assert [str(problem) for problem in check_course(root).problems] == [
        f"{file}:124: cell 'm01-more' gives '2015' without a source in the same paragraph; "
        "add one, such as (N03), (B-14) or 22 U.S.C. 7102",
        f"{file}:124: cell 'm01-more': heading 'Deep' is #### below #; write ##, "
        "for readers who jump from heading to heading",
    ]
