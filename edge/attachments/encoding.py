"""The text in a file's bytes. Encodings other than Unicode's are recognized only where there is hardly a doubt.

Unicode says what it is: a byte order mark, or bytes that are valid UTF-8. Of the others, GB18030, Shift_JIS and EUC-JP
are tried, and what they give has to look like the language: Japanese has a good share of hiragana and katakana, Chinese
is written with the characters of GB 2312's first level and a few of them are everywhere. A wrong guess would give a
model nonsense to read, so what is in doubt is refused.
"""

from __future__ import annotations

import codecs
import re

__all__ = ["Undecodable", "decoded"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]")
_LEAST_KANA = 0.2
"""Of the characters beyond ASCII. Japanese prose has more than half."""
_MOST_HALF_WIDTH = 0.1
"""Chinese taken for Shift_JIS is full of half-width katakana, which Japanese text is not."""

_EVERYWHERE = frozenset("的一是不了在有人这中大来上个国和为也与用要可以对后能时第于及")
_LEAST_EVERYWHERE = 0.05
"""Of the Chinese characters. In prose they are a fifth; drawn at random from the first level they are under 1%."""
_LEAST_FIRST_LEVEL = 0.9
"""Of the characters beyond ASCII, with punctuation."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # without tab, newlines, form feed, and ESC of colours
_MOST_CONTROL = 0.01


class Undecodable(Exception):
    """There is no text in it, or nobody can tell which; the text says what to do, as the end of a sentence."""


def decoded(data: bytes) -> tuple[str, str | None]:
    """The text, and the name of its encoding unless that is UTF-8. Raises Undecodable."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            text = _tried(data, codec)
            if text is None:
                raise Undecodable(f"it is not the {name} that its first bytes say; save it as UTF-8 text")
            return _checked(text), None if name == "UTF-8" else name
    text = _tried(data, "utf-8")
    if text is not None:
        return _checked(text), None
    if b"\x00" in data:
        raise Undecodable("it holds no text; give a text file")
    for codec, name, looks_right in (
        ("cp932", "Shift_JIS", _japanese),
        ("euc_jp", "EUC-JP", _japanese),
        ("gb18030", "GB18030", _chinese),
    ):
        text = _tried(data, codec)
        if text is not None and looks_right(text):
            return _checked(text), name
    raise Undecodable("it is not UTF-8, and its encoding cannot be told; save it as UTF-8 text")


def _tried(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _checked(text: str) -> str:
    """The text itself. Raises Undecodable if a file full of control characters only happens to be valid."""
    if "\x00" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise Undecodable("it holds no text; give a text file")
    return text


def _japanese(text: str) -> bool:
    beyond = sum(1 for character in text if character > "\x7f")
    kana, half = len(_KANA.findall(text)), len(_HALF_WIDTH_KANA.findall(text))
    return kana >= _LEAST_KANA * beyond and half <= _MOST_HALF_WIDTH * beyond


def _chinese(text: str) -> bool:
    beyond = [character for character in text if character > "\x7f"]
    han = [character for character in beyond if "\u4e00" <= character <= "\u9fff"]
    common = sum(1 for character in beyond if _first_level(character))
    everywhere = sum(1 for character in han if character in _EVERYWHERE)
    return common >= _LEAST_FIRST_LEVEL * len(beyond) and everywhere >= _LEAST_EVERYWHERE * max(1, len(han))


def _first_level(character: str) -> bool:
    """Whether it is in the first level of GB 2312 (rows 16 to 55), or in its rows of punctuation and letters."""
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return character in "—–·…“”‘’"
    return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7
