"""Calculations: `math.evaluate`."""

from __future__ import annotations

import re

from edge.skills.names import Command
from edge.skills.replies.arithmetic import BY_ERROR, TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import text_slot
from edge.skills.values import NoResultError, TooMuchWorkError, ValuesError, arithmetic, write
from edge.skills.wording import grouped, say

__all__ = ["Arithmetic"]

MOST_SHOWN = 120
"""Digits of a whole result that are shown; a longer one is rounded, and its digits are counted."""

_SIGNS = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − ", "^": "^", "mod": " mod "}
_OPERATOR = re.compile(r"(?<=[0-9)%!])(?:\s*(mod)\s*|([*/+-]))")


class Arithmetic:
    """Exact where the result has an end; no code is ever run."""

    names = ("math.evaluate",)

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        language, said = surroundings.language, text_slot(command, "expression")
        if not said:
            return Outcome(say(TEXTS, "what", language), done=False, asks="expression")
        try:
            expression = arithmetic.whole(said)
            result = expression.work_out()
        except NoResultError as error:
            sentence = next((name for words, name in BY_ERROR.items() if words in str(error)), "no_result")
            return Outcome(say(TEXTS, sentence, language), done=False)
        except TooMuchWorkError:
            return Outcome(say(TEXTS, "too_much", language), done=False)
        except ValuesError:
            return Outcome(say(TEXTS, "unreadable", language), done=False)
        written, digits = _written(str(expression)), result.text()
        data = {"expression": str(expression), "result": digits, "exact": not result.rounded()}
        whole = digits.lstrip("-").partition(".")[0]
        if len(whole) > MOST_SHOWN:
            short = write(result.value, 6).text.replace("e", " × 10^")
            return Outcome(say(TEXTS, "digits", language, count=len(whole), expression=written, result=short), data)
        sentence = "about" if result.rounded() else "equals"
        return Outcome(say(TEXTS, sentence, language, expression=written, result=grouped(digits, language)), data)


def _written(expression: str) -> str:
    """With the signs that people write: 12 × 7 + 3."""
    return _OPERATOR.sub(lambda match: _SIGNS[match.group(1) or match.group(2)], expression)
