"""Notes in the gradebook beside the grades: what was graded, from which files, by which key. No grading."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import SubmittedAssignment
from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, inspect, select

from casework.grading.key_versions import Version

_META = MetaData()
GRADED = Table(
    "casework_graded",
    _META,
    Column("submission_id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("written", String(1000), nullable=False),
)
"""What `casework grade` has done, in the gradebook itself: it is saved, restored and lost with the grades."""

_FROM = Table(
    "casework_graded_from",
    _META,
    Column("submission_id", String(32), primary_key=True),
    Column("files", String(64), nullable=False),
    Column("version", String(64), nullable=False),
)
"""The files and the version of key and questions that a submission was last graded with, by either door."""

_VERSIONS = Table(
    "casework_versions",
    _META,
    Column("digest", String(64), primary_key=True),
    Column("texts", Text, nullable=False),
)
"""Key files and question files by what is in them; once each, however many submissions they graded."""


@dataclass(frozen=True)
class From:
    """What a submission was graded from: digests of its files and of key and questions."""

    files: str
    version: str


def prepare(engine: Any) -> None:
    """Make the tables where they are not there yet; nbgrader does not know them and leaves them alone."""
    _META.create_all(engine, checkfirst=True)


def keep(db: Any, version: Version) -> None:
    """Keep the texts of a version; commits nothing."""
    if db.scalar(select(_VERSIONS.c.digest).where(_VERSIONS.c.digest == version.digest)) is None:
        texts = json.dumps(dict(version.texts), ensure_ascii=False)
        db.execute(insert(_VERSIONS), [{"digest": version.digest, "texts": texts}])


def note_graded(db: Any, rows: Sequence[Mapping[str, str]]) -> None:
    """Note submission_id, digest and written of what `casework grade` has done; commits nothing."""
    _replace(db, GRADED, rows)


def note_from(db: Any, found: Mapping[str, From]) -> None:
    """Note by submission_id what submissions were graded from; commits nothing."""
    rows = [{"submission_id": id_, "files": one.files, "version": one.version} for id_, one in found.items()]
    _replace(db, _FROM, rows)


def graded_from(db: Any, assignment_id: str) -> dict[str, From]:
    """Return by student what an assignment was last graded from, where that is noted."""
    if not inspect(db.connection()).has_table(_FROM.name):
        return {}
    rows = db.execute(
        select(SubmittedAssignment.student_id, _FROM.c.files, _FROM.c.version)
        .join(_FROM, _FROM.c.submission_id == SubmittedAssignment.id)
        .where(SubmittedAssignment.assignment_id == assignment_id)
    )
    return {student: From(files, version) for student, files, version in rows}


def kept(db: Any, digests: Collection[str]) -> list[Version]:
    """Return the versions that are kept of some digests, in their order."""
    if not inspect(db.connection()).has_table(_VERSIONS.name):
        return []
    rows = db.execute(select(_VERSIONS).where(_VERSIONS.c.digest.in_(digests)).order_by(_VERSIONS.c.digest))
    return [Version(digest, json.loads(texts)) for digest, texts in rows]


def _replace(db: Any, table: Table, rows: Sequence[Mapping[str, str]]) -> None:
    if rows:
        db.execute(delete(table).where(table.c.submission_id.in_([row["submission_id"] for row in rows])))
        db.execute(insert(table), list(rows))
