"""`casework collect`: hand-ins of Canvas, Moodle and folders; attempts, renamed files, what is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lms.hand_ins import FILE, SMALL, collected, notebook_of, put, run, sidecar_of, zipped
from unit.course_builder import NAME

Capsys = pytest.CaptureFixture[str]


def test_canvas(root: Path, inbox: Path, capsys: Capsys) -> None:
    """Of a Canvas download the newest attempt counts, by Canvas's number; late marks are named."""
    old, new = notebook_of(root, at="12:00:00"), notebook_of(root, m01_q_stop=["c"])
    late = notebook_of(root, m01_q_mix=["a"])
    download = put(
        inbox,
        {
            "submissions.zip": zipped(
                {
                    "doejane_1234_900_01-tiny.ipynb": old,
                    "doejane_1234_5678_my homework-2.ipynb": new,
                    "sørenkierkegård_LATE_77_5700_Untitled (1).ipynb": late,
                    "late_anon_x1y2_5701_01-tiny.ipynb": late,
                    "doejane_1234_5679_essay.pdf": b"%PDF",
                }
            )
        },
    )
    code, lines = run(capsys, download / "submissions.zip")
    assert lines == [
        f"anon_x1y2: {NAME}: collected, late by its name",
        f"doejane_1234: {NAME}: collected, the newest, left out: doejane_1234_900_01-tiny.ipynb",
        f"sørenkierkegård_77: {NAME}: collected, late by its name",
        "3 learners: 3 notebooks collected, 0 already there; 1 other file left out; 0 refused",
    ]
    assert code == 0
    assert collected(root) == {
        f"anon_x1y2/{NAME}/{FILE}": late,
        f"doejane_1234/{NAME}/{FILE}": new,
        f"sørenkierkegård_77/{NAME}/{FILE}": late,
    }


def test_moodle(root: Path, inbox: Path, capsys: Capsys) -> None:
    """Moodle's folders, with "_" at the end or not, and its flat names lead to the learner."""
    one = notebook_of(root, m01_q_stop=["c"])
    answers = sidecar_of(m01_q_stop=["a"])
    download = {
        "Ada Lovelace_12345_assignsubmission_file_/01-tiny.ipynb": one,
        "Ada Lovelace_12345_assignsubmission_file_/01-tiny.answers.json": answers,
        "Ada Lovelace_12345_assignsubmission_onlinetext_/onlinetext.html": b"<p>here</p>",
        "Flann O'Brien_12346_assignsubmission_file/deep/er/x.ipynb": one,
        "Grace Hopper_12347_assignsubmission_file_homework.ipynb.txt": one,
        "Participant_12348_assignsubmission_file_/01-tiny.ipynb": one,
    }
    (inbox / "COURSE-Words-99.zip").write_bytes(zipped(download))
    code, lines = run(capsys, inbox / "COURSE-Words-99.zip", "--assignment", NAME)
    assert lines == [
        f"Ada-Lovelace: {NAME}: collected, with its answer file",
        f"Flann-OBrien: {NAME}: collected",
        f"Grace-Hopper: {NAME}: collected",
        f"participant-12348: {NAME}: collected",
        "4 learners: 4 notebooks collected, 0 already there; 1 other file left out; 0 refused",
    ]
    assert code == 0
    assert collected(root)[f"Ada-Lovelace/{NAME}/{NAME}.answers.json"] == answers
    assert set(collected(root).values()) == {one, answers}


def test_folder(root: Path, inbox: Path, capsys: Capsys) -> None:
    """In a plain folder the learner is the first folder, or what the file is called; times go along."""
    tiny, small = notebook_of(root), notebook_of(root, SMALL)
    time = b"2026-11-22 10:00:00 UTC\n"
    put(
        inbox / "all of them",
        {
            "ada/01-tiny/01-tiny.ipynb": tiny,
            "ada/01-tiny/timestamp.txt": time,
            "ada/02-small/whatever.ipynb": small,
            "ada/.ipynb_checkpoints/01-tiny-checkpoint.ipynb": small,
            "01-tiny_bert.ipynb": tiny,
            "carl.zip": zipped({"01-tiny.ipynb": tiny, "timestamp.txt": b"1999-01-01 00:00:00 UTC"}),
            "__MACOSX/._ada.ipynb": b"x",
        },
    )
    code, lines = run(capsys, inbox / "all of them")
    assert lines == [
        f"ada: {NAME}: collected",
        f"ada: {SMALL}: collected",
        f"bert: {NAME}: collected",
        f"carl: {NAME}: collected",
        "3 learners: 4 notebooks collected, 0 already there; 0 other files left out; 0 refused",
    ]
    assert code == 0
    files = collected(root)
    assert files.pop(f"ada/{NAME}/timestamp.txt") == time
    assert files.keys() == {
        f"ada/{NAME}/{FILE}",
        f"ada/{SMALL}/{SMALL}.ipynb",
        f"bert/{NAME}/{FILE}",
        f"carl/{NAME}/{FILE}",
    }


