"""YAML with line numbers: what is read, and what is said of what is not. Not here: what questions mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import yaml_lines
from casework.yaml_lines import ContentError, Problem, display_path, load


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, content: str | bytes) -> Path:
    """Return a new file with that content."""
    path = folder / "x.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_every_node_knows_its_line(here: Path) -> None:
    """A value, a list entry and a nested name each have the line on which they stand, from 1."""
    document = load(written(here, "# note\na: 1\nb:\n  - x\n  - c: |\n      long\n      text\n    d: 2\n"))
    assert document.data == {"a": 1, "b": ["x", {"c": "long\ntext\n", "d": 2}]}
    assert [document.line(*path) for path in [("a",), ("b",), ("b", 0), ("b", 1, "c"), ("b", 1, "d")]] == [
        *(2, 3, 4, 5, 8)
    ]


def test_missing_nodes_take_their_parents_line(here: Path) -> None:
    """Of a node that is not there the nearest parent's line is told, and line 1 of an empty file."""
    document = load(written(here, "\na:\n  b: 1\n"))
    assert document.line("a", "b", "no", 3) == 3
    assert document.line("a", "no") == 2
    assert load(written(here, "")).line("a") == 1


def test_an_empty_file_is_nothing(here: Path) -> None:
    """An empty file and a file of comments hold None."""
    assert load(written(here, "")).data is None
    assert load(written(here, "# nothing\n")).data is None


def test_dates_stay_text(here: Path) -> None:
    """An as-of date is text as it was written, not a date object."""
    assert load(written(here, "as_of: 2024-01-31\n")).data == {"as_of": "2024-01-31"}


def test_windows_files_are_read(here: Path) -> None:
    """A byte-order mark and Windows line ends change neither data nor lines."""
    document = load(written(here, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))
    assert document.data == {"a": 1, "b": 2}
    assert document.line("b") == 2


def test_letters_that_look_like_truth_values(here: Path) -> None:
    """The plain letters y and n are option names, not true and false."""
    assert load(written(here, "y: 1\nn: 2\n")).data == {"y": 1, "n": 2}


MISTAKES = {
    "no colon": (
        "a: 1\nb\n",
        "x.yaml:2: this is not valid YAML (could not find expected ':'); "
        "check the indent, the quotes and the colons here",
    ),
    "tab": (
        "a:\n\tb: 1\n",
        "x.yaml:2: this is not valid YAML (found character '\\t' that cannot start any token); "
        "check the indent, the quotes and the colons here",
    ),
    "open quote": (
        'a: "b\n\n\n',
        "x.yaml:1: this is not valid YAML (found unexpected end of stream); "
        "check the indent, the quotes and the colons here",
    ),
    "two colons": (
        "a: b: c\n",
        "x.yaml:1: this is not valid YAML (mapping values are not allowed here); "
        "check the indent, the quotes and the colons here",
    ),
    "two documents": (
        "a: 1\n---\nb: 1\n",
        "x.yaml:2: this is not valid YAML (but found another document); "
        "check the indent, the quotes and the colons here",
    ),
    "python object": (
        "a: !!python/name:os.system ls\n",
        "x.yaml:1: 'ls' is no valid os.system; correct it or put it in quotes",
    ),
    "merge": ("<<: {a: 1}\n", "x.yaml:1: '<<' is no valid merge; correct it or put it in quotes"),
    "alias": (
        "a: &one 1\nb: *one\n",
        "x.yaml:2: a YAML alias (*name) is not allowed; write the value out",
    ),
    "duplicate name": ("a: 1\nb: 1\na: 2\n", "x.yaml:3: 'a' stands here twice; keep one"),
    "no as a name": ("a: 1\nno: 2\n", "x.yaml:2: the name 'no' is read as False; put it in quotes"),
    "number as a name": ("a:\n  1: 2\n", "x.yaml:2: the name '1' is read as 1; put it in quotes"),
    "list as a name": (
        "a: 1\n? [b, c]\n: 2\n",
        "x.yaml:2: a list or a block cannot be a name; names are text",
    ),
    "control character": (
        "a: 1\nb: x\x01y\n",
        "x.yaml:2: the character '\\x01' is not allowed; delete it, it may not be visible",
    ),
    "marked as a number": (
        "a: 1\nb: !!int x\n",
        "x.yaml:2: 'x' is no valid int; correct it or put it in quotes",
    ),
    "marked as a fraction": (
        "a: !!float x\n",
        "x.yaml:1: 'x' is no valid float; correct it or put it in quotes",
    ),
    "marked as a date": (
        "a: !!timestamp x\n",
        "x.yaml:1: 'x' is no valid timestamp; correct it or put it in quotes",
    ),
    "no number": ("a: .nan\n", "x.yaml:1: '.nan' is no valid float; correct it or put it in quotes"),
    "infinite": ("a: -.inf\n", "x.yaml:1: '-.inf' is no valid float; correct it or put it in quotes"),
    "half a number": ("a: 0x_\n", "x.yaml:1: '0x_' is no valid int; correct it or put it in quotes"),
    "not UTF-8": ("a: é\n".encode("latin-1"), "x.yaml:1: byte 3 is not UTF-8; save the file as UTF-8"),
    "deep": ("a: 1\nb: " + "[" * 5_000, "x.yaml:2: nested more than 40 deep; flatten it"),
}


