"""Whether a reply is a text at all: not empty, no loop, no remains of a model's markup, no echo, no refusal."""

from __future__ import annotations

import re
from collections import Counter

from edge.compare.replies.plain import MOST, read

__all__ = ["fluent", "is_echo", "is_refusal"]

_LOOP = re.compile(r"(\S(?:.{0,58}\S)?)(?:\s{0,3}\1){5,}", re.DOTALL)
_TIMES = 4
"""That often one and the same sentence is a loop."""
_SENTENCE = re.compile(r"[^.!?。！？\n]{8,}")
_GARBAGE = re.compile(
    r"<\|[a-z_]{2,30}\|>|\|im_(?:start|end)\||<0x[0-9A-F]{2}>|\[/?INST\]|</?s>|<unk>|\ufffd"
    r"|(?m:^(?:user|human|assistant|system)\s{0,2}[:：])",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:i(?:'m| am) (?:sorry|afraid|unable)[^.!?]{0,30}(?:can(?:no|')t|unable|not able)|i can(?:no|')t (?:help"
    r"|assist|answer|do|provide|discuss|engage)|unable to (?:help|assist|answer|provide))"
    r"|(?:无法|不能|没法)(?:帮|协助|回答|提供|满足|参与|进行)|不便回答"
    r"|(?:お答え|お手伝い|提供|回答)(?:すること(?:は|が))?(?:でき(?:ません|ない)|しかね)"
)


def fluent(reply: str) -> bool:
    """Whether it is a text: something is in it, nothing of it comes over and over, and no control words of a model."""
    text = reply[:MOST].strip()
    if not text or _GARBAGE.search(text):
        return False
    for loop in _LOOP.finditer(text):
        if re.search(r"\w", loop.group(1)) and len(loop.group()) > 24:  # a row of dots or dashes is none
            return False
    sentences = Counter(found.group().strip().casefold() for found in _SENTENCE.finditer(text))
    return not sentences or max(sentences.values()) < _TIMES


def is_echo(reply: str, question: str) -> bool:
    """Whether it only says the question again, or nearly all of it."""
    said, asked = (re.sub(r"\W+", "", read(text).plain)[:2000] for text in (reply, question))
    if not said or not asked:
        return False
    return (said in asked and len(said) > 0.7 * len(asked)) or (asked in said and len(said) < 1.3 * len(asked))


def is_refusal(reply: str) -> bool:
    """Whether it declines to answer."""
    return _REFUSAL.search(read(reply).plain) is not None
