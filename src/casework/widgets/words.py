"""What the front end says of an answer, a case and a hand-in, by name: its scripts hold no sentence."""

from __future__ import annotations

import json
from typing import Any

from casework.languages import N_, _, lang

TEXTS = {
    # controls.js
    "nothing": N_("Give an answer first."),
    "day": N_("{time} on {day}"),
    "server": N_(
        "the Jupyter server does not answer. Your answer is kept in this browser and will be saved when the "
        "server is back."
    ),
    "read-only": N_(
        "this notebook is read-only. To keep your answers, choose File > Save Notebook As, or File > "
        "Download."
    ),
    "cancelled": N_(
        "the file was changed elsewhere. Your answer is kept in this browser. To save it, press Ctrl+S and "
        "choose Overwrite."
    ),
    "python": N_(
        "Python is not answering. Choose Kernel > Restart Kernel and Run All Cells, and answer again."
    ),
    "other": N_("{detail}. Your answer is kept in this browser. To try again, press Ctrl+S."),
    "change": N_("You can change it until you hand in."),
    "slow": N_("Still saving: the server is slow. Your answer is kept in this browser."),
    "saving": N_("Saving…"),
    "saved": N_("Saved in this notebook at {time}."),
    "elsewhere": N_("Answered in another tab or view at {time}."),
    "beside": N_("Saved beside this notebook."),
    "aside": N_("Saved in {file} at {time}. Hand in both files: this notebook and {file}."),
    "failed": N_("Not saved yet: {reason}"),
    "unanswered": N_("Not answered yet."),
    "checking": N_("Checking…"),
    "reports": N_("Python reports: {text}"),
    "kept": N_("Saved in the file."),
    "silent": N_(
        "Python is not answering: it may be busy or stopped. If it stays so, choose Kernel > Restart Kernel "
        "and Run All Cells."
    ),
    "unchecked": N_("Not saved until you check it."),
    "hint": N_("Hint {number} of {all}"),
    "tries": N_("Tries: {number}"),
    # order.js
    "stuck": N_("It cannot move further."),
    "moved": N_("Now {number} of {all}: {text}"),
    # case_study.js
    "facts": N_("What you know so far"),
    "skip": N_("Skip this step"),
    "step": N_("Step {number}:"),
    "answered": N_("answered"),
    "skipped": N_("skipped"),
    "final": N_("final"),
    "next": N_("Next step"),
    "next-change": N_("Next: change one fact"),
    "next-end": N_("Next: debrief"),
    "no-way-back": N_("Once you go on, your answers up to here are final."),
    "tried": N_("tried"),
    "some-skipped": N_("{number} skipped"),
    "strayed": N_("Your answer leads another way: go on from here."),
    "at": N_("Step {number}"),
    "at-of": N_("Step {number} of {all}"),
    "role": N_("Choose a role to begin."),
    "behind": N_("All {number} steps are behind you"),
    # hand_in.js
    "hand-in": N_("Hand in"),
    "to-end": N_("{title}: go on to its end."),
    "written": N_("The text that you write in a cell of this page"),
    "count": N_("{done} of {all} graded questions answered."),
    "done": N_("Answered:"),
    "not-done": N_("Not answered yet:"),
    "go-to": N_("Go to: {title}"),
    "go": N_("Go to it"),
    "not-drawn": N_("It is further up on this page, and not drawn just now. Scroll up to it."),
    "downloading": N_("Checking, saving, downloading."),
    "no-download": N_("The download failed ({reason}). Use File > Download."),
    "file": N_("Hand in the file {name} from your downloads, under its own name."),
    "not-checked": N_("Python did not answer, so nothing was checked."),
    "marking": N_("Marking."),
    "marked": N_("Marked. The result follows."),
    "two-files": N_("Here your answers are kept in a second file. Hand in {name} and {sidecar} together."),
    # progress.js and glossary.js
    "wait": N_("Please wait."),
    "close": N_("Close"),
    "terms": N_("{number} of {all} terms"),
}


def front_matter() -> str:
    """Return the script's first line, which holds the texts in the language that is spoken."""
    words: dict[str, Any] = {name: _(text) for name, text in TEXTS.items()}
    words |= {"lang": lang(), "locale": [] if lang() == "en" else [lang()]}
    return f"const WORDS = {json.dumps(words, ensure_ascii=False)};\n"


def spoken_script(script: str) -> str:
    """Return a script of `loading.spoken` with its texts in the language that is spoken."""
    return front_matter() + script.partition("\n")[2]
