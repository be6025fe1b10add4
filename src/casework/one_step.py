"""Writes a file in one step, so that nobody finds half of one. Knows no contents."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_in_one_step(path: Path, data: bytes, mode: int = 0o644) -> None:
    """
    Write a file beside its place and move it there; what was there before stays until then.

    Raises:
        OSError: it cannot be written; nothing is left behind.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
