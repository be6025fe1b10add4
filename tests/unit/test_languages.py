"""The languages that the course speaks: catalogues whole, words in the page, language by the folder."""

from __future__ import annotations

import ast
import json
import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from unit.course_builder import write_course

import casework
from casework.languages import LANGUAGES, LOCALE, _, lang, language_of, n_, speak, speaking, spoken
from casework.markup import points_text
from casework.module import find_folder, load_module
from casework.widgets import ask, case_study
from casework.widgets.loading import spoken as script
from casework.widgets.quiz import Quiz
from casework.widgets.words import TEXTS, spoken_script

ROOT = Path(casework.__file__).parent
GAP = re.compile(r"{\w*}")


@pytest.fixture(autouse=True)
def english_again() -> object:
    """What a test speaks is not spoken after it."""
    with speaking(""):
        yield None


def written() -> set[str]:
    """Return every text that the code marks for the catalogues."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "N_", "n_"):
                texts = (one.value for one in node.args if isinstance(one, ast.Constant))
                found |= {text for text in texts if isinstance(text, str)}
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_in_the_catalogue(code: str) -> None:
    """A catalogue has all texts of the code and no other, each translated, with the same gaps."""
    with (LOCALE / code / "LC_MESSAGES" / "casework.po").open("rb") as file:
        catalogue = read_po(file)
    pairs: dict[str, str] = {}
    for message in catalogue:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            pairs |= dict(zip(ids, said, strict=True))
    assert set(pairs) == written()
    assert [text for text, said in pairs.items() if not said.strip()] == []
    assert [
        text for text, said in pairs.items() if sorted(GAP.findall(text)) != sorted(GAP.findall(said))
    ] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_compiled_catalogue_is_of_today(code: str) -> None:
    """The .mo file is what its .po file compiles to."""
    folder = LOCALE / code / "LC_MESSAGES"
    with (folder / "casework.po").open("rb") as file:
        made = BytesIO()
        write_mo(made, read_po(file))
    made.seek(0)
    with (folder / "casework.mo").open("rb") as file:
        assert texts(file) == texts(made)


def texts(file: IO[bytes]) -> dict[object, str]:
    """Return a compiled catalogue's texts without its head, in which a date stands."""
    found = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: said for key, said in found.items() if key}


def test_english_is_the_code() -> None:
    """Without a language texts are as they stand in the code; an unknown language is English."""
    speak("xx")
    assert (spoken(), lang(), _("Check answer")) == ("", "en", "Check answer")
    assert points_text(1) == "1 point"


def test_a_language_is_spoken_for_a_while() -> None:
    """Texts, numbers and HTML's name of the language follow the language spoken, and come back."""
    with speaking("es"):
        assert (lang(), _("Check answer"), points_text(1)) == ("es", "Comprobar respuesta", "1 punto")
        assert n_("{number} question", "{number} questions", 3) == "{number} preguntas"
        assert _("a text that nobody translated") == "a text that nobody translated"
    assert (lang(), points_text(1.5)) == ("en", "1.5 points")


def test_scripts_get_their_texts() -> None:
    """The first line of a script holds every text in the language spoken; the code behind it stays."""
    english = script("quiz.js")
    with speaking("es"):
        spanish = spoken_script(english)
    first, _newline, rest = spanish.partition("\n")
    words = json.loads(first.removeprefix("const WORDS = ").removesuffix(";"))
    assert words.keys() == {*TEXTS, "lang", "locale"}
    assert (words["lang"], words["locale"], words["next"]) == ("es", ["es"], "Paso siguiente")
    assert rest == english.partition("\n")[2]


def test_scripts_hold_no_sentence() -> None:
    """Every text that a script asks for by name is there, and none is there that no script asks for."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("widgets/*.js"))
    named = {name for name in TEXTS if f'"{name}"' in scripts or f"WORDS.{name}" in scripts}
    states = {"server", "read-only", "cancelled", "python", "other", "saved", "elsewhere"}
    assert set(TEXTS) - named - states == set()
    asked = set(re.findall(r'\bword\("([^"]+)"', scripts)) | set(re.findall(r"WORDS\.(\w+)", scripts))
    assert asked - {*TEXTS, "lang", "locale"} == set()


def test_the_folder_tells_the_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook in es/ belongs to the module above it and makes the kernel speak Spanish."""
    folder = write_course(tmp_path)
    (folder / "es").mkdir()
    assert language_of(folder / "es") == ("es", folder)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(folder / "es")
    assert (find_folder(None), spoken()) == (folder, "es")
    quiz = ask("m01-warm")
    assert isinstance(quiz, Quiz)
    assert "Comprobar respuesta" in quiz.spec["question"]["html"]
    assert "Práctica" in quiz.spec["question"]["html"]
    assert "Balance" in case_study("m01-case").spec["end_html"]
    monkeypatch.chdir(folder)
    assert (find_folder(None), spoken()) == (folder, "")
    assert "Check answer" in ask("m01-warm").spec["question"]["html"]
    assert load_module(folder).name == "01-tiny"
