"""Matches a submitted notebook's cells with the released ones and says what has to be put right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.grading.code_cells import asks, tag_of
from casework.grading.student_text import MAX_CHARS, clean

ReleasedCells = list[dict[str, Any]]


@dataclass
class Submitted:
    """What may be taken from one submitted cell."""

    kind: str
    source: str
    id: str
    tag: Mapping[str, Any]

    @property
    def grade_id(self) -> str:
        """The grade_id it claims, or nothing."""
        name = self.tag.get("grade_id")
        return name if isinstance(name, str) else ""


@dataclass
class Matches:
    """
    The submitted cells by what they stand for.

    ``cells`` has the one that stands for each released cell, by its place; ``own`` the learner's own cells
    by the place they follow (-1: before all); ``copies`` the places that were there more than once.
    """

    cells: dict[int, Submitted] = field(default_factory=dict)
    own: dict[int, list[Submitted]] = field(default_factory=dict)
    copies: list[int] = field(default_factory=list)
    dropped: int = 0


def match(submitted: list[Any], released: ReleasedCells) -> Matches:
    """
    Find each released cell in a submission: by cell id, else by nbgrader's tag, else by its unchanged text.

    The id comes first: no front end lets a learner change it. A pasted copy has a new id and the old tag.

    Args:
        submitted: the submission's list of cells; anything may be in it.
        released: the cells that were handed out.
    """
    by_tag = {str(tag_of(old).get("grade_id")): i for i, old in enumerate(released) if tag_of(old)}
    by_id = {old["id"]: i for i, old in enumerate(released) if "id" in old}
    by_text: dict[tuple[str, str], list[int]] = {}
    for i, old in enumerate(released):
        by_text.setdefault((old["cell_type"], clean(old["source"])), []).append(i)
    found = Matches()
    place = -1
    for raw in submitted:
        cell = _read(raw)
        if cell is None:
            found.dropped += 1
            continue
        index = by_id.get(cell.id, by_tag.get(cell.grade_id))
        if index is None:
            same = by_text.get((cell.kind, cell.source), [])
            index = next((i for i in same if i not in found.cells), same[0] if same else None)
        if index is None:
            if cell.source.strip():
                found.own.setdefault(place, []).append(cell)
        elif index not in found.cells:
            found.cells[index] = cell
            place = index
        else:
            found.copies.append(index)
            _keep_copy(found, released[index], index, cell)
    for index, cell in found.cells.items():
        # A changed lesson text is a learner's note; a changed lesson program is an experiment, and stays out.
        note = released[index]["cell_type"] != "code" and not tag_of(released[index])
        if note and changed(cell, released[index]):
            found.own.setdefault(index, []).insert(0, cell)
    return found


def repairs(found: Matches, released: ReleasedCells) -> list[str]:
    """Return what has to be put right, in words; nbgrader's cells are named, plain lesson cells counted."""
    lines: list[str] = []
    named = {i: str(tag_of(old)["grade_id"]) for i, old in enumerate(released) if tag_of(old).get("grade_id")}

    def say(what: str, places: list[int], plain: str = "") -> None:
        names = [named[i] for i in places if i in named]
        others = len(places) - len(names)
        if names:
            lines.append(f"{what} {', '.join(names)}")
        if others and plain:
            lines.append(f"{plain} ({others})")

    both = [(i, cell, released[i]) for i, cell in sorted(found.cells.items())]
    gone = [i for i in range(len(released)) if i not in found.cells]
    say("put back deleted", gone, "put back lesson cells")
    say("removed a second copy of", sorted(set(found.copies)), "removed second copies of lesson cells")
    say("restored the type of", [i for i, cell, old in both if cell.kind != old["cell_type"]])
    say("restored the tags of", [i for i, cell, old in both if _plain(cell.tag) != _plain(tag_of(old))])
    locked = [(i, cell, old) for i, cell, old in both if not is_written(old)]
    say("restored the changed text of", [i for i, cell, old in locked if not _same(cell, old)])
    unnamed = sum(cell.id != old.get("id") for _, cell, old in both)
    if unnamed:
        lines.append(f"restored cell ids ({unnamed})")
    order = [i for i in found.cells if i in named]
    say("moved back into place", [b for a, b in zip(order, order[1:], strict=False) if b < a])
    if found.dropped:
        lines.append(f"left out what is no cell ({found.dropped})")
    if any(len(cell.source) >= MAX_CHARS for cell in found.cells.values()):
        lines.append(f"cut a text at {MAX_CHARS} characters")
    return lines


def changed(cell: Submitted, released: Mapping[str, Any]) -> bool:
    """Whether a cell holds text of the learner's; neither an emptied cell nor added blanks are an answer."""
    return bool(cell.source.strip()) and not _same(cell, released)


def is_written(cell: Mapping[str, Any]) -> bool:
    """
    Whether a trusted cell is there to be written in: a text that a person grades, or a program to complete.

    A cell that asks is not, though nbgrader may call it a solution: a free text that ``ask`` wants is in the
    record.
    """
    return bool(tag_of(cell).get("solution")) and not asks(cell)


def _keep_copy(found: Matches, released: Mapping[str, Any], index: int, cell: Submitted) -> None:
    """Lose no text of a second copy of a solution cell: it stands in where the first is untouched."""
    if not is_written(released) or not changed(cell, released):
        return
    if not changed(found.cells[index], released):
        found.cells[index] = cell
    elif cell.source != found.cells[index].source:
        found.own.setdefault(index, []).append(cell)


def _read(raw: Any) -> Submitted | None:
    """Return what a submitted cell holds for us, or None if it is no cell."""
    if not isinstance(raw, dict) or raw.get("cell_type") not in ("code", "markdown", "raw"):
        return None
    metadata, id_ = raw.get("metadata"), raw.get("id")
    tag = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return Submitted(
        kind=raw["cell_type"],
        source=clean(raw.get("source")),
        id=id_ if isinstance(id_, str) else "",
        tag=tag if isinstance(tag, dict) else {},
    )


def _plain(tag: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return nbgrader metadata without its checksum, which only a released notebook has."""
    return {name: value for name, value in tag.items() if name != "checksum"}


def _same(cell: Submitted, released: Mapping[str, Any]) -> bool:
    return cell.source.strip() == clean(released["source"]).strip()
