"""A conversation as Markdown (CommonMark) that can be read as it is, and rendered.

Each message is a block quote below a heading that says whose it is. Whatever a message holds ends with its quote: a
heading, a list, a code fence that is never closed. Only HTML and the targets of links by reference could reach further;
these are shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markdown_it import MarkdownIt

from edge.archive import Exchange
from edge.cleaning import clean
from edge.events import TurnRecord
from edge.export.gather import Whole

__all__ = ["Words", "to_markdown"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the program in such a file."""

    you: str = "You"
    by: Mapping[str, str] | None = None
    """Who answered, by `edge.transcript.By`; None takes those names as they are."""
    faces: Mapping[str, str] | None = None
    """What another text of an answer is, by `Face.kind`."""
    begun: str = "Begun {when}, exported {exported}."
    private: str = "Private: nothing of it may leave the device."
    stays: str = "stays on this device"
    files: str = "Files: {names}"
    incomplete: str = "Incomplete."
    no_answer: str = "No answer."
    under_way: str = "Not answered yet."
    first_word: str = "first word {seconds} s"
    speed: str = "{tok_s} tok/s"
    sent: str = "sent {bytes} bytes to {endpoint}"
    masked: str = "{count} masked"
    instead: str = "instead of {who}: {why}"
    sentence_joint: str = " "


_SPECIAL = re.compile(r"[\\`*_\[\]<>&#|~$]")
"""What means something within a line, in CommonMark and in what is built on it."""
_TAG = re.compile(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])")
_TARGET = re.compile(r"(?<!\\)\[(?=(?:[^\]\\]|\\.)*(?:\]:|$))")
"""What may begin the definition of a link's target."""
_HTML = frozenset({"html_block", "html_inline"})


def to_markdown(whole: Whole, exported: datetime, words: Words) -> str:
    """The conversation as a Markdown text.

    exported  the moment, with its time zone, in which all times are given
    """
    return "\n\n".join(_blocks(whole, exported, words)) + "\n"


def _blocks(whole: Whole, exported: datetime, words: Words) -> Iterator[str]:
    info, when = whole.info, _Clock(exported)
    yield f"# {plain(info.title) or info.uid}"
    head = [words.begun.format(when=when(info.started), exported=when(exported.isoformat()))]
    yield words.sentence_joint.join([*head, *([words.private] if info.private else [])])
    for turn in whole.turns:
        yield from _turn(turn, when, words)


def _turn(turn: Exchange, when: _Clock, words: Words) -> Iterator[str]:
    question, reply, record = turn.question, turn.reply, turn.record
    stays = [] if question.may_leave else [words.stays]
    yield f"## {' · '.join([words.you, when(turn.begun), *stays])}"
    yield quoted(question.text, breaks=True)
    if question.attachments:
        yield words.files.format(names=", ".join(plain(file.name) for file in question.attachments))
    if record is None and reply is None:
        yield f"*{words.under_way}*"
        return
    if record is not None:
        yield f"### {' · '.join(_who(record, words))}"
    elif reply is not None:
        yield f"### {_named(reply.by or 'local', reply.model, words)}"
    if reply is not None:
        yield quoted(reply.text)
    if record is not None and not record.complete:
        mark = words.no_answer if reply is None else words.incomplete
        yield f"*{words.sentence_joint.join([mark, *([plain(record.why)] if record.why else [])])}*"
    for face in record.faces if record is not None else ():
        kind = (words.faces or {}).get(face.kind, face.kind)
        unfinished = [] if face.complete else [words.incomplete.rstrip(".。")]
        yield f"#### {' · '.join([plain(kind), _named(face.by, face.model, words), *unfinished])}"
        yield quoted(face.text)


def _who(record: TurnRecord, words: Words) -> Iterator[str]:
    """Who answered, how fast, and what left the device for it."""
    model = f"{record.model} {record.quantization}" if record.quantization else record.model
    yield _named(record.by, model, words)
    if record.ttft_ms is not None:
        yield words.first_word.format(seconds=f"{record.ttft_ms / 1000:.2f}")
    if record.tok_s is not None:
        yield words.speed.format(tok_s=f"{record.tok_s:.1f}")
    if record.egress is not None:
        yield words.sent.format(bytes=record.egress.bytes, endpoint=plain(record.egress.endpoint))
        masked = sum(record.egress.masked.values())
        if masked:
            yield words.masked.format(count=masked)
    if record.fallback is not None:
        who = (words.by or {}).get(record.fallback.from_, record.fallback.from_)
        yield words.instead.format(who=plain(who), why=plain(record.fallback.why))


def _named(by: str, model: str | None, words: Words) -> str:
    return " · ".join(plain(part) for part in ((words.by or {}).get(by, by), model) if part)


class _Clock:
    """Moments as they are read where the file is written."""

    def __init__(self, exported: datetime) -> None:
        self._zone = exported.tzinfo

    def __call__(self, moment: str) -> str:
        try:
            return datetime.fromisoformat(moment).astimezone(self._zone).strftime("%Y-%m-%d %H:%M")
        except (ValueError, OverflowError):
            return plain(moment)


def plain(text: str) -> str:
    """`text` on one line, so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(clean(text).split()))


def quoted(text: str, *, breaks: bool = False) -> str:
    """`text` as a block quote that holds all of it; with `breaks`, its lines stay lines."""
    lines = clean(text).split("\n")
    if breaks:
        lines = [_broken(line, behind) for line, behind in zip(lines, [*lines[1:], ""], strict=True)]
    lines = [f"> {line}" if line else ">" for line in lines]
    if "<" in text or "]:" in text:  # else there is nothing to look for, which takes a while
        _shield(lines)
    return "\n".join(lines)


def _broken(line: str, behind: str) -> str:
    """With the two blanks that break a line, where a line follows in the same paragraph."""
    return f"{line}  " if line.strip() and behind.strip() and not line.endswith(("  ", "\\")) else line


def _shield(lines: list[str]) -> None:
    """Change the lines of a quote that would reach beyond it."""
    parser = MarkdownIt("commonmark")
    while True:
        env: dict[str, Any] = {}
        tokens = parser.parse("\n".join(lines), env)
        before = list(lines)
        for token in tokens:
            if token.map is not None and (
                token.type in _HTML or any(one.type in _HTML for one in token.children or ())
            ):
                for number in range(*token.map):
                    lines[number] = _TAG.sub(r"\1&lt;", lines[number])
        if env.get("references"):  # they leave no token behind, and stand where no code does
            code = {n for one in tokens if one.type in ("fence", "code_block") and one.map for n in range(*one.map)}
            for number in range(len(lines)):
                if number not in code:
                    lines[number] = _TARGET.sub(r"\\[", lines[number])
        if lines == before:
            return
