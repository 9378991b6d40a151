"""The rules that write a string: a text, or the key of a member."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from edge.engine.grammar.automaton import Automaton, Both, Excluding, string
from edge.engine.grammar.characters import PLAIN
from edge.engine.grammar.form import Form, Impossible
from edge.engine.grammar.formats import FORMATS
from edge.engine.grammar.gbnf import MOST_REPEATS, Rules, repeat
from edge.engine.grammar.limits import Meter, Unsupported
from edge.engine.grammar.pattern import Pattern

__all__ = ["Strings", "json_text"]

LONGEST = 200
"""Characters of a string whose schema sets no bound: a small model under a grammar may never close it."""
SHORTEST = 8
"""Where the text of a pattern is kept short for the sake of the grammar's size, it may still have as many."""
LONGEST_KEY = 40

_QUOTE = r'"\""'


def json_text(value: Any) -> str:
    """A value as JSON, each character as itself but for those that UTF-8 cannot carry."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)


class Strings:
    """Writes strings into `rules`."""

    def __init__(self, rules: Rules, meter: Meter) -> None:
        self._rules = rules
        self._meter = meter
        self._patterns: dict[str, Pattern | None] = {}
        hexadecimal = "[0-9A-Fa-f]"
        # Not the halves of surrogates: they would have to come in pairs.
        code = f'"u" ([0-9A-CE-Fa-ce-f] {hexadecimal}{{3}} | [Dd] [0-7] {hexadecimal}{{2}})'
        self._character = rules.add("character", [PLAIN.gbnf(), rf'"\\" ([\x22\\/bfnrt] | {code})'])

    def any(self) -> str:
        """The rule of any string, of at most 200 characters."""
        return self._repeated(0, LONGEST)

    def any_key(self) -> str:
        """The rule of any key, of 1 to 40 characters."""
        characters = repeat(self._rules.add("plain", [PLAIN.gbnf()]), 1, LONGEST_KEY)
        return self._rules.add("key", [f"{_QUOTE} {characters} {_QUOTE}"])

    def of(self, form: Form) -> str:
        """The rule of a string that fits. Raises Impossible, TooLarge."""
        least, most = form.length_least, form.length_most
        if least > MOST_REPEATS:
            where = form.where("minLength")
            raise Impossible(f"'minLength' at {where} asks for more than {MOST_REPEATS} characters")
        if most is not None and least > most:
            raise Impossible(f"'minLength' at {form.where('minLength')} is larger than 'maxLength'")
        automaton = self._automaton(form)
        if automaton is not None and (found := self._matching(form, automaton)):
            return found
        return self._repeated(least, min(MOST_REPEATS, max(least, LONGEST) if most is None else most))

    def _matching(self, form: Form, automaton: Automaton) -> str | None:
        """The same by its pattern, or None when that would take too many rules even for short texts.

        A format that fits no text of the length is passed over: validation does not look at it either.
        """
        least, most = form.length_least, form.length_most
        longest = max(least, LONGEST) if most is None else min(most, MOST_REPEATS)
        length = longest
        while True:
            try:
                found = string(self._rules, automaton, least, length)
                if found is None and length == longest and most is None:
                    found = string(self._rules, automaton, least, MOST_REPEATS)
                break
            except Unsupported:
                length //= 2
                if length < max(least, SHORTEST):
                    return None
        if found is None and length == longest and form.patterns:
            raise Impossible(f"'pattern' at {form.where('pattern')} fits no text of a length that is allowed")
        return found

    def _repeated(self, least: int, most: int) -> str:
        return self._rules.add("string", [f"{_QUOTE} {repeat(self._character, least, most)} {_QUOTE}"])

    def _automaton(self, form: Form) -> Automaton | None:
        """Of the patterns, those that a grammar can hold; where there is none, the format, which is only a remark."""
        texts = form.patterns or ((FORMATS[form.format],) if form.format in FORMATS else ())
        found: Automaton | None = None
        for text in texts:
            pattern = self.pattern(text)
            if pattern is not None:
                found = pattern if found is None else Both(found, pattern)
        return found

    def pattern(self, text: str) -> Pattern | None:
        """The pattern, or None if a grammar cannot hold it."""
        if text not in self._patterns:
            try:
                self._patterns[text] = Pattern(text, self._meter)
            except Unsupported:
                self._patterns[text] = None
        return self._patterns[text]

    # -- keys --------------------------------------------------------------------------------------------------------

    @staticmethod
    def allowed(name: str, names: Form | None) -> bool:
        """Whether a member may have that name, by what validation will look at."""
        if names is None:
            return True
        if names.values is not None:
            return name in names.values
        if not names.length_least <= len(name) <= (len(name) if names.length_most is None else names.length_most):
            return False
        return all(re.search(text, name) for text in names.patterns)

    def key(self, taken: Iterable[str], names: Form | None, pattern: Pattern | None = None) -> str | None:
        """The rule of a key that is none of those taken, or None if there is no other; at most 40 characters.

        Raises TooLarge, Unsupported.
        """
        automaton: Automaton = Excluding(taken)
        for further in (pattern, None if names is None else self._automaton(names)):
            if further is not None:
                automaton = Both(automaton, further)
        least = max(1, names.length_least if names else 0)
        most = max(least, LONGEST_KEY) if names is None or names.length_most is None else names.length_most
        return string(self._rules, automaton, least, min(most, MOST_REPEATS))
