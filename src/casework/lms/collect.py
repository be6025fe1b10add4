"""`casework collect`: which hand-ins count, by learner and module. Files are read and written beside it."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casework.answers import UnreadableNotebook, read_notebook, sidecar_record
from casework.lms.archive import Contents, Entry, Refusal, read_source, shown
from casework.lms.handing_over import Copied, hand_over
from casework.lms.names import (
    Owner,
    bare_name,
    copy_number,
    is_online_text,
    plain_owner,
    platform_owner,
)
from casework.lms.recognise import Found, Recogniser
from casework.module import CourseError

TIME = "timestamp.txt"
"""nbgrader's file of when a submission came; see docs/instructor.md."""


@dataclass(frozen=True)
class HandIn:
    """One notebook or answer file of one learner, and what tells it from other attempts."""

    entry: Entry
    owner: Owner
    found: Found

    @property
    def age(self) -> tuple[int, str, int, str]:
        """What orders attempts: Canvas's number of the file, else the newest answer, else the name."""
        name = self.entry.parts[-1]
        return self.owner.order, self.found.newest, copy_number(name), self.entry.shown


@dataclass
class Pile:
    """What one learner handed in for one module."""

    notebooks: list[HandIn] = field(default_factory=list)
    sidecars: list[HandIn] = field(default_factory=list)

    @property
    def everything(self) -> list[HandIn]:
        """Notebooks, then answer files."""
        return [*self.notebooks, *self.sidecars]


@dataclass(frozen=True)
class Report:
    """What is printed, and how many files were refused."""

    lines: tuple[str, ...]
    refused: int


def collect(root: Path, source: Path, assignment: str = "", force: bool = False) -> Report:
    """
    Put the hand-ins of a folder or zip where nbgrader looks for them: assessments/submitted/.

    Args:
        root: the course's folder.
        source: a folder of files, or a zip as Canvas or Moodle make it.
        assignment: take only this module's notebooks; others are refused.
        force: replace what is there.

    Raises:
        CourseError: the source is neither folder nor zip, or there is no such assignment.
        ContentError: the course's own question files have mistakes.
    """
    known = Recogniser.of(root)
    if assignment and assignment not in known.graded:
        near = difflib.get_close_matches(assignment, sorted(known.graded), n=1, cutoff=0.0)
        hint = f"nearest is {near[0]}" if near else "no module has graded cells"
        raise CourseError(f"--assignment {assignment}: no graded module has this name; {hint}")
    with tempfile.TemporaryDirectory(prefix="casework-") as room:
        contents = read_source(source, Path(room))
        piles, times, ungraded = sort_hand_ins(contents, known, assignment)
        copied = []
        for (_, module), pile in sorted(piles.items()):
            if _refused(contents, pile, module, known):
                continue
            copied.append(_copy(root, contents, pile, module, times, force))
    lines = [one.line for one in copied if one.line]
    lines += [str(one) for one in contents.refusals]
    learners = len({one.student for one in copied if one.state})
    new, there = (sum(one.state == state for one in copied) for state in ("new", "there"))
    rest = contents.others + ungraded
    lines.append(
        f"{_count(learners, 'learner')}: {_count(new, 'notebook')} collected, {there} already there; "
        f"{_count(rest, 'other file')} left out; {len(contents.refusals)} refused"
    )
    return Report(tuple(lines), len(contents.refusals))


def sort_hand_ins(
    contents: Contents, known: Recogniser, assignment: str
) -> tuple[dict[tuple[str, str], Pile], dict[tuple[str, ...], Entry], int]:
    """Return the piles by (learner, module), times by their folder, and how many files are of no use."""
    piles: dict[tuple[str, str], Pile] = {}
    times: dict[tuple[str, ...], Entry] = {}
    useless = 0
    told: list[tuple[Entry, str, Found]] = []
    for entry in contents.entries:
        if entry.parts[-1].lower() == TIME:
            if not entry.inner:  # what a learner packed says nothing of when it came
                times[entry.parts[:-1]] = entry
            continue
        if is_online_text(entry.parts):
            useless += 1
            continue
        try:
            kind, found = _read(entry, known)
        except UnreadableNotebook as error:
            contents.refuse(entry.parts, str(error))
            continue
        if not kind or (found.module and found.module not in known.graded):
            useless += 1
        elif not found.module:
            contents.refuse(entry.parts, _strange(found))
        elif assignment and found.module != assignment:
            contents.refuse(
                entry.parts, f"this is {found.module}, not {assignment}; ask its learner for the right file"
            )
        else:
            told.append((entry, kind, found))
    for (entry, kind, found), owner in zip(
        told, _owners(contents, [one[0] for one in told], known), strict=True
    ):
        if owner:
            pile = piles.setdefault((owner.student.casefold(), found.module), Pile())
            (pile.notebooks if kind == "notebook" else pile.sidecars).append(HandIn(entry, owner, found))
    return piles, times, useless


