"""Labels by rule for the questions that the project wrote as beyond its built-in model.

That model can answer none of them; whether a larger one on the device could is told by their wording here, and
where no rule or more than one kind of rule speaks, the question is not used.
"""

from __future__ import annotations

import re
import tomllib

from builtin.patterns import BEYOND, read_patterns

from edge.reader.labels import NO_INTENT
from reader.corpus_sample import Sample
from reader.patterns import SENTENCES

_RULES = {
    where: {task: [re.compile(rule) for rule in rules] for task, rules in tasks.items()}
    for where, tasks in tomllib.loads((SENTENCES / "questions.toml").read_text("utf-8")).items()
}


def questions() -> list[Sample]:
    """The questions that rules of one kind only speak about."""
    samples = []
    for message in read_patterns():
        if message.name != BEYOND:
            continue
        text = message.text.casefold()
        cloud = _matching(text, "cloud")
        device = _matching(text, "device")
        if bool(cloud) == bool(device):
            continue
        task = (cloud or device)[0]
        intent = None if task == "command" else NO_INTENT
        samples.append(Sample(message.text, message.lang, task, bool(cloud), intent, "questions"))
    return samples


def _matching(text: str, where: str) -> list[str]:
    return [task for task, rules in _RULES[where].items() if any(rule.search(text) for rule in rules)]
