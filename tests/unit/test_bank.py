"""The table of the bank: where graded questions are written, by outcome."""

from __future__ import annotations

from pathlib import Path

from unit.final_builder import write_final_course

from casework.checks.tallies import bank, outcomes
from casework.module import load_module, module_folders


def test_each_question_is_counted_where_it_is_written(tmp_path: Path) -> None:
    """A question that a form borrows counts where it stands; a form that borrows all has no column."""
    write_final_course(tmp_path)
    modules = [load_module(folder) for folder in module_folders(tmp_path)]
    assert bank(modules) == (
        "| Outcome | Lessons | `00-test-a` | `00-test-b` | `08-test-a` | `08-test-c` | All |\n"
        "| --- | --: | --: | --: | --: | --: | --: |\n"
        "| 1.1 | 1 | 1 | 1 | 1 | 2 | 6 |\n"
        "| 1.2 | 1 | 1 | 1 | 1 | 2 | 6 |\n"
        "| all | 2 | 2 | 2 | 2 | 4 | 12 |\n"
    )


def test_a_course_without_questions() -> None:
    """Without any module the table has its sums alone."""
    assert bank([]) == "| Outcome | Lessons | All |\n| --- | --: | --: |\n| all | 0 | 0 |\n"


def test_the_table_of_outcomes_counts_no_question_twice(tmp_path: Path) -> None:
    """In the table of outcomes, too, a borrowed question counts once."""
    write_final_course(tmp_path)
    rows = outcomes([load_module(folder) for folder in module_folders(tmp_path)]).splitlines()
    graded = {row.split(" | ")[0]: row.rstrip(" |").rsplit(" | ", 1)[1] for row in rows[2:]}
    assert graded == {"| 1.1": "6", "| 1.2": "7", "| 8.1": "0"}
