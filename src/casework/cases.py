"""Case studies: reads case files into frozen dataclasses. No display and no scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casework import shape
from casework.case_graph import Graph, Ways, extremes, walk
from casework.case_ways import Track, graph_of, starts_of, tracks_of, way_problems
from casework.items import Key, Question
from casework.questions import (
    file_problems,
    make_key,
    make_question,
    named,
    question_problems,
)
from casework.translations import load_spoken
from casework.types import type_of
from casework.yaml_lines import ContentError, Document, Problem


@dataclass(frozen=True)
class Step:
    """
    One step: what is revealed (Markdown), and mostly a question.

    Attributes:
        question: None for a scene or a consequence, which is only read.
        key: None for a graded step, whose key is in the instructor's key file.
        next: the ways on, by answer.
        back: if false, earlier answers are final once it is reached, and its own once it is left.
    """

    id: str
    title: str
    reveal: str
    question: Question | None
    key: Key | None
    next: Ways
    back: bool
    line: int = field(compare=False)

    @property
    def graded(self) -> bool:
        """Whether the step counts."""
        return self.question is not None and self.key is None


@dataclass(frozen=True)
class Change:
    """One changed fact: as it was, as it becomes, a prediction to make, and what it changes in law."""

    fact: str
    becomes: str
    question: Question
    key: Key
    effect: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """
    A case study. All texts are Markdown.

    Attributes:
        module: the one that its file names.
        tracks: the roles to choose from, by id; empty where there is one way to begin.
        graded_points: what each path offers, the same for all: the maximum of the case's one graded cell.
    """

    module: str
    id: str
    title: str
    intro: str
    tracks: Mapping[str, Track]
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    debrief: str
    debrief_sources: tuple[str, ...]
    graded_points: Fraction
    file: str = field(compare=False)
    line: int = field(compare=False)

    @property
    def graded_steps(self) -> tuple[Step, ...]:
        """The steps that count, in order."""
        return tuple(step for step in self.steps if step.graded)

    @property
    def graph(self) -> Graph:
        """The ways on of every step, by its id."""
        return {step.id: step.next for step in self.steps}

    @property
    def starts(self) -> Mapping[str, str]:
        """The step at which each track begins; without tracks the first step, under ""."""
        return {id_: track.start for id_, track in self.tracks.items()} or {"": self.steps[0].id}

    @property
    def length(self) -> int | None:
        """The number of steps on each path, or None where the paths differ."""
        low, high = extremes(self.graph, [*self.starts.values()], dict.fromkeys(self.graph, Fraction(1)))
        return int(low.weight) if low.weight == high.weight else None

    @property
    def branches(self) -> bool:
        """Whether there is more than one path through it."""
        return bool(self.tracks) or any(len(set(step.next.values())) > 1 for step in self.steps)

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question in it by id: steps, then changes."""
        parts: tuple[Step | Change, ...] = (*self.steps, *self.changes)
        return {part.question.id: part.question for part in parts if part.question is not None}

    @property
    def graded_questions(self) -> Mapping[str, Question]:
        """The questions of the graded steps by id; on some paths not all of them are met."""
        return {step.id: step.question for step in self.steps if step.question and not step.key}

    @property
    def keys(self) -> Mapping[str, Key]:
        """The keys that learners hold, of practice steps and of changes, by id."""
        parts: tuple[Step | Change, ...] = (*self.steps, *self.changes)
        return {part.question.id: part.key for part in parts if part.question and part.key}

    @property
    def places(self) -> list[tuple[str, int]]:
        """The id and the line of every step and change."""
        changes = ((change.question.id, change.question.line) for change in self.changes)
        return [*((step.id, step.line) for step in self.steps), *changes]

    def track(self, progress: object) -> str:
        """Return the track that a record of progress names, else the first; "" where there are no tracks."""
        named = progress.get("track") if isinstance(progress, dict) else None
        return named if isinstance(named, str) and named in self.starts else next(iter(self.starts))

    def route(self, responses: Mapping[str, object], progress: object = None) -> tuple[Step, ...]:
        """
        Return the steps that answers lead through, from the start of the track to the end.

        Args:
            responses: by id; anything may be in it. A blank, or what is no answer, takes the way ``else``.
            progress: the response recorded for the case itself. Only its track counts, not its path.
        """
        steps = {step.id: step for step in self.steps}

        def letter(id_: str) -> str | None:
            question = steps[id_].question
            if question is None or question.type != "single":
                return None
            chosen = type_of(question).read(question, responses.get(id_))
            return min(chosen) if chosen else None

        path = walk(self.graph, self.starts[self.track(progress)], letter)
        return tuple(steps[id_] for id_ in path)


