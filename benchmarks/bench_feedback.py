"""How long the kernel takes from a click to its feedback: one answer to a practice question. Not a test."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from casework.module import load_module
from casework.widgets.quiz import Quiz

ROOT = Path(__file__).resolve().parents[1]
CLICKS = 500


def main(folder: Path) -> None:
    """Print the median and the slowest twentieth of many clicks, over all practice questions of a module."""
    start = perf_counter()
    module = load_module(folder)
    loading = perf_counter() - start
    widgets = [
        Quiz(question, module.practice.keys[id_], folder)
        for id_, question in module.practice.questions.items()
    ]
    times: list[float] = []
    for click in range(CLICKS):
        quiz = widgets[click % len(widgets)]
        question = quiz.spec["question"]
        letter = question["options"][click // len(widgets) % len(question["options"])]["id"]
        at = f"2026-11-22T10:{click // 60 % 60:02}:{click % 60:02}.000Z"
        content = {
            "kind": "answer",
            "n": click,
            "question": question["id"],
            "answer": {"response": [letter], "at": at, "attempts": click},
            "sidecar": False,
        }
        start = perf_counter()
        quiz._receive(quiz, content, [])  # what ipywidgets calls when the message is in
        times.append(perf_counter() - start)
        assert quiz.feedback[question["id"]]["at"] == at
    middle, slow = median(times) * 1000, quantiles(times, n=20)[-1] * 1000
    print(f"click to feedback in the kernel: median {middle:.2f} ms, 95 % below {slow:.2f} ms")
    print(f"loading the module once: {loading * 1000:.0f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "modules" / "02-trafficking-law")