@pytest.mark.parametrize(("content", "said"), MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_read_is_told_in_one_line(here: Path, content: str | bytes, said: str) -> None:
    """A file that is not our YAML gives one problem: file, line, what is wrong, what to do."""
    with pytest.raises(ContentError) as caught:
        load(written(here, content))
    assert str(caught.value) == said


def test_a_missing_file_is_told(here: Path) -> None:
    """A path with no file is a problem in that file, not a traceback; so is a folder."""
    with pytest.raises(ContentError) as caught:
        load(here / "no.yaml")
    assert str(caught.value) == "no.yaml:1: cannot be read (No such file or directory); check the path"
    (here / "folder.yaml").mkdir()
    with pytest.raises(ContentError) as caught:
        load(here / "folder.yaml")
    assert str(caught.value) == "folder.yaml:1: cannot be read (Is a directory); check the path"


def test_a_huge_file_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is refused before it is read."""
    monkeypatch.setattr(yaml_lines, "MAX_BYTES", 10)
    with pytest.raises(ContentError) as caught:
        load(written(here, "a: 1\nb: 2\nc: 3\n"))
    assert str(caught.value) == "x.yaml:1: larger than 10 bytes; split it"


def test_problems_are_sorted_and_printed_one_a_line() -> None:
    """Several problems print in the order of file and line, each on its own line."""
    error = ContentError(
        [Problem("b.yaml", 2, "", "two"), Problem("a.yaml", 9, "question 'x'", "one")]
        + [Problem("b.yaml", 1, "", "zero")]
    )
    assert str(error) == "a.yaml:9: question 'x': one\nb.yaml:1: zero\nb.yaml:2: two"


def test_paths_are_shown_from_here(here: Path) -> None:
    """A file below the current folder is named from there, any other by its whole path."""
    assert display_path(here / "a" / "b.yaml") == "a/b.yaml"
    assert display_path(here.parent / "b.yaml") == (here.parent / "b.yaml").as_posix()


YAML_ISH = st.text(st.sampled_from("ab1:-_ \n'\"[]{}?|>!&*,#%@.~<=0xе\t\x01\ud800\ufeff"), max_size=60)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=60), YAML_ISH.map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_data_or_a_problem(here: Path, content: bytes) -> None:
    """Whatever the bytes, the file gives data or one-line problems, and never another error."""
    said = ["x.yaml:1: read"]
    try:
        load(written(here, content))
    except ContentError as error:
        said = [str(problem) for problem in error.problems]
    assert said
    assert all(one.startswith("x.yaml:") and "\n" not in one for one in said)


def test_a_tab_in_a_text_is_refused_with_and_without_libyaml(tmp_path: Path) -> None:
    """libyaml takes a tab inside a plain text and PyYAML does not: the course is read alike everywhere."""
    file = tmp_path / "practice.yaml"
    file.write_text("text: one\ttwo\n", encoding="utf-8")
    with pytest.raises(ContentError, match="this is not valid YAML"):
        load(file)