def test_one_folder_around_everything(root: Path, inbox: Path, capsys: Capsys) -> None:
    """A folder that lies around all learners' folders is no learner."""
    tiny = notebook_of(root)
    download = {"export/class/ada/01-tiny.ipynb": tiny, "export/class/bert/01-tiny.ipynb": tiny}
    (inbox / "x.zip").write_bytes(zipped(download))
    assert run(capsys, inbox / "x.zip")[0] == 0
    assert collected(root).keys() == {f"ada/{NAME}/{FILE}", f"bert/{NAME}/{FILE}"}


def test_newest_answer(root: Path, inbox: Path, capsys: Capsys) -> None:
    """Without Canvas's numbers the attempt with the newest answer counts, whatever number its name has."""
    old, new = notebook_of(root, m01_q_stop=["a"]), notebook_of(root, at="11:00:00", m01_q_stop=["c"])
    put(inbox, {"ada/01-tiny.ipynb": new, "ada/01-tiny (3).ipynb": old, "bert/01-tiny.ipynb": old})
    code, lines = run(capsys, inbox)
    assert lines[0] == f"ada: {NAME}: collected, the newest, left out: ada/01-tiny (3).ipynb"
    assert code == 0
    assert collected(root)[f"ada/{NAME}/{FILE}"] == new


def test_by_content(root: Path, inbox: Path, capsys: Capsys) -> None:
    """A notebook called like another module goes to the module whose cells it has."""
    put(inbox, {"ada/02-small.ipynb": notebook_of(root, m02_q_stop=["c"], m02_q_mix=["a"])})
    assert run(capsys, inbox, "--assignment", NAME)[0] == 0
    assert collected(root).keys() == {f"ada/{NAME}/{FILE}"}


def test_without_cell_ids(root: Path, inbox: Path, capsys: Capsys) -> None:
    """A notebook saved by an old front end, without any tag, is known by its answers."""
    data = notebook_of(root, m01_q_stop=["c"]).replace(b'"id":', b'"was":').replace(b'"grade_id"', b'"x"')
    put(inbox, {"ada/work.ipynb": data})
    assert run(capsys, inbox)[0] == 0
    assert collected(root) == {f"ada/{NAME}/{FILE}": data}


def test_what_is_there_stays(root: Path, inbox: Path, capsys: Capsys) -> None:
    """The same file again is no trouble; another one is refused without --force, and nothing is changed."""
    first, second = notebook_of(root), notebook_of(root, m01_q_stop=["c"])
    put(inbox, {"ada/01-tiny.ipynb": first, "ada/timestamp.txt": b"2026-11-22 10:00:00 UTC"})
    assert run(capsys, inbox)[0] == 0
    code, lines = run(capsys, inbox)
    assert lines == [
        f"ada: {NAME}: already there",
        "1 learner: 0 notebooks collected, 1 already there; 0 other files left out; 0 refused",
    ]
    assert code == 0
    put(inbox, {"ada/01-tiny.ipynb": second})
    (inbox / "ada" / "timestamp.txt").unlink()
    before = collected(root)
    code, lines = run(capsys, inbox)
    assert lines == [
        f"refused: ada: {NAME}: {FILE} is there already, and differs; --force replaces it",
        "0 learners: 0 notebooks collected, 0 already there; 0 other files left out; 1 refused",
    ]
    assert (code, collected(root)) == (1, before)
    code, lines = run(capsys, inbox, "--force")
    assert lines[0] == f"ada: {NAME}: replaced, timestamp.txt of the old file removed"
    assert (code, collected(root)) == (0, {f"ada/{NAME}/{FILE}": second})


def test_a_new_name(root: Path, inbox: Path, capsys: Capsys) -> None:
    """A Canvas user whose name has changed keeps the folder that is there."""
    put(inbox, {"a/doejane_1234_1_x.ipynb": notebook_of(root)})
    put(inbox, {"b/smithjane_1234_2_x.ipynb": notebook_of(root, SMALL)})
    run(capsys, inbox / "a")
    code, lines = run(capsys, inbox / "b")
    assert lines[0] == (f"doejane_1234: {SMALL}: collected, now named smithjane_1234, the same Canvas user")
    assert code == 0
    assert collected(root).keys() == {f"doejane_1234/{NAME}/{FILE}", f"doejane_1234/{SMALL}/{SMALL}.ipynb"}


