"""`edge ask`: one question, one answer."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from edge.cli.output import data_json, hint, note
from edge.cli.printed import Printed
from edge.errors import SchemaError, UsageError, error_from_kind
from edge.events import Finished, TurnRecord
from edge.paths import Paths
from edge.settings import Loaded, load
from edge.transcript import Attachment
from edge.turn import AssistantLike, Question, Turn

__all__ = ["record_json", "run"]


def run(arguments: argparse.Namespace) -> int:
    """Ask, print the answer as it comes, and return the exit code."""
    from edge import open_assistant

    paths = Paths.default()
    flags = {
        "reply.max_tokens": arguments.max_tokens,
        "sampling.temperature": arguments.temperature,
        "sampling.seed": arguments.seed,
        "engine.check_memory": False if arguments.no_memory_check else None,
    }
    loaded = load(paths.config, flags=flags)
    question = _question(arguments, loaded)
    with closing(open_assistant(paths, loaded.settings, soon=question.model or loaded.settings.model)) as assistant:
        question = dataclasses.replace(question, uid=_uid())
        record = _follow(assistant, question, quiet=arguments.json)
        for notice in assistant.status().notices:  # of the home: a damaged journal set aside, a disk that is full
            note(notice)
        if arguments.json:
            data_json(record_json(record))
    return _ended(record)


def _question(arguments: argparse.Namespace, loaded: Loaded) -> Question:
    settings, chosen = loaded.settings, loaded.sources
    return Question(
        text=_text(arguments.text),
        uid="",
        conversation=None if arguments.conversation == "last" else arguments.conversation,
        choice="cloud" if arguments.cloud else "local" if arguments.local else None,
        offline=arguments.offline,
        private=arguments.private,
        # Another process may own the home, with other settings: what was chosen here goes along.
        model=_model(arguments.model or (settings.model if "model" in chosen else None)),
        system=arguments.system
        if arguments.system is not None
        else _chosen(settings.reply.system, "reply.system", chosen),
        schema=_schema(arguments.schema) if arguments.schema else None,
        grammar=_read(arguments.grammar, "grammar") if arguments.grammar else None,
        max_tokens=_chosen(settings.reply.max_tokens, "reply.max_tokens", chosen),
        check_memory=_chosen(settings.engine.check_memory, "engine.check_memory", chosen),
        sampling=settings.sampling.as_sampling() if any(key.startswith("sampling.") for key in chosen) else None,
        attachments=_attachments(arguments.file),
    )


def _attachments(paths: list[str]) -> tuple[Attachment, ...]:
    if not paths:
        return ()
    from edge.attachments.file import read_files  # few messages have files

    read = read_files(paths)
    for one in read:
        if one.note is not None:
            note(one.note)
    return tuple(one.attachment for one in read)


def _uid() -> str:
    from edge.journal import new_uid  # after the engine was started: importing the journal takes as long as that

    return new_uid()


def _chosen(value: Any, key: str, chosen: dict[str, str]) -> Any:
    return value if key in chosen else None


def _model(name: str | None) -> str | None:
    """A path made absolute: the owner of the home may stand in another folder."""
    if name is not None and ("/" in name or name.endswith(".gguf")):
        return str(Path(name).expanduser().absolute())
    return name


def _text(words: list[str]) -> str:
    if words and words != ["-"]:
        return " ".join(words)
    if not words and sys.stdin.isatty():
        raise UsageError("There is no message: write it behind 'edge ask', or send it to standard input.")
    return sys.stdin.buffer.read().decode("utf-8", "replace").strip("\n")


def _read(name: str, what: str) -> str:
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "it is not UTF-8 text"
        raise SchemaError(f"The {what} file {name} cannot be read: {why}.") from None


def _schema(name: str) -> Any:
    try:
        return json.loads(_read(name, "schema"))
    except ValueError as error:
        raise SchemaError(f"The schema file {name} is not valid JSON: {error}.") from None


def _follow(assistant: AssistantLike, question: Question, *, quiet: bool) -> TurnRecord:
    """Print the pieces as they come. Ctrl-C cancels and the text so far is kept; a second one leaves at once."""
    turn = assistant.ask(question)
    printed = Printed(quiet=quiet, terminal=sys.stdout.isatty())
    try:
        with _cancelled_by_signals(turn):
            for event in turn:
                printed.hear(event)
                if isinstance(event, Finished):
                    return event.record
    except BrokenPipeError:
        turn.cancel()
        raise
    raise AssertionError("a turn ends with Finished")


@contextmanager
def _cancelled_by_signals(turn: Turn) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM, or a closed terminal) cancels the turn, the second leaves at once."""

    def first(_number: int, _frame: Any) -> None:
        for name in signals:
            signal.signal(name, signal.default_int_handler)
        turn.cancel()

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {name: signal.signal(name, first) for name in signals}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _ended(record: TurnRecord) -> int:
    if record.complete:
        _tell_queued(record)
        hint(_badge(record))
        return 0
    note(record.why or "The answer is not complete.")
    _tell_queued(record)
    if record.cut_off == "cancelled":
        return 130
    if record.cut_off in {"length", "context"}:
        return 0
    return error_from_kind(record.error or "", "").exit_code


def _tell_queued(record: TurnRecord) -> None:
    if record.outbox is not None:
        from edge.outbox import kept  # few turns end so

        note(kept(record.route.language))


def _badge(record: TurnRecord) -> str:
    who = {"local": "device", "skill": "skill", "cloud": "cloud"}[record.by]
    parts = [who, record.model]
    if record.ttft_ms is not None:
        parts.append(f"first word {record.ttft_ms:.0f} ms")
    if record.tok_s is not None:
        parts.append(f"{record.tok_s:.0f} tok/s")
    memory = [m for m in (record.memory.rss_mb, record.memory.engine_rss_mb) if m]
    if memory:
        parts.append(f"{sum(memory):.0f} MB")
    return " · ".join(parts)


def record_json(record: TurnRecord) -> dict[str, Any]:
    """The record in the form that `edge ask --json` promises."""
    r = dataclasses.asdict(record)
    memory = r.pop("memory")
    fallback = r.pop("fallback")
    tokens = r.pop("tokens")
    steps = {f"{name}_tokens": tokens.pop(name) for name in ("forced", "drafted", "accepted")}
    promised = {
        "text": r.pop("text"),
        "by": r.pop("by"),
        "model": r.pop("model"),
        "complete": r.pop("complete"),
        "intents": r.pop("intents"),
        "route": r.pop("route"),
        "ttft_ms": r.pop("ttft_ms"),
        "total_ms": r.pop("total_ms"),
        "tokens": tokens,
        "tok_s": r.pop("tok_s"),
        "rss_mb": memory["rss_mb"],
        "engine_rss_mb": memory["engine_rss_mb"],
        "egress": r.pop("egress"),
        "fallback": {"from": fallback["from_"], "why": fallback["why"]} if fallback else None,
        "outbox": r.pop("outbox"),
    }
    return {**promised, **r, **steps, "memory": memory}
