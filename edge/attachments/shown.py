"""A message with its files as a model sees it: the files in front, part by part with their places, then the message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from edge.attachments import words
from edge.attachments.matching import scores
from edge.attachments.passages import Lines, Passage, passages_of
from edge.router.text import tokens_of
from edge.transcript import Attachment, Message

__all__ = ["Cut", "Fill", "Part", "Selection", "best", "cut", "shown"]

Fill = Literal["always", "unmatched", "never"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file by its place."""

    name: str
    """The file's."""
    first: int
    last: int
    """Its first and its last line; the first line of a file is 1."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What of some files a model is shown."""

    whole: bool
    """Whether that is all of them."""
    parts: tuple[Part, ...] = ()
    """The parts in the files' order, neighbours as one; with `whole`, a part for each file."""

    def sentence(self, language: str, where: Literal["device", "cloud"] = "device") -> str | None:
        """What the user is told about it, in `en`, `zh` or `ja`; None where all was shown."""
        return None if self.whole else words.spoken(self.parts, language, where)


@dataclass(frozen=True, slots=True)
class Cut:
    """Files in passages."""

    files: tuple[Attachment, ...]
    lines: tuple[Lines, ...]
    """Of each file."""
    passages: tuple[tuple[int, Passage], ...]
    """Each with the number of its file, in their order."""

    def part(self, at: int) -> Part:
        """The place of a passage."""
        file, passage = self.passages[at]
        return Part(self.files[file].name, *self.lines[file].of(passage.start, passage.end))

    def text(self, at: int) -> str:
        """The text of a passage."""
        file, passage = self.passages[at]
        return self.files[file].text[passage.start : passage.end]

    def parts(self, chosen: Iterable[int]) -> tuple[Part, ...]:
        """The places of some passages in their order, neighbours as one."""
        merged: list[Part] = []
        before: int | None = None
        for at in sorted(chosen):
            part = self.part(at)
            if before == at - 1 and self.passages[before][0] == self.passages[at][0]:
                merged[-1] = Part(part.name, merged[-1].first, part.last)
            else:
                merged.append(part)
            before = at
        return tuple(merged)


def cut(files: Sequence[Attachment]) -> Cut:
    """The passages of some files."""
    passages = [(file, passage) for file, one in enumerate(files) for passage in passages_of(one.text)]
    return Cut(tuple(files), tuple(Lines(one.text) for one in files), tuple(passages))


def best(question: str, files: Cut) -> list[tuple[int, float]]:
    """The passages by how well they match, best first and earlier before later, each with its score."""
    scored = enumerate(scores(question, [files.text(at) for at in range(len(files.passages))]))
    return sorted(scored, key=lambda one: (-one[1], one[0]))


def shown(message: Message, budget_tokens: int, language: str, *, fill: Fill = "always") -> tuple[str, Selection]:
    """The text of a message with its files in front, and what of them that is.

    budget_tokens  that the files, and what stands around them, may take, as `tokens_of` counts
    language       `en`, `zh` or `ja`: of the words around the files; others are `en`
    fill           whether the room that is left is filled, from the beginning, with what nothing in the message
                   speaks for: `always`, where nothing at all matches (`unmatched`), or `never`

    Files that fit are shown whole, else the passages that match the message best, as many as fit; where nothing
    fits, the message is alone. The same arguments give the same text.
    """
    if not message.attachments:
        return message.text, Selection(whole=True)
    files = cut(message.attachments)
    everything = range(len(files.passages))
    sizes = [_size(files, at, language) for at in everything]
    left = budget_tokens - _frame(files, language)
    if left < 0:
        return message.text, Selection(whole=False)
    if sum(sizes) <= left:
        return _framed(message.text, files, everything, language), Selection(True, files.parts(everything))
    chosen: set[int] = set()
    ranked = best(message.text, files)
    filled = fill == "always" or (fill == "unmatched" and not any(score for _, score in ranked))
    for at, score in ranked:
        if sizes[at] <= left and (score > 0 or filled):
            chosen.add(at)
            left -= sizes[at]
    if not chosen:
        return message.text, Selection(whole=False)
    return _framed(message.text, files, sorted(chosen), language), Selection(False, files.parts(chosen))


def _size(files: Cut, at: int, language: str) -> int:
    return files.passages[at][1].tokens + tokens_of(f"{words.label(files.part(at), language)}\n\n\n")


def _frame(files: Cut, language: str) -> int:
    """Tokens of all that is no passage, at most."""
    openings = (
        max(
            tokens_of(f"{words.opening(one.name, len(lines), how, language)}\n\n") for how in ("whole", "parts", "none")
        )
        for one, lines in zip(files.files, files.lines, strict=True)
    )
    return sum(openings) + tokens_of(f"{words.closing(language)}\n\n")


def _framed(text: str, files: Cut, chosen: Sequence[int], language: str) -> str:
    blocks: list[str] = []
    for file, one in enumerate(files.files):
        mine = [at for at in chosen if files.passages[at][0] == file]
        of_all = sum(1 for number, _ in files.passages if number == file)
        how = "whole" if len(mine) == of_all else "parts" if mine else "none"
        blocks.append(words.opening(one.name, len(files.lines[file]), how, language))
        blocks += [f"{words.label(files.part(at), language)}\n{files.text(at)}" for at in mine]
    return "\n\n".join([*blocks, words.closing(language), text])
