"""Questions and keys that stand in another module's files: read, told when wrong, noticed when changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from unit.course_builder import change, found
from unit.final_builder import PRE_A, PRE_B, A, B, ids, keys_file, taken, write_final_course

from casework.elsewhere import written_out
from casework.grading.keys import module_keys
from casework.marking import mark_answers
from casework.module import load_module
from casework.questions import read_graded
from casework.yaml_lines import ContentError


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the course with forms, which is the current folder."""
    write_final_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return tmp_path


def graded(root: Path, form: str) -> Path:
    """Return the graded file of a form."""
    return root / "modules" / form / "graded.yaml"


def problems(path: Path) -> list[str]:
    """Return what reading a graded file says is wrong."""
    with pytest.raises(ContentError) as caught:
        read_graded(path)
    return [str(one) for one in caught.value.problems]


def test_a_question_is_the_same_under_another_id(root: Path) -> None:
    """A question named by same_as has the other's text and points, its own id, and says where it stands."""
    there = read_graded(graded(root, PRE_B)).questions["m00-tb-1"]
    here = read_graded(graded(root, A)).questions["m08-ta-3"]
    assert (here.id, here.same_as, there.same_as) == ("m08-ta-3", f"{PRE_B}/m00-tb-1", "")
    for name in ("text", "type", "outcome", "level", "points", "rule", "body", "sources"):
        assert getattr(here, name) == getattr(there, name)
    assert (here.file, here.line) == (f"modules/{A}/graded.yaml", 22)


def test_its_key_is_the_others(root: Path) -> None:
    """The key comes from the other module's file, though the form's own file has none."""
    module = load_module(root / "modules" / B)
    keys = module_keys(root / "assessments" / "keys", module).keys
    assert list(keys) == ids(B)
    assert keys["m08-tb-1"].why["a"].text == "SECRET green is go at m08-ta-1."
    assert mark_answers(module, taken(B, 1)).points == 9.0


LINE = f"modules/{B}/graded.yaml"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (
            "09-none/m09-x",
            "09-none/graded.yaml, where it is to be found, is missing or cannot be read; correct same_as",
        ),
        (f"{A}/m08-ta-9", f"there is no 'm08-ta-9' in {A}/graded.yaml; correct same_as"),
        (
            f"{A}/m08-ta-3",
            f"'m08-ta-3' is itself the same as '{PRE_B}/m00-tb-1'; name that one",
        ),
        (f"{B}/m08-tb-1", f"'m08-tb-1' is itself the same as '{B}/m08-tb-1'; name that one"),
        *(
            (
                given,
                f"'same_as' is {shown}; valid is a folder and a question in it, such as 00-test-b/m00-tb-11",
            )
            for given, shown in (
                ("m08-ta-1", "'m08-ta-1'"),
                ("../assessments/m08-ta-1", "'../assessments/m08-ta-1'"),
                ('""', "''"),
                (f"{A}/*", f"'{A}/*'"),
            )
        ),
        ("[1, 2]", "'same_as' is [1, 2]; it must be text"),
        ("5", "'same_as' is 5; it must be text, so put it in quotes"),
    ],
)
def test_a_wrong_same_as_is_one_line(root: Path, new: str, said: str) -> None:
    """A module, a question, a shape that is not right: one line with file, line and the question's id."""
    change(graded(root, B), f"same_as: {A}/m08-ta-1", f"same_as: {new}")
    assert problems(graded(root, B)) == [f"{LINE}:4: question 'm08-tb-1': {said}"]


def test_more_beside_same_as_is_told(root: Path) -> None:
    """A question that names another one has nothing but its id of its own."""
    change(graded(root, B), f"same_as: {A}/m08-ta-1", f"same_as: {A}/m08-ta-1\n    points: 2")
    assert problems(graded(root, B)) == [
        f"{LINE}:4: question 'm08-tb-1': unknown field 'points'; valid are id, same_as"
    ]


def test_an_id_is_needed(root: Path) -> None:
    """A question that only names another one needs an id of its own."""
    change(graded(root, B), f"id: m08-tb-1\n    same_as: {A}/m08-ta-1", f"same_as: {A}/m08-ta-1")
    assert problems(graded(root, B)) == [f"{LINE}:4: 'id' missing; needed are id, same_as"]


def test_a_damaged_neighbour_is_one_line_a_question(root: Path) -> None:
    """Where the other file is no YAML each question that stands there is told, and nothing raises."""
    graded(root, A).write_text("questions: [", encoding="utf-8")
    said = f"{A}/graded.yaml, where it is to be found, is missing or cannot be read; correct same_as"
    assert problems(graded(root, B)) == [
        f"{LINE}:4: question 'm08-tb-1': {said}",
        f"{LINE}:6: question 'm08-tb-2': {said}",
    ]


