"""Text that is made from templates and the project's own word lists: results, tasks beyond the model, system prompts.

Hand-written patterns come first (`patterns/`); what is made here fills in where only the number of different texts
counts: values to copy, sums, names, instructions above a conversation.
"""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

LEXICON: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text("utf-8"))
DEFAULT_SYSTEM = (
    "You are a helpful assistant that runs on the user's own device. Answer briefly and in the user's language."
)


def _pick(table: str, column: str, chance: random.Random) -> str:
    picked: str = chance.choice(LEXICON[table][column])
    return picked


# ---------------------------------------------------------------- results: copied, worded shortly

_RESULT_KINDS = tuple(LEXICON["result"])


def result(lang: str, chance: random.Random) -> tuple[str, str]:
    """A line `Result: …` and the short sentence that words it; the value is copied character by character."""
    kind = chance.choice(_RESULT_KINDS)
    value = _value(kind, lang, chance)
    head: str = LEXICON["result_head"][lang][0]
    if lang != "en":
        head += chance.choice((":", "：", "：", ": "))
    else:
        head += " "
    said: str = LEXICON["result"][kind][lang][0]
    return head + value, said.format(value)


def _value(kind: str, lang: str, chance: random.Random) -> str:
    if kind == "temperature":
        return ("-" if chance.random() < 0.15 else "") + number(chance, 2) + chance.choice((" °C", " °C", "°C", " °F"))
    if kind == "duration":
        space = " " if lang == "en" else chance.choice(("", " "))
        return number(chance, 3) + space + _pick("durations", lang, chance)
    if kind == "time":
        clock = f"{chance.randrange(24)}:{chance.randrange(60):02d}"
        return clock + (chance.choice((" am", " pm")) if lang == "en" and chance.random() < 0.3 else "")
    if kind == "count":
        space = " " if lang == "en" else chance.choice(("", " "))
        return whole(chance, 4) + space + _pick("counted", lang, chance)
    unit = _pick("every", "units", chance) if chance.random() < 0.8 else ""
    return number(chance, 4) + chance.choice(("", "", " ")) * bool(unit) + unit


def whole(chance: random.Random, digits: int) -> str:
    """A whole number of 1 to `digits` digits, short ones as often as long ones."""
    size = chance.randint(1, digits)
    return str(chance.randrange(10 ** (size - 1) if size > 1 else 0, 10**size))


def number(chance: random.Random, digits: int) -> str:
    """A number with up to two decimals, mostly with none."""
    plain = whole(chance, digits)
    return f"{plain}.{whole(chance, 2)}" if chance.random() < 0.25 else plain


# ---------------------------------------------------------------- beyond: tasks from templates


def beyond(lang: str, chance: random.Random) -> str:
    """A task beyond the model, from a template."""
    kinds: tuple[Callable[[str, random.Random], str], ...] = (_sum, _sum, _question, _question, _place, _code, _snippet)
    return chance.choice(kinds)(lang, chance)


def _sum(lang: str, chance: random.Random) -> str:
    roll = chance.random()
    if roll < 0.2:
        a, b = chance.choices(LEXICON["number_words"][lang], k=2)
        gap = " " if lang == "en" else ""
        term = gap.join((a, _pick("operations", lang, chance), b))
    elif roll < 0.35:
        a, b = whole(chance, 3), whole(chance, 3)
        gap = " " if lang == "en" else ""
        term = gap.join((a, _pick("operations", lang, chance), b))
    elif roll < 0.45:
        share = {"en": "{}% of {}", "zh": "{1}的{0}%", "ja": "{1}の{0}%"}[lang]
        term = share.format(whole(chance, 2), whole(chance, 4))
    else:
        gap = chance.choice(("", "", " "))
        term = number(chance, 4)
        for _ in range(1 if chance.random() < 0.8 else 2):
            term += gap + chance.choice("+-*/x×÷^") + gap + number(chance, 3)
    return _pick("sum", lang, chance).format(term)


def _question(lang: str, chance: random.Random) -> str:
    return _pick("ask", lang, chance).format(*chance.sample(LEXICON["thing"][lang], 2))


def _place(lang: str, chance: random.Random) -> str:
    return _pick("ask_place", lang, chance).format(*chance.sample(LEXICON["place"][lang], 2))


def _code(lang: str, chance: random.Random) -> str:
    tongue = _pick("every", "code_languages", chance)
    return _pick("ask_job", lang, chance).format(_pick("job", lang, chance), tongue, tongue)


def _snippet(lang: str, chance: random.Random) -> str:
    snippet = _pick("every", "snippets", chance).format(a=chance.randrange(1, 20), b=chance.randrange(2, 9000))
    return _pick("ask_snippet", lang, chance).format(snippet)


# ---------------------------------------------------------------- above the conversation: system prompts


def system(chance: random.Random) -> str:
    """A system prompt in one of the three languages; the default one in a third of the cases, none in a sixth."""
    roll = chance.random()
    if roll < 0.36:
        return DEFAULT_SYSTEM
    if roll < 0.52:
        return ""
    lang = chance.choice(("en", "en", "zh", "ja"))
    parts = []
    if chance.random() < 0.85:
        parts.append(_pick("who", lang, chance).format(_pick("who_is", lang, chance)))
    parts += chance.sample(LEXICON["rules"][lang], chance.choice((0, 1, 1, 2, 2, 3)) if parts else chance.randint(1, 3))
    return (" " if lang == "en" else "").join(parts)


# ---------------------------------------------------------------- what bigger models and users put into a history


def pieces(texts: list[str], lang: str, words: int, chance: random.Random) -> str:
    """Some text of about `words` words (characters in Chinese and Japanese) glued from pieces of `texts`.

    It stands for what a bigger model answered, or for what a user pasted: its sense does not matter, its look does.
    """
    size, parts = 0, [_pick("joins", lang, chance)] if chance.random() < 0.5 else []
    while size < words:
        text = chance.choice(texts)
        if lang == "en":
            cut = text.split()
            begin = chance.randrange(max(1, len(cut) - 3))
            text = " ".join(cut[begin : begin + chance.randint(4, 20)])
            size += len(text.split())
        else:
            begin = chance.randrange(max(1, len(text) - 4))
            text = text[begin : begin + chance.randint(6, 40)]
            size += len(text)
        ends = (". ", "! ", "; ", ",\n", ".\n") if lang == "en" else ("。", "，", "！", "。\n")
        parts.append(text + chance.choice(ends))
    return "".join(parts).strip()
