"""Pictures of small tables: what they tell eyes, screen readers and plain text. Not here: a real browser."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest

from casework.figures import BarFigure, FigureError, bar_figure

WORDS = {"title": "Forced labour", "unit": "million people", "source": "A report, 2022", "note": "A model."}


class Table:
    """The two things of a DataFrame that a figure uses."""

    def __init__(self, **columns: list[Any]) -> None:
        self.data = columns
        self.columns = list(columns)

    def __getitem__(self, name: str) -> list[Any]:
        return self.data[name]


def figure(**changes: Any) -> BarFigure:
    """Return a good figure, with some of its arguments changed."""
    table = Table(kind=["private", "state"], millions=[17.3, 3.9])
    return bar_figure(**({"frame": table, "label": "kind", "value": "millions"} | WORDS | changes))


class Reader(HTMLParser):
    """Collects tags with their attributes, and fails on tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_screen_reader_hears_every_number_of_the_picture() -> None:
    """The picture is one image whose label names each bar with its value and unit."""
    images = [
        attributes for _, attributes in Reader(figure()._repr_html_()).seen if attributes.get("role") == "img"
    ]
    assert [image["aria-label"] for image in images] == [
        "Bar chart, million people. private: 17.3; state: 3.9."
    ]


def test_the_same_numbers_follow_as_a_table_with_headers() -> None:
    """A caption, a header for each column and each row, then source and limits."""
    reader = Reader(figure()._repr_html_())
    scopes = [attributes.get("scope") for tag, attributes in reader.seen if tag == "th"]
    assert scopes == ["col", "col", "row", "row"]
    assert [tag for tag, _ in reader.seen].count("caption") == 1
    text = " ".join(reader.words)
    assert all(words in text for words in ("17.3", "A report, 2022", "A model."))


def test_bars_are_drawn_to_scale_from_zero() -> None:
    """The longest bar fills the track and the others keep their share of it."""
    widths = [
        a["width"] for tag, a in Reader(figure()._repr_html_()).seen if tag == "rect" and a["width"] != "100"
    ]
    assert widths == ["100.00", f"{100 * 3.9 / 17.3:.2f}"]


def test_all_zero_values_draw_empty_bars() -> None:
    """A table of zeros is no error and no division by zero."""
    assert 'width="0.00"' in figure(frame=Table(kind=["a"], millions=[0]))._repr_html_()


def test_text_from_the_data_is_escaped() -> None:
    """Markup in a label, title or source is shown, never run."""
    bad = '<script>alert("x")</script>'
    html = figure(
        frame=Table(kind=[bad], millions=[1]), title=bad, source=bad, note=bad, unit='"><b>'
    )._repr_html_()
    assert "<script" not in html
    assert "<b>" not in html
    Reader(html)


def test_print_gives_the_numbers_as_text() -> None:
    """Where no HTML is shown, the numbers, source and note are still there."""
    text = str(figure())
    assert text.splitlines()[0] == "Forced labour (million people)"
    assert all(words in text for words in ("private  17.3", "Source: A report, 2022", "Note: A model."))


def test_large_numbers_are_grouped() -> None:
    """No scientific notation for readers."""
    assert "1,234,567" in str(figure(frame=Table(kind=["a"], millions=[1234567])))


AT = "bar_figure: column 'millions', row 'a':"
NO_NUMBER = "is no number - a bar needs 0 or more - drop the row or fill it in"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "people"}, "bar_figure: no column 'people' - it has kind, millions - use one of these"),
        ({"label": "name"}, "bar_figure: no column 'name' - it has kind, millions - use one of these"),
        (
            {"frame": Table(kind=["a"], millions=[-1])},
            f"{AT} -1 is negative - a bar needs 0 or more - choose another picture",
        ),
        ({"frame": Table(kind=["a"], millions=[float("nan")])}, f"{AT} nan {NO_NUMBER}"),
        ({"frame": Table(kind=["a"], millions=["12"])}, f"{AT} 12 {NO_NUMBER}"),
        ({"frame": Table(kind=["a"], millions=[None])}, f"{AT} None {NO_NUMBER}"),
        (
            {"frame": Table(kind=[], millions=[])},
            "bar_figure: the table has no rows - one or more are needed - check its file",
        ),
        ({"note": " "}, "bar_figure: note is empty - a figure always says it - write it in words"),
    ],
)
def test_a_table_that_cannot_be_drawn_gives_one_clear_line(changes: dict[str, Any], message: str) -> None:
    """Where, what, what is valid, what to do - on one line."""
    with pytest.raises(FigureError) as error:
        figure(**changes)
    assert str(error.value) == message


def test_the_real_data_frame_works() -> None:
    """A pandas DataFrame, with its own number types, is drawn like any other table."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"kind": ["a", "b"], "millions": [1, 2.5]})
    assert [value for _, value in figure(frame=frame).rows] == [1.0, 2.5]
    with pytest.raises(FigureError):
        figure(frame=pandas.DataFrame({"kind": ["a"], "millions": [None]}))


def test_importing_figures_does_not_import_pandas() -> None:
    """Learners' front pages stay quick, and pages without pandas still open."""
    check = "import sys, casework.figures; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
