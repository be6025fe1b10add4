"""Receipts: what a learner is shown on handing in, and how to compare it with a file. A claim, no proof."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casework.answers import NOTEBOOK_KEY, Answer

CODE_LENGTH = 12
"""Hexadecimal digits of SHA-256 in a code: enough to tell any two files of a course apart."""


@dataclass(frozen=True)
class Receipt:
    """When a notebook was handed in (ISO 8601, UTC, by the learner's clock), how many answers, their code."""

    at: str
    answers: int
    code: str


def code_of(answers: Mapping[str, Answer], ids: Iterable[str]) -> str:
    """
    Return a short code of the responses to some questions: equal responses, equal code, whatever their order.

    The first digits of SHA-256 (FIPS 180-4) over the sorted ids and responses as JSON, in groups of four.
    """
    responses = [[id_, answers[id_].response] for id_ in sorted(set(ids)) if id_ in answers]
    text = json.dumps(responses, sort_keys=True, separators=(",", ":"))
    digits = hashlib.sha256(text.encode("ascii")).hexdigest()[:CODE_LENGTH]
    return "-".join(digits[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def receipt_of(metadata: Mapping[str, Any]) -> Receipt | None:
    """Return the receipt in a notebook's metadata; None where there is none that can be read."""
    about = metadata.get(NOTEBOOK_KEY)
    entry = about.get("handed_in") if isinstance(about, dict) else None
    if not isinstance(entry, dict):
        return None
    at, answers, code = entry.get("at"), entry.get("answers"), entry.get("code")
    if not isinstance(at, str) or not isinstance(code, str) or type(answers) is not int:
        return None
    return Receipt(at[:30], answers, code[:20])
