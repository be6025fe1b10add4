"""The answer record: read from any bytes, told apart, merged by time. Not here: the file beside."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.anything import ANSWERS, JSON
from unit.course_builder import as_text, notebook

from casework import answers as answers_py
from casework.answers import (
    Answer,
    Record,
    UnreadableNotebook,
    merge,
    read_notebook,
    record_of,
)

AT = "2026-11-22T10:00:00.000Z"


def reason(data: bytes) -> str:
    """Return why the bytes are no notebook."""
    with pytest.raises(UnreadableNotebook) as caught:
        read_notebook(data)
    return str(caught.value)


# --- a notebook's bytes


def test_a_notebook_is_read() -> None:
    """A notebook's bytes give its JSON, with or without a byte-order mark."""
    data = as_text(notebook()).encode()
    assert read_notebook(data) == notebook()
    assert read_notebook(b"\xef\xbb\xbf" + data) == notebook()


@pytest.mark.parametrize("metadata", ["null", "[]", '"x"', "5"])
def test_bad_metadata_counts_as_none(metadata: str) -> None:
    """Metadata that is no block of names is taken as empty, so that the cells can still be used."""
    data = f'{{"cells": [], "nbformat": 4, "metadata": {metadata}}}'.encode()
    assert read_notebook(data)["metadata"] == {}


UNREADABLE = {
    "empty": (b"", "the file is empty; download the notebook again and hand that in"),
    "blank": (b" \n\t\n", "the file is empty; download the notebook again and hand that in"),
    "a lone mark": (b"\xef\xbb\xbf", "the file is empty; download the notebook again and hand that in"),
    "a picture": (b"\x89PNG\r\n", "the file is not text in UTF-8; hand in the .ipynb file itself"),
    "UTF-16": ("{}".encode("utf-16"), "the file is not text in UTF-8; hand in the .ipynb file itself"),
    "a web page": (
        b"<html>\n</html>",
        "the file is not a notebook (not valid JSON) at line 1; download it again and hand that in",
    ),
    "a mended file": (
        b'{"cells": [],\n "x" 5, "nbformat": 4}',
        "the file is not a notebook (not valid JSON) at line 2; download it again and hand that in",
    ),
    "one bracket too many": (
        b'{"cells": [], "nbformat": 4}}',
        "the file is not a notebook (not valid JSON) at line 1; download it again and hand that in",
    ),
    "an endless number": (
        b'{"cells": [' + b"1" * 5000 + b"]}",
        "the file is not a notebook (not valid JSON) at line 1; download it again and hand that in",
    ),
    "a list": (b"[]", "the file is JSON but not a notebook; hand in the .ipynb file itself"),
    "no cells": (b'{"nbformat": 4}', "the file is JSON but not a notebook; hand in the .ipynb file itself"),
    "cells as a block": (
        b'{"nbformat": 4, "cells": {}}',
        "the file is JSON but not a notebook; hand in the .ipynb file itself",
    ),
    "deep": (
        b'{"cells": ' + b"[" * 200_000,
        "the file is nested too deeply; hand in the .ipynb file itself",
    ),
    "format 3": (
        b'{"cells": [], "nbformat": 3}',
        "the notebook has format 3; open and save it in JupyterLab 4",
    ),
    "no format": (b'{"cells": []}', "the notebook has format None; open and save it in JupyterLab 4"),
    "a long format": (
        b'{"cells": [], "nbformat": "' + b"x" * 9000 + b'"}',
        f"the notebook has format '{'x' * 39}...; open and save it in JupyterLab 4",
    ),
}


