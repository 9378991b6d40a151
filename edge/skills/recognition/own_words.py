"""What the user's own words in a slot may be: precise enough that a sentence about commands does not become one."""

from __future__ import annotations

import re

from edge.skills.recognition.reading import fold
from edge.skills.values import split_items

__all__ = ["checked_items", "checked_name", "checked_place", "checked_text", "is_question"]

_LONGEST_TEXT = 200
_LONGEST_ITEM = 60
_MOST_ITEMS = 30
_LONGEST_NAME = 24
_MOST_WORDS = 3

_BEFORE_NAMES = re.compile(
    r"(?:(?:my|our|the|a|an|this|your) |我的|我们的|那个|这个|我|私の|わたしの|僕の|うちの)", re.IGNORECASE
)
_AFTER_NAMES = re.compile(r"(?:'s|的|の)$")


def _words(*rows: str) -> frozenset[str]:
    return frozenset(fold(word) for row in rows for word in row.split())


_NO_NAMES = _words(
    "my our the a an this that these those it its new another any each every all other same following above below",
    "linked doubly array sorted python java javascript html css sql c++ c# excel whole entire current next last some",
    "your first second one two more most what which who how why where when is are was do does",
    "这个 那个 一个 所有 全部 新 新的 另一个 什么 哪个 链表 数组",
    "その この あの 全部 すべて 新しい 別の 何 どの 連結 配列",
)
"""Words that are no name of a list or a timer, or that say that lists of another kind are meant."""

_NO_ITEMS = _words(
    "element elements node nodes value values function functions method methods item items comment comments column",
    "row entry entries number numbers it this that them something anything string integer object variable class",
    "these those one",
    "元素 节点 函数 方法 注释 一项 东西 它 这个 那个",
    "要素 ノード 関数 メソッド コメント それ これ あれ 何か 項目",
)
"""What is put into lists in programs, or says too little."""

_QUESTION = re.compile(
    r"(?:why|how|what|who|whose|where|which)\b|为什么|怎么|什么|如何|为何|谁|哪|的|なぜ|どうして|どうやって|何が|誰が"
)

_NO_PLACES = _words(
    "the a an my your this that his her its our their it there here minecraft game movie book film story life world",
    "another other which what every all",
)


def checked_text(said: str) -> str | None:
    """A text to be kept: without quotation marks around it, one line."""
    text = said.strip(" \t\"'“”「」『』:：,，、。.!！")
    return text if text and len(text) <= _LONGEST_TEXT and "\n" not in text and _says_something(text) else None


def checked_items(said: str) -> tuple[str, ...] | None:
    """The items of a list."""
    items = split_items(said)
    if not 1 <= len(items) <= _MOST_ITEMS or any(len(item) > _LONGEST_ITEM for item in items):
        return None
    if any(fold(item) in _NO_ITEMS or fold(item).split()[-1] in _NO_ITEMS for item in items):
        return None
    return items if all(map(_says_something, items)) else None


def checked_name(said: str) -> str | None:
    """The name of a list or a timer: a few words, without "my" and "the"."""
    name = said.strip(" \"'“”「」『』")
    while match := _BEFORE_NAMES.match(name):
        name = name[match.end() :].strip()
    name = _AFTER_NAMES.sub("", name).strip(" \"'“”「」『』")
    words = fold(name).split()
    if not words or len(words) > _MOST_WORDS or len(name) > _LONGEST_NAME or not _says_something(name):
        return None
    return None if any(word in _NO_NAMES for word in words) or any(sign in name for sign in ",，、。;()=") else name


def checked_place(said: str) -> str | None:
    """A place that is not known, but is written as a name: what time is it in Ulm."""
    place = said.strip()
    words = place.split()
    if not 1 <= len(words) <= _MOST_WORDS or not words[0][0].isupper() or any(char.isdigit() for char in place):
        return None
    return None if any(word.lower() in _NO_PLACES for word in words) else place


def is_question(said: str) -> bool:
    """Whether it begins like a question: what somebody wants to know is not what they want to be reminded of."""
    return bool(_QUESTION.match(fold(said)))


def _says_something(said: str) -> bool:
    return any(char.isalnum() for char in said)
