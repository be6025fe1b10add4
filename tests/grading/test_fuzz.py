"""Made-up records and damaged notebooks by the thousand: each gives a grade or one reason, never a crash."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from grading.attacked_course import FULL, RIGHT, Notebook, write_attacked_course
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.course_builder import NAME

from casework.answers import UnreadableNotebook, read_notebook, read_sidecar
from casework.grading.engine import GradeRecord, grade
from casework.grading.keys import module_keys
from casework.grading.notebook_text import Writer
from casework.module import Module, load_module
from casework.questions import KeyFile

HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
QUICK = settings(max_examples=100, deadline=5_000, suppress_health_check=HEALTH)
SOAK = settings(max_examples=10_000, deadline=5_000, suppress_health_check=HEALTH)
IDS = [*RIGHT, "m01-q-free", "m01-case"]

NUMBERS = st.floats() | st.integers() | st.sampled_from([10**400, -1, 1e308, 2**63])
WORDS = st.text(st.characters(), max_size=12) | st.sampled_from(
    [
        "a",
        "c",
        "amber",
        "3",
        "1e308",
        "inf",
        "driver",
        "\\ud800",
        "<script>",
        "../x",
        "text",
        "value",
        "track",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)
ENTRY = JSON | st.fixed_dictionaries(
    {"v": st.just(1) | JSON, "response": JSON | st.sampled_from(list(RIGHT.values()))},
    optional={name: JSON for name in ("at", "attempts", "confidence", "later")},
)
RECORD = st.dictionaries(
    st.sampled_from([*(f"casework:{id_}" for id_ in IDS), "casework", "casework:"]) | WORDS, ENTRY, max_size=8
)
CUT = st.tuples(st.integers(0, 10**6), st.integers(0, 30), st.binary(max_size=12))
"""Where bytes are replaced, how many, and by what."""


class Desk:
    """Grades submissions of one module, and knows the right ones."""

    def __init__(self, assessments: Path) -> None:
        folder = assessments.parent / "modules" / NAME
        self.module: Module = load_module(folder)
        self.keys: KeyFile = module_keys(assessments / "keys", self.module)
        self.released: Notebook = read_notebook((folder / f"{NAME}.ipynb").read_bytes())

    def grade(self, data: bytes, beside: Any = None) -> GradeRecord | None:
        """Grade a file and check the grade; None where it is refused, in one line."""
        try:
            record = grade(data, self.released, self.module, self.keys, sidecar=beside)
        except UnreadableNotebook as error:
            reason = str(error)
        else:
            return self.checked(record)
        assert reason.isprintable()
        assert len(reason) < 200
        return None

    def checked(self, record: GradeRecord) -> GradeRecord:
        """Check that a grade is within its bounds and can be written."""
        for id_, points in FULL.items():
            score = record.scores[id_]
            assert type(score) is float
            assert 0.0 <= score <= points
        Writer().text_of(record.notebook).encode("utf-8")
        return record


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return what grades."""
    return Desk(write_attacked_course(tmp_path_factory.mktemp("fuzzed")))


def check_record(desk: Desk, record: dict[str, Any], beside: Any, path: Path) -> None:
    """Grade a notebook with a made-up record, and the file beside it."""
    notebook = copy.deepcopy(desk.released)
    notebook["metadata"] |= record
    path.write_text(json.dumps(beside), encoding="utf-8")
    assert desk.grade(json.dumps(notebook).encode(), read_sidecar(path)) is not None


def check_damage(desk: Desk, cuts: list[tuple[int, int, bytes]]) -> None:
    """Grade a notebook with all right answers in which bytes were replaced."""
    entries = {f"casework:{id_}": {"v": 1, "response": one} for id_, one in RIGHT.items()}
    metadata = desk.released["metadata"] | entries
    data = json.dumps(desk.released | {"metadata": metadata}, indent=1).encode()
    for place, length, new in cuts:
        place %= len(data) + 1
        data = data[:place] + new + data[place + length :]
    desk.grade(data)


SIDECAR = JSON | st.fixed_dictionaries({"answers": st.dictionaries(st.sampled_from(IDS) | WORDS, ENTRY)})


@QUICK
@given(record=RECORD, beside=SIDECAR)
def test_any_record_is_graded(desk: Desk, tmp_path: Path, record: dict[str, Any], beside: Any) -> None:
    """Whatever a record holds, in the notebook or beside it, each cell gets points from 0 to its maximum."""
    check_record(desk, record, beside, tmp_path / "x.answers.json")


@QUICK
@given(cuts=st.lists(CUT, min_size=1, max_size=6))
def test_any_damage_gives_a_grade_or_one_reason(desk: Desk, cuts: list[tuple[int, int, bytes]]) -> None:
    """A notebook with any bytes changed is graded, or refused with one line."""
    check_damage(desk, cuts)


@pytest.mark.soak
@SOAK
@given(record=RECORD, beside=SIDECAR)
def test_ten_thousand_records(desk: Desk, tmp_path: Path, record: dict[str, Any], beside: Any) -> None:
    """The same for ten thousand records."""
    check_record(desk, record, beside, tmp_path / "x.answers.json")


@pytest.mark.soak
@SOAK
@given(cuts=st.lists(CUT, min_size=1, max_size=6))
def test_ten_thousand_damaged_notebooks(desk: Desk, cuts: list[tuple[int, int, bytes]]) -> None:
    """The same for ten thousand damaged notebooks."""
    check_damage(desk, cuts)
