"""`casework export`: points from the gradebook into files of Canvas and Moodle, and a plain table."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lms.gradebooks import write_gradebook
from lms.hand_ins import put

from casework.cli import main

Capsys = pytest.CaptureFixture[str]
LEARNERS: dict[str, dict[str, tuple[float, float | None]]] = {
    "doejane_1234": {"01-words": (8.5, 4.0), "07-practice": (10.0, 15.0), "08-test-a": (30.0, 0.0)},
    "øst-per_77": {"01-words": (10.0, None)},
    "jd5": {"01-words": (0.0, 0.0)},
    "ghost_9": {"01-words": (1.0, 1.0)},
    "Ada-Lovelace": {"01-words": (9.0, 5.0), "08-test-a": (20.0, 0.0), "08-test-c": (36.0, 0.0)},
    "participant-12": {"02-law": (5.0, None)},
    "late": {"02-law": (8.0, 4.0)},
    "very-late": {"02-law": (8.0, 4.0)},
}
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,notes,01-words (555),Essay (556),Current Score,Score\r\n"
    ",,,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,,15.00,10.00,(read only),(read only)\r\n"
    '"Doe, Jane",1234,S1,jane@x.edu,"A, B",,,9.00,90.00,45.00\r\n'
    '"=""Evil, Jo""",55,S2,jd5,A,"quiet, ""please""",3.00,,,\r\n'
    '"Øst Per",77,S3,per,A,,EX,,,\r\n'
    '"Student, Test",99,,x,A,,,,,\r\n'
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with a gradebook of eight learners; no test changes it."""
    top = tmp_path_factory.mktemp("graded")
    (top / "modules").mkdir()
    settings = Path(__file__).resolve().parents[2] / "assessments" / "grade.yaml"
    put(top, {"assessments/grade.yaml": settings.read_bytes()})
    about = {"Ada-Lovelace": {"last_name": "=cmd|' /C calc'!A0", "first_name": "Ada", "email": "ada@x.edu"}}
    late = {("late", "02-law"): 3.0, ("very-late", "02-law"): 99.0}
    write_gradebook(top / "assessments" / "course.db", LEARNERS, about, late)
    return top


@pytest.fixture
def with_parts(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what makes the current folder a course with the same gradebook and other parts of the grade."""

    def write(parts: str) -> None:
        book = (made / "assessments" / "course.db").read_bytes()
        put(tmp_path, {"assessments/grade.yaml": parts.encode(), "assessments/course.db": book})
        (tmp_path / "modules").mkdir()
        monkeypatch.chdir(tmp_path)

    return write


