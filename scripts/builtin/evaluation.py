"""Figures of the built-in model over messages that somebody other than the patterns' authors wrote."""

import json
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builtin import synth
from builtin.gate import Reading, sure
from builtin.patterns import BEYOND, COMMAND, LANGUAGES, RESULT, UNSURE, Message, Replies
from builtin.runner import Runner, Turn

UNSEEN_SYSTEM = (
    "You are Rosie, the tablet in the hallway of the Browns. Nobody here has much time: say what matters and stop."
)
"""No template of `synth` makes it."""


@dataclass(frozen=True)
class Setup:
    """What stands before the message."""

    name: str
    system: str
    history: tuple[Turn, ...] = ()


SETUPS = (
    Setup("the default system prompt", synth.DEFAULT_SYSTEM),
    Setup("an unseen system prompt", UNSEEN_SYSTEM),
    Setup(
        "after two turns, the first by this model, the second by a bigger one",
        synth.DEFAULT_SYSTEM,
        (
            Turn("hello there", ("greeting", "en"), "Hello! What can I do for you?"),
            Turn("图书馆周末几点关门", None, "图书馆周末一般下午五点关门,节假日可能会提前,建议先打电话确认。"),
        ),
    ),
)


@dataclass
class Score:
    """Counts over one group of messages."""

    total: int = 0
    right: int = 0
    """Sure, and the right class and language."""
    best_right: int = 0
    """The likeliest class is the right one, whatever the gate says."""
    wrong: int = 0
    """Wrong with confidence."""
    unsure: int = 0
    sentence: int = 0
    """Replies that are letter by letter the learnt sentence of the class that was taken, `unsure` included."""

    def add(self, message: Message, reading: Reading, threshold: float, *, said_well: bool) -> None:
        """Count one message."""
        passed, right = sure(reading, threshold), reading.label == message.label
        self.total += 1
        self.right += passed and right
        self.best_right += right
        self.wrong += passed and not right
        self.unsure += not passed
        self.sentence += said_well


@dataclass
class Report:
    """All figures of one setup."""

    setup: str
    threshold: float
    scores: dict[str, Score] = field(default_factory=dict)
    """By group: `en`, `zh`, `ja` (small talk and capabilities), `beyond`, `command`, `all`, `new` (in no pattern)."""
    confused: Counter[str] = field(default_factory=Counter)
    """`language: right class > class taken, with confidence`."""
    unsure_in: Counter[str] = field(default_factory=Counter)
    by_threshold: dict[str, tuple[float, float]] = field(default_factory=dict)
    """For other thresholds: shares right and wrong with confidence, over all."""


def read_messages(path: Path) -> list[Message]:
    """Lines of JSON with text, lang and class."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Message(line["text"], line["lang"], line["class"], path.stem) for line in lines]


def bare(text: str) -> str:
    """`text` without case, spaces and punctuation."""
    return "".join(sign for sign in text.casefold() if sign.isalnum()) or text.strip()


def evaluate(
    runner: Runner,
    messages: Sequence[Message],
    replies: Replies,
    setup: Setup,
    threshold: float,
    known: Collection[str] = (),
) -> Report:
    """Ask every message in `setup`; `known` are the bare texts of the training patterns."""
    report = Report(setup.name, threshold, {name: Score() for name in (*LANGUAGES, BEYOND, COMMAND, "all", "new")})
    readings = []
    for message in messages:
        reading = runner.read(runner.prompt(message.text, setup.system, setup.history))
        passed = sure(reading, threshold)
        label = reading.label if passed else (UNSURE, reading.lang)
        said_well = label[0] == RESULT or runner.say(label) in replies.sentences[label]
        group = message.name if message.name in (BEYOND, COMMAND) else message.lang
        for name in (group, "all") if bare(message.text) in known else (group, "all", "new"):
            report.scores[name].add(message, reading, threshold, said_well=said_well)
        if passed and reading.label != message.label:
            report.confused[f"{message.lang}: {message.name} > {':'.join(reading.label)}"] += 1
        if not passed:
            report.unsure_in[f"{message.lang}: {message.name}"] += 1
        readings.append(reading)
    for step in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        pairs = [
            reading.label == message.label
            for message, reading in zip(messages, readings, strict=True)
            if sure(reading, step)
        ]
        report.by_threshold[str(step)] = (sum(pairs) / len(messages), (len(pairs) - sum(pairs)) / len(messages))
    return report


def copied_results(runner: Runner, count: int, system: str, seed: int = 77) -> dict[str, tuple[int, int]]:
    """How many made results of each language are worded with their value exact, of how many."""
    chance = random.Random(seed)
    copied = {}
    for lang in LANGUAGES:
        exact = 0
        for _ in range(count):
            text, said = synth.result(lang, chance)
            reading = runner.read(runner.prompt(text, system))
            exact += reading.label == (RESULT, lang) and runner.say(reading.label) == said
        copied[lang] = (exact, count)
    return copied