@pytest.mark.parametrize("text", ["", "3", "[]", "questions: 3", "questions: [3, [], {id: 5}]"])
def test_a_neighbour_of_any_shape(root: Path, text: str) -> None:
    """Whatever stands in the other file in place of questions, the id is told as missing."""
    graded(root, A).write_text(text, encoding="utf-8")
    assert len(problems(graded(root, B))) == 2


@pytest.mark.parametrize("same_as", ["5", "[x]", "nonsense"])
def test_a_written_out_question_keeps_a_name_that_can_be_read(root: Path, same_as: str) -> None:
    """In a written-out form, too, same_as of another shape is told and does not come to the keys."""
    text = written_out(graded(root, B))
    assert text is not None
    graded(root, B).write_text(text.replace(f"same_as: {A}/m08-ta-1", f"same_as: {same_as}"), "utf-8")
    (said,) = problems(graded(root, B))
    assert said.startswith(f"{LINE}:4: question 'm08-tb-1': 'same_as' is ")


def test_a_key_that_is_missing_elsewhere(root: Path) -> None:
    """A key that the other file lacks is one line that names the question and that file."""
    change(keys_file(root, PRE_A), "m00-ta-2:\n", "m00-ta-9:\n")
    module = load_module(root / "modules" / B)
    with pytest.raises(ContentError) as caught:
        module_keys(root / "assessments" / "keys", module)
    assert [str(one) for one in caught.value.problems] == [
        f"assessments/keys/{B}.yaml:2: question 'm08-tb-4': "
        f"there is no 'm00-ta-2' in keys/{PRE_A}.yaml; correct same_as"
    ]


def test_a_file_of_keys_that_is_missing_elsewhere(root: Path) -> None:
    """Without the other file of keys each question is told; check tells it too."""
    keys_file(root, PRE_A).unlink()
    said = f"keys/{PRE_A}.yaml, where it is to be found, is missing or cannot be read; correct same_as"
    told = [one for one in found(root) if f"keys/{B}.yaml" in one]
    assert told == [
        f"assessments/keys/{B}.yaml:2: question '{id_}': {said}" for id_ in ("m08-tb-3", "m08-tb-4")
    ]


def test_a_change_elsewhere_is_noticed(root: Path) -> None:
    """A form is read again when the file that holds its questions changes, and only then."""
    folder = root / "modules" / B
    first = load_module(folder)
    assert load_module(folder) is first
    change(graded(root, A), "stop at corner m08-ta-1?", "stop at the corner?")
    os.utime(graded(root, A), ns=(1, 1))
    assert load_module(folder).questions["m08-tb-1"].text == "Which light means stop at the corner?"


def test_a_changed_key_elsewhere_is_noticed(root: Path) -> None:
    """A form's keys are read again when the file that holds them changes, and only then."""
    module, keys = load_module(root / "modules" / B), root / "assessments" / "keys"
    first = module_keys(keys, module)
    assert module_keys(keys, module) is first
    path = keys_file(root, A)
    text = path.read_text(encoding="utf-8").replace("correct: [c]", "correct: [a]")
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert module_keys(keys, module).keys["m08-tb-1"].correct == frozenset("a")


def test_an_asterisk_in_the_path(tmp_path: Path) -> None:
    """A course in a folder whose own name has an asterisk finds its questions and keys all the same."""
    root = tmp_path / "all *new* notes"
    write_final_course(root)
    module = load_module(root / "modules" / B)
    assert list(module.graded_questions) == ids(B)
    assert list(module_keys(root / "assessments" / "keys", module).keys) == ids(B)


def test_written_out_a_form_stands_alone(root: Path, tmp_path: Path) -> None:
    """Written out, a form has every question in it, the same as before, and needs no neighbour."""
    before = load_module(root / "modules" / B)
    text = written_out(graded(root, B))
    assert text is not None
    alone = tmp_path / "alone" / "modules" / B
    shutil.copytree(root / "modules" / B, alone)
    (alone / "graded.yaml").write_text(text, encoding="utf-8")
    after = load_module(alone)
    assert list(after.graded_questions) == ids(B)
    for id_, one in after.graded_questions.items():
        there = before.graded_questions[id_]
        assert (one.text, one.points, one.body, one.same_as) == (
            there.text,
            there.points,
            there.body,
            there.same_as,
        )
    assert after.graded.feedback == "points"
    assert "SECRET" not in text
    assert written_out(alone / "graded.yaml") == text


def test_nothing_to_write_out(root: Path) -> None:
    """A file that names no other module's question stays as it is."""
    assert written_out(graded(root, PRE_A)) is None