REFUSED = {
    "two people": (
        {
            "Ada L_1_assignsubmission_file_/x.ipynb": "tiny",
            "Ada L_2_assignsubmission_file_/x.ipynb": "tiny",
        },
        "Ada L_1_assignsubmission_file_/x.ipynb: Ada L (1), Ada L (2) would share one folder; "
        "put each one's files into a folder with a name of its own",
    ),
    "two names in a week": (
        {"week/ada.ipynb": "tiny", "week/bert.ipynb": "tiny", "other/x.ipynb": "small"},
        f"week/ada.ipynb: 2 files of {NAME} under names that differ; give each learner a folder, or keep one",
    ),
    "no name": (
        {"01-tiny (2).ipynb": "tiny"},
        "01-tiny (2).ipynb: nothing in its path names a learner; "
        "put it into a folder that has the learner's name",
    ),
    "a name that a learner chose": (
        {"carl/x.ipynb": "tiny", "mallory.zip/doejane_1234_999999_x.ipynb": "tiny"},
        "mallory.zip/doejane_1234_999999_x.ipynb: named as a platform names files, "
        "among others that are not; give that download by itself",
    ),
    "another course": (
        {"ada/x.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4}'},
        "ada/x.ipynb: no cell and no answer of this course is in it; ask its learner for the right file",
    ),
    "both modules alike": (
        {"ada/x.ipynb": "both"},
        f"ada/x.ipynb: fits {NAME} and {SMALL} alike; ask its learner for the notebook as it was downloaded",
    ),
    "cut off": (
        {"ada/x.ipynb": '{"cells": [{"cell_type": "mark'},
        "ada/x.ipynb: the file is cut off at line 1; download it again and hand that in",
    ),
    "answers alone": (
        {"ada/x.answers.json": "answers"},
        f"ada/x.answers.json: answers of {NAME} without their notebook; ask for the .ipynb file too",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, root: Path, inbox: Path, capsys: Capsys) -> None:
    """What cannot be one learner's work for one module is refused in one line, and the exit code is 1."""
    tiny, small = notebook_of(root), notebook_of(root, SMALL)
    texts = {
        "tiny": tiny,
        "small": small,
        "both": b'{"cells": [{"id": "m01-title"}, {"id": "m02-title"}], "metadata": {}, "nbformat": 4}',
        "answers": sidecar_of(m01_q_stop=["c"]),
    }
    files, line = REFUSED[case]
    put(inbox, {name: texts.get(text, text.encode()) for name, text in files.items()})
    code, lines = run(capsys, inbox)
    assert [one for one in lines if one.startswith("refused")] == [f"refused: {line}"]
    assert code == 1


def test_another_module(root: Path, inbox: Path, capsys: Capsys) -> None:
    """With --assignment a notebook of another module is refused; a name that no module has is an error."""
    put(inbox, {"ada/01-tiny.ipynb": notebook_of(root, SMALL)})
    code, lines = run(capsys, inbox, "--assignment", NAME)
    assert lines[0] == (
        f"refused: ada/01-tiny.ipynb: this is {SMALL}, not {NAME}; ask its learner for the right file"
    )
    assert code == 1
    assert run(capsys, inbox, "--assignment", "01-tinny") == (
        1,
        [f"--assignment 01-tinny: no graded module has this name; nearest is {NAME}"],
    )


def test_a_bad_time(root: Path, inbox: Path, capsys: Capsys) -> None:
    """A timestamp.txt that nbgrader could not read is left out and named."""
    put(inbox, {"ada/01-tiny.ipynb": notebook_of(root), "ada/timestamp.txt": b"last night"})
    assert run(capsys, inbox)[1][0] == (
        f"ada: {NAME}: collected, "
        "timestamp.txt is no date and time, left out; write it as 2026-11-22 10:00:00 UTC"
    )
    assert collected(root).keys() == {f"ada/{NAME}/{FILE}"}


def test_links_in_the_target(root: Path, inbox: Path, capsys: Capsys) -> None:
    """Nothing is written through a link in submitted/, with --force neither."""
    elsewhere = inbox.parent / "elsewhere"
    elsewhere.mkdir()
    submitted = root / "assessments" / "submitted"
    submitted.mkdir()
    (submitted / "ada").symlink_to(elsewhere)
    put(inbox, {"ada/01-tiny.ipynb": notebook_of(root)})
    code, lines = run(capsys, inbox, "--force")
    assert lines[0] == (
        f"refused: ada: {NAME}: the folder ada in submitted/ is a link; put a real folder there"
    )
    assert (code, list(elsewhere.iterdir())) == (1, [])
    (submitted / "ada").unlink()
    shutil.rmtree(elsewhere)
    assert run(capsys, inbox)[0] == 0