def read_cases(path: Path) -> Mapping[str, Case]:
    """
    Read a case file.

    Returns:
        The cases by id, in the file's order.

    Raises:
        ContentError: every mistake with file, line and id.
    """
    document = load_spoken(path)
    problems = list(file_problems(document, "cases_file"))
    if problems:
        raise ContentError(problems)
    cases: dict[str, Case] = {}
    seen: dict[str, int] = {}
    for index, data in enumerate(document.data["cases"]):
        case = _case(document, ("cases", index), data, problems)
        if case is None:
            continue
        for id_, line in [(case.id, case.line), *case.places]:
            if id_ in seen:
                text = f"this id is taken at line {seen[id_]}; ids are permanent and unique"
                problems.append(Problem(document.file, line, named(id_), text))
            seen.setdefault(id_, line)
        cases[case.id] = case
    if problems:
        raise ContentError(problems)
    return MappingProxyType(cases)


def _case(
    document: Document, where: tuple[str | int, ...], data: Any, problems: list[Problem]
) -> Case | None:
    """Return the case at ``where``, or None after adding what is wrong with it to ``problems``."""
    before = len(problems)
    item = f"case {data['id']!r}" if data.get("id") is not None else ""
    if found := shape.mistake("case", data):
        problems.append(document.problem(found[1], *where, *found[0], item=item))
        return None
    parts = _parts(document, where, data, problems)
    if len(problems) == before:
        points = {id_: one.points for id_, (one, key) in parts.items() if one and not key}
        problems += way_problems(document, where, data, points)
    if len(problems) > before:
        return None
    graph = graph_of(data["steps"])
    steps = tuple(
        Step(
            id=entry["id"],
            title=entry["title"].strip(),
            reveal=entry["reveal"].strip(),
            question=parts[entry["id"]][0],
            key=parts[entry["id"]][1],
            next=MappingProxyType(graph[entry["id"]]),
            back=entry.get("back", True),
            line=document.line(*where, "steps", index),
        )
        for index, entry in enumerate(data["steps"])
    )
    changes = []
    for entry in data.get("changes", []):
        question, key = parts[entry["id"]]
        if question and key:
            texts = (entry["fact"].strip(), entry["becomes"].strip())
            changes.append(Change(*texts, question, key, entry["effect"].strip(), tuple(entry["sources"])))
    return Case(
        module=document.data["module"],
        id=data["id"],
        title=data["title"].strip(),
        intro=data["intro"].strip(),
        tracks=MappingProxyType(tracks_of(data)),
        steps=steps,
        changes=tuple(changes),
        debrief=data["debrief"].strip(),
        debrief_sources=tuple(data["debrief_sources"]),
        graded_points=extremes(graph, starts_of(data), points)[0].weight,
        file=document.file,
        line=document.line(*where),
    )


def _parts(
    document: Document, where: tuple[str | int, ...], data: Any, problems: list[Problem]
) -> dict[str, tuple[Question | None, Key | None]]:
    """Return question and key of every step and change by id; add what is wrong with them to ``problems``."""
    parts: dict[str, tuple[Question | None, Key | None]] = {}
    for part, entries in (("step", data["steps"]), ("change", data.get("changes", []))):
        for index, entry in enumerate(entries):
            here = (*where, f"{part}s", index)
            item = named(entry.get("id"))
            if found := shape.mistake(part, entry) or _part_mistake(part, entry, parts):
                problems.append(document.problem(found[1], *here, *found[0], item=item))
                continue
            own, keyed = entry.get("question"), entry.get("grading") != "graded"
            parts[entry["id"]] = (None, None)
            if own is None:
                continue
            bad = list(question_problems(document, (*here, "question"), own, keyed, entry["id"]))
            problems += bad
            if not bad:
                question = make_question(document, here, own, entry["id"])
                key = make_key(own["key"], own["type"]) if keyed else None
                parts[entry["id"]] = (question, key)
    return parts


def _part_mistake(
    part: str, entry: Mapping[str, Any], parts: Mapping[str, object]
) -> tuple[tuple[str | int, ...], str] | None:
    """Return what is wrong with a step or change of the right shape as (path within it, words)."""
    if entry["id"] in parts:
        return ("id",), "this id is taken by another part of the case; ids are permanent and unique"
    if part == "step" and "question" in entry and "grading" not in entry:
        return (), "'grading' missing; a step with a question is practice or graded"
    if "grading" in entry and "question" not in entry:
        return ("grading",), "'question' missing; write one, or remove 'grading' from a step that only tells"
    if "id" in entry.get("question", {}):
        text = f"the question of a {part} takes the {part}'s id; remove its own"
        return ("question", "id"), text
    return None
