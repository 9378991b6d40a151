"""Texts as a model that nobody has checked could write them, and what of them would show in a terminal's bytes.

The app writes escape sequences, too. So that its own can be told from theirs, there is a list of all sequences that the
app may write (`ours`), and every sequence that a generated text holds is outside of it: colours that blink, rows that
the screen does not have, titles, questions to the terminal. One that got through would not be on the list.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

__all__ = ["foreign", "pieces", "texts"]

ROWS, COLUMNS = 50, 100
"""Of the terminal on which the app runs; the list of its sequences depends on them."""

_OURS = re.compile(
    r"\x1b\[(?P<sgr>[\d;]*)m"
    r"|\x1b\[(?P<row>\d{1,3});(?P<column>\d{1,3})H"
    r"|\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"
    r"|\x1b\[\?(?:2026|2048)\$p"
    r"|\x1b\[(?:<u|>1u)"
    r"|\x1b\]22;[a-z-]+\x07"
)
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_UNWANTED = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_STYLES = {"0", "1", "2", "3", "4", "7", "9"}


def ours(sequence: str) -> bool:
    """Whether the app may write this escape sequence."""
    found = _OURS.fullmatch(sequence)
    if found is None:
        return False
    if found["sgr"] is not None:
        return _plain_colours(found["sgr"].split(";"))
    return found["row"] is None or (1 <= int(found["row"]) <= ROWS and 1 <= int(found["column"]) <= COLUMNS)


def _plain_colours(parameters: list[str]) -> bool:
    """Whether these are bold and its like, and colours in red, green and blue."""
    rest = iter(parameters)
    for parameter in rest:
        if parameter in ("38", "48"):
            if next(rest, "") != "2" or not all(next(rest, "").isdigit() for _ in range(3)):
                return False
        elif parameter not in _STYLES:
            return False
    return True


def foreign(written: bytes) -> list[str]:
    """What of the bytes that went to the terminal is neither text nor one of the app's own sequences."""
    try:
        text = written.decode()
    except UnicodeDecodeError as error:
        return [f"no UTF-8: {written[max(0, error.start - 20) : error.end + 20]!r}"]
    found = [match.group() for match in _SEQUENCE.finditer(text) if not ours(match.group())]
    found += _UNWANTED.findall(_SEQUENCE.sub("", text))
    return [ascii(one) for one in found]


_MARKDOWN = (
    "# heading\n",
    "## 标题 [x]\n",
    "text ",
    "\n",
    "\n\n",
    "- a\n",
    "  - b\n",
    "1. x\n",
    "7. y\n\n   z\n",
    "| a | b |\n|---|:-:|\n",
    "| 1 | 2 |\n",
    "| 1 \n",
    "|",
    "```py\n",
    "```\n",
    "~~~~ js x\n",
    "~~~~\n",
    "def f(x): return '''a\n",
    "/* never closed\n",
    "> q\n",
    ">>>> deep\n",
    "**b",
    "**",
    "*",
    "`c",
    "`",
    "[l](http://a)",
    "[l](javascript:x 'y')",
    "[a]: http://b\n",
    "[a][a]",
    "![i](x)",
    "<div>\n",
    "<!-- x",
    "---\n",
    "===\n",
    "    code\n",
    "\t",
    "~~s~~",
    "\\",
    "&amp;&#27;&#x9b;",
    "[^1]",
    "http://x.y ",
)
_MARKUP = (
    "[red]",
    "[/red]",
    "[/]",
    "[bold]",
    "[/nothing]",
    "[@click=app.quit]x[/]",
    "[link=http://x]",
    "[[",
    "]",
    "[#ff0000 on blue]",
    "$text",
    ":smile:",
    "{x}",
    "%s",
)
_WIDE = (
    "你好，",
    "「括弧」",
    "日本語かな",
    "한국어",
    "🙂",
    "👩\u200d👩\u200d👧",
    "🇨🇳",
    "👍🏽",
    "e\u0301",
    "\u0301",
    "ไทย",
    "हिन्दी",
    "שלום ",
    "مرحبا ",
    "Ａ",
    "葛\U000e0100",
    "\ufe0f",
    "x" * 300,
    "字" * 200,
)
_HIDDEN = (
    "\u202e",
    "\u202a",
    "\u2066",
    "\u2069",
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u206f",
    "\U000e0041\U000e007f",
    "\u2028",
    "\u2029",
    "\ufffb",
    "\u200e",
    "\u061c",
    "\u200d",
    "\u200c",
)
_BROKEN: tuple[str, ...] = (
    "\ud800",
    "\udfff",
    "\udc1b[2J",
    "\ud83d",
    "\x00",
    "\x08\x08\x08",
    "\x7f",
    "\x0b",
    "\x0c",
    "\r",
    "\r\n",
    "\x85",
)
_BROKEN += ("\x07", "\x0e", "\x0f", "\x11", "\x1a", "\x18", "\x9c", "\x84", "\x80")
_ESCAPES = (
    "\x1b[2J",
    "\x1b[3J",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[>c",
    "\x1b[31;5m",
    "\x1b[8m",
    "\x1b[38;5;196;5m",
    "\x1b[933;1H",
    "\x1b[900A",
    "\x1b[?1047h",
    "\x1b[?9l",
    "\x1b[1;1r",
    "\x1b[21t",
    "\x1b[5i",
    "\x1b[!p",
    "\x1b]0;title\x07",
    "\x1b]0;title\x1b\\",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]1337;File=:AAAA\x07",
    "\x1bP$q\x1b\\",
    "\x1bP1000p\x1b\\",
    "\x1b_Ga=T\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1bX sos \x1b\\",
    "\x1bc",
    "\x1b7",
    "\x1b8",
    "\x1b#8",
    "\x1b(0",
    "\x1b%G",
    "\x1b=",
    "\x9b2J",
    "\x9b31;5m",
    "\x9d0;title\x9c",
    "\x90x\x9c",
    "\x1b",
    "\x1b\x1b",
    "\x1b[",
    "\x1b[999",
    "\x1b]0;never closed ",
    "\x1bP never closed ",
    "\x9b",
    "\x9d",
)
_KINDS = (_MARKDOWN, _MARKDOWN, _MARKUP, _WIDE, _HIDDEN, _BROKEN, _ESCAPES, _ESCAPES)


def texts(count: int, seed: int) -> Iterator[str]:
    """So many texts, the same ones for the same seed."""
    chance = random.Random(seed)
    while count:
        parts = [chance.choice(chance.choice(_KINDS)) for _ in range(chance.randint(1, 24))]
        if chance.random() < 0.05:
            parts *= chance.randint(2, 12)
        text = "".join(parts)
        if not any(ours(sequence) for sequence in _SEQUENCE.findall(text)):
            count -= 1
            yield text


def pieces(text: str, chance: random.Random) -> list[str]:
    """It cut at random places."""
    cuts = sorted(chance.choices(range(len(text) + 1), k=chance.randint(0, 8)))
    return [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
