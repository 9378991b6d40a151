"""What a kiosk's files come to, and everything that is wrong in them: `edge kiosk check`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.kiosk.answers import question_key
from edge.kiosk.faults import Fault, Faults
from edge.kiosk.file import Kiosk
from edge.kiosk.functions import FunctionError, load, takes
from edge.kiosk.grammar import Grammar
from edge.kiosk.matching import intents_of, load_grammars
from edge.kiosk.reading import as_far_as_it_can_be_read
from edge.kiosk.sentence_files import Sentences
from edge.kiosk.tables import nearest

__all__ = ["Checked", "check"]

_SLOT = re.compile(r"(?<!\{)\{(\w+)\}")
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    path: Path
    there: bool
    """Whether there is such a file; without one, the page has its defaults and there is nothing else."""
    kiosk: Kiosk
    """As far as it can be read."""
    files: int
    """Sentence files that were read."""
    sentences: Mapping[str, Mapping[str, int]]
    """For each intent that has a command, how many sentences it has by language."""
    faults: tuple[Fault, ...]
    """What has to be mended, by file and line."""
    notes: tuple[str, ...]
    """What may be meant so: one sentence each."""


def check(path: Path) -> Checked:
    """Read everything, import the Python functions, and look whether it fits together. Nothing is sent or called."""
    faults = Faults()
    kiosk = as_far_as_it_can_be_read(path, faults)
    intents = [entry.intent for entry in kiosk.commands]
    sentences, grammars = load_grammars(kiosk.sentences, kiosk.house, kiosk.page.languages, intents, faults)
    slots: dict[str, set[str]] = {}
    for grammar in grammars.values():
        for intent, names in grammar.slots.items():
            slots.setdefault(intent, set()).update(names)
    _check_commands(path, kiosk, sentences, slots, faults)
    _check_answers(path, kiosk, faults)
    return Checked(
        path=path,
        there=path.is_file(),
        kiosk=kiosk,
        files=len(sentences.files),
        sentences={
            intent: {tag: grammar.counts.get(intent, 0) for tag, grammar in grammars.items()} for intent in intents
        },
        faults=tuple(sorted(faults.found)),
        notes=tuple(_notes(kiosk, sentences, grammars)),
    )


def _check_commands(
    path: Path, kiosk: Kiosk, sentences: Sentences, slots: Mapping[str, set[str]], faults: Faults
) -> None:
    """Whether each command has sentences, its reply names their slots, and its function can be called with them."""
    known = intents_of(sentences)
    for entry in kiosk.commands:
        if entry.intent not in known:
            hint = nearest(entry.intent, known) if known else "name the sentence files in 'sentences' of [kiosk]."
            faults.add(path, entry.line, f"no sentence means '{entry.intent}'; {hint}")
            continue
        fillable = slots.get(entry.intent, set())
        for text in (entry.reply or {}).values():
            for name in _SLOT.findall(text):
                if name not in fillable:
                    hint = nearest(name, sorted(fillable)) if fillable else "they have none."
                    what = f"'reply' of '{entry.intent}' has {{{name}}}, which is no slot of its sentences"
                    faults.add(path, entry.line, f"{what}; {hint}")
        if entry.python is not None:
            try:
                wrong = takes(load(entry.python, kiosk.folder), fillable)
            except FunctionError as error:
                wrong = str(error)
            if wrong is not None:
                faults.add(path, entry.line, f"'{entry.python}' cannot carry out '{entry.intent}': {wrong}.")


def _check_answers(path: Path, kiosk: Kiosk, faults: Faults) -> None:
    """Whether each question has one answer."""
    owner: dict[str, str] = {}
    for answer in kiosk.answers:
        for texts in answer.questions.values():
            for text in texts:
                key = question_key(text)
                if not key:
                    faults.add(path, answer.line, f"the question '{text}' has no letter or digit: nobody can ask it.")
                first = owner.setdefault(key, answer.name)
                if key and first != answer.name:
                    faults.add(path, answer.line, f"the question '{text}' belongs to the answer '{first}' already.")


def _notes(kiosk: Kiosk, sentences: Sentences, grammars: Mapping[str, Grammar]) -> Iterator[str]:
    others = sorted(intents_of(sentences) - {entry.intent for entry in kiosk.commands})
    if others:
        shown = ", ".join(others[:_MOST_NAMED]) + (", …" if len(others) > _MOST_NAMED else "")
        yield f"{len(others)} intents have sentences and no [[commands]], so they are never matched: {shown}."
    for language, number in sorted(sentences.other_languages.items()):
        yield f"{number} sentence files are left aside: '{language}' is not a language of this kiosk."
    for tag, grammar in grammars.items():
        for name, number in sorted(grammar.never.items()):
            yield f"{number} sentences in '{tag}' need {{{name}}}, of which kiosk.toml names none that fits."
    for entry in kiosk.commands:
        if entry.token_env is not None and not os.environ.get(entry.token_env):
            yield f"The variable {entry.token_env} is not set here; '{entry.intent}' needs it where the kiosk runs."
