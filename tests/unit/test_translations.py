"""Translated content: laid over the English by id, checked against it, never a second copy of a key."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from unit.course_builder import change, write_course

from casework.checks.translated import accept_entries, check_cells, check_translations
from casework.cli import main
from casework.grading.keys import module_keys
from casework.languages import speaking
from casework.module import CourseError, load_module, module_folders
from casework.questions import Key, Question
from casework.translations import digest, texts_of
from casework.yaml_lines import load


def in_spanish(path: Path) -> dict[str, Any]:
    """Return a translation of a content file in which each text is the English one after "es:"."""
    entries: dict[str, Any] = {}
    for id_, places in texts_of(load(path).data).items():
        entry: dict[Any, Any] = {"of": digest(places)}
        for inner, (_whole, text) in places.items():
            node: Any = entry
            for name, following in zip(inner, (*inner[1:], None), strict=True):
                if following is None:
                    _set(node, name, f"es: {text}")
                else:
                    _set(node, name, [] if following == 0 else {}) if not _has(node, name) else None
                    node = node[name]
        entries[id_] = entry
    return {"texts": entries}


def _has(node: Any, name: Any) -> bool:
    return len(node) > name if isinstance(node, list) else name in node


def _set(node: Any, name: Any, value: Any) -> None:
    node.append(value) if isinstance(node, list) else node.update({name: value})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a module's folder with a complete translation: files, keys and notebook."""
    monkeypatch.chdir(tmp_path)
    folder = write_course(tmp_path)
    (folder / "es").mkdir()
    (tmp_path / "assessments" / "keys" / "es").mkdir(parents=True)
    keys = tmp_path / "assessments" / "keys" / f"{folder.name}.yaml"
    for path in (*(folder / name for name in ("practice.yaml", "graded.yaml", "case.yaml")), keys):
        text = yaml.safe_dump(in_spanish(path), allow_unicode=True, sort_keys=False)
        (path.parent / "es" / path.name).write_text(text, encoding="utf-8")
    shutil.copy(folder / f"{folder.name}.ipynb", folder / "es")
    return folder


def found(folder: Path) -> list[str]:
    """Return what the check says of the translations."""
    root = folder.parent.parent
    return [str(one) for one in check_translations(root, module_folders(root))]


def test_a_translation_changes_texts_alone(folder: Path) -> None:
    """In Spanish every text of a question, a case and a key is another, and nothing else is."""
    keys = folder.parent.parent / "assessments" / "keys"
    english = load_module(folder)
    whys = module_keys(keys, english).keys
    with speaking("es"):
        spanish = load_module(folder)
        others = module_keys(keys, spanish).keys
    assert load_module(folder) is english
    assert spanish.questions.keys() == english.questions.keys()
    for id_, one in english.questions.items():
        other = spanish.questions[id_]
        assert other.text == f"es: {one.text}"
        assert _facts(other) == _facts(one)
        assert list(other.options) == list(one.options)
        assert all(text.startswith("es: ") for text in other.options.values())
    for id_, key in {**english.practice_keys, **whys}.items():
        _same_key({**spanish.practice_keys, **others}[id_], key)
    assert spanish.cases["m01-case"].debrief.startswith("es: ")


def _facts(one: Question) -> tuple[object, ...]:
    return one.type, one.points, one.rule, one.outcome, one.level, one.sources, one.line


def _same_key(other: Key, one: Key) -> None:
    assert other.correct == one.correct
    assert {slot: why.sources for slot, why in other.why.items()} == {
        slot: why.sources for slot, why in one.why.items()
    }
    assert all(why.text.startswith("es: ") for why in other.why.values())


def test_a_whole_translation_has_no_problem(folder: Path) -> None:
    """The check has nothing to say of a translation that is complete and fresh."""
    assert found(folder) == []


