"""Takes texts apart for the other checks: words shown, sentences, the one that asks. Judges nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from casework.markup import inline, plain

_SHORTENED = frozenset(
    "al art arts c ca ch cf chap conn dr e.g etc fig gen i.e jr mr mrs ms p p.a para paras pp prof pub rev "
    "s sec sess st stat subsec u.k u.n u.s u.s.c v vol vs".split()
)
"""Words that end in a full stop and end no sentence; "No." does so before a digit."""

_END = re.compile(r"""(?<=[.?!])["”’')\]*_]*\s+(?=["“‘'(\[*_]*[A-Z0-9])|(?<=[.?!]["”’')\]*_])\s+|\n\s*\n""")
_ORDER = re.compile(
    r"^(?:then )?(?:build|choose|classify|compare|complete|decide|enter|explain|fill|find|give|judge|label|"
    r"mark|match|name|order|pair|pick|place|put|rate|restate|say|select|sort|take|tick|trace|type|work out|"
    r"write)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def shown(text: str) -> str:
    """Return one line of Markdown as the words that a reader sees."""
    return plain(inline(text))


def sentences(text: str) -> list[str]:
    """
    Return the sentences of a text, Markdown marks kept.

    A full stop behind a shortened word (art., U.S.C., Conn. Gen. Stat.) or an initial ends none. An empty
    line ends one.
    """
    found, start = [], 0
    for match in _END.finditer(text):
        last = re.search(r"([\w.]+)\.$", text[start : match.start()].rstrip())
        if last and "\n" not in match[0].replace("\n", "", 1) and _is_short(last[1], text[match.end() :]):
            continue
        found.append(text[start : match.end()])
        start = match.end()
    found.append(text[start:])
    return [" ".join(one.split()) for one in found if one.strip()]


def _is_short(word: str, rest: str) -> bool:
    if word in ("No", "Nos"):
        return rest[:1].isdigit()
    return word.lower() in _SHORTENED or (len(word) == 1 and word.isupper())


def asking(text: str) -> list[str]:
    """Return the sentences of a stem that ask or tell what to do: with a question mark, or an order."""
    return [one for one in sentences(text) if "?" in one or _ORDER.match(shown(one))]
