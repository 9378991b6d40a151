"""Whether a reply names what is wanted: words in any of their accepted forms, and numbers in any way of writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from edge.compare.replies.plain import folded, read
from edge.skills.values.found import Found, find_all
from edge.skills.values.numbers import Number, find
from edge.skills.values.text import Text

__all__ = ["Wanted", "named", "numbers", "places"]

_BEFORE = re.compile(
    r"(?:\b(?:no|not|isn'?t|aren'?t|wasn'?t|never|no longer|no more|without|instead of|in place of|rather than"
    r"|(?:re)?mov(?:ed|ing)|remove|replac(?:e|ed|ing)|swap(?:ped|ping)?|leav(?:e|ing) out|left out|neither|nor"
    r"|nicht|kein\w{0,2}|statt|weder|no es|no son|ni|en lugar de)"
    r"(?: (?:the|an?|in|at|on|called|el|la|der|die|das|en|am|es))?"
    r"|(?:不是|并非|而非|并不是|不叫|不在|不再是|没有|去掉了?|不要|不带|不用|换掉|不买|取消了?|代替|替代|替换|取代)(?:在|是)?"
    r"|\b(?:not|isn'?t|no es) [a-z]{1,15} (?:or|ni) |\bweder [a-z]{1,15} noch |不是[^，。；、]{1,8}(?:或者?|和)"
    r")[ \"“「『'(]{0,3}$"
)
"""Denies what follows it, or says that it is no more."""
_AFTER = re.compile(
    r"^[\"”」』')]{0,2} ?(?:(?:has|is|was)? ?(?:been )?(?:removed|replaced|left out|gone)"
    r"|(?:已经|已|被)?(?:不要|不用|去掉|取消|换成|改成)"
    r"|の(?:代わり|かわり)|(?:は|を)?(?:やめ|なし|抜き|外し|除)|(?:を|から)[^。、]{1,8}に(?:変更|変え|替え|差し替え)"
    r"|(?:[やと][^。、]{1,10})?(?:では(?:な|あり)|じゃな|でなく)"
    r"|(?:이?나|과|와) ?[^ .,]{1,8}(?:이|가) ?아니|(?:이|가)? ?아니|(?:은|는)? ?아닙)"
)
"""Denies what stands before it, alone or with another ("not Sydney or Perth"), or says that it is no more."""
_BEHIND = 20
"""Characters behind a form that are looked at for it."""
_MENTIONED = re.compile(
    r"(?:\bfrom|\bout of|从|离开) ?$"
    r"|(?:\b(?:unlike|while|whereas|although|though|anders als|im gegensatz zu|a diferencia de)\b"
    r"|不像|虽然|尽管)[^.!?。]{0,40}$"
)
"""Before a wrong name that is only mentioned: what somebody leaves, or what the right one is compared with."""
_LEFT = re.compile(r"から")
"""The same, behind it."""
_TURN = re.compile(
    r"\b(?:but|however|yet|actual\w*|now|instead|correct\w*|no longer|outdated|out of date"
    r"|pero|sino|ahora|aber|sondern|jedoch|doch|jetzt)\b"
    r"|不再|不适用|过时|但|而|不过|其实|实际|现在|改|更正|しかし|ですが|だが|けど|今は|訂正|지만|하지만|그러나"
)
"""Between a wrong name and the right one: the wrong one was only mentioned."""
_SO = re.compile(
    r"\b(?:so|thus|therefore|hence|por eso|por tanto|daher|deshalb)\b|所以|因此|だから|なので|よって|그래서|따라서"
)
"""Before a conclusion: what is said there counts."""
_ORDINAL = re.compile(r"第 ?$|\b(?:step|no\.?|number|case) $|步骤 ?$")


def numbers(text: Text) -> Iterator[Found[Number]]:
    """Every number, from left to right, without those that count a step (第一, step 2)."""
    for found in find_all(find, text):
        if not _ORDINAL.search(text.plain[max(0, found.start - 8) : found.start]):
            yield found


@lru_cache(maxsize=8192)
def _pattern(form: str) -> re.Pattern[str]:
    open_end = form.endswith("*")
    words = folded(form.rstrip("*")).plain.strip()
    pattern = re.escape(words).replace(r"\ ", r"[ \-]?")
    if re.match(r"[a-z0-9]", words):
        pattern = rf"(?<![a-z0-9]){pattern}"
    if re.search(r"[a-z]$", words) and not open_end:
        pattern = rf"{pattern}(?![a-z])"
    elif re.search(r"[0-9]$", words):
        pattern = rf"{pattern}(?![0-9]|[.,][0-9])"
    return re.compile(pattern)


def places(text: Text, forms: Iterable[str]) -> list[int]:
    """Where in `text.plain` one of the forms stands without being denied ("not Sydney", シドニーではなく), in order.

    A form is a word or phrase. Latin letters are found as whole words, with `*` at the end as the beginning of one; a
    blank stands for a blank, a hyphen or nothing. Case, accents, width and traditional characters make no difference.
    """
    found = []
    for form in forms:
        for match in _pattern(form).finditer(text.plain):
            before, after = text.plain[max(0, match.start() - 30) : match.start()], text.plain[match.end() :][:_BEHIND]
            if not _BEFORE.search(before) and not _AFTER.search(after):
                found.append(match.start())
    return sorted(found)


def named(text: Text, forms: Iterable[str]) -> bool:
    """Whether one of the forms stands there undenied."""
    return bool(places(text, forms))


def _only_mentioned(text: Text, place: int, right: int) -> bool:
    """Whether the wrong name there is no answer: "from Osaka to Kyoto", "unlike insects, which have six"."""
    before, behind = text.plain[max(0, place - 60) : place], text.plain[place:right][:8]
    return bool(_MENTIONED.search(before) or _LEFT.search(behind))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be in a reply."""

    groups: tuple[tuple[str, ...], ...]
    """Of each group one form; at least one group."""
    number: Fraction | None = None
    """Counts as a form of the first group."""
    rivals: tuple[str, ...] = ()
    """Forms of wrong answers: one that comes before the right one makes the reply wrong, unless a "but" stands between
    the two."""
    without: tuple[str, ...] = ()
    """What makes the reply wrong wherever it stands, unless it is denied."""

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Wanted:
        """What an entry of a suite's table says: `forms`, or `groups` of them, `number`, `rivals` and `without`."""
        number = entry.get("number")
        return cls(
            groups=tuple(map(tuple, entry.get("groups", [entry.get("forms", [])]))),
            number=None if number is None else Fraction(str(number)),
            rivals=tuple(entry.get("rivals", ())),
            without=tuple(entry.get("without", ())),
        )

    def share(self, reply: str) -> float:
        """How many of the groups the reply has, 0 to 1; 0 where it names a rival first, or
        what it must not name."""
        text = read(reply)
        found = [places(text, group) for group in self.groups]
        if self.number is not None:
            found[0] = sorted(
                found[0] + [seen.start for seen in numbers(text) if seen.value.value == self.number],
            )
        if named(text, self.without) or (found[0] and self._rival_first(text, found[0])):
            return 0.0
        return sum(map(bool, found)) / len(found)

    def _rival_first(self, text: Text, right: Sequence[int]) -> bool:
        """Whether the reply answers with a rival, as far as its first names, or its conclusion, tell."""
        everywhere = places(text, self.rivals)
        rivals = [place for place in everywhere if place < right[0] and not _only_mentioned(text, place, right[0])]
        if not rivals or _TURN.search(text.plain[rivals[-1] : right[0]]):
            return False
        conclusion = max((so.end() for so in _SO.finditer(text.plain)), default=len(text))
        return not (right[-1] >= conclusion and not any(place >= conclusion for place in everywhere))
