"""The reader of folders and zips: bombs, paths that lead out, links, locks, damage. Not whose it is."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lms.hand_ins import put, zipped

from casework.lms import archive
from casework.lms.archive import Contents, read_source
from casework.module import CourseError

BIG = b"0" * 21_000_000


def read(tmp_path: Path, data: bytes) -> Contents:
    """Return what is found in a zip of these bytes."""
    room = tmp_path / "room"
    room.mkdir()
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    return read_source(path, room)


def lines(contents: Contents) -> list[str]:
    """Return the refusals as they are printed."""
    return [str(one) for one in contents.refusals]


def with_info(change: Callable[[zipfile.ZipInfo], None], data: bytes = b"{}") -> bytes:
    """Return a zip of one file, ada.ipynb, after a change of what is said about it."""
    info = zipfile.ZipInfo("ada.ipynb")
    change(info)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(info, data, info.compress_type)
    return packed.getvalue()


@pytest.mark.parametrize(
    "name", ["../ada.ipynb", "a/../../ada.ipynb", "/etc/ada.ipynb", "C:\\ada.ipynb", "..\\ada.ipynb"]
)
def test_paths_that_lead_out(name: str, tmp_path: Path) -> None:
    """A path that leads out of the zip is refused, with either slash, and the other files are read."""
    found = read(tmp_path, zipped({name: b"{}", "bert.ipynb": b"{}"}))
    assert lines(found) == [
        f"refused: {name}: its path leads out of the zip; unpack the zip by hand and look at it"
    ]
    assert [one.parts for one in found.entries] == [("bert.ipynb",)]


def test_links_in_a_zip(tmp_path: Path) -> None:
    """A link in a zip is refused."""

    def link(info: zipfile.ZipInfo) -> None:
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16

    found = read(tmp_path, with_info(link, b"/etc/passwd"))
    assert lines(found) == ["refused: ada.ipynb: this is a link; ask for the file itself"]


def test_links_in_a_folder(tmp_path: Path) -> None:
    """A link in a folder, to a file or a folder, is refused, and so is a pipe."""
    folder = put(tmp_path / "in", {"ada/x.ipynb": b"{}"})
    (folder / "file.ipynb").symlink_to(folder / "ada" / "x.ipynb")
    (folder / "linked").symlink_to(folder / "ada")
    os.mkfifo(folder / "pipe.ipynb")
    found = read_source(folder, tmp_path)
    assert lines(found) == [
        "refused: linked: this is a link; ask for the file itself",
        "refused: file.ipynb: this is a link; ask for the file itself",
        "refused: pipe.ipynb: this is neither a file nor a folder; remove it",
    ]
    assert [one.parts for one in found.entries] == [("ada", "x.ipynb")]


def test_large_files(tmp_path: Path) -> None:
    """A notebook of 21 MB is refused, in a zip and in a folder; another file of that size is only counted."""
    files = {"ada.ipynb": BIG, "ada.pdf": BIG}
    line = "ada.ipynb: 21 MB, more than 20 MB; ask for it with its outputs cleared"
    found = read(tmp_path, zipped(files))
    assert (lines(found), found.others) == ([f"refused: {line}"], 1)
    found = read_source(put(tmp_path / "in", files), tmp_path)
    assert (lines(found), found.others) == ([f"refused: {line}"], 1)


def test_a_lie_about_the_size(tmp_path: Path) -> None:
    """A file that claims to be small and is not is refused, and leaves no more than the limit on the disk."""
    data = bytearray(zipped({"ada.ipynb": BIG}))
    place = data.index(b"PK\x01\x02")
    data[22:26] = data[place + 24 : place + 28] = struct.pack("<L", 5)
    found = read(tmp_path, bytes(data))
    assert len(found.refusals) == 1
    assert lines(found)[0].startswith("refused: ada.ipynb: it is damaged in the zip (")
    assert sum(path.stat().st_size for path in found.room.iterdir()) <= 20_000_000


def test_more_than_a_source_may_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip that unpacks to more than the limit in all is read no further, in one line."""
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 1_000_000)
    found = read(tmp_path, zipped({f"{number}.ipynb": b"0" * 400_000 for number in range(9)}))
    assert lines(found) == [
        "refused: 2.ipynb: all in all more than 0.001 GB; what comes after it was not read. Divide it"
    ]
    assert len(found.entries) == 2


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip of more files than a class hands in is not unpacked at all."""
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    found = read(tmp_path, zipped({f"{number}.ipynb": b"{}" for number in range(4)}))
    assert lines(found) == ["refused: x.zip: 4 files, more than 3 in all; is it a zip bomb?"]
    assert list(found.room.iterdir()) == []


def test_a_long_list_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip whose list of files alone is too large is refused before the list is read."""
    monkeypatch.setattr(archive, "MAX_LIST_BYTES", 400)
    found = read(tmp_path, zipped({f"{number}.ipynb": b"{}" for number in range(20)}))
    assert lines(found) == [
        "refused: x.zip: the zip is damaged (its list of files is too long); download it again"
    ]


