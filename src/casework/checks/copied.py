"""Finds words copied from texts that are not ours, by hashes of their runs alone: the texts are not needed.

The hashes are made once, from the texts, and kept in a file; the texts can be read from them no more::

    from casework.checks.copied import build
    build(["article.txt", "brief.txt"], "tests/content/source_runs.bin")
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

RUN = 10
"""So many words in a row that also stand in a source, in the same order, are copied."""

QUOTED = 20
"""A quotation in quotation marks of up to so many words is a quotation."""

SIZE = 8
"""Bytes of a hash. A course has some 200,000 runs and a source some 10,000: no chance match in sight."""

_BREAK = "\0"
_QUOTATION = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»')
_WORD = re.compile(rf"[a-z0-9]+|{_BREAK}")


def build(sources: Iterable[str | Path], target: str | Path) -> int:
    """
    Write the hashes of all runs of some texts, sorted; nothing else of the texts is kept.

    Returns:
        How many different runs there are.
    """
    found: set[bytes] = set()
    for path in sources:
        found.update(hash_ for hash_, _ in _hashes(words(Path(path).read_text(encoding="utf-8"))))
    Path(target).write_bytes(b"".join(sorted(found)))
    return len(found)


def read_runs(path: str | Path) -> frozenset[bytes]:
    """Return the hashes that ``build`` wrote."""
    data = Path(path).read_bytes()
    return frozenset(data[start : start + SIZE] for start in range(0, len(data), SIZE))


def words(text: str) -> list[str]:
    """
    Return a text's words as they are compared.

    Small letters without accents, apostrophes and marks; an address of the web is no word; "-our" and "-ise"
    are as good as "-or" and "-ize", so that a change of spelling is no other text.
    """
    text = re.sub(r"\]\([^)\s]*\)|(?:https?://|www\.)\S+", "] ", text)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(one for one in text if not unicodedata.combining(one) and one not in "'’‘")
    text = re.sub(r"is(e[ds]?|ing|ations?)\b", r"iz\1", text.replace("our", "or"))
    return _WORD.findall(text)


def copied(text: str, runs: frozenset[bytes]) -> list[str]:
    """
    Return each passage of a text that stands in a source too, as the words that are compared.

    Args:
        text: quotations in it, up to their longest length, are left out.
        runs: the sources' hashes.
    """
    own = words(_QUOTATION.sub(_without, text))
    hits = [place for hash_, place in _hashes(own) if hash_ in runs]
    passages: list[tuple[int, int]] = []
    for place in hits:
        if passages and place <= passages[-1][1]:
            passages[-1] = (passages[-1][0], place + RUN)
        else:
            passages.append((place, place + RUN))
    return [" ".join(own[start:end]) for start, end in passages]


def _without(match: re.Match[str]) -> str:
    """Return a break in place of a short quotation; a long one stays, and is compared."""
    inside = next(part for part in match.groups() if part is not None)
    return f" {_BREAK} " if len(inside.split()) <= QUOTED else match[0]


def _hashes(own: Sequence[str]) -> Iterator[tuple[bytes, int]]:
    """Yield the hash of every run without a break in it, and where it begins."""
    for place in range(len(own) - RUN + 1):
        run = own[place : place + RUN]
        if _BREAK not in run:
            yield blake2b(" ".join(run).encode(), digest_size=SIZE).digest(), place
