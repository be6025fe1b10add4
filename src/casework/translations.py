"""Translated content: lays the texts of ``es/practice.yaml`` over ``practice.yaml``, id by id. No display.

A translation holds texts alone, at the places that they have in the English file. Keys, points, rules and
sources stand in the English file and nowhere else. Each entry says of which English text it was made: one
that was made of another is stale, and is shown in English until somebody has looked at it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

from casework.languages import spoken
from casework.yaml_lines import ContentError, Document, Problem, load

OF = "of"
"""The field of an entry that says which English it was made from."""
IS = "is"
MARK = "casework"
"""A translated cell's metadata: {"casework": {"of": code of the English, "is": code of its own text}}."""
_PARTS = {"options", "rows", "columns", "facts", "elements", "statements", "kinds", "items", "models"}
_NAMED = _PARTS | {"answers", "places", "reasons", "why", "tracks"}
"""Fields whose parts have names of the author's: no name in them is one of ours."""
_SILENT = frozenset(
    (
        *("id", "module", "type", "outcome", "level", "points", "rule", "sources", "debrief_sources"),
        *("correct", "grading", "next", "back", "start", "reveal_after", "fixed", "feedback", "variants"),
        *("same_as", "as_of", "reflections", "rubric", "unit", "units", "mistakes"),
    )
)
"""Fields that hold no text to be translated."""

Path_ = tuple[str | int, ...]


def translation_of(path: Path, code: str) -> Path:
    """Return where the translation of a content file lies, whether it is there or not."""
    return path.parent / code / path.name


def load_spoken(path: Path) -> Document:
    """
    Read a content file with its texts in the language that is spoken, as far as they are translated.

    Raises:
        ContentError: as `yaml_lines.load`, and what is wrong with the translation's outer shape.
    """
    document = load(path)
    overlay = translation_of(path, spoken())
    if not spoken() or not overlay.is_file():
        return document
    entries = read_entries(load(overlay))
    texts = texts_of(document.data)
    data = deepcopy(document.data)
    for id_, places in texts.items():
        entry = entries.get(id_)
        if not entry or entry.get(OF) != digest(places) or any(mistakes(places, entry)):
            continue
        for inner, (whole, _text) in places.items():
            _put(data, whole, _get(entry, inner))
    return Document(document.file, data, document.lines)


def texts_of(data: Any) -> dict[str, dict[Path_, tuple[Path_, str]]]:
    """Return every text by the id of its entry and its place in it, with its place in the whole file."""
    found: dict[str, dict[Path_, tuple[Path_, str]]] = {}
    for id_, inner, whole, text in _walk(data, (), "", ()):
        found.setdefault(id_, {})[inner] = (whole, text)
    return found


def digest(places: Mapping[Path_, tuple[Path_, str]]) -> str:
    """Return a short code of an entry's English texts; where lines break makes no difference."""
    plain = [[list(inner), " ".join(text.split())] for inner, (_whole, text) in places.items()]
    return digest_of(json.dumps(plain, ensure_ascii=False))


def digest_of(text: str) -> str:
    """Return 48 bits of a text's SHA-256; it begins with a letter, so that YAML takes it for text."""
    return f"h{sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"


def mark_of(english: str, translated: str) -> dict[str, str]:
    """Return what a translated cell says of itself, given its text in both languages."""
    return {OF: digest_of(english), IS: digest_of(translated)}


def is_untouched(cell: Any, text: str) -> bool:
    """Return whether a cell is a translation in which nobody has written; it may be anything at all."""
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    mark = metadata.get(MARK) if isinstance(metadata, dict) else None
    return isinstance(mark, dict) and mark.get(IS) == digest_of(text)


def read_entries(document: Document) -> Mapping[str, Mapping[str, Any]]:
    """
    Return a translation's entries by id.

    Raises:
        ContentError: it is no mapping with ``texts``, or an entry is no mapping.
    """
    data = document.data
    entries = data.get("texts") if isinstance(data, dict) else None
    if not isinstance(entries, dict):
        text = "'texts' missing; a translation has an entry for each id under texts:"
        raise ContentError([document.problem(text)])
    problems = [
        document.problem("this entry is no block of texts; write them as in the English file", "texts", id_)
        for id_, entry in entries.items()
        if not isinstance(entry, dict)
    ]
    if problems:
        raise ContentError(problems)
    return entries


