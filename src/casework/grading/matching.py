"""Matches a submitted notebook's cells with the released ones and says what has to be put right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casework.grading.code_cells import asks, tag_of
from casework.grading.student_text import MAX_CHARS, clean


@dataclass(frozen=True)
class Place:
    """
    A released cell as it is compared: text in one piece, text without blanks around it, tag.

    ``fresh`` is the cell without outputs; what is inside it is shared, and nobody may change that.
    """

    kind: str
    source: str
    stripped: str
    id: str | None
    tag: Mapping[str, Any]
    plain_tag: Mapping[str, Any]
    written: bool
    fresh: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its grade_id, or nothing."""
        return str(self.tag["grade_id"]) if self.tag.get("grade_id") else ""


class Index:
    """A released notebook's cells in order, and where each is found by tag, id or text."""

    def __init__(self, cells: list[dict[str, Any]]) -> None:
        self.places = [_place(cell) for cell in cells]
        self.by_tag = {str(one.tag.get("grade_id")): i for i, one in enumerate(self.places) if one.tag}
        self.by_id = {one.id: i for i, one in enumerate(self.places) if one.id is not None}
        self.by_text: dict[tuple[str, str], list[int]] = {}
        for i, one in enumerate(self.places):
            self.by_text.setdefault((one.kind, one.source), []).append(i)
        self.named = {i: one.name for i, one in enumerate(self.places) if one.name}


class Released(dict[str, Any]):
    """A released notebook whose index is made once, not with every submission. Nobody may change it."""

    @cached_property
    def index(self) -> Index:
        """Its cells as they are compared."""
        return Index(self["cells"])


def index_of(released: Mapping[str, Any]) -> Index:
    """Return the index of a released notebook: its own where it keeps one."""
    return released.index if isinstance(released, Released) else Index(released["cells"])


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


def match(submitted: list[Any], index: Index) -> Matches:
    """
    Find each released cell in a submission: by cell id, else by nbgrader's tag, else by its unchanged text.

    The id comes first: no front end lets a learner change it. A pasted copy has a new id and the old tag.

    Args:
        submitted: the submission's list of cells; anything may be in it.
        index: the cells that were handed out.
    """
    found = Matches()
    last = -1
    for raw in submitted:
        cell = _read(raw)
        if cell is None:
            found.dropped += 1
            continue
        at = index.by_id.get(cell.id, index.by_tag.get(cell.grade_id))
        if at is None:
            same = index.by_text.get((cell.kind, cell.source), [])
            at = next((i for i in same if i not in found.cells), same[0] if same else None)
        if at is None:
            if cell.source.strip():
                found.own.setdefault(last, []).append(cell)
        elif at not in found.cells:
            found.cells[at] = cell
            last = at
        else:
            found.copies.append(at)
            _keep_copy(found, index.places[at], at, cell)
    for at, cell in found.cells.items():
        # A changed lesson text is a learner's note; a changed lesson program is an experiment, and stays out.
        old = index.places[at]
        if old.kind != "code" and not old.tag and changed(cell, old):
            found.own.setdefault(at, []).insert(0, cell)
    return found


def repairs(found: Matches, index: Index) -> list[str]:
    """Return what has to be put right, in words; nbgrader's cells are named, plain lesson cells counted."""
    lines: list[str] = []
    named = index.named

    def say(what: str, places: list[int], plain: str = "") -> None:
        names = [named[i] for i in places if i in named]
        others = len(places) - len(names)
        if names:
            lines.append(f"{what} {', '.join(names)}")
        if others and plain:
            lines.append(f"{plain} ({others})")

    both = [(i, cell, index.places[i]) for i, cell in sorted(found.cells.items())]
    gone = [i for i in range(len(index.places)) if i not in found.cells]
    say("put back deleted", gone, "put back lesson cells")
    say("removed a second copy of", sorted(set(found.copies)), "removed second copies of lesson cells")
    say("restored the type of", [i for i, cell, old in both if cell.kind != old.kind])
    say("restored the tags of", [i for i, cell, old in both if not _same_tag(cell, old)])
    say(
        "restored the changed text of",
        [i for i, cell, old in both if not old.written and not _same(cell, old)],
    )
    unnamed = sum(cell.id != old.id for _, cell, old in both)
    if unnamed:
        lines.append(f"restored cell ids ({unnamed})")
    order = [i for i in found.cells if i in named]
    say("moved back into place", [b for a, b in zip(order, order[1:], strict=False) if b < a])
    if found.dropped:
        lines.append(f"left out what is no cell ({found.dropped})")
    if any(len(cell.source) >= MAX_CHARS for cell in found.cells.values()):
        lines.append(f"cut a text at {MAX_CHARS} characters")
    return lines


def changed(cell: Submitted, released: Place) -> bool:
    """Whether a cell holds text of the learner's; neither an emptied cell nor added blanks are an answer."""
    return not _same(cell, released) and bool(cell.source.strip())


def is_written(cell: Mapping[str, Any]) -> bool:
    """
    Whether a trusted cell is there to be written in: a text that a person grades, or a program to complete.

    A cell that asks is not, though nbgrader may call it a solution: a free text that ``ask`` wants is in the
    record.
    """
    return bool(tag_of(cell).get("solution")) and not asks(cell)


def _place(cell: dict[str, Any]) -> Place:
    source, tag = clean(cell["source"]), tag_of(cell)
    shown = (cell["cell_type"], source, source.strip(), cell.get("id"))
    fresh = cell | ({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {})
    return Place(*shown, tag, _plain(tag), is_written(cell), fresh)


def _keep_copy(found: Matches, released: Place, index: int, cell: Submitted) -> None:
    """Lose no text of a second copy of a solution cell: it stands in where the first is untouched."""
    if not released.written or not changed(cell, released):
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


def _same_tag(cell: Submitted, released: Place) -> bool:
    return cell.tag == released.tag or _plain(cell.tag) == released.plain_tag


def _same(cell: Submitted, released: Place) -> bool:
    return cell.source == released.source or cell.source.strip() == released.stripped
