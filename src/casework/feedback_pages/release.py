"""Hands pages to learners, on the instructor's word: nbgrader's exchange, or a zip for a platform."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from casework.feedback_pages.placing import BESIDE, Place
from casework.grading.settings import Converter
from casework.lms.hand_backs import hand_back_names
from casework.lms.sheets import write_new
from casework.module import CourseError

Way = Literal["exchange", "canvas", "moodle", "zip"]


@dataclass(frozen=True)
class Release:
    """
    How pages are handed out.

    Attributes:
        to: the zip to write; none for the exchange.
        download: for Canvas and Moodle, the hand-ins as they were downloaded: their names are the platform's.
    """

    way: Way
    to: Path | None = None
    download: Path | None = None

    def check(self, out: Path | None) -> None:
        """
        Refuse what does not fit together, before anything is written.

        Raises:
            CourseError: in one line, what is missing or too much.
        """
        if self.way == "exchange":
            if out or self.to or self.download:
                raise CourseError(
                    "--release exchange takes the pages of feedback/; leave out --out, --to and --like"
                )
            return
        if self.to is None:
            raise CourseError(f"--release {self.way} writes a zip; add --to FILE.zip")
        if self.to.exists():
            raise CourseError(f"{self.to}: there is already such a file; give another name to --to")
        if self.way != "zip" and self.download is None:
            text = "knows a file by the name of the hand-in; add --like DOWNLOAD, the zip that you collected"
            raise CourseError(f"{self.way.capitalize()} {text}")
        if self.way == "zip" and self.download is not None:
            raise CourseError("--like goes with --release canvas or moodle")


def hand_out(
    root: Path, converter: Converter, assignment: str, places: Sequence[Place], release: Release
) -> tuple[list[str], list[str]]:
    """
    Release pages that are written, and return what to say, and what went wrong, in lines.

    Raises:
        CourseError: nothing could be released.
    """
    if not places:
        return [f"{assignment}: nothing is released"], []
    if release.way == "exchange":
        return _exchange(converter, assignment, places)
    troubles: list[str] = []
    names = {place.student: place.student for place in places}
    if release.download:
        names = hand_back_names(root, release.download, assignment, release.way, names)
        troubles = [
            f"{place.student}: no hand-in of theirs is in {release.download}; their page is not in the zip"
            for place in places
            if place.student not in names
        ]
    assert release.to is not None  # `check` has seen to it
    known = [place for place in places if place.student in names]
    if not known:
        raise CourseError(f"{release.download}: no hand-in of these learners is in it; nothing is released")
    write_new(release.to, _zip(known, names, release.way), "--to", 0o600)
    return [f"{release.to}: {len(known)} of {len(places)} pages; upload it {_upload(release.way)}"], troubles


def _zip(places: Sequence[Place], names: Mapping[str, str], way: Way) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in places:
            for name, path in place.pages.items():
                # Canvas knows whose it is by the file's own name, Moodle by the folder's.
                inside = names[place.student] + (".html" if way == "canvas" else f"/{name}.html")
                info = zipfile.ZipInfo(inside)
                info.external_attr = 0o600 << 16
                archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _upload(way: Way) -> str:
    return {
        "canvas": "in the gradebook: the assignment's menu, Upload Submissions",
        "moodle": "at the assignment: Submissions, Upload multiple feedback files in a zip",
    }.get(way, "where your learners get theirs, each one's folder to its owner alone")


def _exchange(converter: Converter, assignment: str, places: Sequence[Place]) -> tuple[list[str], list[str]]:
    """Let nbgrader's own release_feedback copy each page, one learner at a time."""
    from nbgrader.exchange import ExchangeError
    from nbgrader.exchange.default import ExchangeReleaseFeedback

    troubles, ready = [], []
    for place in places:
        missing = [name for name in BESIDE if not (place.folder / name).is_file()]
        if missing:
            text = "so it was not collected through the exchange; use --release zip"
            troubles.append(f"{place.student}: no {missing[0]} in its submission, {text}")
        else:
            ready.append(place)
    coursedir = converter.coursedir
    before = coursedir.student_id, coursedir.assignment_id
    try:
        coursedir.assignment_id = assignment
        for place in ready:
            coursedir.student_id = place.student
            ExchangeReleaseFeedback(coursedir=coursedir, parent=converter).start()
    except ExchangeError as error:
        raise CourseError(
            f"nbgrader's exchange took nothing more ({str(error).splitlines()[0]}); "
            "mend it and run this again"
        ) from None
    finally:
        coursedir.student_id, coursedir.assignment_id = before
    return [f"{assignment}: {len(ready)} of {len(places)} pages released in the exchange"], troubles