def test_a_changed_english_text_makes_its_translation_stale(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed English text is named with line and id, shown in English, and accepted by a command."""
    question = load_module(folder).questions["m01-warm"]
    first = question.text.split()[0]
    change(folder / "practice.yaml", question.text.splitlines()[0], "Another question?")
    lines = (folder / "es" / "practice.yaml").read_text(encoding="utf-8").splitlines()
    line = lines.index("  m01-warm:") + 2
    assert found(folder) == [
        f"modules/01-tiny/es/practice.yaml:{line}: m01-warm: English text changed since it was translated; "
        "translate again, then run casework translate --accept m01-warm"
    ]
    with speaking("es"):
        assert load_module(folder).questions["m01-warm"].text.startswith("Another question?")
        assert load_module(folder).questions["m01-primary"].text.startswith("es: ")
    assert main(["translate", "--accept", "m01-warm"]) == 0
    assert capsys.readouterr().out == "noted as translated from today's English: m01-warm\n"
    assert found(folder) == []
    with speaking("es"):
        assert load_module(folder).questions["m01-warm"].text.startswith(f"es: {first}")
    assert main(["translate", "--accept", "m01-lost"]) == 1
    assert "no translation has m01-lost" in capsys.readouterr().err


def test_new_line_breaks_are_no_change(folder: Path) -> None:
    """English text that is only wrapped anew leaves its translation fresh."""
    path = folder / "practice.yaml"
    data = load(path).data
    path.write_text(yaml.safe_dump(data, width=40, sort_keys=False), encoding="utf-8")
    assert found(folder) == []


def test_what_lacks_and_what_is_too_much(folder: Path) -> None:
    """A missing entry, an unknown one, a missing text and a text too much are each named."""
    path = folder / "es" / "graded.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    lost, kept = list(data["texts"])[:2]
    data["texts"]["m01-nobody"] = data["texts"].pop(lost)
    data["texts"][kept]["points"] = "5"
    data["texts"][kept]["text"] = "  "
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    said = "\n".join(found(folder))
    assert f"{lost}: not translated; add an entry of this id" in said
    assert "m01-nobody: graded.yaml has no text under this id; correct it or remove the entry" in said
    assert f"{kept}: points is no text of the English entry; remove it" in said
    assert f"{kept}: no text for text; translate it" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'texts' missing; a translation has an entry for each id under texts:"),
        ("texts: {m01-warm: words}", "this entry is no block of texts"),
        ("texts: {", "this is not valid YAML"),
    ],
)
def test_a_broken_translation_is_one_line(folder: Path, text: str, said: str) -> None:
    """A translation that cannot be read is a problem in one line, and harms no other file."""
    (folder / "es" / "practice.yaml").write_text(text, encoding="utf-8")
    problems = found(folder)
    assert any(said in one for one in problems)
    assert all("practice.yaml" in one for one in problems)


def test_the_cells_of_a_translated_notebook(folder: Path) -> None:
    """A cell that was changed, moved or made of an older text is named; accepting it is noted in the cell."""
    own, other = folder / f"{folder.name}.ipynb", folder / "es" / f"{folder.name}.ipynb"

    def edit(path: Path, place: int, source: str) -> str:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][place]["source"] = source
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return str(notebook["cells"][place]["id"])

    id_ = edit(other, 0, "# Hola")
    (problem,) = check_cells(own, other)
    assert "its text is not the English one, and no 'of' says what it was made from" in str(problem)
    accept_entries(folder.parent.parent, [id_])
    assert list(check_cells(own, other)) == []
    edit(other, 0, "# Hola a todos")
    (problem,) = check_cells(own, other)
    assert f"cell {id_!r}: its text changed since it was accepted; run casework translate" in str(problem)
    accept_entries(folder.parent.parent, [id_])
    edit(own, 0, "# Hello again")
    (problem,) = check_cells(own, other)
    assert f"cell {id_!r}: English text changed since it was translated" in str(problem)
    notebook = json.loads(other.read_text(encoding="utf-8"))
    notebook["cells"].reverse()
    other.write_text(json.dumps(notebook), encoding="utf-8")
    (problem,) = check_cells(own, other)
    assert "its cells are not those of the English notebook" in str(problem)
    with pytest.raises(CourseError, match="no translation has m01-lost"):
        accept_entries(folder.parent.parent, ["m01-lost"])