@pytest.mark.parametrize(("data", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_why_a_file_is_no_notebook(data: bytes, said: str) -> None:
    """A file that cannot be read as a notebook is told in one line: why, and what to hand in."""
    assert reason(data) == said


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is refused before it is read."""
    monkeypatch.setattr(answers_py, "MAX_NOTEBOOK_BYTES", 2_000_000)
    assert reason(b" " * 3_000_000) == (
        "the file has 3 MB, more than 2 MB; clear its outputs and hand it in again"
    )
    assert reason(b" " * 2_000_001) == (
        "the file has 2 MB, more than 2 MB; clear its outputs and hand it in again"
    )


def test_a_file_cut_anywhere_is_told_as_cut_off() -> None:
    """A notebook cut at any tenth byte, in a word, a letter or a number, is told as cut off."""
    whole = notebook()
    whole["cells"][0]["source"] = ['# Prüfung 漢字 \U0001f393 \\ "q" \n']
    whole["metadata"]["x"] = [1.5e300, -2, 0.25, True, False, None, "é\té"]
    for data in (as_text(whole).strip().encode(), json.dumps(whole).encode()):
        for end in (*range(10, len(data) - 1, 10), *range(len(data) - 300, len(data))):
            said = reason(data[:end])
            line = data[:end].count(b"\n") + 1
            cut = "the file is cut off at line {}; download it again and hand that in"
            assert said in (cut.format(line), cut.format(line - 1)), data[end - 40 : end]


@settings(deadline=None)
@given(data=st.binary(max_size=80))
def test_any_bytes_give_a_notebook_or_a_reason(data: bytes) -> None:
    """Whatever the bytes, reading gives a notebook or a one-line reason, and never another error."""
    said = "read"
    try:
        read_notebook(data)
    except UnreadableNotebook as error:
        said = str(error)
    assert said
    assert "\n" not in said


@settings(deadline=None)
@given(
    value=st.one_of(
        JSON, st.fixed_dictionaries({}, optional={n: JSON for n in ("cells", "nbformat", "metadata")})
    )
)
def test_any_json_gives_a_notebook_or_a_reason(value: object) -> None:
    """Whatever JSON a file holds, reading gives a notebook or a one-line reason."""
    found: dict[str, Any] = {"cells": [], "metadata": {}}
    said = ""
    try:
        found = read_notebook(json.dumps(value).encode())
    except UnreadableNotebook as error:
        said = str(error)
    assert "\n" not in said
    assert len(said) < 200
    assert isinstance(found["cells"], list)
    assert isinstance(found["metadata"], dict)


# --- the record in its metadata


def test_the_record_is_read_from_metadata() -> None:
    """Each answer has its own metadata key; the copy's id and path stand apart."""
    metadata = {
        "casework": {"version": 1, "copy_id": "c-1", "path": "02-x/02-x.ipynb"},
        "casework:m01-a": {"v": 1, "response": ["b"], "at": AT, "attempts": 2},
        "casework:m01-b": {"v": 1, "response": None},
        "kernelspec": {},
        "caseworks:m01-c": {"v": 1, "response": []},
    }
    assert record_of(metadata) == Record(
        {"m01-a": Answer(["b"], AT, 2), "m01-b": Answer(None, "", 0)}, "c-1", "02-x/02-x.ipynb", ()
    )


def test_no_record_is_empty() -> None:
    """A notebook without a record gives no answers, no id and no problem."""
    assert record_of({}) == Record({}, None, None, ())
    assert record_of({"casework": 5, "casework:": 5}).answers == {}


BROKEN_ENTRIES: dict[str, tuple[str, object, str]] = {
    "no block": ("m01-x", 5, "answer 'm01-x': not an answer record of version 1; left out"),
    "no version": ("m01-x", {"response": []}, "answer 'm01-x': not an answer record of version 1; left out"),
    "later version": (
        "m01-x",
        {"v": 2, "response": []},
        "answer 'm01-x': not an answer record of version 1; left out",
    ),
    "no response": ("m01-x", {"v": 1}, "answer 'm01-x': not an answer record of version 1; left out"),
    "too large": (
        "m01-x",
        {"v": 1, "response": "x" * 20_001},
        "answer 'm01-x': larger than 20000 characters; left out",
    ),
    "no id": ("M 01\n", {"v": 1, "response": []}, "answer 'M 01\\n': not a question id; left out"),
    "long id": ("m" * 90, {"v": 1, "response": []}, f"answer '{'m' * 57}...': not a question id; left out"),
}


@pytest.mark.parametrize(("id_", "entry", "said"), BROKEN_ENTRIES.values(), ids=BROKEN_ENTRIES)
def test_a_broken_entry_is_named_and_harms_no_other(id_: str, entry: object, said: str) -> None:
    """An entry that cannot be read is told in one line and left out; its neighbours are read."""
    good = {"v": 1, "response": ["a"], "at": AT, "attempts": 1}
    record = record_of({"casework:m01-a": good, f"casework:{id_}": entry, "casework:m01-z": good})
    assert set(record.answers) == {"m01-a", "m01-z"}
    assert record.problems == (said,)


@pytest.mark.parametrize(
    "at", [None, 5, "", "now", "2026-11-22", "٢٠٢٦-11-22T10:00:00.000Z", AT + "\n", AT * 2]
)
def test_a_time_that_is_none_is_empty(at: object) -> None:
    """A time of another shape counts as no time, so that any real one is newer."""
    assert record_of({"casework:m01-a": {"v": 1, "response": [], "at": at}}).answers["m01-a"].at == ""


@pytest.mark.parametrize("attempts", [None, "2", -1, True, 1.5, 10**6, []])
def test_tries_that_are_none_are_0(attempts: object) -> None:
    """A number of tries that is none counts as 0."""
    entry = {"v": 1, "response": [], "attempts": attempts}
    assert record_of({"casework:m01-a": entry}).answers["m01-a"].attempts == 0


def test_no_more_entries_than_a_course_has() -> None:
    """A file with thousands of entries, good or bad, is read up to the limit, and that is told."""
    good = {f"casework:m01-{n}": {"v": 1, "response": []} for n in range(2_500)}
    record = record_of(good)
    assert len(record.answers) == 2_000
    assert record.problems == ("more than 2000 answers; the rest are left out",)
    bad = record_of(dict.fromkeys(good, 5))
    assert len(bad.problems) == 2_001
    assert bad.problems[-1] == "more than 2000 answers; the rest are left out"


@settings(deadline=None)
@given(answers=ANSWERS)
def test_a_record_comes_back_as_it_was(answers: dict[str, Answer]) -> None:
    """What is written as JSON into a notebook is read back the same."""
    metadata = {f"casework:{id_}": one.to_json() for id_, one in answers.items()}
    back = record_of(json.loads(json.dumps(metadata)))
    assert repr(dict(back.answers)) == repr(answers)  # repr: nan is not equal to itself
    assert back.problems == ()


@settings(deadline=None)
@given(
    metadata=st.dictionaries(
        st.one_of(
            st.sampled_from(["casework", "casework:m01-a"]), st.text(max_size=9).map("casework:{}".format)
        ),
        st.one_of(
            JSON,
            st.fixed_dictionaries(
                {"v": st.just(1), "response": JSON}, optional={"at": JSON, "attempts": JSON, "copy_id": JSON}
            ),
        ),
        max_size=4,
    )
)
def test_any_metadata_gives_a_record(metadata: dict[str, Any]) -> None:
    """Whatever JSON the metadata holds, a record comes out: whole answers, and one line for each other."""
    record = record_of(metadata)
    entries = [key for key in metadata if key.startswith("casework:")]
    assert len(record.answers) + len(record.problems) == len(entries)
    assert all("\n" not in problem for problem in record.problems)


# --- merging


def test_the_newer_answer_stays() -> None:
    """Of two answers to one question the later stays; of two at one time the first set's."""
    early, late = Answer(["a"], "2026-11-22T10:00:00.000Z"), Answer(["b"], "2026-11-22T10:00:00.001Z")
    assert merge({"q": early}, {"q": late}) == merge({"q": late}, {"q": early}) == {"q": late}
    assert merge({"q": early}, {"q": Answer(["c"], early.at)}) == {"q": early}
    assert merge({"q": Answer(["c"])}, {"q": early}) == {"q": early}
    assert merge({"p": early}, {"q": late}) == {"p": early, "q": late}


@pytest.mark.parametrize(
    ("early", "late"),
    [("10:00:00Z", "10:00:00.001Z"), ("10:00:00.5Z", "10:00:00.51Z"), ("10:00:00.9Z", "10:00:01Z")],
)
def test_times_compare_however_exact(early: str, late: str) -> None:
    """Times with and without fractions of a second are compared as times."""
    first, second = Answer(1, f"2026-11-22T{early}"), Answer(2, f"2026-11-22T{late}")
    assert merge({"q": first}, {"q": second})["q"] is second
    assert merge({"q": second}, {"q": first})["q"] is second


@settings(deadline=None)
@given(first=ANSWERS, second=ANSWERS)
def test_merging_loses_no_question(first: dict[str, Answer], second: dict[str, Answer]) -> None:
    """A merged set has every question of both, each with the latest time; merging again changes nothing."""
    merged = merge(first, second)
    assert set(merged) == set(first) | set(second)
    for id_, one in merged.items():
        assert one.at == max(answers[id_].at for answers in (first, second) if id_ in answers)
    assert merge(merged, second) == merged
