"""Two states of scores side by side, and the report on them: pure, on plain data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from unit.course_builder import NAME, change

from casework.final_rules import FinalRules
from casework.grading.change_report import About, report, summary
from casework.grading.errors import SubmissionError
from casework.grading.key_versions import Version, current_version, differences, in_words
from casework.grading.regrade_records import About as Record
from casework.grading.regrade_records import Unfinished
from casework.grading.score_changes import LATE, TOTAL, Change, Comparison, Standing, compare
from casework.module import load_module

RULES = FinalRules("08-final", "m08", "Lights", ("08-test-a",), (), 80, ())


def standing(total: float, penalty: float = 0.0, **scores: float | None) -> Standing:
    """Return a standing with these cells."""
    return Standing(scores, penalty, total)


@pytest.fixture
def found() -> Comparison:
    """Return a class in which one rises, one falls, one changes within the same total, and one stays."""
    before = {
        "ann": standing(7.0, a=1.0, b=6.0),
        "bob": standing(8.0, a=2.0, b=6.0),
        "cid": standing(3.0, a=1.0, b=2.0),
        "dee": standing(1 / 3, a=1 / 3, b=0.0, text=None),
        "gone": standing(5.0, a=5.0),
    }
    after = {
        "ann": standing(8.0, a=2.0, b=6.0),
        "bob": standing(7.5, a=1.5, b=6.0),
        "cid": standing(3.0, a=2.0, b=1.0),
        "dee": standing(1 / 3, a=1 / 3, b=0.0, text=None),
        "new": standing(5.0, a=5.0),
    }
    return Comparison(
        "08-test-a", 10.0, ("a", "b", "text"), compare(before, after, {"ann": "key", "bob": "key"})
    )


class TestCompared:
    """Who changes, by how much."""

    def test_counts(self, found: Comparison) -> None:
        """Only who stands in both is compared; up and down are told by totals, at a cell by its points."""
        assert [pair.student for pair in found.pairs] == ["ann", "bob", "cid", "dee"]
        assert [pair.student for pair in found.changed] == ["ann", "bob", "cid"]
        assert (found.up, found.down) == (1, 1)
        assert (found.of_cell("a"), found.of_cell("b"), found.of_cell("text")) == ((2, 1), (0, 1), (0, 0))
        assert found.means() == ((7 + 8 + 3 + 1 / 3) / 4, (8 + 7.5 + 3 + 1 / 3) / 4)

    def test_changes(self, found: Comparison) -> None:
        """Each changed cell is a row with its cause, and the total closes a student's rows."""
        assert found.changes[:4] == (
            Change("ann", "a", 1.0, 2.0, "key"),
            Change("ann", TOTAL, 7.0, 8.0, "key"),
            Change("bob", "a", 2.0, 1.5, "key"),
            Change("bob", TOTAL, 8.0, 7.5, "key"),
        )
        assert {change.cause for change in found.changes if change.student == "cid"} == {"other"}

    def test_a_late_penalty_alone(self) -> None:
        """A penalty that changes while every cell stays is a change; a cell with no points yet is none."""
        [pair] = compare({"ann": standing(4.0, a=4.0)}, {"ann": standing(0.0, 4.0, a=4.0)}, {})
        assert [(one.cell, one.old, one.new) for one in pair.changes] == [(LATE, 0.0, 4.0), (TOTAL, 4.0, 0.0)]
        [pair] = compare({"ann": standing(0.0, a=None)}, {"ann": standing(0.0, a=0.0)}, {})
        assert pair.changes[0] == Change("ann", "a", None, 0.0, "other")

    def test_what_was_before_a_regrade_that_was_broken_off(self, found: Comparison) -> None:
        """From its list of changes the old points come back, of whoever is still there."""
        after = {pair.student: pair.after for pair in found.pairs}
        about = Record("08-test-a", "", "2027-02-01", "1", [], 3, 4, [])
        left = Unfinished(about, (*found.changes, Change("gone", "a", 1.0, 0.0, "key")))
        assert left.restored(after) == {pair.student: pair.before for pair in found.pairs}
        assert left.causes["ann"] == "key"


