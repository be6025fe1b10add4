"""Checks translations against the English: what is missing, superfluous or stale. Judges no wording."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casework.answers import UnreadableNotebook, read_notebook
from casework.checks.notebooks import cell_lines, source_of
from casework.comparisons import FILE as COMPARE
from casework.grading.keys import keys_folder, module_keys
from casework.languages import LANGUAGES, speaking
from casework.module import FILES, CourseError, load_module
from casework.terms import FILE as GLOSSARY
from casework.terms import linked, links, read_terms
from casework.translations import (
    MARK,
    OF,
    accept,
    check_translation,
    digest_of,
    is_untouched,
    mark_of,
    translation_of,
)
from casework.yaml_lines import ContentError, Problem, display_path

_AGAIN = "run casework translate --accept"


def check_translations(root: Path, folders: list[Path]) -> Iterator[Problem]:
    """Yield what is wrong with every translation of the course."""
    for code in LANGUAGES:
        glossary = root / "data" / GLOSSARY
        overlay = translation_of(glossary, code)
        if overlay.is_file():
            yield from (
                one for one in check_translation(glossary, overlay) if "not translated" not in one.text
            )
        for folder in folders:
            if (folder / code).is_dir():
                yield from _module(root, folder, code)


def accept_entries(root: Path, wanted: list[str]) -> str:
    """
    Note that translations fit today's English, and return what was noted in one line.

    Args:
        wanted: ids of entries or of notebook cells.

    Raises:
        CourseError: an id is in no translation.
    """
    ids, done = frozenset(wanted), set[str]()
    for english, overlay in _pairs(root):
        done |= set(accept(overlay, english, ids))
    for code in LANGUAGES:
        for path in sorted((root / "modules").glob(f"*/{code}/*.ipynb")):
            done |= _accept_cells(path, path.parent.parent / path.name, ids)
    if lost := sorted(ids - done):
        raise CourseError(
            f"no translation has {', '.join(lost)}; casework check names the ids that are stale"
        )
    return f"noted as translated from today's English: {', '.join(sorted(done))}"


def _pairs(root: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each English file that has a translation, with it."""
    rooms = (root / "data", keys_folder(root / "assessments"), *sorted((root / "modules").glob("*")))
    for code in LANGUAGES:
        for room in rooms:
            for overlay in sorted((room / code).glob("*.yaml")):
                yield room / overlay.name, overlay


def _module(root: Path, folder: Path, code: str) -> Iterator[Problem]:
    keys = keys_folder(root / "assessments") / f"{folder.name}.yaml"
    try:
        load_module(folder)
    except ContentError:
        return  # what is wrong with the English is told as such, once
    for path in (*(folder / name for name in (*FILES, COMPARE)), keys):
        if path.is_file():
            yield from check_translation(path, translation_of(path, code))
    yield from check_cells(folder / f"{folder.name}.ipynb", folder / code / f"{folder.name}.ipynb")
    with speaking(code):  # what is translated must fit the same rules of shape as the English
        try:
            module = load_module(folder)
            if keys.is_file():
                module_keys(keys.parent, module)
            yield from _terms(root, folder / code / f"{folder.name}.ipynb", code)
        except ContentError as error:
            yield from error.problems


def _terms(root: Path, notebook: Path, code: str) -> Iterator[Problem]:
    """Yield terms that a translated lesson links to and that have no translation."""
    glossary = root / "data" / GLOSSARY
    overlay = translation_of(glossary, code)
    if not notebook.is_file() or not glossary.is_file():
        return
    lacking = {
        one.item
        for one in (check_translation(glossary, overlay) if overlay.is_file() else ())
        if "not translated" in one.text
    }
    known = read_terms(glossary)
    named = [id_ for cell in _cells(notebook) for id_ in links(source_of(cell))]
    used = {term.id for term in linked(known, named)}
    for id_ in sorted(used if not overlay.is_file() else used & lacking):
        text = f"links to the term {id_!r}, which is not translated; add it to {display_path(overlay)}"
        yield Problem(display_path(notebook), 1, "", text)


def check_cells(english: Path, translated: Path) -> Iterator[Problem]:
    """Yield cells of a translated notebook that are missing, moved, of another kind, or stale."""
    file = display_path(translated)
    try:
        theirs, ours = _cells(english), _cells(translated)
    except (OSError, UnreadableNotebook) as error:
        reason = getattr(error, "strerror", None) or error
        yield Problem(file, 1, "", f"cannot be read ({reason}); a translated module has a notebook")
        return
    lines = cell_lines(translated.read_text(encoding="utf-8"))
    ids, own = [cell.get("id") for cell in theirs], [cell.get("id") for cell in ours]
    if ids != own:
        at = next(
            (i for i, (a, b) in enumerate(zip(ids, own, strict=False)) if a != b), min(map(len, (ids, own)))
        )
        wanted = ids[at] if at < len(ids) else "nothing more"
        text = f"its cells are not those of the English notebook: {wanted!r} is to stand at place {at + 1}"
        yield Problem(file, 1, "", text)
        return
    for one, other in zip(theirs, ours, strict=True):
        line, item = lines.get(str(one.get("id")), 1), f"cell {one.get('id')!r}"
        metadata = dict(other.get("metadata", {}))
        mark = metadata.pop(MARK, None)
        if one.get("cell_type") != other.get("cell_type") or one.get("metadata", {}) != metadata:
            yield Problem(
                file, line, item, "its kind and metadata must be those of the English cell; copy them"
            )
        elif mark is None and source_of(one) != source_of(other):
            text = f"its text is not the English one, and no {OF!r} says what it was made from; "
            yield Problem(file, line, item, f"{text}{_AGAIN} {one.get('id')}")
        elif mark is not None and mark.get(OF) != digest_of(source_of(one)):
            text = "English text changed since it was translated; translate again, then run "
            yield Problem(file, line, item, f"{text}casework translate --accept {one.get('id')}")
        elif mark is not None and not is_untouched(other, source_of(other)):
            text = f"its text changed since it was accepted; {_AGAIN} {one.get('id')}"
            yield Problem(file, line, item, text)


def _accept_cells(path: Path, english: Path, wanted: frozenset[str]) -> set[str]:
    """Note in a notebook's cells which English they were made from; return their ids."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    sources = {cell.get("id"): source_of(cell) for cell in _cells(english)}
    done = set()
    for cell in notebook["cells"]:
        if (id_ := cell.get("id")) in wanted and id_ in sources:
            cell["metadata"][MARK] = mark_of(sources[id_], source_of(cell))
            done.add(str(id_))
    if done:
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return done


def _cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in read_notebook(path.read_bytes())["cells"] if isinstance(cell, dict)]
