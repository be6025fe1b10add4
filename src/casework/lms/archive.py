"""Reads a folder or zip of hand-ins without trust. Knows no learner; writes numbered files in its room."""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from casework.answers import MAX_NOTEBOOK_BYTES
from casework.grading.submissions import read_submission
from casework.module import CourseError

MAX_ZIP_BYTES = 50_000_000
"""A zip inside the source; what one learner hands in has a few."""
MAX_FILES = 20_000
MAX_TOTAL_BYTES = 2_000_000_000
"""What one source may unpack to: 400 learners with 20 notebooks of 0.25 MB."""
MAX_LIST_BYTES = 8_000_000
"""A zip's own list of its files, which is read at once."""
READ = (".ipynb", ".json", ".txt")
"""Endings of what is opened: browsers and platforms put the last two behind notebooks."""
_JUNK = re.compile(r"\.|__MACOSX$")
_ENCRYPTED = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    zipfile.BadZipFile,
    struct.error,
    zlib.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class Entry:
    """
    One file that may be a notebook, an answer file or a time.

    Attributes:
        parts: its path inside the source; a zip on the way is a part with its ending.
        inner: whether it lies in a zip inside the source, which a learner may have made.
    """

    parts: tuple[str, ...]
    file: Path
    inner: bool

    @property
    def shown(self) -> str:
        """Its path, as one line for people."""
        return shown("/".join(self.parts))

    def read(self) -> bytes:
        """
        Return its bytes.

        Raises:
            UnreadableNotebook: it is a link, no plain file, or cannot be opened.
        """
        return read_submission(self.file)


@dataclass(frozen=True)
class Refusal:
    """What was not read, and why and what to do, in one line."""

    path: str
    reason: str

    def __str__(self) -> str:
        """Return the line that is printed."""
        return f"refused: {shown(self.path)}: {self.reason}"


@dataclass
class Contents:
    """What a source holds: files to look at, what was refused, and how many others there are."""

    room: Path
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    others: int = 0
    files: int = 0
    bytes: int = 0

    def refuse(self, parts: tuple[str, ...], reason: str) -> None:
        """Note one refusal."""
        self.refusals.append(Refusal("/".join(parts), reason))


def read_source(source: Path, room: Path) -> Contents:
    """
    List what is in a folder or a zip; one bad file harms no other.

    Args:
        source: a folder, or a zip as a platform makes it.
        room: an empty folder; what a zip holds is put there under numbers, never under names of its own.

    Raises:
        CourseError: the source is neither.
    """
    contents = Contents(room)
    if source.is_dir():
        _walk(contents, source)
    elif not source.exists():
        raise CourseError(f"{source}: there is no such file or folder; check the path")
    elif source.is_file() and zipfile.is_zipfile(source):
        _unzip(contents, source, (), depth=0)
    elif source.is_file() and source.suffix.lower() == ".zip":
        raise CourseError(f"{source}: the zip is damaged or cut off; download it again")
    else:
        text = "this is neither a folder nor a zip; give the download as it is, or a folder of files"
        raise CourseError(f"{source}: {text}")
    return contents


def shown(text: str, longest: int = 160) -> str:
    """Return text of a stranger's as one printable line."""
    line = "".join(char if char.isprintable() else "?" for char in text)
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


