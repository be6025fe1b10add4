"""The course's rubrics: points, ids and stance, against keys, notebooks and what learners are shown."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from casework.answers import read_notebook
from casework.grading.keys import module_keys
from casework.grading.rubrics import read_rubric, rubric_of
from casework.module import load_module
from casework.yaml_lines import load

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "assessments"
RUBRICS = sorted((ROOMS / "rubrics").glob("*.yaml"))


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_a_rubric_fits_its_text(path: Path) -> None:
    """Its points are those of the cell and of the table that learners see; stance carries none."""
    rubric = read_rubric(path)
    data = load(path).data
    module = load_module(ROOT / "modules" / data["module"])
    keys = module_keys(ROOMS / "keys", module)
    cells = read_notebook((module.folder / f"{module.name}.ipynb").read_bytes())["cells"]
    place = next(place for place, cell in enumerate(cells) if cell["id"] == rubric.id)
    table = "".join(cells[place - 1]["source"])
    told = [Fraction(points) for points in re.findall(r"^\| [^|]+ \| ([\d.]+) \|", table, re.MULTILINE)]

    assert rubric.id == path.stem
    assert cells[place]["metadata"]["nbgrader"]["points"] == rubric.points
    assert told == [one.points for one in rubric.criteria]
    assert rubric.stance.startswith("Stance carries no points.")
    assert "stance carries no points" in table.lower()
    assert rubric_of(rubric.id, None, keys, (ROOMS,)) == rubric
    assert all(one.levels[-1].points == 0 for one in rubric.criteria)


def test_every_text_has_a_rubric() -> None:
    """Each text that the keys call a reflection has a rubric, and each rubric is named by one."""
    named = set()
    for path in sorted((ROOMS / "keys").glob("*.yaml")):
        for id_, entry in (load(path).data.get("reflections") or {}).items():
            assert entry["rubric"] == f"rubrics/{id_}.yaml"
            named.add(id_)

    assert named == {path.stem for path in RUBRICS}
    assert len(named) == 7
