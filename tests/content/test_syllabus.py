"""The plans of docs/instructor/: minutes, points, ids and outcomes are the course's own, and add up."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "docs" / "instructor"
FINAL = "08-test-a"
FINAL_MINUTES = 45
"""What the plans count for the final test, which may not be in this copy of the course."""


def page(name: str) -> str:
    """Return a page of the kit."""
    return (KIT / f"{name}.md").read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """Return the cells of every row of every table, without marks for bold."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("**", "") for cell in line.strip("|").split("|")] for line in lines]


def cells(module: str) -> list[dict[str, Any]]:
    """Return the cells of a lesson's notebook."""
    path = ROOT / "modules" / module / f"{module}.ipynb"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def minutes(module: str) -> int:
    """Return the minutes that a lesson gives in its first cell."""
    if not (ROOT / "modules" / module).is_dir():
        assert module == FINAL
        return FINAL_MINUTES
    told = re.search(r"about (\d+) minutes", "".join(cells(module)[0]["source"]))
    assert told, module
    return int(told[1])


LESSONS = [path.name for path in sorted((ROOT / "modules").glob("0[1-7]-*"))]
WHOLE = ["00-start", "00-test-a", *LESSONS, FINAL]


class TestMinutes:
    """Time adds up."""

    @pytest.mark.parametrize("name", ["four-weeks", "one-term"])
    def test_each_lesson_has_its_own(self, name: str) -> None:
        """A plan gives each lesson, in one row or more, the minutes of its first cell, and the right sum."""
        planned: Counter[str] = Counter()
        for row in rows(page(name)):
            if len(row) > 2 and (lesson := re.match(r"`(\d\d-[a-z0-9-]+)`", row[1])):
                planned[lesson[1]] += int(row[2])
        (total,) = [row[2] for row in rows(page(name)) if row[1] == "All lessons and tests"]

        assert planned == {lesson: minutes(lesson) for lesson in WHOLE}
        assert int(total) == planned.total()

    def test_sums_in_words(self) -> None:
        """The sums that the two plans and the workshop give in their text."""
        lessons, whole = sum(map(minutes, LESSONS)), sum(map(minutes, WHOLE))

        assert f"are {lessons} minutes, or {lessons // 60} h {lessons % 60}" in page("four-weeks")
        assert f"{whole + 240} minutes or {(whole + 240) // 60} h {(whole + 240) % 60}" in page("four-weeks")
        hours = f"{whole + 975:,} minutes, or {(whole + 975) // 60} h {(whole + 975) % 60}"
        assert hours in page("one-term")

    def test_the_day(self) -> None:
        """The blocks of the day follow each other, last as long as they say, and make six hours."""
        end = breaks = 0
        for row in rows(page("one-day")):
            if span := re.fullmatch(r"(\d+)-(\d+)", row[0]):
                assert (int(span[1]), int(span[2]) - int(span[1])) == (end, int(row[1]))
                end = int(span[2])
                breaks += int(row[1]) if row[2] in ("Break", "Lunch") else 0

        assert end == 6 * 60
        assert f"with {breaks} minutes of breaks" in page("one-day")

    @pytest.mark.parametrize(
        ("name", "total"),
        [("four-weeks", 60), ("one-term", 75), ("discussion", 25)],
        ids=lambda one: str(one),
    )
    def test_meetings(self, name: str, total: int) -> None:
        """The plan of a meeting, or of a discussion, adds up."""
        section = page(name).split("| Minutes | What |")[1].split("\n\n")[0]

        assert sum(int(row[0]) for row in rows(section) if row[0].isdigit()) == total

    def test_before_and_after_the_day(self) -> None:
        """So do the two lists of work at home."""
        added = 0
        for row in rows(page("one-day")):
            if row[0] == "Together":
                assert int(row[1]) == added
                added = 0
            elif len(row) == 2 and row[1].isdigit():
                added += int(row[1])


class TestPoints:
    """The grade is made of points that the gradebook has."""

    def test_the_parts_of_the_grade(self) -> None:
        """Code cells are the quizzes, texts the reflections and the memo."""
        points: Counter[str] = Counter()
        for lesson in LESSONS:
            for cell in cells(lesson):
                settings = cell["metadata"].get("nbgrader", {})
                if settings.get("grade"):
                    kind = "Quizzes" if cell["cell_type"] == "code" else "Participation"
                    points["Memo" if cell["id"] == "m07-memo" else kind] += settings["points"]
        table = {row[0]: row for row in rows(page("four-weeks"))}

        assert points == {part: int(table[part][3]) for part in ("Quizzes", "Memo", "Participation")}
        shares = {part: int(table[part][1].rstrip(" %")) for part in [*points, "Final test"]}
        assert shares == {"Quizzes": 30, "Final test": 40, "Memo": 20, "Participation": 10}
        assert f"quizzes × 30 / {points['Quizzes']} + final + memo + reflections / 3" in page("four-weeks")


class TestNames:
    """What the kit names is there."""

    @pytest.mark.parametrize("path", sorted(KIT.glob("*.md")), ids=lambda path: path.stem)
    def test_questions_and_cases(self, path: Path) -> None:
        """Every id of a question or a case is the id of a cell."""
        there = {
            cell["id"] for folder in sorted((ROOT / "modules").glob("0*/")) for cell in cells(folder.name)
        }
        named = set(re.findall(r"`(m\d\d-[a-z0-9-]+)`", path.read_text(encoding="utf-8")))

        assert named - there == set()

    def test_outcomes(self) -> None:
        """The map of competencies has each outcome once, in order, and says how many are on no list."""
        mapped = [row for row in rows(page("competencies")) if re.fullmatch(r"\d\.\d", row[0])]
        alone = [row[0] for row in mapped if set(row[2:]) == {"–"}]

        assert [row[0] for row in mapped] == [
            f"{module}.{one}" for module in range(1, 8) for one in (1, 2, 3)
        ]
        assert f"three dashes: {', '.join(alone[:-1])} and {alone[-1]}" in page("competencies")

    def test_first_lines(self) -> None:
        """The index lists every page, and each begins with a heading that says what it holds."""
        listed = set(re.findall(r"\]\(([a-z-]+\.md)\)", page("README")))

        assert listed == {path.name for path in KIT.glob("*.md")} - {"README.md"}
        for path in KIT.glob("*.md"):
            assert re.match(r"# \S+( \S+){4,}\n", path.read_text(encoding="utf-8")), path.name
