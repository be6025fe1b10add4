"""Spaced review: which earlier practice questions to ask again, and when. Pure: no files, no clock.

Retrieval spaced out in time is kept far better than retrieval massed together (g = 0.74), and growing gaps do
no better than even ones (g = 0.034, not significant): Latimier, Peyre & Ramus (2021), Educational Psychology
Review 33, 959-987. So the gaps below are plain numbers of days, without a scheduling algorithm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from casework.progress_report import is_blank, last_try
from casework.records import FolderRecord, Held, moment

OPENING = 3
"""Questions at a module's start."""
PACK = 6
"""Questions in a pack."""
DAYS = (7, 30, 90)
"""Days after a module was finished on which a pack is due."""


@dataclass(frozen=True)
class Item:
    """One practice question: its id and outcome, when it was last tried (ISO 8601; empty: never), and how."""

    id: str
    outcome: str
    at: str = ""
    wrong: bool = False
    later: bool = False

    @property
    def urgency(self) -> int:
        """0 to be asked again by the learner's wish, 1 wrong at the last try, 2 tried, 3 never tried."""
        return 0 if self.later else 1 if self.wrong else 2 if self.at else 3


def items(folder: FolderRecord, held: Held) -> Iterator[Item]:
    """
    Yield a module's practice questions as a learner left them, without a case's, which need its story.

    Args:
        held: what the whole course's files hold.
    """
    for id_, question in folder.module.practice.questions.items():
        answer = held.answers.get(id_)
        if answer is None or is_blank(answer.response):
            yield Item(id_, question.outcome)
        else:
            at, wrong = answer.at or "0", last_try(folder, id_, answer) in ("wrong", "partly")
            yield Item(id_, question.outcome, at, wrong, answer.later)


def due(candidates: Sequence[Item], count: int, taken: Collection[str] = ()) -> tuple[Item, ...]:
    """
    Choose the questions to ask, in the order of ``candidates``.

    The most urgent first; among equals the outcome chosen least often so far, then the one tried longest ago,
    then the id. The same records give the same choice.

    Args:
        candidates: what may be asked.
        count: how many at most; fewer candidates give fewer.
        taken: ids already answered in this review: they stay, so that running the cell again changes nothing.
    """
    chosen = sorted((one for one in candidates if one.id in taken), key=lambda one: (one.at, one.id))[:count]
    rest = [one for one in candidates if one.id not in taken]
    outcomes = Counter(one.outcome for one in chosen)
    while rest and len(chosen) < count:
        best = min(rest, key=lambda one: (one.urgency, outcomes[one.outcome], one.at.rstrip("Z"), one.id))
        rest.remove(best)
        chosen.append(best)
        outcomes[best.outcome] += 1
    return tuple(one for one in candidates if one in chosen)


def tried(candidates: Iterable[Item]) -> list[Item]:
    """Return the questions that were tried at least once: only these can be remembered."""
    return [one for one in candidates if one.at]


def due_day(finished: datetime, days: int, zone: tzinfo | None = None) -> date:
    """
    Return the day on which a pack is due.

    Args:
        finished: when the module was finished, with its zone.
        days: how many days later.
        zone: whose calendar counts; None is this computer's.
    """
    return finished.astimezone(zone).date() + timedelta(days=days)


def start_of(day: date, zone: tzinfo | None = None) -> datetime:
    """Return the moment at which a day begins in a zone; None is this computer's."""
    midnight = datetime.combine(day, time.min)
    return midnight.replace(tzinfo=zone) if zone else midnight.astimezone()


def answered_since(candidates: Iterable[Item], start: datetime) -> frozenset[str]:
    """Return the ids of the questions tried at ``start`` or after."""
    return frozenset(one.id for one in candidates if (at := moment(one.at)) and at >= start)