def _walk(contents: Contents, folder: Path) -> None:
    """List a folder without following a link."""
    for place, folders, names in os.walk(folder):
        above = Path(place).relative_to(folder).parts
        linked = [name for name in folders if Path(place, name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in linked and not _JUNK.match(name))
        for name in (*linked, *sorted(names)):
            parts, path = (*above, name), Path(place, name)
            if _JUNK.match(name):
                continue
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                contents.refuse(parts, "this is a link; ask for the file itself")
            elif not stat.S_ISREG(mode):
                contents.refuse(parts, "this is neither a file nor a folder; remove it")
            elif contents.files >= MAX_FILES:
                contents.refuse(parts[:-1], f"more than {MAX_FILES} files; give the folder of one download")
                return
            else:
                _sort_in(contents, parts, path, path.stat().st_size, depth=0)


def _sort_in(contents: Contents, parts: tuple[str, ...], path: Path, size: int, depth: int) -> None:
    """Take one real file in: as an entry, as a zip to look into, or as one of the others."""
    contents.files += 1
    limit = _limit(parts[-1])
    if not limit:
        contents.others += 1
    elif size > limit:
        contents.refuse(parts, _too_large(size, limit))
    elif limit == MAX_ZIP_BYTES:
        _unzip(contents, path, parts, depth + 1)
    else:
        contents.entries.append(Entry(parts, path, depth > 0))


def _unzip(contents: Contents, path: Path, above: tuple[str, ...], depth: int) -> None:
    """Put what a zip holds into the room; what is wrong with the zip as a whole is one refusal."""
    here = above or (path.name,)
    try:
        with _Careful(path) as raw, zipfile.ZipFile(raw) as archive:
            members = [one for one in archive.infolist() if not one.filename.endswith("/")]
            if contents.files + len(members) > MAX_FILES:
                contents.refuse(
                    here, f"{len(members)} files, more than {MAX_FILES} in all; is it a zip bomb?"
                )
                return
            locked = [one for one in members if one.flag_bits & _ENCRYPTED]
            if locked:
                text = (
                    f"{len(locked)} of its files are encrypted; unpack it with its password, give the folder"
                )
                contents.refuse(here, text)
            for member in members:
                if not member.flag_bits & _ENCRYPTED and not _take(contents, archive, member, above, depth):
                    return
    except _DAMAGE as error:
        contents.refuse(here, f"the zip is damaged ({shown(str(error), 60)}); download it again")


def _take(
    contents: Contents, archive: zipfile.ZipFile, member: zipfile.ZipInfo, above: tuple[str, ...], depth: int
) -> bool:
    """Unpack one member under a number; return whether there is room for more."""
    name = member.orig_filename
    parts = (*above, *(part for part in re.split(r"[/\\]", name) if part not in ("", ".")))
    if ".." in parts or name[:1] in ("/", "\\") or re.match(r"[A-Za-z]:", name) or "\0" in name:
        contents.refuse(
            (*above, name), "its path leads out of the zip; unpack the zip by hand and look at it"
        )
        return True
    inside = parts[len(above) :]
    if not inside or any(map(_JUNK.match, inside)):
        return True
    limit = _limit(parts[-1])
    if stat.S_ISLNK(member.external_attr >> 16):
        contents.refuse(parts, "this is a link; ask for the file itself")
    elif limit == MAX_ZIP_BYTES and depth > 0:
        contents.refuse(parts, "a zip in a learner's zip; ask for the .ipynb file itself")
    elif limit and member.compress_type not in _PLAIN_METHODS:
        contents.refuse(parts, "it is packed in an unusual way; unpack the zip and give the folder")
    elif limit and member.file_size > limit:
        contents.refuse(parts, _too_large(member.file_size, limit))
    elif limit:
        return _unpack(contents, archive, member, parts, limit, depth)
    else:
        contents.files += 1
        contents.others += 1
    return True


def _unpack(
    contents: Contents,
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    parts: tuple[str, ...],
    limit: int,
    depth: int,
) -> bool:
    """Write one member's bytes, whatever size it claims; return whether there is room for more."""
    target, size = contents.room / f"{contents.files:06}-{depth}", 0
    try:
        with archive.open(member) as packed, target.open("xb") as file:
            for block in _blocks(packed):
                size += len(block)
                contents.bytes += len(block)
                if size > limit or contents.bytes > MAX_TOTAL_BYTES:
                    break
                file.write(block)
    except _DAMAGE as error:
        contents.refuse(parts, f"it is damaged in the zip ({shown(str(error), 60)}); download the zip again")
        contents.files += 1
        return True
    if contents.bytes > MAX_TOTAL_BYTES:
        text = (
            f"all in all more than {MAX_TOTAL_BYTES / 1e9:g} GB; what comes after it was not read. Divide it"
        )
        contents.refuse(parts, text)
        return False
    if size > limit:
        contents.files += 1
        contents.refuse(parts, _too_large(size, limit))
    else:
        _sort_in(contents, parts, target, size, depth)
    return True


def _blocks(packed: IO[bytes]) -> Iterator[bytes]:
    """Yield a member's bytes in small blocks, so that a lie about its size costs little."""
    yield from iter(lambda: packed.read(65_536), b"")


def _limit(name: str) -> int:
    """Return how large a file of this name may be; 0 for what is not read at all."""
    ending = os.path.splitext(name)[1].lower()
    return MAX_ZIP_BYTES if ending == ".zip" else MAX_NOTEBOOK_BYTES if ending in READ else 0


def _too_large(size: int, limit: int) -> str:
    number = f"{size / 1e6:.0f} MB" if size < 10**10 else f"{size:.0e} bytes"
    return f"{number}, more than {limit / 1e6:.0f} MB; ask for it with its outputs cleared"


class _Careful(io.FileIO):
    """A file that is never read in one large piece, as zipfile reads a list of files of any claimed size."""

    def read(self, size: int | None = -1) -> bytes:
        """Return at most ``size`` bytes."""
        if size is not None and size > MAX_LIST_BYTES:
            raise zipfile.BadZipFile("its list of files is too long")
        return super().read(size)
