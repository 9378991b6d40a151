"""GBNF, the notation in which llama.cpp reads a grammar: literals, repetition, choices, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from edge.engine.grammar.limits import TooLarge

__all__ = ["MOST_REPEATS", "Rules", "choice", "either", "literal", "repeat", "sequence"]

MOST_REPEATS = 1000
"""llama.cpp makes a rule of each repetition. Beyond 2,000 of them it refuses the grammar or drops the bound."""

LARGEST = 150_000
"""Characters of a whole grammar. A schema of ten members takes some 20,000; this much takes 0.1 s to write and some
milliseconds to read on one core of a server, and a weak board is ten times slower."""

EMPTY = '""'
"""Nothing at all, written out: llama.cpp reads on past the end of a line whose last alternative is left out."""

_DEEPEST_CHOICE = 20


class Rules:
    """The rules of one grammar. What has been written once is not written again."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._given: set[str] = set()
        self._size = 0
        self.space = '" "'
        """Behind each comma and colon stands exactly one blank: where it could be left out, less would be forced
        (edge/engine/forced.py)."""

    def add(self, kind: str, alternatives: Sequence[str]) -> str:
        """The name of a rule for one of the alternatives. Raises TooLarge."""
        if len(alternatives) == 1 and alternatives[0] in self._given:
            return alternatives[0]
        body = " | ".join(alternative or EMPTY for alternative in alternatives)
        name = self._names.get(body)
        if name is None:
            name = self._names[body] = f"{kind}-{len(self._names)}"
            self._given.add(name)
            self._size += len(name) + len(body)
            if self._size > LARGEST:
                raise TooLarge
        return name

    def more(self, item: str) -> str:
        """The rule of one more item, with the comma before it."""
        return self.add("more", [f'"," {self.space} {item}'])

    def listed(self, item: str, least: int, most: int) -> str:
        """Items with commas between them, as part of a sequence."""
        if most == 0:
            return ""
        items = sequence(item, repeat(self.more(item), max(least, 1) - 1, most - 1))
        return items if least else f"({items})?"

    def text(self, root: str) -> str:
        """The grammar, with `root` as what a reply has to be."""
        lines = [f"root ::= {root}", *(f"{name} ::= {body}" for body, name in self._names.items())]
        return "\n".join(lines) + "\n"


def literal(text: str) -> str:
    """`text` itself; nothing for no text."""
    if not text:
        return ""
    for character, escape in (("\\", r"\\"), ('"', r"\""), ("\n", r"\n"), ("\r", r"\r"), ("\t", r"\t")):
        text = text.replace(character, escape)
    return f'"{text}"'


def repeat(item: str, least: int, most: int) -> str:
    """`item`, which is a rule or a class, at least and at most so many times; nothing for 0 times."""
    if most == 0:
        return ""
    if least == most:
        return item if most == 1 else f"{item}{{{most}}}"
    return f"{item}?" if (least, most) == (0, 1) else f"{item}{{{least},{most}}}"


def either(alternatives: Sequence[str]) -> str:
    """One of the alternatives, as a part of a sequence."""
    if len(alternatives) == 1:
        return alternatives[0]
    return f"({' | '.join(alternative or EMPTY for alternative in alternatives)})"


def sequence(*parts: str) -> str:
    """One part after the other."""
    return " ".join(part for part in parts if part)


def choice(options: Mapping[str, str]) -> list[str]:
    """Alternatives that write one of the texts and after it what belongs to it.

    Texts that begin alike share their beginning: llama.cpp follows all alternatives at once, and compares the
    whole vocabulary with each.
    """
    return _choice(list(options.items()), 0)


def _choice(options: list[tuple[str, str]], depth: int) -> list[str]:
    if depth > _DEEPEST_CHOICE:
        return [sequence(literal(text), then) for text, then in options]
    groups: dict[str, list[tuple[str, str]]] = {}
    for text, then in options:
        groups.setdefault(text[:1], []).append((text, then))
    alternatives = []
    for beginning, group in groups.items():
        if len(group) == 1 or not beginning:
            alternatives += [sequence(literal(text), then) for text, then in group]
            continue
        shared = _shared([text for text, _ in group])
        rest = [(text[shared:], then) for text, then in group]
        alternatives.append(sequence(literal(group[0][0][:shared]), either(_choice(rest, depth + 1))))
    return alternatives


def _shared(texts: list[str]) -> int:
    """How many characters all texts have in common at their beginning: as many as the first and the last in order."""
    first, last = min(texts), max(texts)
    return next((i for i, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
