"""What the tests of suites have in common."""

from __future__ import annotations

from edge.compare.task import Grade, Suite, Task


def task(suite: Suite, name: str) -> Task:
    """The task of this uid, without the suite's name: `capital.en`."""
    return next(one for one in suite.tasks() if one.uid == f"{suite.name}.{name}")


def graded(suite: Suite, name: str, *replies: str) -> Grade:
    """What these replies to it are worth."""
    return task(suite, name).grade(replies)


def changed(suite: Suite, name: str, replies: dict[int, str]) -> Grade:
    """What its references are worth with some of them replaced, by turn from 1."""
    one = task(suite, name)
    said = [replies.get(number, reference) for number, reference in enumerate(one.references, start=1)]
    return one.grade(said)
