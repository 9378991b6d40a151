"""`edge route`: where messages would go and why; nothing is carried out, kept or sent, and no engine is started."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from edge.care import care
from edge.cleaning import clean
from edge.cli.output import data, data_json, hint, note
from edge.errors import EdgeError
from edge.events import Intent, Route
from edge.faults import fault
from edge.kiosk.late import LateKiosk
from edge.offline import OfflineMode
from edge.paths import Paths
from edge.router.decision import decide
from edge.router.hearing import hear
from edge.router.late_reader import LateReader
from edge.router.reasons import reason
from edge.router.situation import EndpointState, Situation
from edge.settings import Settings, load
from edge.skills.recognition import recognize
from edge.skills.recognition.warming import warm_one, worth_warming
from edge.turn import Question

__all__ = ["LONGEST", "run"]

LONGEST = 1 << 20
"""Bytes of a line that are looked at."""


def run(arguments: argparse.Namespace) -> int:
    """One message from the arguments, or one a line from standard input; one object or paragraph for each."""
    paths = Paths.default()
    settings = load(paths.config).settings
    situation = _situation(paths, settings, assume_cloud=arguments.assume_cloud)
    offline = OfflineMode(paths.offline).on
    reader = LateReader(settings.router, paths.calibrated)
    reader.wait(60.0)
    kiosk = LateKiosk(paths.kiosk, reader.read, lambda error: fault(error, paths.logs))
    if kiosk.there:
        kiosk.load()
    for notice in (*reader.notices, *kiosk.notices):
        note(notice)
    if arguments.text and arguments.text != ["-"]:
        messages = iter([_typed(arguments.text)])
    else:
        hint("One message a line; Ctrl+D ends.")
        _warm()
        messages = _lines()
    try:
        for number, text in enumerate(messages):
            found = _decided(text, situation, settings, reader, kiosk if kiosk.there else None, offline=offline)
            if arguments.json:
                data_json(found)
            else:
                data(("\n" if number else "") + _readable(found))
    finally:
        reader.close()
    return 0


def _warm() -> None:
    """Read beforehand what a message may need, so that `ms` tells of a process that has been running for a while."""
    now = datetime.now().astimezone()
    for language in ("en", "zh"):  # Chinese characters alone may be Japanese: those files are among them
        for file in worth_warming(language):
            warm_one(*file)
    for text in (
        "set a timer for 5 minutes",
        "五分钟后提醒我",
        "5分のタイマー",
        "I want to die",
        "what time is it in Tokyo",
    ):
        care(text)
        recognize(text, now)


def _typed(words: list[str]) -> str:
    """What a shell handed over, which need not be UTF-8."""
    return " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _situation(paths: Paths, settings: Settings, *, assume_cloud: bool) -> Situation:
    """What is known without an engine: the model that would answer, and the endpoints there are."""
    from edge.catalogue import PREFERRED, Catalogue, configured

    catalogue = Catalogue.of(paths)
    usable = [one.endpoint for one in configured.read(paths.endpoints).values()]
    if assume_cloud and not usable:
        usable = list(catalogue.endpoints.values())
    # What is assumed to have a cloud is assumed to have its usual model, too: the built-in one is for the first minute.
    usual = assume_cloud and settings.model == "auto"
    try:
        model = catalogue.named(PREFERRED) if usual else catalogue.choose(settings.model)
    except EdgeError as error:
        note(str(error))
        return Situation(endpoints=tuple(map(EndpointState, usable)))
    return Situation(
        endpoints=tuple(map(EndpointState, usable)),
        builtin=model.builtin,
        context=settings.engine.context or model.context,
    )


def _decided(
    text: str,
    situation: Situation,
    settings: Settings,
    reader: LateReader,
    kiosk: LateKiosk | None,
    *,
    offline: bool,
) -> dict[str, Any]:
    """The object for one message; the keys are those that the command line promises, and some more."""
    began = time.perf_counter()
    said = clean(text)
    now = datetime.now().astimezone()
    met = care(said)
    if met is not None:
        intents: tuple[Intent, ...] = ()
        route = Route("skill", None, (reason("words_of_distress", met.language, decides=True),), met.language)
    else:
        commands = recognize(said, now, listed=kiosk).commands
        answer = kiosk.answer if kiosk is not None else None
        heard = hear(said, commands, reader.read(said), now, settings.router, answer)
        question = Question(said, "route", offline=offline)
        intents, route = heard.intents, decide(question, heard, situation, settings.router, reader.threshold)
    return _object(text, intents, route, (time.perf_counter() - began) * 1000)


def _object(text: str, intents: tuple[Intent, ...], route: Route, ms: float) -> dict[str, Any]:
    return {
        "text": text,
        "intents": [dataclasses.asdict(intent) for intent in intents],
        "to": route.to,
        "p_cloud": route.p_cloud,
        "reasons": [dataclasses.asdict(reason) for reason in route.reasons],
        "language": route.language,
        "ms": round(ms, 3),
        "task": route.task,
        "endpoint": route.endpoint,
        "model": route.model,
    }


def _readable(found: dict[str, Any]) -> str:
    """The same for a person: where it goes, the message's beginning, and the reasons, the deciding one first."""
    text = " ".join(found["text"].split())
    if len(text) > _SHOWN:
        text = text[:_SHOWN] + "…"
    to = found["to"] if found["endpoint"] is None else f"{found['to']} ({found['endpoint']})"
    lines = [f"{to}: {text}"]
    for intent in found["intents"]:
        slots = ", ".join(f"{name}={value}" for name, value in intent["slots"].items())
        lines.append(f"  {intent['name']}({slots})")
    lines += [f"  {reason['text']}" for reason in sorted(found["reasons"], key=lambda reason: not reason["decides"])]
    return "\n".join(lines)


_SHOWN = 100
"""Characters of a message that are shown of it."""


def _lines() -> Iterator[str]:
    """Lines of standard input as they come; what is no UTF-8 is replaced, and a line too long is cut."""
    source = sys.stdin.buffer
    number = 0
    while line := source.readline(LONGEST):
        number += 1
        rest, dropped = line, 0
        while len(rest) == LONGEST and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST)
            dropped += len(rest.rstrip(b"\r\n"))
        if dropped:
            note(f"Line {number} is longer than {LONGEST:,} bytes: only its beginning is looked at.")
        yield line.decode("utf-8", "replace").rstrip("\r\n")
