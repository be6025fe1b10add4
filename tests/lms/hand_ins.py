"""Hand-ins as platforms name them, for tests of collecting. No tests here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grading.trial_course import answered
from unit.course_builder import NAME

from casework.cli import main

FILE = f"{NAME}.ipynb"
SMALL = "02-small"


def notebook_of(root: Path, module: str = NAME, at: str = "10:00:00", **answers: Any) -> bytes:
    """Return a module's notebook with answers by question id ("_" for "-"), all given at one time."""
    released = json.loads((root / "modules" / module / f"{module}.ipynb").read_bytes())
    content = answered(released, {id_.replace("_", "-"): value for id_, value in answers.items()})
    return json.dumps(content).replace("T10:00:00.000Z", f"T{at}.000Z").encode()


def sidecar_of(**answers: Any) -> bytes:
    """Return an answer file with answers by question id."""
    entries = {
        id_.replace("_", "-"): {"v": 1, "response": value, "at": "2027-02-01T10:00:00.000Z", "attempts": 1}
        for id_, value in answers.items()
    }
    return json.dumps({"version": 1, "answers": entries}).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files by their path."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files by their path into a folder and return it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def collected(root: Path) -> dict[str, bytes]:
    """Return what lies in submitted/, by its path."""
    submitted = root / "assessments" / "submitted"
    files = (path for path in submitted.rglob("*") if path.is_file())
    return {path.relative_to(submitted).as_posix(): path.read_bytes() for path in files}


def run(capsys: Any, *words: str | Path) -> tuple[int, list[str]]:
    """Type `casework collect` and return its exit code and lines."""
    code = main(["collect", *map(str, words)])
    printed = capsys.readouterr()
    return code, (printed.out + printed.err).splitlines()