def test_zips_in_zips(tmp_path: Path) -> None:
    """A learner's zip is looked into; a zip inside that one is refused, however deep it goes on."""
    inner = zipped({"more.zip": zipped({"x.ipynb": b"{}"}), "y.ipynb": b"{}"})
    found = read(tmp_path, zipped({"ada.zip": inner}))
    assert lines(found) == [
        "refused: ada.zip/more.zip: a zip in a learner's zip; ask for the .ipynb file itself"
    ]
    assert [(one.parts, one.inner) for one in found.entries] == [(("ada.zip", "y.ipynb"), True)]


def test_encrypted(tmp_path: Path) -> None:
    """Encrypted files of a zip are refused in one line, and the others are read."""
    data = bytearray(zipped({"ada.ipynb": b"{}", "bert.ipynb": b"{}", "carl.ipynb": b"{}"}))
    for name in (b"ada.ipynb", b"bert.ipynb"):
        first = data.index(name)
        data[first - 24] |= 1  # the flags in front of the file
        data[data.index(name, first + 1) - 38] |= 1  # and in the list at the end
    found = read(tmp_path, bytes(data))
    assert lines(found) == [
        "refused: x.zip: 2 of its files are encrypted; unpack it with its password, give the folder"
    ]
    assert [one.parts for one in found.entries] == [("carl.ipynb",)]


def test_unusual_packing(tmp_path: Path) -> None:
    """A method of packing that platforms do not use is refused: it may ask for any amount of memory."""

    def bzip2(info: zipfile.ZipInfo) -> None:
        info.compress_type = zipfile.ZIP_BZIP2

    assert lines(read(tmp_path, with_info(bzip2))) == [
        "refused: ada.ipynb: it is packed in an unusual way; unpack the zip and give the folder"
    ]


def test_a_damaged_file(tmp_path: Path) -> None:
    """A file whose bytes do not fit their checksum is refused, and the others are read."""
    data = with_info(lambda info: None, b"abc").replace(b"abc", b"abd")
    assert lines(read(tmp_path, data)) == [
        "refused: ada.ipynb: it is damaged in the zip (Bad CRC-32 for file 'ada.ipynb'); "
        "download the zip again"
    ]


def test_no_source(tmp_path: Path) -> None:
    """A path that is not there, a zip that is cut off and another kind of file are each said in one line."""
    whole = zipped({"ada.ipynb": b"{}" * 99})
    put(tmp_path, {"cut.zip": whole[:-30], "x.tar.gz": b"\x1f\x8b"})
    expected = {
        "none.zip": "there is no such file or folder; check the path",
        "cut.zip": "the zip is damaged or cut off; download it again",
        "x.tar.gz": "this is neither a folder nor a zip; give the download as it is, or a folder of files",
    }
    for name, words in expected.items():
        with pytest.raises(CourseError) as caught:
            read_source(tmp_path / name, tmp_path)
        assert str(caught.value) == f"{tmp_path / name}: {words}"


def test_names_on_a_terminal(tmp_path: Path) -> None:
    """A name with line breaks and escapes is printed as one plain line."""
    found = read(tmp_path, zipped({"../a\n\x1b[31mb.ipynb": b"{}"}))
    assert lines(found)[0].startswith("refused: ../a??[31mb.ipynb: ")


NAMES = st.one_of(
    st.sampled_from(
        ["../x.ipynb", "/x.ipynb", "a/./x.json", "", "/", "CON.txt", "a\\..\\..\\x.txt", "x.zip"]
    ),
    st.text(max_size=30).map(lambda text: f"{text}.ipynb"),
)
FILES = st.dictionaries(NAMES, st.binary(max_size=60), max_size=5)


@settings(max_examples=150, deadline=None)
@given(FILES, st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=6), st.booleans())
def test_anything(
    tmp_path_factory: pytest.TempPathFactory,
    files: dict[str, bytes],
    damage: list[tuple[int, int]],
    nested: bool,
) -> None:
    """Whatever a zip holds and however it is damaged: no error but ours, one line each, nothing outside."""
    folder = tmp_path_factory.mktemp("any")
    data = bytearray(zipped({name: one for name, one in files.items()}))
    for place, value in damage:
        data[place % len(data)] = value
    whole = zipped({"inner.zip": bytes(data)}) if nested else bytes(data)
    try:
        found = read(folder, whole)
    except CourseError:
        found = Contents(folder / "room")
    assert {path.name for path in folder.iterdir()} == {"room", "x.zip"}
    assert all(line.isprintable() for line in lines(found))
    for entry in found.entries:
        assert entry.file.parent == found.room
        assert ".." not in entry.parts
        entry.read()
