"""The same message as other people would type it: case, punctuation, slips of the finger, fillers, emoji, widths."""

import random

from builtin.synth import LEXICON

_PLAIN_ONLY = {"gibberish", "laugh"}
"""Here the characters themselves are the meaning."""
_NO_FILLER = _PLAIN_ONLY | {"greeting", "goodbye", "thanks", "sorry", "okay", "no", "are_you_there", "result"}
"""Here a filler would be a message of its own."""

_MARKS = " .!?~,\u3002\uff01\uff1f\uff5e\u2026\uff0c"
"""What a message may end with."""
_NARROW = str.maketrans("\uff0c\u3002\uff1f\uff01\uff1a\uff1b\uff08\uff09\u3001", ",.?!:;(),")
_WIDE_MARKS = str.maketrans(",?!:;()", "\uff0c\uff1f\uff01\uff1a\uff1b\uff08\uff09")
_WIDE_ASCII = str.maketrans({at: at + 0xFEE0 for at in range(0x21, 0x7F)})
_NEAR = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
_TO_TRADITIONAL = str.maketrans(LEXICON["every"]["simplified"], LEXICON["every"]["traditional"])


def vary(text: str, name: str, lang: str, chance: random.Random) -> str:
    """Return `text` as it is, or changed in a few places that leave its class and language what they are."""
    if name in _PLAIN_ONLY:
        return text + chance.choice(LEXICON["ends"][lang]) if chance.random() < 0.1 else text
    if name not in _NO_FILLER and len(text) < 80:
        roll = chance.random()
        if roll < 0.12:
            text = chance.choice(LEXICON["before"][lang]) + (text[0].lower() + text[1:] if text[:2].istitle() else text)
        elif roll < 0.16:
            text = text.rstrip(_MARKS) + chance.choice(LEXICON["after"][lang])
    text = _ends(text, lang, chance)
    if name != "result" and chance.random() < (0.14 if lang == "en" else 0.05):
        text = _slip(text, lang, chance)
    if lang == "en":
        text = _case(text, chance)
    elif lang == "zh" and chance.random() < 0.06:
        text = text.translate(_TO_TRADITIONAL)
    text = _width(text, lang, chance)
    if chance.random() < 0.04:
        text += chance.choice(("", " ")) + chance.choice(LEXICON["every"]["emoji"])
    return text or "?"


def _ends(text: str, lang: str, chance: random.Random) -> str:
    roll = chance.random()
    bare = text.rstrip(_MARKS)
    if not bare or roll > 0.45:
        return text
    return bare if roll < 0.27 else bare + chance.choice(LEXICON["ends"][lang])


def _case(text: str, chance: random.Random) -> str:
    roll = chance.random()
    if roll < 0.3:
        text = text.lower()
    elif roll < 0.33:
        text = text.upper()
    elif roll < 0.4:
        text = text[:1].upper() + text[1:]
    if chance.random() < 0.12:
        text = text.replace("'", "").replace("\u2019", "")
    elif chance.random() < 0.04:
        text = text.replace("'", "\u2019")
    if chance.random() < 0.06:
        text = text.replace(" you ", " u ").replace(" are ", " r ")
    return text


def _slip(text: str, lang: str, chance: random.Random) -> str:
    letters = [at for at, sign in enumerate(text) if sign.isalpha()]
    if len(letters) < (6 if lang == "en" else 7):
        return text
    at = chance.choice(letters)
    kind = chance.random()
    if kind < 0.3:
        return text[:at] + text[at + 1 :]
    if kind < 0.5:
        return text[:at] + text[at] + text[at:]
    if kind < 0.75 and at + 1 < len(text) and text[at + 1].isalpha():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    near = _NEAR.get(text[at].lower())
    return text[:at] + chance.choice(near) + text[at + 1 :] if near else text[:at] + text[at + 1 :]


def _width(text: str, lang: str, chance: random.Random) -> str:
    if lang == "en":
        return text
    roll = chance.random()
    if roll < 0.18:
        return text.translate(_WIDE_MARKS)
    if roll < 0.3:
        return text.translate(_NARROW)
    if roll < 0.33:
        return text.replace(",", " ").replace("\uff0c", " ").replace("\u3001", " ")
    return text.translate(_WIDE_ASCII) if roll < 0.345 else text
