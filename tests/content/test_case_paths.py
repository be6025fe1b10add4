"""The page on paths and roles: its example is a case without mistakes, and its message is the real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casework.cases import read_cases
from casework.yaml_lines import ContentError

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "case-paths.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_example_is_a_case(tmp_path: Path) -> None:
    """The example can be copied: it has two roles, a scene, a branch and a point of no return."""
    path = tmp_path / "case.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    case = read_cases(path)["m02-desks"]

    assert (list(case.tracks), case.branches, case.graded_points) == (["nurse", "lawyer"], True, 1)
    assert [step.back for step in case.steps].count(False) == 1
    assert [len(case.route({"m02-desks-debt": [letter]})) for letter in "ab"] == [4, 4]
    assert "If you chose a, go to step 4. Otherwise go to step 5." in PAGE


def test_the_message_is_the_real_one(tmp_path: Path) -> None:
    """The mistake that the page describes is told in the words that it quotes."""
    path = tmp_path / "case.yaml"
    path.write_text(EXAMPLE.replace("next: m02-desks-threat", "next: end"), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_cases(path)
    (quoted,) = re.findall(r"^    (case .+)$", PAGE, flags=re.MULTILINE)

    assert [f"{problem.item}: {problem.text}" for problem in caught.value.problems] == [quoted]
