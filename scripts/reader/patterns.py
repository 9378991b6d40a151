"""The sentences that the project wrote for the reader: patterns by task and intent, and lists of words.

`sentences/en.txt`, `more_en.txt` and their sisters hold sections. The header of a section is `[task where intent]`:
`where` (`local`, `cloud`) may be left out where the task says it, and so may the intent. In `[raw …]` every line is a
message as it is. Elsewhere a line is a pattern: `[…]` is optional, `(a|b)` a choice, `{name}` an entry of that list of
`lexicon_en.txt`, and a backslash takes the next sign as it is. `{hard}` is any demanding request of the same language,
`{para}` one of the paragraphs. In a `[mixed …]` section the task is that of the request in `{hard}`.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from edge.reader.labels import CLOUD_TASKS, INTENTS, NO_INTENT, TASKS

SENTENCES = Path(__file__).parent / "sentences"
LANGUAGES = ("en", "zh", "ja")
MIXED = "mixed"

_HEADER = re.compile(r"\[((?:raw )?)([a-z]+)((?: (?:local|cloud))?)((?: [a-z.]+)?)\]")
_HARD_TASKS = CLOUD_TASKS - {"longdoc"}


@dataclass(frozen=True)
class Pattern:
    """One line of a sentence file."""

    text: str
    task: str
    """One of TASKS, or `mixed`."""
    cloud: bool
    intent: str
    raw: bool


@dataclass(frozen=True)
class Made:
    """A message made from a pattern."""

    text: str
    task: str
    cloud: bool
    intent: str


class Language:
    """The patterns and words of one language."""

    def __init__(self, lang: str, folder: Path = SENTENCES) -> None:
        self.patterns = read_patterns(folder / f"{lang}.txt") + read_patterns(folder / f"more_{lang}.txt")
        self.lists = _read_lists(folder / f"lexicon_{lang}.txt")
        self._paragraphs = (folder / f"paragraphs_{lang}.txt").read_text("utf-8").splitlines()
        self._joint = " " if lang == "en" else ""
        self._hard = [one for one in self.patterns if one.task in _HARD_TASKS and not one.raw]

    def make(self, pattern: Pattern, chance: random.Random) -> Made:
        """One message of this pattern, drawn at random."""
        if pattern.raw:
            return Made(pattern.text.replace("\\n", "\n"), pattern.task, pattern.cloud, pattern.intent)
        task = pattern.task
        inner = None
        if "{hard}" in pattern.text:
            inner = self.make(chance.choice(self._hard), chance)
            task = inner.task if task == MIXED else task
        text = _expand(pattern.text, self.lists, self._paragraphs, inner.text if inner else "", chance)
        text = re.sub(r"\s+", " ", text).strip()
        return Made(re.sub(r" ([?.,!])", r"\1", text), task, pattern.cloud, pattern.intent)


def read_patterns(path: Path) -> list[Pattern]:
    """The lines of a file of sections. Raises ValueError where a header names what is not known."""
    found: list[Pattern] = []
    raw, task, cloud, intent = False, "", False, NO_INTENT
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        header = _HEADER.fullmatch(line)
        if header:
            raw, task = bool(header[1]), header[2]
            if task not in (*TASKS, MIXED):
                raise ValueError(f"{path.name}:{number}: no task is called {task}")
            cloud = header[3].strip() == "cloud" or (not header[3] and task in CLOUD_TASKS)
            intent = header[4].strip() or NO_INTENT
            if intent not in INTENTS:
                raise ValueError(f"{path.name}:{number}: no intent is called {intent}")
        elif not task:
            raise ValueError(f"{path.name}:{number}: no section above this line")
        else:
            found.append(Pattern(line, task, cloud, intent, raw))
    return found


def _read_lists(path: Path) -> dict[str, list[str]]:
    lists = {}
    for line in path.read_text("utf-8").splitlines():
        name, _, words = line.partition(" = ")
        lists[name] = [word.strip() for word in words.split(" | ")]
    return lists


def _expand(text: str, lists: dict[str, list[str]], paragraphs: list[str], hard: str, chance: random.Random) -> str:
    """`text` with every choice made; the innermost brackets first, by one pass from left to right."""

    def word(name: str) -> str:
        if name == "hard":
            return hard
        if name == "para":
            return chance.choice(paragraphs)
        # Words may hold brackets of their own ("sqrt(1+x)"); only lists are looked up in them.
        return re.sub(r"\{(\w+)\}", lambda inner: word(inner[1]), chance.choice(lists[name]))

    def read(source: str, at: int, closing: str) -> tuple[str, int]:
        branches, current = [], ""
        while at < len(source):
            sign = source[at]
            if sign == "\\" and at + 1 < len(source):
                current, at = current + source[at + 1], at + 2
            elif sign == closing:
                branches.append(current)
                # An optional part is left out half of the time.
                return ("" if sign == "]" and chance.random() < 0.5 else chance.choice(branches)), at + 1
            elif sign in "([":
                inner, at = read(source, at + 1, ")" if sign == "(" else "]")
                current += inner
            elif sign == "{":
                end = source.index("}", at)
                current, at = current + word(source[at + 1 : end]), end + 1
            elif sign == "|" and closing:
                branches.append(current)
                current, at = "", at + 1
            else:
                current, at = current + sign, at + 1
        if closing:
            raise ValueError(f"'{source}' has no {closing}")
        return current, at

    return read(text, 0, "")[0]