def _read(entry: Entry, known: Recogniser) -> tuple[str, Found]:
    """Return what a file is ("notebook", "answers" or nothing) and which module's, whatever it is called."""
    data = entry.read()
    try:
        return "notebook", known.notebook(read_notebook(data))
    except UnreadableNotebook:
        if entry.parts[-1].lower().endswith(".ipynb"):
            raise
    record = sidecar_record(data)
    if record is None or not record.answers:
        return "", Found("")
    return "answers", known.answers(record.answers)


def _owners(contents: Contents, entries: Sequence[Entry], known: Recogniser) -> list[Owner | None]:
    """
    Return whose each file is; None where that is refused.

    A platform names every file of a download. Where only some are named so, deeper than at the top, a learner
    may have chosen the name, and it is not believed.
    """
    wrapped = _around([one.parts for one in entries], known.modules)
    paths = [one.parts[wrapped:] for one in entries]
    named = [platform_owner(parts) for parts in paths]
    owners: list[Owner | None] = []
    for entry, parts, found in zip(entries, paths, named, strict=True):
        owner = found[1] if found else plain_owner(parts, known.modules)
        if found and found[0] > 0 and not all(named):
            text = "named as a platform names files, among others that are not; give that download by itself"
            contents.refuse(entry.parts, text)
            owner = None
        elif not owner:
            text = "nothing in its path names a learner; put it into a folder that has the learner's name"
            contents.refuse(entry.parts, text)
        owners.append(owner)
    return owners


def _around(paths: Sequence[tuple[str, ...]], modules: Sequence[str]) -> int:
    """Return how many folders lie around everything: "submissions/" is no learner."""
    depth = 0
    while paths and all(len(parts) > depth + 1 for parts in paths):
        if len({parts[depth] for parts in paths}) > 1 or platform_owner(paths[0][depth : depth + 1]):
            break
        below = {parts[depth + 1] for parts in paths if len(parts) > depth + 2}
        flat = any(len(parts) == depth + 2 and not platform_owner(parts[depth + 1 :]) for parts in paths)
        if flat or (len(below) == 1 and len(paths) == 1) or below & set(modules):
            break
        depth += 1
    return depth


def _refused(contents: Contents, pile: Pile, module: str, known: Recogniser) -> bool:
    """Note why a pile cannot be one learner's; return whether that is so."""
    claims = sorted({one.owner.claim for one in pile.everything})
    plain = [one.entry for one in pile.notebooks if one.owner.platform == "plain"]
    names = {bare_name(one.parts[-1], known.modules).casefold() for one in plain}
    folders = {one.parts[:-1] for one in plain}
    text = ""
    if len(claims) > 1:
        who = ", ".join(shown(one, 60) for one in claims)
        text = f"{who} would share one folder; put each one's files into a folder with a name of its own"
    elif len(names) > 1 or len(folders) > 1:
        text = (
            f"{len(plain)} files of {module} under names that differ; give each learner a folder, or keep one"
        )
    elif not pile.notebooks:
        text = f"answers of {module} without their notebook; ask for the .ipynb file too"
    if text:
        contents.refuse(pile.everything[0].entry.parts, text)
    return bool(text)


def _copy(
    root: Path,
    contents: Contents,
    pile: Pile,
    module: str,
    times: dict[tuple[str, ...], Entry],
    force: bool,
) -> Copied:
    """Hand the newest over and name the others."""
    *older, newest = sorted(pile.notebooks, key=lambda one: one.age)
    sidecars = sorted(pile.sidecars, key=lambda one: one.age)
    beside = sidecars.pop() if sidecars else None
    time = times.get(newest.entry.parts[:-1]) if newest.owner.platform == "plain" else None
    notes = ["late by its name"] if newest.owner.late else []
    if left := [*older, *sidecars]:
        notes.append(f"the newest, left out: {', '.join(one.entry.shown for one in left)}")
    try:
        files = {f"{module}.ipynb": newest.entry.read()}
        if beside:
            files[f"{module}.answers.json"] = beside.entry.read()
        if time:
            files[TIME] = time.read()
        return hand_over(root / "assessments" / "submitted", newest.owner, module, files, notes, force)
    except UnreadableNotebook as error:
        contents.refuse(newest.entry.parts, str(error))
    except CourseError as error:
        contents.refusals.append(Refusal(f"{newest.owner.student}: {module}", str(error)))
    return Copied(newest.owner.student, "", "")


def _strange(found: Found) -> str:
    if found.tied:
        return f"fits {' and '.join(found.tied)} alike; ask its learner for the notebook as it was downloaded"
    return "no cell and no answer of this course is in it; ask its learner for the right file"


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else f'{one}s'}"
