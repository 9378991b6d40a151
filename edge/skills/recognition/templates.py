"""The sentence templates of `edge/skills/sentences`, one file a language and a skill, in the format of hassil.

A file is read, and hassil imported, when a message may be one of its sentences (hassil takes 85 ms, a file some 5 ms).
hassil parses the sentences; `Network` matches them, because its work is bounded. Of hassil's format are used:
alternatives (a|b), optional parts [a], permutations (a;b), expansion rules <name>, lists {list:slot}, `slots` that a
block of sentences sets, and `requires_context`. The lists are those of `slots.py`.

`_common.yaml` of a language has the expansion rules that all its files may use, and as `skip_words` what is left out
at both ends of a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from itertools import permutations
from typing import TYPE_CHECKING

from edge.skills.names import SlotValue
from edge.skills.recognition.network import Network
from edge.skills.recognition.reading import Language, fold
from edge.skills.recognition.slots import OWN_WORDS

if TYPE_CHECKING:
    from hassil import Expression, Intents, Sentence

__all__ = ["Block", "Templates", "load", "skip_words"]

_DEEPEST = 12
"""Expansion rules inside expansion rules."""


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that mean one command."""

    name: str
    """The command's name, or for a follow-up what it changes."""
    slots: dict[str, SlotValue]
    """Slots that the sentences set without naming them."""


@dataclass(frozen=True, slots=True)
class Templates:
    """A file's sentences; `network` answers the numbers of `blocks`."""

    network: Network
    blocks: tuple[Block, ...]


def _read(language: Language, name: str) -> Intents:
    from hassil import Intents  # 85 ms

    text = files("edge.skills").joinpath("sentences", language, f"{name}.yaml").read_text(encoding="utf-8")
    return Intents.from_yaml(StringIO(text))


@cache
def _common(language: Language) -> Intents:
    return _read(language, "_common")


@cache
def skip_words(language: Language) -> tuple[str, ...]:
    """What is left out at both ends of a message, folded, the longest first."""
    return tuple(sorted(map(fold, _common(language).skip_words), key=len, reverse=True))


@cache
def load(language: Language, skill: str) -> Templates:
    """The templates of a skill, as one network."""
    intents = _read(language, skill)
    rules = _common(language).expansion_rules | intents.expansion_rules
    network = Network()
    blocks: list[Block] = []
    for name, intent in intents.intents.items():
        for data in intent.data:
            for sentence in data.sentences:
                network.complete(_add(network, 0, sentence.expression, rules, 0), len(blocks))
            blocks.append(Block(name, dict(data.slots)))
    return Templates(network, tuple(blocks))


def _add(network: Network, state: int, part: Expression, rules: dict[str, Sentence], depth: int) -> int:
    """Adds a part of a sentence after a state; the state after it."""
    from hassil import Alternative, ListReference, Permutation, RuleReference, Sequence, TextChunk

    if isinstance(part, TextChunk):
        return network.literal(state, fold(part.text)) if part.text else state
    if isinstance(part, ListReference):
        add = network.own_words if part.list_name in OWN_WORDS else network.value
        return add(state, part.list_name, part.slot_name)
    if isinstance(part, RuleReference):
        if depth > _DEEPEST:
            raise ValueError(f"The expansion rule <{part.rule_name}> contains itself.")
        return _add(network, state, rules[part.rule_name].expression, rules, depth + 1)
    if isinstance(part, Alternative):
        return network.join([_add(network, state, item, rules, depth) for item in part.items])
    if isinstance(part, Permutation):
        return network.join(
            [_add(network, state, Sequence(list(row)), rules, depth) for row in permutations(part.items)]
        )
    assert isinstance(part, Sequence)
    for item in part.items:
        state = _add(network, state, item, rules, depth)
    return state
