"""casework report: the page, its tables, what it never holds, and the command."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from unit.course_builder import NAME, change, write_course
from unit.report_builder import SIZE, handed_in, lights, write_class

from casework.cli import main
from casework.outcomes import Outcome
from casework.report.analysis import report
from casework.report.page import page

OUTCOMES = {"1.1": Outcome("1.1", "*name* lights & signs", "01 Lights", Path("x.ipynb"))}


class Reader(HTMLParser):
    """Gathers what a page holds: tags with their attributes, and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tags that are open inside."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note words that a reader sees."""
        if not {"style", "title", "text"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words in one line."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with a class of forty."""
    root = tmp_path_factory.mktemp("class")
    write_course(root)
    write_class(root, [lights(n) for n in range(SIZE)], read=[None, *[3.0] * (SIZE - 1)])
    return root


@pytest.fixture(scope="module")
def html(course: Path) -> str:
    """Return its page."""
    return page(report(course, NAME), OUTCOMES)


def test_the_next_lecture_in_plain_words(html: str) -> None:
    """What to teach again is said with the share, the wrong answer, the key's reason and the lesson."""
    said = Reader(html).text

    assert "Re-teach 1.1: 35 % took “Green”." in said
    assert "Why that is wrong: SECRET green is go." in said
    assert "The question: “Which light means stop?” Right: 55 %." in said
    assert "Outcome 1.1: name lights & signs. Taught in 01 Lights." in said
    assert said.count("Re-teach") == 1


def test_figures_are_in_the_tables(html: str) -> None:
    """Each question has its row; what is not read yet says so; idle options and blanks are told."""
    said = Reader(html).text

    assert re.search(
        r"m01-q-mix 1\.2 analyse all 88 % -?\d\.\d\d 25 % left out “Green” “Blue” as no\. 3", said
    )
    assert re.search(r"m01-reflection none none not read yet hidden", said)
    assert "Under 5 % chose “Blue”: a wrong option that draws nobody can go." in said
    assert "Right: 55 %. Left out: under 5 %." in said


def test_accessible(html: str) -> None:
    """One h1, no level skipped, every table with caption and scopes, the picture with its words."""
    reader = Reader(html)
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch(r"h[1-6]", tag)]
    tables = [tag for tag, _ in reader.tags if tag == "table"]

    assert levels.count(1) == 1
    assert all(late - early <= 1 for early, late in zip(levels, levels[1:], strict=False))
    assert len(tables) == len([tag for tag, _ in reader.tags if tag == "caption"]) == 5
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in reader.tags if tag == "th")
    pictures = [attributes for tag, attributes in reader.tags if attributes.get("role") == "img"]
    assert "1.1 remember: 55 %" in str(pictures[0]["aria-label"])
    assert ("html", {"lang": "en"}) in reader.tags


def test_nothing_from_outside_and_nobody_named(html: str) -> None:
    """No script, no address, no source to fetch, and no learner's name."""
    assert not re.search(r"<script|<link|<img|<iframe|url\((?!#)|@import|\bsrc=", html)
    assert {one for one in re.findall(r'href="([^"]*)"', html) if not one.startswith("#")} == set()
    assert set(re.findall(r"https?://[^\"' <]+", html)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "Nobody" not in html


def test_a_hidden_figure_is_nowhere(root: Path) -> None:
    """With nine learners the page holds no share, no choice and no key."""
    write_class(root, [lights(n) for n in range(9)])
    said = Reader(page(report(root, NAME), OUTCOMES)).text.split(" How the figures are made")[0]

    assert said == "Class report: 01-tiny Fewer than 10 learners have answered, so nothing is shown."


def test_a_warning_below_thirty(root: Path) -> None:
    """With twelve learners each figure comes with a warning."""
    write_class(root, [lights(n * 3) for n in range(12)])
    said = Reader(page(report(root, NAME), OUTCOMES)).text

    assert "12 learners. No name is in this report. They are fewer than 30" in said
    assert "all, careful" in said


def test_words_of_authors_and_learners_are_escaped(root: Path) -> None:
    """Markup in a question stays text, and what learners typed is nowhere."""
    change(root / "modules" / NAME / "graded.yaml", "a: Green\n", "a: Green <img src=x onerror=alert(1)>\n")
    learners = write_class(root, [lights(n) for n in range(40)])
    handed_in(root, learners[0], lights(0) | {"m01-q-gone": "<script>mine</script>"})
    html = page(report(root, NAME), {})

    assert "<img" not in html
    assert "&lt;img" in html
    assert "mine" not in html


class TestCommand:
    """`casework report`."""

    @pytest.fixture
    def in_course(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Return the course, which is the current folder."""
        monkeypatch.chdir(course)
        monkeypatch.delenv("CASEWORK_KEYS", raising=False)
        return course

    def test_it_writes_a_page(
        self, in_course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A line says where the page is and how much there is to teach; twice named is once written."""
        assert main(["report", NAME, NAME, "--out", str(tmp_path / "new")]) == 0
        assert capsys.readouterr().out == (
            f"{tmp_path}/new/{NAME}.html: {SIZE} learners; 1 question to teach again\n"
        )
        assert [path.name for path in (tmp_path / "new").iterdir()] == [f"{NAME}.html"]

    def test_where_it_goes_unasked(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without --out it is assessments/report, which no class edition holds and git leaves out."""
        monkeypatch.chdir(course / "assessments")
        monkeypatch.delenv("CASEWORK_KEYS", raising=False)

        assert main(["report", NAME]) == 0
        assert (course / "assessments" / "report" / f"{NAME}.html").is_file()

    def test_not_among_the_lessons(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A report holds keys, so it does not go where learners' files are."""
        assert main(["report", NAME, "--out", "modules/x"]) == 1
        assert capsys.readouterr().err == (
            "modules/x: learners get what is in modules/, and a report holds keys; name another folder\n"
        )

    def test_one_bad_name_writes_nothing(
        self, in_course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Where one assignment cannot be reported, no page is written and one line says why."""
        assert main(["report", NAME, "09-none", "--out", str(tmp_path / "new")]) == 1
        assert capsys.readouterr().err.startswith(
            "no assignment '09-none'; near it are 01-tiny. Name a folder"
        )
        assert not (tmp_path / "new").exists()

    def test_the_gradebook_is_not_written_to(self, course: Path) -> None:
        """The gradebook's bytes are the same after a report."""
        book = course / "assessments" / "course.db"
        before = book.read_bytes()
        report(course, NAME)

        assert book.read_bytes() == before
