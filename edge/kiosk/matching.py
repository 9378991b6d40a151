"""A message against the sentences of all the kiosk's languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from edge.kiosk.faults import Faults
from edge.kiosk.file import House
from edge.kiosk.grammar import Grammar, Matched
from edge.kiosk.sentence_files import Sentences, load
from edge.skills.recognition.reading import LONGEST, languages, read
from edge.skills.recognition.templates import skip_words
from edge.skills.values import Text

__all__ = ["Matching", "intents_of", "load_grammars"]


def intents_of(sentences: Sentences) -> frozenset[str]:
    """The intents that have sentences."""
    return frozenset(block.intent for file in sentences.files for block in file.blocks)


def load_grammars(
    paths: Iterable[Path], house: House, spoken: Iterable[str], intents: Iterable[str] | None, faults: Faults
) -> tuple[Sentences, Mapping[str, Grammar]]:
    """What these files say, and their sentences by the tag of their language.

    spoken   the kiosk's languages
    intents  those that have a command; None for all
    faults   gets what is wrong, each with file and line; the rest works without it
    """
    sentences = load(paths, spoken, faults)
    wanted = intents_of(sentences) if intents is None else frozenset(intents)
    tags = dict.fromkeys(file.language for file in sentences.files if file.language and file.blocks)
    grammars = {
        tag: Grammar(
            [file for file in sentences.files if file.language in (None, tag)],
            house,
            tag.split("-")[0],
            wanted,
            faults,
        )
        for tag in tags
        if tag is not None
    }
    return sentences, grammars


class Matching:
    """Any thread may call it, several at once."""

    def __init__(self, grammars: Mapping[str, Grammar]) -> None:
        """`grammars` by the tag of their language."""
        self._grammars = [(tag.split("-")[0], grammar) for tag, grammar in grammars.items()]

    def may_match(self, message: str) -> bool:
        """Whether the message, or a part of it, may be a sentence: pieces that some template needs stand in it."""
        if not self._grammars:
            return False
        text = read(message)  # a part may be read as another language than the whole: all are looked at
        return any(grammar.may_match(text) for _, grammar in self._grammars)

    def match(self, message: str) -> Matched | None:
        """The sentence that a message is, the one with most words of its template; None if it is none."""
        if len(message) > LONGEST or not self._grammars:
            return None
        return self.match_text(read(message.strip()))

    def match_text(self, text: Text) -> Matched | None:
        """The same for a message that is read already."""
        best: Matched | None = None
        possible = languages(text)
        for language, grammar in self._grammars:
            if language not in possible:
                continue
            found = grammar.match(text, skip_words(language))
            if found is not None and (best is None or found.score > best.score):
                best = found
        return best
