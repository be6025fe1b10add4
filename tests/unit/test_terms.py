"""The glossary: its file, its entries as HTML, what glossary() shows. Not here: a browser, casework check."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from unit.anything import JSON
from unit.course_builder import change
from unit.words_builder import GLOSSARY, add_words, words_notebook, write_notebook

from casework.module import CourseError
from casework.terms import entry_html, linked, links, list_html, read_terms
from casework.widgets.glossary import Glossary, glossary
from casework.yaml_lines import ContentError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a right glossary in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "glossary.yaml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return path


def said(file: Path) -> list[str]:
    """Return the problems that reading the file tells."""
    with pytest.raises(ContentError) as caught:
        read_terms(file)
    return [str(problem) for problem in caught.value.problems]


def test_a_term_has_its_parts(file: Path) -> None:
    """Reading a glossary gives each term with its words, sources, date, rival uses and place."""
    red, pink, _ = read_terms(file).values()

    assert (red.term, red.also, red.sources, red.as_of) == ("red", ("scarlet",), ("fact:T01",), "2024")
    assert [(use.who, use.how, use.why, use.sources) for use in red.uses] == [
        ("Drivers", "as *stop*.", "the rule says so.", ("law:9 T.L.C. 12",)),
        ("Painters", "as warm.", "it is a habit.", ("fact:T02",)),
    ]
    assert (red.links, pink.links) == ({"pink"}, frozenset())
    assert (pink.also, pink.uses, pink.file, pink.line) == ((), (), "glossary.yaml", 17)


MISTAKES = {
    "a missing part": (
        "    as_of: undated\n",
        "",
        "17: term 'pink': 'as_of' missing; needed are id, term, definition, sources, as_of",
    ),
    "an unknown part": (
        "    as_of: undated",
        "    as_of: undated\n    key: x",
        "22: term 'pink': unknown field 'key'; valid are id, term, also, definition, sources, as_of, uses",
    ),
    "a source of no kind": (
        '["article:A-1"]',
        '["web"]',
        "20: term 'pink': 'sources.0' is 'web'; "
        "valid is fact:L08, law:22 U.S.C. 7102, ref:platt-2018, brief:B-12 or article:A-24",
    ),
    "one use alone": (
        """      - who: Painters
        how: as warm.
        why: it is a habit.
        sources: ["fact:T02"]
""",
        "",
        "8: term 'red': 'uses' has 1 entry; at least 2 needed",
    ),
    "a date as a number": (
        'as_of: "2023"',
        "as_of: 2023",
        "26: term 'amber': 'as_of' is 2023; it must be text, so put it in quotes",
    ),
    "an id twice": (
        "- id: amber",
        "- id: pink",
        "22: term 'pink': this id is taken at line 17; ids are permanent and unique",
    ),
    "a word twice": (
        "term: Amber",
        "term: Scarlet",
        "22: term 'amber': 'Scarlet' is a word of the term 'red' already; keep it in one of the two",
    ),
    "a link that leads nowhere": (
        "(#term-pink)",
        "(#term-rose)",
        "2: term 'red': links to the term 'rose', which is not in this file; check the spelling",
    ),
    "no list": (GLOSSARY, "words: []\n", "1: 'terms' missing; needed are terms; 'words' is unknown"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_has_its_line(file: Path, name: str) -> None:
    """An author's mistake is told with file, line and term, and with what is valid."""
    old, new, told = MISTAKES[name]
    change(file, old, new)

    assert said(file) == [f"glossary.yaml:{told}"]


def test_all_mistakes_are_told_at_once(file: Path) -> None:
    """Two terms with a mistake give a line each."""
    change(file, "    as_of: undated\n", "")
    change(file, 'as_of: "2023"', "as_of: 2023")

    assert [one.split("'")[1] for one in said(file)] == ["pink", "amber"]


@given(JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_is_read_or_refused(file: Path, value: object) -> None:
    """Whatever stands in the file, reading gives terms or the author's error, and nothing else."""
    file.write_text(yaml.safe_dump({"terms": value}), encoding="utf-8")
    try:
        found = len(read_terms(file))
    except ContentError as error:
        found = len(error.problems)
    assert found > 0


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("[a](#term-red) and **[b](#term-pink)**, [c](#red), #term-x, (#term-y)", {"red", "pink"}),
        ("| [a](<#term-red>) |", {"red"}),
        ("[a](#term-)", {""}),
    ],
)
def test_links_are_found(text: str, ids: set[str]) -> None:
    """Links to terms are found in any Markdown, and nothing else is."""
    assert links(text) == ids


