"""Certificates from the instructor's side: casework certificate make and check, with a form's notebook."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from unit.course_builder import change, put_answers
from unit.final_builder import (
    A,
    B,
    C,
    hand_in_lesson,
    keys_file,
    notebook_of,
    save,
    taken,
    write_final_course,
)
from unit.page import AT
from unit.test_certificates import carrying

from casework import __version__
from casework.certificates import page, read_certificate
from casework.certifying import check_certificate, make_certificate
from casework.cli import main
from casework.module import CourseError
from casework.receipts import code_of

RECEIPT = {"at": "2026-11-25T23:59:59.000Z", "answers": 4, "code": "x"}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the course with a final test, which is the current folder."""
    write_final_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return tmp_path


@pytest.fixture
def passed(root: Path) -> Path:
    """Return the notebook of a form that passes exactly, handed in under another name."""
    path = save(root, A, wrong=2, handed_in=RECEIPT)
    return Path(shutil.copy(path, root / "ann.ipynb"))


@pytest.fixture
def made(root: Path, passed: Path) -> Path:
    """Return the folder with the certificate for it."""
    make_certificate(root, passed, "Ann O'Neil", root / "out")
    return root / "out"


def refused(root: Path, notebook: Path) -> str:
    """Return why no certificate is made for a notebook."""
    with pytest.raises(CourseError) as caught:
        make_certificate(root, notebook, "Ann", root / "out")
    assert not (root / "out").exists()
    return str(caught.value)


class TestMake:
    """casework certificate make."""

    def test_made(self, root: Path, passed: Path) -> None:
        """A form that passes gives both files: its points, its hand-in's day, the minutes of all parts."""
        hand_in_lesson(root)
        target = root / "deep" / "out"
        line = make_certificate(root, passed, " Ann  O'Neil ", target)
        found, code = read_certificate((target / "certificate.html").read_bytes())
        assert read_certificate((target / "certificate.pdf").read_bytes()) == (found, code)
        assert line == (f"{target}: certificate.pdf and certificate.html for Ann O'Neil, code {code}.")
        assert (found.name, found.title, found.form) == ("Ann O'Neil", "Lights & signs", A)
        assert (found.points, found.of, found.minutes) == (8.0, 10.0, 30)
        assert (found.day, found.version) == ("2026-11-25", __version__)
        assert found.answers == code_of(taken(A, 2), taken(A))

    def test_a_remark_is_passed_on(self, root: Path, passed: Path) -> None:
        """What the PDF lacks is told in the same line."""
        assert make_certificate(root, passed, "王", root / "out").endswith(
            ". The PDF lacks letters of this name: use the page, and print it from your browser."
        )

    def test_not_passed(self, root: Path) -> None:
        """A form below the share gets none, and the line says what is needed."""
        path = save(root, C, wrong=3)
        assert refused(root, path) == (f"{path}: 4 of 10 points, and 8 are needed; no certificate was made")

    def test_no_form(self, root: Path) -> None:
        """A notebook without answers to a form is told, whatever its name."""
        hand_in_lesson(root)
        for path in (notebook_of(root, "01-tiny"), notebook_of(root, A)):
            assert refused(root, path) == (
                f"{path}: it holds no answers to a form of the final test; give that notebook"
            )

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "the file is empty; download the notebook again and hand that in"),
            ("[]", "the file is JSON but not a notebook; hand in the .ipynb file itself"),
        ],
        ids=["empty", "no notebook"],
    )
    def test_no_notebook(self, root: Path, text: str, said: str) -> None:
        """A file that is no notebook is told as elsewhere."""
        path = root / "x.ipynb"
        path.write_text(text, encoding="utf-8")
        assert refused(root, path) == f"{path}: {said}"

    @pytest.mark.parametrize("name", ["certificate.pdf", "certificate.html"])
    def test_nothing_is_overwritten(self, root: Path, passed: Path, name: str) -> None:
        """Where one of the files is there already, neither is written."""
        (root / "out").mkdir()
        (root / "out" / name).write_text("mine", encoding="utf-8")
        with pytest.raises(CourseError) as caught:
            make_certificate(root, passed, "Ann", root / "out")
        assert str(caught.value) == (
            f"{root / 'out' / name}: there is already such a file; name another folder"
        )
        assert [one.name for one in (root / "out").iterdir()] == [name]
        assert (root / "out" / name).read_text(encoding="utf-8") == "mine"

    @pytest.mark.parametrize("name", ["", "x" * 200])
    def test_no_name(self, root: Path, passed: Path, name: str) -> None:
        """Without a name, or with one of 200 characters, nothing is written."""
        with pytest.raises(CourseError) as caught:
            make_certificate(root, passed, name, root / "out")
        assert str(caught.value) == (
            "the name has 200 characters; at most 120 fit on the certificate"
            if name
            else "type the name that is to stand on the certificate, then press the button again"
        )
        assert not (root / "out").exists()


