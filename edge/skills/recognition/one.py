"""One command: the templates of the skills that its words hint at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge.skills.names import Command
from edge.skills.recognition.commands import command
from edge.skills.recognition.context import Context
from edge.skills.recognition.cues import FOLLOW_UP, skills
from edge.skills.recognition.follow_ups import answer, calculation, follow_up
from edge.skills.recognition.network import Path
from edge.skills.recognition.reading import languages, read, without_fillers
from edge.skills.recognition.slots import Values
from edge.skills.recognition.templates import Templates, load, skip_words
from edge.skills.values import Text

__all__ = ["Match", "match_one"]

_LONGEST_FOLLOW_UP = 60


@dataclass(frozen=True, slots=True)
class Match:
    """The commands that a part of a message comes to; more than one only where a follow-up replaces something."""

    commands: tuple[Command, ...]
    score: int
    """Characters that templates and values account for."""
    own_words: bool
    """Whether some are the user's own words, which might as well be another command."""


def match_one(part: str, now: datetime, context: Context, steps: list[int] | None = None) -> Match | None:
    """The best match of a message or a part of it; `steps` collects how much work it was."""
    text = read(part)
    best: Match | None = None
    for language in languages(text):
        names = skills(text, language)
        if context.last is not None and len(text) <= _LONGEST_FOLLOW_UP:
            names.insert(0, FOLLOW_UP)  # of two that fit equally well, the one that goes on with the last
        if not names:
            continue
        whole = without_fillers(text, ())
        start, end = without_fillers(text, skip_words(language))
        found = Values(now)
        for name in names:
            templates = load(language, name)
            for span in {whole: None, (start, end): None}:
                paths = templates.network.paths(text, *span, found.find)
                if steps is not None:
                    steps.append(templates.network.steps)
                match = _first(templates, name, paths, text, context)
                if match is not None and (best is None or match.score > best.score):
                    best = match
        if best is None and context.last is not None:
            said = calculation(text.source(start, end), context) or answer(text, start, end, now, context)
            best = Match(said, 0, own_words=False) if said else None
    return best


def _first(templates: Templates, skill: str, paths: list[Path], text: Text, context: Context) -> Match | None:
    """The best of the ways that makes sense."""
    for path in paths:
        block = templates.blocks[path.block]
        if skill == FOLLOW_UP:
            commands = follow_up(block.name, block.slots, path.captures, text, context)
        else:
            found = command(block.name, block.slots, path.captures, text)
            commands = () if found is None else (found,)
        if commands:
            return Match(commands, path.score, any(capture.value is None for capture in path.captures))
    return None
