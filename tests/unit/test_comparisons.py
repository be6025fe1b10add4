"""Comparisons: their file, and what compare() shows. Not here: a browser, casework check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from unit.anything import JSON
from unit.course_builder import change
from unit.test_figures import Reader
from unit.words_builder import COMPARE, add_words

from casework.comparisons import read_comparisons
from casework.module import CourseError
from casework.side_by_side import SideBySide, compare
from casework.sources import plain_label
from casework.yaml_lines import ContentError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a right comparison file in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "compare.yaml"
    path.write_text(COMPARE, encoding="utf-8")
    return path


def said(file: Path) -> list[str]:
    """Return the problems that reading the file tells."""
    with pytest.raises(ContentError) as caught:
        read_comparisons(file)
    return [str(problem) for problem in caught.value.problems]


def body(shown: SideBySide) -> str:
    """Return what a comparison shows, without its block of style."""
    return re.sub(r"<style>.*?</style>", "", shown._repr_html_(), flags=re.DOTALL)


def test_a_comparison_has_its_parts(file: Path) -> None:
    """Reading a file gives each comparison with columns, rows, marks and place."""
    one = read_comparisons(file)["m01-signs"]

    assert (one.module, one.title, one.file, one.line) == ("01-tiny", "Two *signs*", "compare.yaml", 3)
    assert [(c.name, c.kind, c.version, c.sources) for c in one.columns] == [
        ("The rule", "Statute", "2024", ("law:9 T.L.C. 12",)),
        ("The leaflet", "Paraphrase", "undated", ("brief:B-1",)),
    ]
    assert [(row.limb, row.marks) for row in one.rows] == [("Form", ((0, "red all over"),)), ("Duty", ())]
    assert one.rows[1].cells == ("Stop.", "Stop and look.")


MISTAKES = {
    "a missing part": (
        "        difference: Looking is in the leaflet.\n",
        "",
        "20: comparison 'm01-signs': 'difference' missing in 'rows.1'; needed are limb, cells, difference",
    ),
    "a cell too few": (
        "[Stop., Stop and look.]",
        "[Stop., Stop and look., Wait.]",
        "20: comparison 'm01-signs': row 'Duty' has 3 cells and there are 2 columns; "
        "write one cell a column, in their order",
    ),
    "five columns": (
        "    rows:",
        "".join(f'      - {{name: "{n}", kind: k, version: v, sources: ["fact:T01"]}}\n' for n in range(3))
        + "    rows:",
        "5: comparison 'm01-signs': 'columns' has 5 entries; at most 4 allowed",
    ),
    "a name twice": (
        "name: The leaflet",
        "name: The rule",
        "5: comparison 'm01-signs': two columns have one name; make them differ",
    ),
    "a mark in no column": (
        "{column: The rule,",
        "{column: The sign,",
        "18: comparison 'm01-signs': a mark in row 'Form' names the column 'The sign'; "
        "the columns are The rule, The leaflet",
    ),
    "a mark that is not there": (
        "phrase: red all over",
        "phrase: blue",
        "18: comparison 'm01-signs': the marked phrase 'blue' stands 0 times in the cell of 'The rule'; "
        "mark words that stand there once",
    ),
    "a mark that is not clear": (
        "phrase: red all over",
        "phrase: a",
        "18: comparison 'm01-signs': the marked phrase 'a' stands 2 times in the cell of 'The rule'; "
        "mark words that stand there once",
    ),
    "no list": (COMPARE, "module: 01-tiny\n", "1: 'comparisons' missing; needed are module, comparisons"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_has_its_line(file: Path, name: str) -> None:
    """An author's mistake is told with file, line and comparison, and with what is valid."""
    old, new, told = MISTAKES[name]
    change(file, old, new)

    assert said(file) == [f"compare.yaml:{told}"]


def test_an_id_is_taken_once(file: Path) -> None:
    """Two comparisons of one id are told with the line of the first."""
    file.write_text(COMPARE + COMPARE.partition("comparisons:\n")[2], encoding="utf-8")

    assert said(file) == [
        "compare.yaml:23: comparison 'm01-signs': this id is taken at line 3; ids are permanent and unique"
    ]


