"""What the reader learns from: the data folder, the built-in model's small talk, and the patterns written for it."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from builtin.patterns import BEYOND, COMMAND, RESULT, read_patterns

from edge.reader.labels import NO_INTENT, TASKS
from reader.augment import vary
from reader.corpus_sample import Sample
from reader.mapping import BUILTIN_INTENTS, UNSURE_INTENTS, intent_of
from reader.patterns import LANGUAGES, SENTENCES, Language

AUXILIARY = {
    "clinc150": "clinc150/train.jsonl",
    "nlu_evaluation": "nlu_evaluation/data.jsonl",
    "snips": "snips/train.jsonl",
    "botframework_zh": "botframework_zh/data.jsonl",
    "home_assistant": "home_assistant/expanded_{}.jsonl",
}
"""Sets whose own intents the vector learns to tell apart as well; their heads are thrown away."""

_WEIGHTS = {
    "gsm8k": 0.4, "agieval": 0.4, "tal_scq5k": 0.3, "cot_ja_mawps": 0.4, "cot_ja_letters": 0.2, "tatoeba": 0.6,
    "chatterbot": 0.3, "botframework_zh": 0.5, "home_assistant": 0.4, "template": 0.5, "template+tatoeba": 0.4,
    "template+commands": 0.7, "template+agieval": 0.6, "snips": 0.5, "commonsenseqa": 0.3, "nlp100": 0.4,
    "100knocks": 0.4, "mbpp": 0.5,
}  # fmt: skip
"""Of sources that are worded unlike what users write, or all alike."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_data(folder: Path, split: str = "train") -> list[Sample]:
    """The samples of the data folder; `split` is `train` or `dev`. Raises OSError where a file is missing."""
    own: dict[str, dict[str, str]] = {}
    langs: dict[str, str] = {}
    for name, pattern in AUXILIARY.items() if split == "train" else ():
        for lang in ("en", "zh-cn", "ja") if "{}" in pattern else ("zh" if name.endswith("zh") else "en",):
            for line in read_lines(folder / pattern.format(lang)):
                own.setdefault(line["text"], {})[name] = line["intent"]
                langs[line["text"]] = lang[:2]
    samples = []
    for line in read_lines(folder / f"pool_{split}.jsonl"):
        text, task, source = line["text"], line["task"], line["source"]
        mine = own.pop(text, {})
        known = task if task in TASKS and source != "chatterbot" else None
        # CLINC150 calls questions for a recipe or a visa facts, and its task is a guess: only its label is used.
        if source == "clinc150" and task == "fact":
            known = None
        cloud = line["label"] == "cloud"
        intent: str | None = NO_INTENT if cloud else intent_of(mine, text) if mine else None
        if intent is None and not mine and task not in ("command",) and source != "template+commands":
            intent = NO_INTENT
        samples.append(Sample(text, line["lang"], known, cloud, intent, source, _WEIGHTS.get(source, 1.0), mine))
    for text, mine in own.items():  # what the pool did not take from those sets
        samples.append(Sample(text, langs[text], None, False, intent_of(mine, text), "intents", 0.15, mine))
    if split == "train":
        outside = read_lines(folder / "clinc150" / "oos_train.jsonl")
        samples += [
            Sample(line["text"], "en", None, None, NO_INTENT, "clinc150 oos", 0.5, {"clinc150": "oos"})
            for line in outside
        ]
    return samples


def small_talk() -> list[Sample]:
    """The messages that the project wrote for its built-in model, without those beyond it: their task is not told."""
    samples = []
    for message in read_patterns():
        if message.name in (BEYOND, RESULT):
            continue
        intent = None if message.name in UNSURE_INTENTS else BUILTIN_INTENTS.get(message.name, NO_INTENT)
        task = "command" if message.name == COMMAND else "chitchat"
        if message.name == COMMAND:
            intent = None
        samples.append(Sample(message.text, message.lang, task, False, intent, "builtin", 0.3))
    return samples


