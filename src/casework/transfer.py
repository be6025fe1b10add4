"""Carries progress to another copy of the course: one file out, and in beside the notebooks. No display."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

from casework.answers import PREFIX, Answer, record_of, write_sidecar
from casework.languages import _, n_
from casework.module import CourseError
from casework.records import CourseRecord, FolderRecord, Held, moment, targets

FILE = "casework-progress.json"
KIND = "casework-progress"
VERSION = 1
MAX_BYTES = 4_000_000
"""A Jupyter server closes the line at 10 MB, quotes escaped; a whole course of answers has some 0.1 MB."""
AHEAD = timedelta(days=1)
"""How far a clock may run ahead; an answer from later than that would win over all that are still to come."""


@dataclass(frozen=True)
class Parcel:
    """What a progress file holds: answers by question id, and what was left out, in words."""

    held: Held
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Arrival:
    """What became of a file, a line for each thing, and the answers that now count, by module's name."""

    lines: tuple[str, ...]
    answers: Mapping[str, Mapping[str, Answer]]


def export_text(course: CourseRecord, now: datetime) -> str:
    """
    Return the whole course's records as the text of a progress file.

    Raises:
        CourseError: more than MAX_BYTES, which no reader would take.
    """
    modules = {}
    for folder in course.folders:
        held = course.own(folder)
        modules[folder.module.name] = {
            "answers": {id_: held.answers[id_].to_json() for id_ in sorted(held.answers)},
            **({"handed_in": asdict(held.handed_in)} if held.handed_in else {}),
        }
    about = {"kind": KIND, "version": VERSION, "created": now.isoformat(timespec="seconds")}
    text = json.dumps({**about, "modules": modules}, indent=1)  # ASCII: half a character has no UTF-8
    if len(text) > MAX_BYTES:
        raise CourseError(
            f"your answers make {len(text):,} bytes, more than {MAX_BYTES:,}; keep the notebooks"
        )
    return text


def export_file(course: CourseRecord, path: Path, now: datetime) -> str:
    """
    Write the progress file and return one line that says so.

    Raises:
        CourseError: there is already a file of this name; nothing is overwritten.
        OSError: it cannot be written.
    """
    text = export_text(course, now)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CourseError(f"{path}: there is already such a file; give another name") from None
    number = sum(len(course.own(folder).answers) for folder in course.folders)
    return f"{path}: {_answers(number)} of {_count(len(course.folders), 'module')}"


def read_parcel(data: bytes | str, now: datetime) -> Parcel:
    """
    Read a progress file; anything may be in it.

    Raises:
        CourseError: it is too large, no progress file, or of another version.
    """
    if len(data) > MAX_BYTES:
        raise CourseError(
            _("the file has more than {number} bytes; choose the file {file}").format(
                number=f"{MAX_BYTES:,}", file=FILE
            )
        )
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        content = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        said = _("the file is damaged, or is no progress file; choose the file {file}")
        raise CourseError(said.format(file=FILE)) from None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise CourseError(_("this is no progress file; choose the file {file}").format(file=FILE))
    if content.get("version") != VERSION:
        said = _(
            "the file has version {theirs}, and this course reads version {ours}; use the course's newest "
            "copy on both sides"
        )
        raise CourseError(said.format(theirs=f"{content.get('version')!r:.20}", ours=VERSION))
    modules = content.get("modules")
    if not isinstance(modules, dict):
        raise CourseError(_("the file holds no modules; save your progress again and choose the new file"))
    held, problems = Held({}), []
    for part in modules.values():
        entries = part.get("answers") if isinstance(part, dict) else None
        if not isinstance(entries, dict):
            problems.append(_("a module without answers is left out"))
            continue
        record = record_of({PREFIX + id_: entry for id_, entry in entries.items()})
        problems += record.problems
        late = {id_ for id_, one in record.answers.items() if one.at and not _past(one.at, now)}
        problems += [
            _("answer {id}: its time is none, or lies in the future; left out").format(id=repr(id_))
            for id_ in sorted(late)
        ]
        held = held.with_(Held({id_: one for id_, one in record.answers.items() if id_ not in late}))
    return Parcel(held, tuple(problems))


def import_parcel(course: CourseRecord, parcel: Parcel) -> Arrival:
    """
    Put a file's answers beside the notebooks they belong to; of two answers to one question the newer counts.

    Notebooks are never touched: one may be open, and its page would overwrite what was put in. ``ask()``
    reads the second file, and the page copies the answers from there into the notebook.

    Raises:
        CourseError: the file holds answers, and none of them to a question of this course.
    """
    known = {id_ for folder in course.folders for id_ in folder.ids}
    strange = len(parcel.held.answers.keys() - known)
    if strange and strange == len(parcel.held.answers):
        raise CourseError(
            _("no answer in this file is to a question of this course; it may be another course's file")
        )
    lines, arrived = [], {}
    for folder in course.folders:
        incoming = parcel.held.only(folder.ids).answers
        if not incoming:
            continue
        here = course.held.with_(Held(incoming)).answers
        newer = {id_: one for id_, one in incoming.items() if here[id_] is one}
        arrived[folder.module.name] = newer
        lines.append(f"{folder.title}: {_taken(newer, incoming)}{_written(folder, newer)}.")
    if not lines:
        lines.append(_("The file holds no answers."))
    if strange:
        said = _("{answers} to questions that are not in this course: left out.")
        lines.append(said.format(answers=_answers(strange)))
    return Arrival((*lines, *_few(parcel.problems)), arrived)


def import_file(course: CourseRecord, path: Path, now: datetime) -> str:
    """
    Load a progress file from the disk and return what became of it, a line for each thing.

    Raises:
        CourseError: it is no progress file of this course.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    try:
        return "\n".join(import_parcel(course, read_parcel(data, now)).lines)
    except CourseError as error:
        raise CourseError(f"{path}: {error}") from None


def _written(folder: FolderRecord, answers: Mapping[str, Answer]) -> str:
    """Write answers to every second file of a module; return what went wrong, in words, or nothing."""
    trouble = ""
    for path in targets(folder) if answers else ():
        try:
            write_sidecar(path, answers)
        except OSError as error:
            said = _(
                ", but {file} cannot be written here ({reason}); open {notebook} and load the file there"
            )
            trouble = said.format(
                file=path.name, reason=error.strerror or error, notebook=folder.notebook.name
            )
    return trouble


def _taken(newer: Mapping[str, Answer], incoming: Mapping[str, Answer]) -> str:
    kept = len(incoming) - len(newer)
    words = _("{answers} loaded").format(answers=_answers(len(newer))) if newer else _("nothing new")
    said = _(", {number} kept as here, where they are as new or newer")
    return words + (said.format(number=kept) if kept else "")


def _past(at: str, now: datetime) -> bool:
    time = moment(at)
    return time is not None and time <= now + AHEAD


def _few(problems: tuple[str, ...], most: int = 10) -> Iterator[str]:
    yield from (f"{problem}." for problem in problems[:most])
    if len(problems) > most:
        yield _("{number} more like these.").format(number=len(problems) - most)


def _answers(number: int) -> str:
    return n_("{number} answer", "{number} answers", number).format(number=number)


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else f'{one}s'}"


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and infinity are no JSON: no page could read them