class TestCheck:
    """casework certificate check."""

    @pytest.mark.parametrize("name", ["certificate.pdf", "certificate.html"])
    def test_as_it_was_made(self, root: Path, made: Path, passed: Path, name: str) -> None:
        """A certificate as it was made is well, alone and with the notebook it was made from."""
        file = made / name
        found, _ = read_certificate(file.read_bytes())
        said = [
            f"{file}: made out to Ann O'Neil",
            *(f"  {label}: {text}" for label, text in found.lines),
            "The code fits these lines. Compare them with what the certificate shows.",
        ]
        assert check_certificate(root, file, None) == (
            True,
            [
                *said,
                "Whether the test was passed, only its notebook shows: give it as the second file, "
                "to be marked.",
            ],
        )
        assert check_certificate(root, file, passed) == (
            True,
            [
                *said,
                "ann.ipynb, marked again: 8 of 10 points, with the same answers: as the certificate says.",
            ],
        )

    def test_a_changed_field(self, root: Path, made: Path) -> None:
        """A field that was changed in the file's own data does not fit the printed code."""
        file = made / "certificate.html"
        found, code = read_certificate(file.read_bytes())
        file.write_bytes(carrying({**vars(found), "name": "Bob", "code": code}))
        good, lines = check_certificate(root, file, None)
        assert not good
        assert lines[0] == f"{file}: made out to Bob"
        assert lines[-1] == (
            f"The code does not fit: {code} was printed. Something was changed after it was made."
        )

    @pytest.mark.parametrize("name", ["certificate.html", "certificate.HTM", "certificate", "x.xhtml"])
    def test_changed_visible_text(self, root: Path, made: Path, name: str) -> None:
        """A page that shows something else than it carries is not well, under whatever name it comes."""
        change(made / "certificate.html", "<dd>8 of 10 points (80 %)", "<dd>10 of 10 points (100 %)")
        file = (made / "certificate.html").rename(made / name)
        good, lines = check_certificate(root, file, None)
        assert not good
        assert lines[-1] == "The page shows something else than was made: do not accept it."

    def test_a_cut_off_page(self, root: Path, made: Path) -> None:
        """A page that ends early is not well; one that ends before its data is no certificate."""
        file = made / "certificate.html"
        data = file.read_bytes()
        file.write_bytes(data[:-30])
        assert not check_certificate(root, file, None)[0]
        file.write_bytes(data[:300])
        with pytest.raises(CourseError) as caught:
            check_certificate(root, file, None)
        assert str(caught.value) == (
            f"{file}: no certificate of this course is in it; take the HTML or PDF file as it was downloaded"
        )

    def test_ten_megabytes(self, root: Path, made: Path) -> None:
        """Of a file of ten megabytes only a part is read; a page with so much behind it is not well."""
        file = made / "certificate.html"
        file.write_bytes(file.read_bytes() + b" " * 10_000_000)
        assert check_certificate(root, file, None)[1][-1] == (
            "The page shows something else than was made: do not accept it."
        )
        file.write_bytes(b" " * 10_000_000)
        with pytest.raises(CourseError, match=r"no certificate of this course is in it"):
            check_certificate(root, file, None)

    def test_other_answers(self, root: Path, made: Path) -> None:
        """A notebook with other answers does not fit, though its points are the same."""
        path = save(root, A, wrong=2)
        put_answers(path, {"m08-ta-4": {"response": ["b"], "at": AT, "attempts": 1}})
        code = code_of(taken(A, 2), taken(A))
        good, lines = check_certificate(root, made / "certificate.pdf", path)
        assert not good
        assert lines[-1].startswith(f"{A}.ipynb, marked again: 8 of 10 points, but with other answers (code ")
        assert lines[-1].endswith(f", not {code}).")

    def test_another_form(self, root: Path, made: Path) -> None:
        """A notebook of another form does not fit, under whatever name it comes."""
        path = Path(shutil.copy(save(root, B), root / f"{A}.ipynb"))
        good, lines = check_certificate(root, made / "certificate.html", path)
        assert (good, lines[-1]) == (False, f"{A}.ipynb is {B}, and the certificate is for {A}.")

    def test_other_points(self, root: Path, made: Path, passed: Path) -> None:
        """A certificate of more points than its answers give does not fit, though its code does."""
        file = made / "certificate.html"
        found, _ = read_certificate(file.read_bytes())
        file.write_text(page(replace(found, points=10.0)), encoding="utf-8")
        assert check_certificate(root, file, None)[0]
        good, lines = check_certificate(root, file, passed)
        assert (good, lines[-1]) == (
            False,
            "ann.ipynb, marked again: 8 of 10 points, but the certificate says 10 of 10.",
        )


