"""Replies that are right in part, for languages, reasoning, long documents and conversation."""

from __future__ import annotations

from collections.abc import Iterator

from edge.compare.replies.forms import Wanted
from edge.compare.suites.conversation.suite import Talk
from edge.compare.suites.documents.suite import Question as DocumentQuestion
from edge.compare.suites.languages.suite import Question
from edge.compare.suites.reasoning.suite import Problem
from edge.compare.task import Task

__all__ = ["Part", "partial_texts"]

Part = tuple[str, tuple[str, ...], float, dict[str, float]]
"""What it is, the replies, the score and the marks."""

FOREIGN = (
    "Вот что можно сказать об этом вопросе, хотя мне и кажется, что вы спрашивали на совсем другом языке, а больше"
    " добавить здесь нечего"
)
"""In a language that no suite asks for."""


def partial_texts(task: Task) -> Iterator[Part]:
    """Those for a task of these suites; none for any other."""
    grader = task.grade
    if isinstance(grader, Question):
        reply = _abroad(grader.wanted)
        yield "right, in another language", (reply,), 0.5, {"content": 1.0, "language": 0.0}
    elif isinstance(grader, Problem) and grader.shown:
        steps, _, answer = task.references[0].rpartition("\n")
        yield "the answer without the steps", (answer,), 1.0, {"answer": 1.0, "steps": 0.0}
        wrong = f"{steps}\n{answer[:3]}… Answer: 987654"
        yield "the steps with another answer", (wrong,), 0.0, {"answer": 0.0, "steps": 1.0}
    elif isinstance(grader, DocumentQuestion):
        yield from _documents(grader)
    elif isinstance(grader, Talk):
        marks = {"right": 1.0, "language": 1.0, "fluent": 1.0}
        marked = tuple(f"{reference}<|im_end|>" for reference in task.references)
        yield "right, with a model's control words", marked, 0.75, marks | {"fluent": 0.0}
        abroad = tuple(_abroad(wanted) for _, wanted in grader.turns)
        yield "right, in another language", abroad, 0.75, marks | {"language": 0.0}


def _documents(grader: DocumentQuestion) -> Iterator[Part]:
    fact, place = grader.fact.value.text, f"{grader.fact.number} “{grader.fact.title}”"
    chapter = grader.fact.number.split(".")[0]
    yield "the fact without its place", (fact,), 0.5, {"fact": 1.0, "place": 0.0}
    yield "the fact with another place", (f"{fact}, 88.8",), 0.5, {"fact": 1.0, "place": 0.0}
    yield "the fact with its chapter", (f"{fact}, chapter {chapter}",), 0.75, {"fact": 1.0, "place": 0.5}
    yield "the place with another fact", (f"{grader.others[0].text}, {place}",), 0.0, {"fact": 0.0, "place": 1.0}


def _abroad(wanted: Wanted | None) -> str:
    """Everything that is wanted, in a sentence of another language."""
    if wanted is None:
        return FOREIGN
    forms = [group[0].rstrip("*") for group in wanted.groups if group]
    if wanted.number is not None:
        forms[:1] = [str(wanted.number)]
    return f"{FOREIGN}: {', '.join(forms)}"
