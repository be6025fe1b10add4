"""Attacks by the answer record, in the notebook or in the file beside it. No tests here."""

from __future__ import annotations

import json
from typing import Any

from grading.attacked_course import FULL, RIGHT, SOME, Room
from grading.attacks import Attack, graded, refused
from unit.course_builder import NAME

BESIDE = f"{NAME}__answers__json"
ENTRY = '{"v": 1, "response": %s, "at": "2027-02-01T10:00:00.000Z", "attempts": 1}'


def everywhere(response: str) -> Attack:
    """Return an attack that gives every question the same response, as JSON text."""

    def write(room: Room) -> None:
        record = ", ".join(f'"casework:{id_}": {ENTRY % response}' for id_ in [*RIGHT, "m01-q-free"])
        room.hand_in(
            json.dumps(room.released | {"metadata": {"mark": 1}}).replace('{"mark": 1}', f"{{{record}}}")
        )

    return graded(write, {})


def entries(points: dict[str, float], **changes: Any) -> Attack:
    """Return an attack with all right answers, whose entries have other fields changed."""

    def write(room: Room) -> None:
        notebook = room.notebook(RIGHT)
        for name, entry in notebook["metadata"].items():
            if name.startswith("casework:"):
                entry.update(changes)
        room.hand_in(notebook)

    return graded(write, points)


def answers(points: dict[str, float], given: dict[str, Any]) -> Attack:
    """Return an attack with these answers."""
    return graded(lambda room: room.hand_in(room.notebook(given)), points)


def strange_names(room: Room) -> None:
    """Give all right answers under names that nearly are the questions'."""
    given: dict[str, Any] = {}
    for id_, response in RIGHT.items():
        forms = (
            f"{id_}\n",
            f" {id_}",
            id_.upper(),
            f"{id_}\u200b",
            f"{id_}/",
            f"../{id_}",
            id_.replace("m", "\u043c"),
        )
        given |= dict.fromkeys(forms, response)
    given |= {"": ["c"], "m01-invented": ["c"], "x" * 5000: ["c"], "__class__": ["c"]}
    room.hand_in(room.notebook(given | SOME))


def twice(room: Room) -> None:
    """Name an answer twice in the JSON, first wrong and then right: the last counts, as everywhere."""
    text = json.dumps(room.notebook())
    wrong = '"casework:m01-q-stop": {"v": 1, "response": ["a"]}, "casework":'
    room.hand_in(
        text.replace('"casework":', wrong, 1).replace(
            '"cells":', '"cells": [{"cell_type": "code"}], "cells":', 1
        )
    )


def flood(room: Room) -> None:
    """Bring 5,000 answers before one's own, which are then too many to be read."""
    given = {f"m01-q-{number}": ["c"] for number in range(5_000)}
    room.hand_in(room.notebook(given | RIGHT))


def beside(text: str | bytes, points: dict[str, float] | None = None) -> Attack:
    """Return an attack whose second file holds this; the notebook's own answers count."""
    return graded(
        lambda room: room.hand_in(None, **{BESIDE: text}), {"m01-q-stop": 1.0} if points is None else points
    )


def sidecar(given: dict[str, Any], at: str = "2027-02-01T10:00:00.001Z") -> str:
    """Return a second file with these answers."""
    answers = {id_: {"v": 1, "response": one, "at": at, "attempts": 1} for id_, one in given.items()}
    return json.dumps({"version": 1, "answers": answers})


def linked_beside(room: Room) -> None:
    """Link another learner's second file in."""
    room.hand_in()
    (room.folder / f"{NAME}.answers.json").symlink_to(room.outside / "canary.json")


RECORD: dict[str, Attack] = {
    "response-number": everywhere("100"),
    "response-huge": everywhere("1" + "0" * 400),
    "response-nan": everywhere("[NaN, Infinity, -Infinity]"),
    "response-true": everywhere("true"),
    "response-object": everywhere('{"correct": true, "points": 100, "value": 3, "text": ["amber"]}'),
    "response-nested": everywhere("[" * 900 + "]" * 900),
    "response-surrogate": everywhere('["\\ud800", {"text": "\\udfff"}]'),
    "response-all": everywhere('["a", "b", "c", "a"]'),
    "response-long": everywhere('{"text": "' + "amber " * 5_000 + '"}'),
    "response-digits": everywhere('{"value": "' + "3" * 4_000 + '"}'),
    "response-exponent": everywhere('{"value": "1e308"}'),
    "response-infinite": everywhere('{"value": "inf", "text": "nan"}'),
    "version-2": entries({}, v=2),
    "version-text": entries({}, v="1"),
    "at-9999": entries(FULL, at="9999-12-31T23:59:59.999Z", attempts=-5),
    "at-nonsense": entries(FULL, at={"$gt": ""}, attempts="1e999", confidence=[1], later={}),
    "strange-names": graded(strange_names),
    "other-modules": answers({}, {"m02-q-stop": ["c"], "m00-q-stop": ["c"], "m01": ["c"]}),
    "form-of-another": answers({}, {"m00-q-cat": ["c"], "00-home/m00-q-cat": ["c"]}),
    "two-names-at-once": graded(twice),
    "flood": graded(flood, {}),
    "paths-not-taken": answers(
        {"m01-case": 1.0},
        {"m01-case-s1": ["b"], "m01-case-s2": ["b"], "m01-case-s4": ["a"], "m01-case-s5": ["a"]},
    ),
    "both-tracks": answers(
        {"m01-case": 3.0},
        {
            **{id_: one for id_, one in RIGHT.items() if "case" in id_},
            "m01-case": {"track": ["driver", "walker"], "path": [1]},
        },
    ),
    "beside-not-json": beside("Dear teacher"),
    "beside-utf-16": beside(sidecar(RIGHT).encode("utf-16")),
    "beside-huge": beside(sidecar(RIGHT) + " " * 20_000_001),
    "beside-nested": beside('{"answers": ' * 100_000),
    "beside-wrong-types": beside('{"answers": {"m01-q-mix": 5, "m01-q-stop": null, "m01-case": []}}'),
    "beside-list": beside('{"answers": [["m01-q-mix", ["a", "b"]]]}'),
    "beside-of-another": beside(sidecar(RIGHT), FULL),
    "beside-older": beside(
        sidecar(RIGHT | {"m01-q-stop": ["a"]}, ""), {**FULL, "m01-q-mix": 0.0, "m01-q-number": 0.0}
    ),
    "beside-linked": refused(
        linked_beside, "the file is a link; ask for the file itself", f"{NAME}.answers.json"
    ),
}