def written(chance: random.Random, times: int) -> list[Sample]:
    """Messages of each pattern, with variations: at most three `times`, as many as the pattern has parts to choose."""
    samples = []
    for lang in LANGUAGES:
        patterns = Language(lang)
        for pattern in patterns.patterns:
            rich = pattern.raw + sum(pattern.text.count(sign) for sign in "{([")
            for _ in range(max(2, min(3 * times, times * (1 + rich) // 4))):
                made = patterns.make(pattern, chance)
                talk = made.task in ("chitchat", "followup")
                text = made.text if pattern.raw else vary(made.text, lang, chance, courtesies=not talk)
                samples.append(Sample(text, lang, made.task, made.cloud, made.intent, "patterns", 2.0))
    kanji = (SENTENCES / "kanji_only_ja.txt").read_text("utf-8").split()
    samples += [Sample(text, "ja", None, None, None, "kanji", 2.0) for text in kanji]
    return samples


def combined(base: list[Sample], chance: random.Random, count: int) -> list[Sample]:
    """Long but easy and a request within small talk, so that neither length nor an opening decides.

    Several device messages in one stay on the device, unless one of them is a request for the cloud.
    """
    pools: dict[tuple[str, str], list[Sample]] = {}
    for one in base:
        if one.task is None or one.cloud is None or len(one.text) > 160 or one.source in ("chatterbot", "gsm8k"):
            continue
        kind = "hard" if one.cloud else "talk" if one.task == "chitchat" else one.task
        if one.task not in ("followup", "longdoc"):
            pools.setdefault((one.lang, kind), []).append(one)
    samples = []
    for _ in range(count):
        lang = chance.choice(LANGUAGES)
        roll = chance.random()
        if roll < 0.3:  # several commands, an address, a list: long and easy
            parts = [chance.choice(pools[lang, "command"]) for _ in range(chance.randint(2, 5))]
        elif roll < 0.55:  # a story and something small
            parts = [chance.choice(pools[lang, "talk"]) for _ in range(chance.randint(1, 4))]
            parts.append(chance.choice(pools[lang, chance.choice(("command", "fact", "rewrite", "talk"))]))
        elif roll < 0.75:  # small talk before or after something hard
            parts = [chance.choice(pools[lang, "talk"]), chance.choice(pools[lang, "hard"])]
            if chance.random() < 0.3:
                parts.reverse()
        else:  # a command and something hard
            parts = [chance.choice(pools[lang, "command"]), chance.choice(pools[lang, "hard"])]
            if chance.random() < 0.4:
                parts.reverse()
        hard = [part for part in parts if part.cloud]
        deciding = hard[0] if hard else parts[-1]
        samples.append(
            Sample(
                _joined([part.text for part in parts], lang, chance), lang, deciding.task, bool(hard), None, "combined"
            )
        )
    return samples


def _joined(texts: Iterable[str], lang: str, chance: random.Random) -> str:
    joints = {
        "en": (". ", ", ", ", then ", " and ", ". Also, ", "; ", "! ", ", oh and ", "\n", " also "),
        "zh": ("。", "，", "，然后", "，再", "。另外，", "；", "！", "，顺便", "\n", "，还有"),
        "ja": ("。", "、", "、それから", "。あと、", "。それと", "！", "、ついでに", "\n"),
    }[lang]
    whole = ""
    for text in texts:
        whole = whole.rstrip(" .!?。！？，、") + chance.choice(joints) + text if whole else text
    return whole


def undetermined(chance: random.Random, count: int) -> list[Sample]:
    """Messages without a letter of the three languages: digits, marks, emoji, other scripts."""
    chances = (
        *("12", "7*8", "3.14", "?", "!!", "...", "+", "=", "42%", "5/6", "100", "-", "2+2", "10:30", "→", "♥"),
        *("😀", "👍", "🙏", "🐱", "привет", "спасибо", "안녕", "오늘 날씨", "مرحبا", "שלום", "สวัสดี", "γειά", "नमस्ते"),
    )
    return [
        Sample(" ".join(chance.choice(chances) for _ in range(chance.randint(1, 3))), "und", None, None, None, "und")
        for _ in range(count)
    ]


def unified(text: str) -> str:
    """`text` without what makes near duplicates, for telling whether a message is held out."""
    return re.sub(r"\W", "", text.casefold())