@pytest.fixture
def course(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return that course as the current folder."""
    monkeypatch.chdir(made)
    return made


def export(capsys: Any, *words: str | Path) -> tuple[int, list[str]]:
    """Type `casework export` and return its exit code and lines."""
    code = main(["export", *map(str, words)])
    printed = capsys.readouterr()
    return code, (printed.out + printed.err).splitlines()


def table(path: Path) -> list[list[str]]:
    """Return a CSV file's rows."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_canvas(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """Only the module's cells of learners who match are filled; all else comes back as it was."""
    template, out = tmp_path / "template.csv", tmp_path / "out.csv"
    template.write_text(CANVAS, encoding="utf-8", newline="")
    before = hashlib.sha256((course / "assessments" / "course.db").read_bytes()).hexdigest()
    code, lines = export(capsys, "canvas", template, "--out", out, "--assignment", "01-words")
    assert lines == [
        "Ada-Lovelace: no row of the template is theirs; not filled in",
        "ghost_9: no row of the template is theirs; not filled in",
        "øst-per_77: no row of the template is theirs; not filled in",
        f"{out}: 2 grades written",
    ]
    assert code == 1
    expected = CANVAS.replace('"A, B",,,9.00', '"A, B",,12.5,9.00').replace('""",3.00', '""",0')
    expected = expected.replace('"Øst Per"', "Øst Per")  # quotes that nobody needs
    assert out.read_bytes().decode() == expected
    assert hashlib.sha256((course / "assessments" / "course.db").read_bytes()).hexdigest() == before


def test_canvas_of_another_country(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """A gradebook with semicolons, a byte-order mark and two name columns keeps them, and is filled."""
    text = (
        "\ufeffLastName;FirstName;ID;SIS Login ID;Section;Words (1) (555)\n"
        "    Points Possible;;;;;15,00\nDoe;Jane;1234;x;A;\n"
    )
    template, out = tmp_path / "template.csv", tmp_path / "out.csv"
    template.write_text(text, encoding="utf-8", newline="")
    words = ("canvas", template, "--out", out, "--assignment", "01-words", "--column", "555")
    assert export(capsys, *words)[1][-1] == f"{out}: 1 grade written"
    assert out.read_text(encoding="utf-8") == text.replace("Jane;1234;x;A;", "Jane;1234;x;A;12.5")


def test_canvas_is_not_guessed(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """Excused learners, a name that differs, doubled rows and other points are named and left alone."""
    text = CANVAS.replace("Øst Per", "Øst-Per").replace("Doe, Jane", "Smith, Jane")
    text += '"Other, One",5,,jd5,A,,,,,\r\n'
    template, out = tmp_path / "template.csv", tmp_path / "out.csv"
    template.write_text(
        text.replace("Øst-Per", "øst per").replace("77,S3", "77,øst-per_77"), encoding="utf-8"
    )
    code, lines = export(capsys, "canvas", template, "--out", out)
    assert lines == [
        "02-law: no column is called 02-law; name it: --assignment 02-law --column NUMBER; not filled in",
        *(
            f"{name}: no column is called {name}; name it: --assignment {name} --column NUMBER; not filled in"
            for name in ("07-practice", "08-test-a", "08-test-c")
        ),
        "Ada-Lovelace: no row of the template is theirs; not filled in",
        "doejane_1234: no row of the template is theirs; not filled in",
        "ghost_9: no row of the template is theirs; not filled in",
        "jd5: 2 rows of the template fit; not filled in",
        "øst-per_77: 01-words is EX in the template; left as it is",
        f"{out}: 0 grades written",
    ]
    assert code == 1
    other = tmp_path / "other.csv"
    template.write_text(CANVAS.replace("15.00", "100"), encoding="utf-8")
    assert export(capsys, "canvas", template, "--out", other, "--assignment", "01-words")[1][0] == (
        "01-words: Canvas has 100 points for it, the course 15; set 15 in Canvas, export again; not filled in"
    )


def test_moodle_report(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """In Moodle's grader report learners are found by e-mail, number or the name in Moodle's own files."""
    text = (
        "First name,Last name,ID number,Email address,Assignment: 01-words (Real),Quiz: 08-test-a (Real)\n"
        "Ada,Lovelace,A1,other@x.edu,-,-\nJo,Doe,jd5,jo@x.edu,-,-\nNo,Body,N1,no@x.edu,-,-\n"
    )
    template, out = tmp_path / "template.csv", tmp_path / "out.csv"
    template.write_text(text, encoding="utf-8")
    code, lines = export(capsys, "moodle", template, "--out", out, "--assignment", "01-words")
    assert lines == [
        *(
            f"{id_}: no row of the template is theirs; not filled in"
            for id_ in ("doejane_1234", "ghost_9", "øst-per_77")
        ),
        f"{out}: 2 grades written",
    ]
    assert code == 1
    assert out.read_text(encoding="utf-8") == text.replace("other@x.edu,-,", "other@x.edu,14,").replace(
        "jo@x.edu,-,", "jo@x.edu,0,"
    )


def test_moodle_worksheet(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """A worksheet with hidden names is filled by the participant's number; another maximum is refused."""
    text = "Identifier,Status,Grade,Maximum Grade\nParticipant 12,Submitted,,15.00\nParticipant 13,-,,15.00\n"
    template, out = tmp_path / "sheet.csv", tmp_path / "out.csv"
    template.write_text(text, encoding="utf-8")
    words = ("moodle", template, "--assignment", "02-law", "--out")
    assert export(capsys, *words, out) == (
        1,
        [
            "late: no row of the template is theirs; not filled in",
            "participant-12: 02-law has a text that nobody has read; it counts 0 so far",
            "very-late: no row of the template is theirs; not filled in",
            f"{out}: 1 grade written",
        ],
    )
    assert table(out)[1] == ["Participant 12", "Submitted", "5", "15.00"]
    template.write_text(text.replace("15.00", "100"), encoding="utf-8")
    assert export(capsys, *words, tmp_path / "two.csv")[1][0] == (
        "02-law: the worksheet's maximum is 100, the course's 15; "
        "set 15 in Moodle, download it again; not filled in"
    )
    assert export(capsys, "moodle", template, "--out", tmp_path / "three.csv") == (
        1,
        [f"{template}: a worksheet of one assignment; say which with --assignment NAME"],
    )


def test_moodle_without_a_template(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """Without a template Moodle gets a new file; what is missing stays blank."""
    out = tmp_path / "out.csv"
    words = ("moodle", "--out", out, "--assignment", "08-test-c", "--column", "Final")
    assert export(capsys, *words) == (0, [f"{out}: 1 grade written"])
    assert table(out) == [
        ["Student", "Email address", "Final"],
        ["Ada-Lovelace", "ada@x.edu", "36"],
        ["doejane_1234", "", ""],
        ["ghost_9", "", ""],
        *([id_, "", ""] for id_ in ("jd5", "late", "participant-12", "very-late", "øst-per_77")),
    ]


def test_plain_table(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """The plain table has points and the weighted grade; a name that is a formula gets an apostrophe."""
    out = tmp_path / "out.csv"
    code, lines = export(capsys, "csv", "--out", out)
    assert lines == [
        "participant-12: 02-law has a text that nobody has read; it counts 0 so far",
        "øst-per_77: 01-words has a text that nobody has read; it counts 0 so far",
        f"{out}: 12 grades written",
    ]
    assert code == 1
    rows = {row[0]: row for row in table(out)}
    assert rows["student"] == [
        *("student", "last_name", "first_name"),
        *("01-words", "02-law", "07-practice", "08-test-a", "08-test-c"),
        *("quizzes_percent", "final_percent", "memo_percent", "participation_percent", "course_grade"),
    ]
    # quizzes 9 of 40; the better final 36 of 40; no memo; participation 5 of 10
    assert rows["Ada-Lovelace"] == [
        *("Ada-Lovelace", "'=cmd|' /C calc'!A0", "Ada"),
        *("14", "", "", "20", "36"),
        *("22.5", "90", "0", "50", "47.75"),
    ]
    # quizzes 18.5 of 40, final 30 of 40, memo 15 of 20, participation 4 of 10
    assert rows["doejane_1234"][3:] == [
        *("12.5", "", "25", "30", ""),
        *("46.25", "75", "75", "40", "62.875"),
    ]


def test_late(with_parts: Callable[[str], None], capsys: Capsys) -> None:
    """A late penalty is taken off, never below 0, and from both kinds of points in proportion."""
    with_parts("parts: [{name: texts, percent: 100, points: person, take: sum, modules: ['02-*']}]")
    export(capsys, "csv", "--out", "out.csv", "--assignment", "02-law")
    rows = {row[0]: row[3:] for row in table(Path("out.csv"))}
    assert (rows["late"], rows["very-late"]) == (["9", "60", "60"], ["0", "0", "0"])


MISTAKES = {
    "percents": (
        "parts:\n  - {name: a, percent: 30, points: all, take: sum, modules: [x]}\n",
        "1: the percents add up to 30; change them so that they add up to 100",
    ),
    "a word": (
        "parts:\n  - {name: a, percent: 100, points: code, take: sum, modules: [x]}\n",
        "2: 'parts.0.points' is 'code'; valid are machine, person, all",
    ),
    "twice": (
        "parts:\n  - {name: a, percent: 50, points: all, take: sum, modules: [x]}\n"
        "  - {name: a, percent: 50, points: all, take: best, modules: [x]}\n",
        "3: two parts are called 'a'; give each a name of its own",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_in_the_parts(case: str, with_parts: Callable[[str], None], capsys: Capsys) -> None:
    """A mistake in grade.yaml is said with its line, and no file is written."""
    text, line = MISTAKES[case]
    with_parts(text)
    code, lines = export(capsys, "csv", "--out", "out.csv")
    assert [one.split("grade.yaml:")[-1] for one in lines] == [line]
    assert (code, Path("out.csv").exists()) == (1, False)


def test_no_course_grade_yet(with_parts: Callable[[str], None], capsys: Capsys) -> None:
    """While a part has no module in the gradebook there is no course grade, and a line says which part."""
    part = "name: {}, percent: 50, points: all, take: sum, modules: ['{}-*']"
    with_parts(f"parts: [{{{part.format('all', '08')}}}, {{{part.format('viva', '09')}}}]")
    assert export(capsys, "csv", "--out", "out.csv", "--assignment", "08-test-c") == (
        1,
        ["viva: no module of it is in the gradebook; no course grade yet", "out.csv: 1 grade written"],
    )
    assert table(Path("out.csv"))[1] == ["Ada-Lovelace", "'=cmd|' /C calc'!A0", "Ada", "36", "70", "", ""]


def test_bad_templates(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """A file that is no template of the platform is refused in one line, and nothing is written."""
    bad = {
        "utf16.csv": (
            "Student,ID".encode("utf-16"),
            "not UTF-8; export it again and do not save it with a spreadsheet first",
        ),
        "empty.csv": (b"", "no table with a header; give the CSV file of the platform"),
        "quote.csv": (b'Student,ID\n"a"b,1\n', "damaged (',' expected after '\"'); export it again"),
        "long.csv": (b"a,b\n1,2,3\n", "row 2 has 3 cells, the header 2; export it again"),
        "other.csv": (
            b"name,points\nx,1\n",
            "no gradebook of Canvas (Student, ID, and a row Points Possible); export it: Grades, Export",
        ),
    }
    put(tmp_path, {name: data for name, (data, _) in bad.items()})
    for name, (_, line) in bad.items():
        code, lines = export(capsys, "canvas", tmp_path / name, "--out", tmp_path / "out.csv")
        assert (code, lines) == (1, [f"{tmp_path / name}: {line}"])
    assert not (tmp_path / "out.csv").exists()


def test_wrong_usage(course: Path, tmp_path: Path, capsys: Capsys) -> None:
    """No template for Canvas, an unknown module, a file that is there: one line each, nothing overwritten."""
    out = put(tmp_path, {"out.csv": b"mine"}) / "out.csv"
    assert export(capsys, "canvas", "--out", out)[1] == [
        "canvas needs a template: the CSV file that Canvas makes (Grades, Export)"
    ]
    assert export(capsys, "csv", "--out", out)[1] == [
        f"{out}: there is already such a file; give another name to --out"
    ]
    assert export(capsys, "csv", "--out", out, "--assignment", "01-word")[1] == [
        "--assignment 01-word: not in the gradebook; it has 01-words"
    ]
    assert export(capsys, "moodle", "--out", out, "--column", "x")[1] == [
        "--column names one module's column; say which module with --assignment NAME"
    ]
    assert out.read_bytes() == b"mine"


def test_no_gradebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capsys) -> None:
    """Without a gradebook, or with a file that is none, one line says so, and none is made."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "assessments").mkdir()
    monkeypatch.chdir(tmp_path)
    book = tmp_path / "assessments" / "course.db"
    assert export(capsys, "csv", "--out", "out.csv")[1] == [
        "course.db: no gradebook in assessments/; grade a module first (nbgrader autograde)"
    ]
    assert not book.exists()
    book.write_bytes(b"no database" * 99)
    assert export(capsys, "csv", "--out", "out.csv")[1] == [
        "course.db: cannot be read as a gradebook (file is not a database); put back a copy"
    ]