def check_translation(path: Path, overlay: Path) -> Iterator[Problem]:
    """Yield what a translation lacks, has too much, and what is stale in it, with line and id."""
    try:
        english, document = load(path), load(overlay)
        entries = read_entries(document)
    except ContentError as error:
        yield from error.problems
        return
    texts = texts_of(english.data)
    for id_ in (one for one in entries if one not in texts):
        text = f"{path.name} has no text under this id; correct it or remove the entry"
        yield document.problem(text, "texts", id_, item=id_)
    for id_, places in texts.items():
        if id_ not in entries:
            yield document.problem("not translated; add an entry of this id", "texts", item=id_)
            continue
        for where, text in mistakes(places, entries[id_]):
            yield document.problem(text, "texts", id_, *where, item=id_)
        if entries[id_].get(OF) != digest(places):
            text = (
                "English text changed since it was translated; translate again, then run "
                f"casework translate --accept {id_}"
            )
            yield document.problem(text, "texts", id_, OF, item=id_)


def mistakes(
    places: Mapping[Path_, tuple[Path_, str]], entry: Mapping[str, Any]
) -> Iterator[tuple[Path_, str]]:
    """Yield (place, words) for each text that an entry lacks or has too much."""
    given = dict(_leaves({name: one for name, one in entry.items() if name != OF}, ()))
    for inner in places:
        if not isinstance(given.get(inner), str) or not str(given[inner]).strip():
            yield inner, f"no text for {_named(inner)}; translate it"
    for inner in given:
        if inner not in places:
            yield inner, f"{_named(inner)} is no text of the English entry; remove it"


def accept(overlay: Path, english: Path, wanted: frozenset[str]) -> list[str]:
    """Note in a translation that some entries fit today's English; return the ids that were noted."""
    document = load(overlay)
    entries, texts = read_entries(document), texts_of(load(english).data)
    lines = overlay.read_text(encoding="utf-8").splitlines(keepends=True)
    done = [id_ for id_ in entries if id_ in wanted and id_ in texts and OF in entries[id_]]
    for id_ in done:
        at = document.line("texts", id_, OF) - 1
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines[at] = f"{indent}{OF}: {digest(texts[id_])}\n"
    if done:
        overlay.write_text("".join(lines), encoding="utf-8")
    return done


def _walk(node: Any, whole: Path_, id_: str, inner: Path_) -> Iterator[tuple[str, Path_, Path_, str]]:
    """Yield (id of its entry, place in the entry, place in the file, text) of each text below a node."""
    if isinstance(node, dict):
        named = bool(inner) and inner[-1] in _NAMED
        if not named and isinstance(node.get("id"), str):
            id_, inner = node["id"], ()
        for name, child in node.items():
            if whole == ("keys",):
                yield from _walk(child, (*whole, name), name, ())
            elif whole == ("debriefs",):
                yield from _walk(child, (*whole, name), name, ("debrief",))
            elif named or name not in _SILENT:
                yield from _walk(child, (*whole, name), id_, (*inner, name) if id_ else ())
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _walk(child, (*whole, index), id_, (*inner, index) if id_ else ())
    elif isinstance(node, str) and id_:
        yield id_, inner, whole, node


def _leaves(node: Any, inner: Path_) -> Iterator[tuple[Path_, Any]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if pairs is None:
        yield inner, node
        return
    for name, child in pairs:
        yield from _leaves(child, (*inner, name))


def _get(node: Any, path: Path_) -> Any:
    for name in path:
        node = node[name]
    return node


def _put(data: Any, path: Path_, text: str) -> None:
    _get(data, path[:-1])[path[-1]] = text


def _named(inner: Path_) -> str:
    return "/".join(map(str, inner))
