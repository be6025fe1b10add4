"""Reads YAML with line numbers, and JSON; holds the content files' error. Knows no questions."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from casework.parsed import parsed

MAX_BYTES = 2_000_000
"""A content file larger than this is refused: the longest real one has some 60 kB."""

MAX_DEPTH = 40
"""The deepest real value, a source in a rationale in a case, has a depth of 17."""

Path_ = tuple[Hashable, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a content file: where it is, and what is wrong, valid and to be done, in one line."""

    file: str
    line: int
    item: str
    text: str

    def __str__(self) -> str:
        """Return ``file:line: question 'id': text`` in one line, without the id where none is concerned."""
        subject = f" {self.item}:" if self.item else ""
        return " ".join(f"{self.file}:{self.line}:{subject} {self.text}".splitlines())


class ContentError(Exception):
    """One or more mistakes in content files; ``problems`` holds each, ``str()`` prints one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Document:
    """
    A YAML file as plain data (dict, list, str, int, float, bool, None) with the line of every node.

    All who read the same text share one: nobody changes its data.
    """

    file: str
    data: Any
    lines: Mapping[Path_, int]

    def line(self, *path: Hashable) -> int:
        """Return the line (from 1) of the node at ``path``, or of its nearest parent that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, text: str, *path: Hashable, item: str = "") -> Problem:
        """Return a Problem at ``path``."""
        return Problem(self.file, self.line(*path), item, text)


class _Strict:
    """What our loaders have in common: they refuse aliases and deep nesting."""

    file = ""
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node, or raise ContentError for what no content file needs."""
        event = self.peek_event()  # type: ignore[attr-defined]
        if isinstance(event, yaml.AliasEvent):
            text = "a YAML alias (*name) is not allowed; write the value out"
        elif self.depth >= MAX_DEPTH:
            text = f"nested more than {MAX_DEPTH} deep; flatten it"
        else:
            self.depth += 1
            node: yaml.Node | None = super().compose_node(parent, index)  # type: ignore[misc]
            self.depth -= 1
            return node
        raise ContentError([Problem(self.file, event.start_mark.line + 1, "", text)])


_RESOLVERS = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
"""YAML's own rules for what is a number or true, without dates: ours are as-of dates and stay text."""


class _Loader(_Strict, yaml.SafeLoader):
    """The loader whose complaints learners and authors read."""

    yaml_implicit_resolvers = _RESOLVERS


_FastLoader: Any = None
if yaml.__with_libyaml__:

    class _LibyamlLoader(_Strict, yaml.composer.Composer, yaml.CSafeLoader):
        """The same with libyaml's parser, seven times as fast; not there in the browser edition."""

        yaml_implicit_resolvers = _RESOLVERS

        def __init__(self, text: str) -> None:
            yaml.CSafeLoader.__init__(self, text)
            yaml.composer.Composer.__init__(self)

    _FastLoader = _LibyamlLoader


def display_path(path: Path) -> str:
    """Return ``path`` relative to the current folder where it lies below it, else as given, with slashes."""
    try:
        return Path(os.path.abspath(path)).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def load(path: Path) -> Document:
    """
    Read a YAML file.

    Raises:
        ContentError: missing, too large, not UTF-8, not YAML, nested too deeply, an alias, a name twice or
            a name that is no text.
    """
    file = display_path(path)
    text = read_text(path)
    if known := parsed(text):
        return Document(file, *known)
    try:
        return _parsed(text, file)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"the character {text[error.position]!r} is not allowed; delete it, it may not be visible"
        raise ContentError([Problem(file, line, "", what)]) from None
    except yaml.MarkedYAMLError as error:
        # A scanner notices an open quote at the end of the file; its context is where the quote stands.
        scanned = error.context_mark if isinstance(error, yaml.scanner.ScannerError) else None
        mark = scanned or error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or "cannot be read").split())
        text = f"this is not valid YAML ({what}); check the indent, the quotes and the colons here"
        raise ContentError([Problem(file, mark.line + 1 if mark else 1, "", text)]) from None


def as_yaml(data: Mapping[str, Any]) -> str:
    """Return plain data as a YAML text, names in their order."""
    return str(yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False))


@lru_cache(maxsize=128)  # a check reads each file several times
def _parsed(text: str, file: str) -> Document:
    """Parse with libyaml where it is there; what it refuses, or takes where PyYAML does not, PyYAML reads."""
    if _FastLoader is not None and "\t" not in text and "\ufeff" not in text:
        with suppress(yaml.YAMLError):
            return _document(_FastLoader(text), file)
    return _document(_Loader(text), file)


def _document(loader: Any, file: str) -> Document:
    loader.file = file
    node = loader.get_single_node()
    lines: dict[Path_, int] = {}
    return Document(file, _plain(loader, node, (), lines, file) if node is not None else None, lines)


def read_text(path: Path) -> str:
    """
    Return a content file's text, without a byte-order mark.

    Raises:
        ContentError: missing, too large, not UTF-8.
    """
    file = display_path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError([Problem(file, 1, "", f"larger than {MAX_BYTES:,} bytes; split it")])
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"byte {error.start} is not UTF-8; save the file as UTF-8"
        raise ContentError([Problem(file, 1, "", text)]) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ContentError([Problem(file, 1, "", f"cannot be read ({reason}); check the path")]) from None


def read_json(path: Path) -> Any:
    """
    Return a JSON file's data.

    Raises:
        ContentError: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        line, what = getattr(error, "lineno", 1), getattr(error, "msg", "too deep or too long a number")
        text = f"this is not valid JSON ({what}); check the commas and quotes here"
        raise ContentError([Problem(display_path(path), line, "", text)]) from None


def _plain(loader: Any, node: yaml.Node, path: Path_, lines: dict[Path_, int], file: str) -> Any:
    """Return the node as plain data and note its line under its path."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, child, (*path, i), lines, file) for i, child in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(loader, node, file)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            text = "a list or a block cannot be a name; names are text"
            raise ContentError([Problem(file, line, "", text)])
        key = _scalar(loader, key_node, file)
        if not isinstance(key, str):
            text = f"the name {key_node.value!r} is read as {key!r}; put it in quotes"
            raise ContentError([Problem(file, line, "", text)])
        if key in result:
            text = f"{key!r} stands here twice; keep one"
            raise ContentError([Problem(file, line, "", text)])
        lines[(*path, key)] = line
        result[key] = _plain(loader, value_node, (*path, key), lines, file)
    return result


def _scalar(loader: Any, node: yaml.Node, file: str) -> str | int | float | bool | None:
    """Return a single value, or raise ContentError where YAML's own rules cannot make one of it."""
    with suppress(
        yaml.YAMLError, ValueError, KeyError, AttributeError
    ):  # how PyYAML says "not a date" differs
        value = loader.construct_object(node)
        if value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
            return value
    written = node.value if len(node.value) <= 60 else f"{node.value[:57]}..."
    text = f"{written!r} is no valid {node.tag.rpartition(':')[2]}; correct it or put it in quotes"
    raise ContentError([Problem(file, node.start_mark.line + 1, "", text)])