def test_a_term_brings_what_it_links_to(file: Path) -> None:
    """The list of a lesson holds what its links lead to, directly or on the way, in the alphabet's order."""
    terms = read_terms(file)

    assert [term.id for term in linked(terms, {"red", "nowhere"})] == ["pink", "red"]
    assert [term.id for term in linked(terms, terms)] == ["amber", "pink", "red"]
    assert linked(terms, ()) == ()


def test_an_entry_as_html(file: Path) -> None:
    """An entry says word, synonyms, definition, date, source, and who uses it how and why."""
    html = entry_html(read_terms(file)["red"])

    assert html == (
        "<p><dfn>red</dfn> <span>(also: scarlet)</span></p>"
        '<p>A <strong>primary</strong> colour. Faded it is <a href="#term-pink">pink</a>.</p>'
        '<p class="cw-sources">As of: 2024.</p><p class="cw-sources">Source: fact T01</p>'
        "<p><b>Who uses it how</b></p><ul>"
        "<li><b>Drivers:</b> as <em>stop</em>. <i>Why:</i> the rule says so."
        '<p class="cw-sources">Source: 9 T.L.C. 12</p></li>'
        "<li><b>Painters:</b> as warm. <i>Why:</i> it is a habit."
        '<p class="cw-sources">Source: fact T02</p></li></ul>'
    )


def test_hostile_words_stay_text(file: Path) -> None:
    """Markup in any part of a term is shown, never run."""
    bad = "'<img src=x onerror=alert(1)>'"
    text = GLOSSARY
    for part in ("red\n    also", "Drivers", "as *stop*.", "the rule says so.", "Pale red.", "undated"):
        head, _, tail = part.partition("\n")
        text = text.replace(f": {part}", f": {bad}" + (f"\n{tail}" if tail else ""), 1)
    file.write_text(text.replace("scarlet", bad).replace("fact:T01", "fact:<script>"), encoding="utf-8")
    html = list_html(read_terms(file).values())

    assert "<img" not in html
    assert "<script" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 7


def test_glossary_shows_the_terms_of_the_lesson(kernel_folder: Path) -> None:
    """glossary() lists what the notebook links to, with the facts' own sources; print has it all open."""
    add_words(kernel_folder.parent.parent)
    shown = glossary()
    bundle = shown._repr_mimebundle_()
    assert bundle
    html, text = bundle[0]["text/html"], bundle[0]["text/plain"]

    assert html.startswith("<details open><summary>Glossary: the 2 terms of this lesson</summary>")
    assert [part.split('"')[0] for part in html.split('<li id="')[1:]] == ["term-pink", "term-red"]
    assert "Handbook of light, chapter 1 (fact T01, as of 2024-01-31)" in html
    assert "<input" not in html
    assert "red (also: scarlet)" in text
    assert '<label>Find a term: <input type="search"></label>' in shown.html
    assert shown.html.count('id="term-') == 2


def test_glossary_without_a_readable_notebook_shows_all(kernel_folder: Path) -> None:
    """Where the notebook cannot be read, as in some browsers' Python, every term is listed."""
    add_words(kernel_folder.parent.parent)
    (kernel_folder / "01-tiny.ipynb").write_text("{", encoding="utf-8")

    assert glossary().html.count('id="term-') == 3


def test_odd_cells_are_no_trouble(kernel_folder: Path) -> None:
    """Cells that are no cells, or have no text, link to nothing."""
    add_words(kernel_folder.parent.parent)
    data = words_notebook()
    data["cells"] += ["x", {"source": None}, {"source": [1, "[a](#term-amber)"]}, {}]
    write_notebook(kernel_folder, data)

    assert glossary().html.count('id="term-') == 3


def test_a_glossary_with_mistakes_is_told_in_one_line(kernel_folder: Path) -> None:
    """A missing or wrong glossary gives the learner one line, not a traceback."""
    data = kernel_folder.parent.parent / "data"
    with pytest.raises(CourseError) as missing:
        glossary()
    assert "glossary.yaml:1: cannot be read (No such file or directory); check the path" in str(missing.value)

    add_words(kernel_folder.parent.parent)
    change(data / "glossary.yaml", "    as_of: undated\n", "")
    with pytest.raises(CourseError, match=r"glossary.yaml:17: term 'pink': 'as_of' missing"):
        glossary()
    (data / "facts.yaml").unlink()
    with pytest.raises(
        CourseError, match=r"no data folder above 01-tiny; keep the course's folders together"
    ):
        glossary()


def test_the_front_end_says_what_the_guide_says() -> None:
    """The widget's text is the joined files, with the list's CSS."""
    assert "function keepKeys" in str(Glossary._esm)
    assert ".cw-term" in str(Glossary._css)