class TestReported:
    """The report in words."""

    def test_a_form_of_the_final_test(self, found: Comparison) -> None:
        """The report names questions, students by cause, whose passing changes, and who is left out."""
        errors = (SubmissionError("fay", "08-test-a", "x.ipynb", "cut off"),)
        text = report(
            replace(found, errors=errors, first=("eve",)),
            About([{"a": "key c → b", "s": "key x → y"}, {"a": "key d → b"}], {"b": ["s"]}, rules=RULES),
        )
        assert text == (
            "Questions\n"
            "  a: 2 up, 1 down; key c → b or key d → b\n"
            "  b: 0 up, 1 down\n"
            "    s: key x → y\n"
            "By the key\n"
            "  student  question  old  new  difference\n"
            "  ann      a         1    2    +1\n"
            "  ann      total     7    8    +1\n"
            "  bob      a         2    1.5  -0.5\n"
            "  bob      total     8    7.5  -0.5\n"
            "Neither by the key nor by a new file: release, due date, settings or program have changed\n"
            "  student  question  old  new  difference\n"
            "  cid      a         1    2    +1\n"
            "  cid      b         2    1    -1\n"
            "  cid      total     3    3    0\n"
            "Pass mark: 8 of 10 points (80 %)\n"
            "  ann: did not pass → passes (7 → 8)\n"
            "  bob: passed → does not pass (8 → 7.5)\n"
            "Not graded before, to be graded for the first time: eve\n"
            "Cannot be graded\n"
            "  fay: x.ipynb: cut off\n"
            "08-test-a: 3 of 4 submissions change: 1 up, 1 down, 1 with the same total; "
            "mean 4.58 → 4.71 of 10 points"
        )

    def test_nobody(self, found: Comparison) -> None:
        """Where nobody changes the last line says so, and a key that cannot be read any more is mentioned."""
        same = replace(found, pairs=found.pairs[3:])
        assert summary(same) == "08-test-a: nobody's points change (1 of 1 submissions stay as they are)"
        assert report(same, About(unknown=1, unreadable=True, rules=RULES)).splitlines()[:6] == [
            "Questions",
            "  no question has changed",
            "  The key that 1 of 1 were graded with is not known: they were graded before casework kept it.",
            "  A key that was kept can no longer be read by this version; its text is in the record.",
            "Pass mark: 8 of 10 points (80 %)",
            "  nobody passes or fails who did not before",
        ]


class TestVersions:
    """What differs between two versions of key and questions, in words."""

    @pytest.mark.parametrize(
        ("correct", "words"),
        [
            (["a", "c"], "a, c"),
            ({"x": "yes", "y": ["no", "none"]}, "x: yes; y: no, none"),
            ([{"value": 3, "unit": "km"}, {"value": 3000}], "value: 3; unit: km | value: 3000"),
            ({"accept": ["stop", "halt"], "slips": 0}, "accept: stop, halt; slips: 0"),
            (None, "none"),
        ],
    )
    def test_keys_of_every_shape(self, correct: object, words: str) -> None:
        """What stands behind ``correct:`` is said in one line, whatever the type."""
        assert in_words(correct) == words

    def test_what_differs(self, content: Path) -> None:
        """Key, rule, points, wording and reasons are told apart; a question that came or went is named."""
        module = load_module(content.parent / "modules" / NAME)
        old = current_version(module, content / "keys")
        keys, graded = f"keys/{NAME}.yaml", f"modules/{NAME}/graded.yaml"
        assert sorted(old.texts) == [keys, f"modules/{NAME}/case.yaml", graded]
        texts = dict(old.texts)
        for file, before, after in (
            (keys, "correct: [c]", "correct: [b]"),
            (keys, "SECRET red is half of it.", "SECRET red is a part of it."),
            (keys, "m01-q-all:", "m01-q-some:"),
            (graded, "rule: net-correct", "rule: each-part"),
            (graded, "id: m01-q-all", "id: m01-q-some"),
            (graded, "text: Tick what", "text: Say what"),
            (graded, "    level: remember\n    points: 1", "    level: remember\n    points: 3"),
        ):
            assert texts[file].count(before) == 1
            texts[file] = texts[file].replace(before, after)
        new = Version("new", texts)

        assert differences(old, new, NAME) == {
            "m01-q-stop": "key c → b, points 1 → 3",
            "m01-q-mix": "rule net-correct → each-part, reasons changed",
            "m01-q-some": "new question",
            "m01-q-parts": "question changed",
            "m01-q-all": "question removed",
        }
        assert differences(old, old, NAME) == {}
        assert differences(Version("older", {**old.texts, keys: "module: ["}), old, NAME) is None

    def test_the_digest_is_of_the_texts(self, content: Path, tmp_path: Path) -> None:
        """Every change of a text is another version, and the same texts elsewhere are the same one."""
        module = load_module(content.parent / "modules" / NAME)
        path = tmp_path / f"{NAME}.yaml"
        path.write_bytes((content / "keys" / path.name).read_bytes())
        first = current_version(module, tmp_path)
        assert first == current_version(module, content / "keys")
        change(path, "correct: [c]", "correct: [b]")
        assert current_version(module, tmp_path).digest != first.digest
