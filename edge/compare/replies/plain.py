"""A reply without what is only there for the eye, and in one way of writing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from edge.care.chinese import TRADITIONAL
from edge.skills.characters import simplified
from edge.skills.values.text import Text, is_letter

__all__ = ["MOST", "folded", "plain", "read"]

MOST = 20_000
"""Characters that are looked at."""

_FRACTION = re.compile(r"\\[dt]?frac\s{0,3}\{([^{}]{1,40})\}\s{0,3}\{([^{}]{1,40})\}")
_THOUGHT = re.compile(r"\A\s{0,20}<think>.*?(?:</think>|\Z)", re.DOTALL)
"""What a model that thinks aloud writes before it answers."""
_STRUCK = re.compile(r"~~[^~\n]{1,200}~~")
"""What a reply crosses out, it does not say."""
_TEXT = re.compile(r"\\(?:text|mathrm|mathbf|textbf|mbox|operatorname)\s{0,3}\{([^{}]{0,200})\}")
_SIGNS = re.compile(r"\{:\}|\\(?:times|cdot|div|quad|left|right|approx|le|ge|%|\$|,|;|:|!|\(|\)|\[|\])")
_SIGN = {"{:}": ":", r"\times": "×", r"\cdot": "×", r"\div": "÷", r"\%": "%", r"\approx": "≈", r"\$": "$"}
_MARKS = re.compile(r"\*{1,3}|__|`+|(?m:^[ \t]{0,3}#{1,6}[ \t])|(?m:^[ \t]{0,3}>[ \t]?)|\$")
_RULE = re.compile(r"(?m)^[ \t]{0,3}(?:[-*_][ \t]?){3,}$")
# Traditional and simplified, pair by pair: those of the suites' words that the tables of commands and of care lack.
_PAIRS = (
    "紅红 綠绿 藍蓝 燈灯 樹树 樓楼 層层 週周 員员 夢梦 應应 辦办 熱热 鐵铁 銀银 葉叶 葷荤 紙纸 "
    "膠胶 趙赵 駕驾 厲厉 賀贺 慶庆 飪饪 鍛锻 鍊炼 掃扫 貝贝 損损 刪删 儲储 氫氢 蘇苏 陳陈 鄭郑 吳吴 師师 廳厅 鑰钥 "
    "庫库 閱阅 傳传 輔辅"
)
_OTHERS = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


def plain(text: str) -> str:
    """`text` without the marks of Markdown and of LaTeX's formulas, in normal form NFKC; lines stay lines. What is
    struck through, and what a model thinks aloud before its answer (`<think>`), is not said."""
    text = _STRUCK.sub(" ", unicodedata.normalize("NFKC", _THOUGHT.sub("", text[:MOST])))
    text = _FRACTION.sub(r"\1/\2", text)
    text = _TEXT.sub(r"\1", text)
    text = _SIGNS.sub(lambda found: _SIGN.get(found.group(), " "), text)
    return _RULE.sub("", _MARKS.sub("", text))


@lru_cache(maxsize=65_536)
def _bare(char: str) -> str:
    """A Latin letter without its accent; any other character as it is."""
    return unicodedata.normalize("NFD", char)[0] if is_letter(char) else char


@lru_cache(maxsize=64)
def read(reply: str) -> Text:
    """A reply without marks, folded. Several rules read the same one."""
    return folded(plain(reply))


def folded(text: str) -> Text:
    """The text as it is compared: small letters without accents, simplified characters, plain digits.

    Its `plain` has as many characters as before folding, so that the grammars of `edge.skills.values` read it too.
    """
    text = text[:MOST]
    read = simplified(Text.of(text))
    if read.plain.isascii():
        return read
    same = "".join(map(_bare, read.plain.translate(TRADITIONAL).translate(_OTHERS)))
    return Text(read.original, read.cased, same, read.origins, read.kana)
