"""The answers kept beside a notebook: added, replaced by time, never lost. Not here: the notebook's own."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from unit.anything import ANSWERS

from casework import answers as answers_py
from casework.answers import Answer, Record, read_sidecar, sidecar_path, write_sidecar

AT = "2026-11-22T10:00:00.000Z"


def test_the_file_beside_has_the_notebooks_name(tmp_path: Path) -> None:
    """The answers of x.ipynb lie in x.answers.json."""
    assert sidecar_path(tmp_path / "02-x.ipynb") == tmp_path / "02-x.answers.json"


def test_no_file_beside_is_no_answer(tmp_path: Path) -> None:
    """Where nothing lies beside the notebook there is nothing to read and no problem."""
    assert read_sidecar(tmp_path / "x.answers.json") == Record({})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(answers=ANSWERS)
def test_the_file_beside_gives_back_what_was_put_in(tmp_path: Path, answers: dict[str, Answer]) -> None:
    """What is written beside the notebook is read back the same, half characters included."""
    path = tmp_path / "x.answers.json"
    path.unlink(missing_ok=True)
    odd = {**answers, "m-odd": Answer(["\ud800", "é", "\x00"], AT, 1)}
    write_sidecar(path, odd)
    assert repr(dict(read_sidecar(path).answers)) == repr(odd)


def test_later_writes_add_and_replace_by_time(tmp_path: Path) -> None:
    """A second write keeps what is there, replaces what is older and not what is newer."""
    path = tmp_path / "x.answers.json"
    old, new = "2026-11-22T10:00:00.000Z", "2026-11-22T11:00:00.000Z"
    write_sidecar(path, {"a": Answer([1], old), "b": Answer([1], new)})
    write_sidecar(path, {"a": Answer([2], new), "b": Answer([2], old), "c": Answer([2], old)})
    found = {id_: one.response for id_, one in read_sidecar(path).answers.items()}
    assert found == {"a": [2], "b": [1], "c": [2]}


def test_writers_in_many_processes_lose_nothing(tmp_path: Path) -> None:
    """Six kernels writing into one file at once lose no answer, and a reader never sees half a file."""
    path = tmp_path / "x.answers.json"
    code = (
        "import sys; from pathlib import Path; from casework.answers import Answer, write_sidecar\n"
        "path, who = Path(sys.argv[1]), sys.argv[2]\n"
        f"for n in range(20): write_sidecar(path, {{f'm-{{who}}-{{n}}': Answer([n], {AT!r}, 1)}})"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(answers_py.__file__).parents[1])}
    writers = [
        subprocess.Popen([sys.executable, "-c", code, path, str(who)], env=environment) for who in range(6)
    ]
    while any(writer.poll() is None for writer in writers):
        assert read_sidecar(path).problems == ()
    assert [writer.returncode for writer in writers] == [0] * 6
    assert set(read_sidecar(path).answers) == {f"m-{who}-{n}" for who in range(6) for n in range(20)}
    assert [file.name for file in tmp_path.iterdir() if "unreadable" in file.name] == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"answers": []}', b"\xff\xfe", b"[" * 200_000])
def test_an_unreadable_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    """A file beside that cannot be read is told, set aside under a free name, never overwritten."""
    path = tmp_path / "x.answers.json"
    for number in (1, 2):
        path.write_bytes(content)
        assert read_sidecar(path) == Record(
            {}, problems=("x.answers.json cannot be read; its answers are left out",)
        )
        write_sidecar(path, {"m-a": Answer(["a"], AT, 1)})
        assert (tmp_path / f"x.answers.json.unreadable-{number}").read_bytes() == content
        assert read_sidecar(path) == Record({"m-a": Answer(["a"], AT, 1)})


def test_a_file_with_one_unreadable_answer_is_kept_too(tmp_path: Path) -> None:
    """A file in which one answer cannot be read is set aside whole; its other answers are carried over."""
    path = tmp_path / "x.answers.json"
    later = {"v": 2, "response": "of a later version"}
    content = json.dumps({"answers": {"m-a": Answer(["a"], AT, 1).to_json(), "m-b": later}})
    path.write_text(content, encoding="utf-8")
    write_sidecar(path, {"m-c": Answer(["c"], AT, 1)})
    assert (tmp_path / "x.answers.json.unreadable-1").read_text(encoding="utf-8") == content
    assert set(read_sidecar(path).answers) == {"m-a", "m-c"}
    write_sidecar(path, {"m-d": Answer(["d"], AT, 1)})
    assert not (tmp_path / "x.answers.json.unreadable-2").exists()


def test_a_write_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails in the middle the old file stays whole and nothing half written is left."""
    path = tmp_path / "x.answers.json"
    write_sidecar(path, {"m-a": Answer(["a"], AT, 1)})
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("os.replace", "json.dump"):
        with monkeypatch.context() as patch:
            patch.setattr(f"casework.answers.{name}", full)
            with pytest.raises(OSError, match="No space left on device"):
                write_sidecar(path, {"m-b": Answer(["b"], AT, 1)})
        assert path.read_bytes() == before
        assert [file.name for file in tmp_path.iterdir() if file.suffix != ".lock"] == ["x.answers.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_beside_can_be_read_like_the_notebook(tmp_path: Path) -> None:
    """The file beside the notebook has the mode that any new file has: whoever collects work can read it."""
    path, plain = tmp_path / "x.answers.json", tmp_path / "plain"
    plain.touch()
    write_sidecar(path, {"m-a": Answer(["a"], AT, 1)})
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_locked_file_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program holds the file too long, the writer gets an OSError, which callers expect."""
    from filelock import FileLock, Timeout

    assert issubclass(Timeout, OSError)
    monkeypatch.setattr(answers_py, "LOCK_SECONDS", 0.05)
    path = tmp_path / "x.answers.json"
    with (
        FileLock(str(tmp_path / ".x.answers.json.lock")),
        pytest.raises(OSError, match="could not be acquired"),
    ):
        write_sidecar(path, {})
    assert not path.exists()
