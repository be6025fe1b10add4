"""Tests of casework.in_browser and casework.parsed, with a browser's Python made up as far as they see it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell

from casework import in_browser, parsed, yaml_lines


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """Return a shell in a Python that takes itself for Pyodide, without pandas."""
    shell = InteractiveShell.instance()
    with_lock(monkeypatch)
    monkeypatch.setattr(in_browser, "BROWSER", True)
    monkeypatch.setattr(in_browser, "MISSING", ("no_such_pandas",))
    monkeypatch.setattr(in_browser, "_missed", set())
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    in_browser.say_what_is_missing()
    yield shell
    InteractiveShell.clear_instance()


def with_lock(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Let Pyodide's lock have these packages."""
    module = ModuleType("pyodide_js")
    names = SimpleNamespace(object_keys=lambda: list(packages))
    module.lockfile = SimpleNamespace(packages=names)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyodide_js", module)


def test_a_missing_package_is_said_in_words(
    browser: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cell that imports it says so in one line; so does a cell that needs a name from there."""
    browser.run_cell("import no_such_pandas as pd\ntable = pd.x")
    assert capsys.readouterr().out == (
        "Not here: no_such_pandas is not part of the course in the browser; the course on your own computer "
        "has it. Questions, cases and explorers work without it.\n"
    )
    browser.run_cell("table.head()")
    assert capsys.readouterr().out == (
        "Not here: 'table' was to come from a cell above that needs no_such_pandas.\n"
    )


def test_other_errors_are_shown_as_always(
    browser: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is only mistyped, and a package that nobody promised, end in a traceback."""
    browser.run_cell("mistyped")
    assert "NameError" in capsys.readouterr().out
    browser.run_cell("import no_such_package_at_all")
    assert "ModuleNotFoundError" in capsys.readouterr().out


def test_a_site_that_may_fetch_says_how(browser: InteractiveShell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Pyodide's lock names a package, the words are how to fetch it and from where."""
    with_lock(monkeypatch, "pandas")
    assert in_browser.missing_words("pandas") == (
        "pandas is not part of this page; it can come from cdn.jsdelivr.net, if you want that: type "
        "%pip install pandas in an empty cell and run it, then run this cell again."
    )


def test_outside_a_browser_nothing_is_said_or_kept() -> None:
    """On a computer there are no words, and each call looks anew."""
    assert in_browser.missing_words("pandas") == ""
    assert in_browser.steady(list) is list


def test_a_browser_keeps_what_it_saw_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second call with the same arguments gives the first one's result until the time is over."""
    now = [0.0]
    monkeypatch.setattr(in_browser, "KEPT_SECONDS", 60.0)
    monkeypatch.setattr(in_browser, "monotonic", lambda: now[0])
    calls: list[int] = []
    look = in_browser.steady(lambda number: calls.append(number) or len(calls))

    assert [look(5), look(5), look(6)] == [1, 1, 2]
    now[0] = 61.0
    assert look(5) == 3


def test_a_text_parsed_in_advance_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out of the file has the data and the lines of a text, and belongs to nobody else."""
    path = tmp_path / "x.yaml"
    path.write_text("a:\n  - b: 1\n  - é: [true, 2.5, null]\n", encoding="utf-8")
    document = yaml_lines.load(path)
    text = yaml_lines.read_text(path)
    (tmp_path / parsed.FILE).write_text(parsed.as_file([(text, document.data, document.lines)]))
    monkeypatch.setattr(parsed, "files", lambda _: tmp_path)
    parsed._known.cache_clear()
    monkeypatch.setattr(yaml_lines, "_parsed", None)  # nothing is parsed again

    again = yaml_lines.load(path)
    assert again == document
    assert again.line("a", 1, "é") == 3
    again.data["a"].clear()
    assert yaml_lines.load(path) == document
    monkeypatch.undo()
    parsed._known.cache_clear()
    importlib.invalidate_caches()
