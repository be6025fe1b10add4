"""Passages copied from a text that is not there: found by hashes of its runs. Not here: the real texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.checks.copied import RUN, SIZE, build, copied, read_runs, words

SOURCE = (
    "The lamp at the corner was red, and nobody who honoured the rule criticised it. "
    "A driver's duty is to stop before the line and to look both ways."
)


@pytest.fixture
def runs(tmp_path: Path) -> frozenset[bytes]:
    """Return the hashes of the source's runs, read from their file."""
    (tmp_path / "source.txt").write_text(SOURCE, encoding="utf-8")
    number = build([tmp_path / "source.txt"], tmp_path / "runs.bin")
    found = read_runs(tmp_path / "runs.bin")
    assert number == len(found) == len(words(SOURCE)) - RUN + 1
    return found


def test_only_hashes_are_kept(tmp_path: Path, runs: frozenset[bytes]) -> None:
    """The file holds sorted hashes and no word of the source."""
    data = (tmp_path / "runs.bin").read_bytes()
    assert data == b"".join(sorted(runs))
    assert len(data) == SIZE * len(runs)
    assert not any(word.encode() in data for word in words(SOURCE) if len(word) > 3)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("The lamp at the corner was red, and nobody who", ["the lamp at the corner was red and nobody who"]),
        ("the **lamp** at the\ncorner: was *red* and [nobody](#term-x) who", None),
        ("It is so: and nobody who honored the rule criticized it: a driver’s duty", None),
        ("The lamp at the corner was red, and nobody", []),
        ("The lamp at the corner was green, and nobody who honoured the rule", []),
        ('He wrote: "The lamp at the corner was red, and nobody who honoured the rule".', []),
        (f'He wrote: "{SOURCE}"', None),
        ("The lamp at the corner was red, and nobody https://e.org/x who", None),
        ('the lamp at the corner "was" red, and nobody who', []),
    ],
)
def test_passages(runs: frozenset[bytes], text: str, passages: list[str] | None) -> None:
    """Ten words in a row are found whatever their marks and spelling; short quotations are left alone."""
    found = copied(text, runs)
    assert found == passages if passages is not None else len(found) == 1


def test_a_long_passage_is_told_once(runs: frozenset[bytes]) -> None:
    """Runs that overlap are one passage; two passages are two."""
    first, second = SOURCE.split(". ")
    assert copied(f"{first}, he says, but {second}", runs) == [
        " ".join(words(first)),
        " ".join(words(second)),
    ]