@given(JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_is_read_or_refused(file: Path, value: object) -> None:
    """Whatever stands in the file, reading gives comparisons or the author's error, and nothing else."""
    file.write_text(yaml.safe_dump({"module": "x", "comparisons": value}), encoding="utf-8")
    try:
        found = len(read_comparisons(file))
    except ContentError as error:
        found = len(error.problems)
    assert found > 0


def test_texts_stand_side_by_side(file: Path) -> None:
    """A table has a heading a text, with kind, version and source; a row a limb; its difference below it."""
    html = body(SideBySide(read_comparisons(file)["m01-signs"], plain_label))
    reader = Reader(html)

    assert [attributes.get("scope") for tag, attributes in reader.seen if tag == "th"] == [
        "col",
        "col",
        "row",
        "row",
    ]
    assert "<caption>Two <em>signs</em></caption>" in html
    assert (
        '<th scope="col"><b>The leaflet</b> <small>Paraphrase. Version: undated. '
        "Source: SWAN/GHJP issue brief, paragraph B-1.</small></th>"
    ) in html
    assert '<td><span class="cw-in">The leaflet: </span>An octagon.</td>' in html
    assert html.count("<details>") == 2
    assert (
        "<details><summary>Form: where they differ</summary><p>The leaflet has <em>no</em> colour.</p>"
    ) in html


def test_what_one_text_has_is_named_in_words(file: Path) -> None:
    """A marked phrase is preceded by words that say that it stands here alone, and keeps its own form."""
    html = body(SideBySide(read_comparisons(file)["m01-signs"], plain_label))

    assert (
        'An octagon, <strong><span class="cw-only"><b>only here: </b>red all over</span></strong>.'
    ) in html


def test_hostile_words_stay_text(file: Path) -> None:
    """Markup in any part of a comparison is shown, never run."""
    bad = "<img src=x onerror=alert(1)>"
    text = COMPARE.replace("Two *signs*", bad).replace("The leaflet\n", f"'{bad}'\n")
    for part in ("Paraphrase", "undated", "Duty", "Looking is in the leaflet.", "Stop.,"):
        text = text.replace(part, f"'{bad}'" + ("," if part.endswith(",") else ""))
    file.write_text(text.replace("9 T.L.C. 12", f"9 {bad}"), encoding="utf-8")
    html = body(SideBySide(read_comparisons(file)["m01-signs"], plain_label))

    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") >= 9
    Reader(html.replace("<br>", ""))


def test_print_gives_the_same_words(file: Path) -> None:
    """Where no HTML is shown, texts, versions and differences are still there."""
    assert str(SideBySide(read_comparisons(file)["m01-signs"], plain_label)).splitlines() == [
        "Two *signs*",
        "The rule Statute. Version: 2024. Source: 9 T.L.C. 12.",
        "The leaflet Paraphrase. Version: undated. Source: SWAN/GHJP issue brief, paragraph B-1.",
        "",
        "Form",
        "  The rule: An octagon, only here: red all over.",
        "  The leaflet: An octagon.",
        "  Where they differ: The leaflet has no colour.",
        "",
        "Duty",
        "  The rule: Stop.",
        "  The leaflet: Stop and look.",
        "  Where they differ: Looking is in the leaflet.",
    ]


def test_compare_finds_it_beside_the_notebook(kernel_folder: Path) -> None:
    """compare() shows a comparison of compare.yaml by its id."""
    add_words(kernel_folder.parent.parent)

    assert compare("m01-signs").comparison.title == "Two *signs*"


def test_compare_says_what_is_wrong_in_one_line(kernel_folder: Path) -> None:
    """No file, no such id, a file with a mistake: one line for the learner each."""
    with pytest.raises(CourseError, match=r"compare.yaml:1: cannot be read \(No such file or directory\)"):
        compare("m01-signs")
    folder = add_words(kernel_folder.parent.parent)
    with pytest.raises(CourseError) as caught:
        compare("m01-sings")
    assert str(caught.value) == (
        "no comparison 'm01-sings' in 01-tiny; near it are m01-signs. Check the spelling in this cell."
    )
    change(folder / "compare.yaml", "phrase: red all over", "phrase: blue")
    with pytest.raises(CourseError, match=r"compare.yaml:18: comparison 'm01-signs': the marked phrase"):
        compare("m01-signs")
