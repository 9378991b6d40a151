"""A message as the grammars see it: one way of writing for what is written in many ways.

Full-width and half-width forms, ligatures and unit signs become plain characters (NFKC), runs of white space become
one space, invisible format characters go, traditional characters of the grammars' words become simplified ones, and
letters become small. Every position keeps the place in the original that it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

__all__ = ["Text", "fold", "is_han", "is_hiragana", "is_kana", "is_letter"]

# Traditional and simplified, pair by pair: the characters that the grammars' words use.
_PAIRS = (
    "點点 兩两 個个 箇个 鐘钟 鍾钟 號号 週周 萬万 億亿 後后 負负 貳贰 貮贰 參叁 叄叁 陸陆 時时 間间 還还 與与 "
    "來来 這这 "
    "禮礼 減减 數数 階阶 噸吨 錢钱 擔担 畝亩 頃顷 節节 壓压 氣气 爾尔 電电 溫温 華华 攝摄 絕绝 對对 釐厘 納纳 過过 "
    "淩凌 內内 計计 圓圆 塊块 幾几 於于 為为 開开 頭头 從从 將将 餘余 無无 號号 裡里 裏里 麼么 嗎吗 請请 問问 "
    "結结 題题 總总 陰阴 陽阳 農农 曆历 歷历 剛刚 馬马 達达 歐欧 樣样 侖仑 碼码 組组 標标 準准 聽听 "
)
_SIMPLIFIED = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}

# What NFKC leaves alone or takes apart wrongly for us: signs that look alike become one.
_SAME = {
    "−": "-",
    "–": "-",
    "‐": "-",
    "‑": "-",
    "’": "'",
    "‘": "'",
    "′": "'",
    "“": '"',
    "”": '"',
    "″": '"',
    "º": "°",
    "˚": "°",
}
_WHITE_SPACE = re.compile(r"[ \t-\r\x1c-\x1f]{2}|[\t-\r\x1c-\x1f]")
_HALF_WIDTH_MARKS = "ﾞﾟ"
_MOST_MARKS = 16
"""Marks after one character that are looked at together; sorting an endless row of them would take quadratic time."""


def is_letter(char: str) -> bool:
    """Whether this is a Latin letter, with or without an accent: what English words are made of."""
    return char.isalpha() and char < "\u0250"


def is_hiragana(char: str) -> bool:
    """Whether this is a hiragana character."""
    return "\u3041" <= char <= "\u309f"


def is_kana(char: str) -> bool:
    """Whether this is a hiragana or katakana character (the dot and the long mark by themselves are not)."""
    return "\u3041" <= char <= "\u309f" or "\u30a1" <= char <= "\u30fa"


def is_han(char: str) -> bool:
    """Whether this is a Chinese character of the basic block."""
    return "\u4e00" <= char <= "\u9fff"


@lru_cache(maxsize=4096)
def _shape(cluster: str) -> str:
    """One character with its marks in its plain form; empty for what is invisible."""
    if cluster in _SAME:
        return _SAME[cluster]
    if unicodedata.category(cluster[0]) == "Cf":
        return _shape(cluster[1:]) if len(cluster) > 1 else ""
    plain = unicodedata.normalize("NFKC", cluster)
    return "".join(" " if char.isspace() else _SAME.get(char, char) for char in plain)


@lru_cache(maxsize=4096)
def _prefix(char: str) -> str:
    """What keeps a raised digit or a fraction in one character apart from the digits before it: "^", " " or ""."""
    if char.isascii():
        return ""
    decomposition = unicodedata.decomposition(char)
    if decomposition.startswith("<super>") and (char.isdigit() or char == "⁻"):
        return "^"
    return " " if decomposition.startswith("<fraction>") else ""


def _small(char: str) -> str:
    small = char.lower()
    return small if len(small) == 1 else char


@dataclass(frozen=True, slots=True)
class Text:
    """A message in the form that the grammars read. Positions below are positions in `plain`.

    `cased` and `plain` have one length; `origins[i]` is where character `i` begins in `original`, and one more entry
    holds the original's length.
    """

    original: str
    cased: str
    """In plain characters, capitals kept: "kB" and "KB" are two units."""
    plain: str
    """`cased` in small letters and simplified characters."""
    origins: tuple[int, ...]
    kana: bool
    """Whether there is Japanese kana in it: what decides between a Chinese and a Japanese reading."""

    @classmethod
    def of(cls, original: str) -> Text:
        """Any string, read once from left to right."""
        if original.isascii() and not _WHITE_SPACE.search(original):
            return cls(original, original, original.lower(), tuple(range(len(original) + 1)), kana=False)
        cased: list[str] = []
        origins: list[int] = []
        kana = False
        raised = False
        at = 0
        while at < len(original):
            end = at + 1
            if not original[at].isascii() or (end < len(original) and not original[end].isascii()):
                stop = min(len(original), end + _MOST_MARKS)
                while end < stop and (unicodedata.combining(original[end]) or original[end] in _HALF_WIDTH_MARKS):
                    end += 1
            shape = _shape(original[at:end])
            prefix = _prefix(original[at])
            if prefix and (not raised if prefix == "^" else bool(cased) and cased[-1].isdigit()):
                shape = prefix + shape
            raised = prefix == "^"
            for char in shape:
                if char == " " and cased and cased[-1] == " ":
                    continue
                cased.append(char)
                origins.append(at)
                kana = kana or is_kana(char)
            at = end
        origins.append(len(original))
        joined = "".join(cased)
        plain = joined.lower() if joined.isascii() else "".join(map(_small, joined.translate(_SIMPLIFIED)))
        return cls(original, joined, plain, tuple(origins), kana)

    def __len__(self) -> int:
        return len(self.plain)

    def char(self, at: int) -> str:
        """The plain character there, or the empty string outside the text."""
        return self.plain[at] if 0 <= at < len(self.plain) else ""

    def skip(self, at: int) -> int:
        """Past the space at `at`, if there is one."""
        return at + 1 if self.char(at) == " " else at

    def has(self, phrase: str, at: int) -> bool:
        """Whether this (already folded) phrase stands there, not as a part of a longer Latin word."""
        if not self.plain.startswith(phrase, at):
            return False
        end = at + len(phrase)
        starts_well = not (is_letter(phrase[0]) and at > 0 and is_letter(self.plain[at - 1]))
        return starts_well and not (is_letter(phrase[-1]) and end < len(self.plain) and is_letter(self.plain[end]))

    def source(self, start: int, end: int) -> str:
        """The user's own characters between two positions, without white space around them."""
        return self.original[self.origins[start] : self.origins[end]].strip()

    def ended(self, at: int) -> bool:
        """Whether nothing but white space and closing punctuation follows."""
        return not self.plain[at:].strip(" .。!?,、;~…")


@cache
def fold(phrase: str) -> str:
    """A table's phrase in the form of `Text.plain`."""
    return Text.of(phrase).plain
