"""Several commands in one message: where it may be cut, and which cut makes every part a command.

A cut is safe or it is not made: a part that is no command makes the whole message none, and a message that is one
command as it stands is cut only where each part behind a cut says its own command completely ("remind me to buy milk
and eggs" stays whole).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from edge.skills.names import Command
from edge.skills.recognition.context import Context
from edge.skills.recognition.one import Match

__all__ = ["cuts", "in_parts"]

_LONGEST = 160
"""Characters of a message in which several commands are looked for."""
_MOST_CUTS = 12
_MOST_PARTS = 6
_MOST_TRIES = 80

_CUTS = re.compile(
    r"[,;.!?]?\s+(?:and\s+then|then|and\s+also|and|also|plus|after\s+that|afterwards)[,\s]\s*"
    r"|[,;.!?]+\s+|[,，、;；。！!？?\n]+\s*"
    r"|(?:然后再|然後再|然后|然後|接着再|接着|接著|并且|並且|并|並|同时|同時|顺便|順便|另外|还有|還有|以及|最后|最後|之后|再|和)"
    r"|(?:それから|そして|ついでに|そのあと|その後|次に|また|あと)[、,]?"
    r"|(?<=[てで])から[、,]?"
    r"|(?<=[てで])(?=[^\s、。,もいくおほはあみし])",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[,;.!?，、；。！？\n]+\s*")

Recognize = Callable[[str, Context], Match | None]


@dataclass(slots=True)
class _Search:
    message: str
    cuts: list[tuple[int, int]]
    recognize: Recognize
    tries: int = 0

    def parts(self, start: int, context: Context, left: int) -> list[Match] | None:
        """Commands that the message from `start` on consists of, the fewest parts that there can be."""
        rest = self.part(start, len(self.message), context)
        if rest is not None:
            return [rest]
        for end, following in self.cuts:
            if end <= start or left <= 1 or self.tries >= _MOST_TRIES:
                continue
            first = self.part(start, end, context)
            if first is None:
                continue
            more = self.parts(following, Context(first.commands[-1]), left - 1)
            if more is not None:
                return [first, *more]
        return None

    def part(self, start: int, end: int, context: Context) -> Match | None:
        part = self.message[start:end].strip()
        if not part or self.tries >= _MOST_TRIES:
            return None
        self.tries += 1
        return self.recognize(part, context)


def cuts(message: str) -> list[tuple[int, int]]:
    """The places where a part may end, each with where the next one begins, from left to right."""
    found: list[tuple[int, int]] = []
    for match in _CUTS.finditer(message):
        found.append(match.span())
        signs = _SIGNS.match(message, match.start())
        if signs is not None and signs.end() < match.end():
            found.append(signs.span())
        after = _CUTS.match(message, match.end())
        if after is not None and after.end() > match.end():
            found.append((match.start(), after.end()))
    return found


def in_parts(message: str, context: Context, recognize: Recognize) -> tuple[Command, ...]:
    """The commands of a message in their order; none if any part of it is no command."""
    whole = recognize(message, context)
    if whole is not None and not whole.own_words:
        return whole.commands
    places = cuts(message)
    if not places or len(places) > _MOST_CUTS or len(message) > _LONGEST:
        return () if whole is None else whole.commands
    search = _Search(message, places, recognize)
    for end, following in places:
        first = search.part(0, end, context)
        if first is None:
            continue
        more = search.parts(following, Context(first.commands[-1]), _MOST_PARTS - 1)
        if more is None or (whole is not None and not all(map(_stands_alone, more))):
            continue
        return tuple(replace(one) for part in (first, *more) for one in part.commands)
    return () if whole is None else whole.commands


def _stands_alone(match: Match) -> bool:
    return all(one.slots and not one.missing for one in match.commands)