class TestCommand:
    """What is printed, and the exit codes."""

    def test_make_and_check(self, root: Path, passed: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """make prints its line; check prints what it found and exits with 0 if all is well, else with 1."""
        assert main(["certificate", "make", str(passed), "--name", "Ann", "--to", "out"]) == 0
        assert capsys.readouterr().out.startswith("out: certificate.pdf and certificate.html for Ann, code ")
        assert main(["certificate", "check", "out/certificate.pdf", str(passed)]) == 0
        assert capsys.readouterr().out.endswith("with the same answers: as the certificate says.\n")
        assert main(["certificate", "check", "out/certificate.pdf", str(save(root, C))]) == 1
        assert capsys.readouterr().out.endswith(f"{C}.ipynb is {C}, and the certificate is for {A}.\n")

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["check", "none.pdf"], "none.pdf: No such file or directory; check the path\n"),
            (
                ["check", "modules/01-tiny/graded.yaml"],
                "modules/01-tiny/graded.yaml: no certificate of this course is in it; "
                "take the HTML or PDF file as it was downloaded\n",
            ),
            (["make", "no.ipynb", "--name", "A"], "no.ipynb: No such file or directory; check the path\n"),
        ],
    )
    def test_what_went_wrong(
        self, root: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A file that is not there, or is no certificate, is one line on the error stream."""
        assert main(["certificate", *words]) == 1
        assert capsys.readouterr() == ("", said)

    def test_a_copy_without_keys(self, root: Path, passed: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Without the keys one line says so; no traceback, no file."""
        keys_file(root, A).unlink()
        assert main(["certificate", "make", str(passed), "--name", "Ann", "--to", "out"]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert "no key file for the 4 graded questions" in err
        assert not (root / "out").exists()

    def test_a_hostile_notebook(self, root: Path, passed: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Whatever stands in a notebook's record, one line comes of it."""
        content = json.loads(passed.read_text(encoding="utf-8"))
        for odd in (None, 5, {"a": [1]}, [["c"]], "c" * 1000):
            content["metadata"] |= {f"casework:{id_}": {"v": 1, "response": odd} for id_ in taken(A)}
            content["metadata"]["casework"] = odd
            passed.write_text(json.dumps(content), encoding="utf-8")
            assert main(["certificate", "make", str(passed), "--name", "Ann", "--to", "out"]) == 1
            assert capsys.readouterr() == (
                "",
                f"{passed}: 0 of 10 points, and 8 are needed; no certificate was made\n",
            )
