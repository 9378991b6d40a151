"""What holds in every language: the templates' files, bounded work, and no string that makes it fail."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from hassil import Group, Intents
from hassil.sample import sample_sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.skills.names import COMMANDS, Command
from edge.skills.recognition import Context, recognize
from edge.skills.recognition.cues import CUES, FOLLOW_UP, skills
from edge.skills.recognition.follow_ups import CHANGES
from edge.skills.recognition.one import match_one
from edge.skills.recognition.parts import in_parts
from edge.skills.recognition.reading import LONGEST, Language, read, repaired
from edge.skills.recognition.slots import LISTS, OWN_WORDS
from edge.skills.recognition.templates import load
from tests.edge.skills.recognized import NOW, said

SENTENCES = Path(str(files("edge.skills"))) / "sentences"
LANGUAGES: tuple[Language, ...] = ("en", "zh", "ja")
MOST_STEPS = 60_000
"""For one skill and one message of 300 characters; measured are up to some 20,000."""


def _files(language: str) -> list[Path]:
    return sorted(path for path in (SENTENCES / language).glob("*.yaml") if path.stem != "_common")


def _intents(path: Path) -> Intents:
    with path.open(encoding="utf-8") as file:
        return Intents.from_yaml(file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_sentences_in_every_language(language: Language) -> None:
    named = {name for path in _files(language) if path.stem != FOLLOW_UP for name in _intents(path).intents}

    assert named == set(COMMANDS)
    assert set(_intents(SENTENCES / language / f"{FOLLOW_UP}.yaml").intents) == set(CHANGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_belongs_to_a_skill_that_the_first_filter_knows(language: Language) -> None:
    assert {path.stem for path in _files(language)} == {*CUES[language], FOLLOW_UP}


@pytest.mark.parametrize("path", [path for language in LANGUAGES for path in _files(language)], ids=str)
def test_every_file_loads_and_names_only_lists_and_slots_that_there_are(path: Path) -> None:
    language = next(known for known in LANGUAGES if known == path.parent.name)
    common = _intents(path.parent / "_common.yaml")
    intents = _intents(path)
    rules = common.expansion_rules | intents.expansion_rules

    assert intents.language == language
    assert len(load(language, path.stem).network) > 2
    for name, intent in intents.intents.items():
        for data in intent.data:
            for sentence in data.sentences:
                assert isinstance(sentence.expression, Group)
                for reference in sentence.expression.list_references(rules):
                    assert reference.list_name in {*LISTS, *OWN_WORDS}, sentence.text
                    if name in COMMANDS and reference.list_name != "quantity":
                        COMMANDS[name].slot(reference.slot_name)
            if name in COMMANDS:
                for slot in data.slots:
                    COMMANDS[name].slot(slot)


def _lists(values: dict[str, str]) -> dict[str, object]:
    return {name: {"values": [value]} for name, value in values.items()}


_SAMPLES = {
    "en": dict.fromkeys([*LISTS, *OWN_WORDS], "x") | {"expression": "12*7", "calculation": "12*7", "quantity": "5 km"},
    "zh": dict.fromkeys([*LISTS, *OWN_WORDS], "x") | {"expression": "12*7", "calculation": "12*7", "quantity": "5公里"},
    "ja": dict.fromkeys([*LISTS, *OWN_WORDS], "x") | {"expression": "12*7", "calculation": "12*7", "quantity": "5キロ"},
}


@pytest.mark.parametrize("path", [path for language in LANGUAGES for path in _files(language)], ids=str)
def test_the_first_filter_lets_every_sentence_through(path: Path) -> None:
    if path.stem == FOLLOW_UP:
        return
    language = next(known for known in LANGUAGES if known == path.parent.name)
    common = _intents(path.parent / "_common.yaml")
    intents = _intents(path)
    rules = common.expansion_rules | intents.expansion_rules
    lists = Intents.from_dict({"language": language, "intents": {}, "lists": _lists(_SAMPLES[language])}).slot_lists

    for intent in intents.intents.values():
        for data in intent.data:
            for sentence in data.sentences:
                for number, text in enumerate(sample_sentence(sentence, lists, rules)):
                    if number >= 100:
                        break
                    assert path.stem in skills(read(text), language), text


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_string_makes_it_fail(text: str) -> None:
    recognize(text, NOW)
    recognize(text, NOW, Context(Command("timer.start", {"seconds": 300})))


_PIECES = (
    "set a timer for ", "5 minutes", " and ", "remind me to ", "milk", " to the ", "list", "12*7", " in ", "miles",
    "把", "加到", "购物清单", "提醒我", "五分钟", "再", "の", "を", "タイマー", "5分", "リマインド", "して", "、", "時",
    "7", " ", "?",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_commands_makes_it_fail_and_what_is_found_is_whole(text: str) -> None:
    for command in recognize(text, NOW).commands:
        known = {slot.name: slot for slot in COMMANDS[command.name].slots}
        assert set(command.slots) <= set(known)
        assert set(command.missing) == {slot.name for slot in known.values() if slot.required} - set(command.slots)
        assert 0 < command.confidence <= 1
        json.dumps(command.slots)


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONGEST,
        "remind me to " + "and " * 70,
        "add " + "milk and " * 30 + "to the shopping list",
        "5 minutes " * 30,
        "remind me tomorrow at 5 " * 12,
        "9**9" * 75,
        "12*7+" * 60,
        "把" * LONGEST,
        "提醒我" * 100,
        "五分钟" * 100,
        "を追加して" * 60,
        "タイマーを5分" * 42,
        "リストにリストに" * 37,
        "明日の3時に" * 50,
        " " * 250 + "timer",
    ],
)
def test_the_work_is_bounded_by_the_length_of_the_message(text: str) -> None:
    steps: list[int] = []

    match_one(text[:LONGEST], NOW, Context(), steps)

    assert all(step <= MOST_STEPS for step in steps)


def test_a_long_message_is_no_command() -> None:
    assert said("set a timer for 5 minutes" + " " * 10) != []
    assert said("remind me to " + "a" * LONGEST) == []


PIECES = st.sampled_from(
    [
        *("what time is it", "set a timer for 5 minutes", "12*7", "5 km", "timer", "100 - 37", "mute", "in feet"),
        *("现在几点", "定时五分钟", "静音", "加三", "80的15%", "今何時", "5分のタイマー", "音を消して", "たす3"),
        *(" and ", " then ", "，然后", "和", "、それから", ". ", "！", " ", "ok", "ｔｉｍｅ", "の", "🙂"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=5).map("".join))
def test_the_first_filter_holds_back_no_command(text: str) -> None:
    message = repaired(text.strip())
    unfiltered = in_parts(message, Context(), lambda part, before: match_one(part, NOW, before)) if message else ()
    assert recognize(text, NOW).commands == unfiltered


def test_ordinary_talk_imports_no_grammar_and_no_hassil() -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from edge.skills.recognition import recognize\n"
        "for text in ('how are you', 'tell me a joke', '你好', 'ありがとう'): recognize(text, datetime.now(UTC))\n"
        "print('hassil' in sys.modules or 'edge.skills.values.moments' in sys.modules)\n"
        "recognize('set a timer for 5 minutes', datetime.now(UTC)); print('hassil' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]


def test_the_same_message_gives_the_same_commands() -> None:
    first, second = (recognize("set a timer for 5 minutes and mute", NOW) for _ in range(2))

    assert first == second
