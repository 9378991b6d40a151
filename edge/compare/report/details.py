"""Every task with what was asked, what came back and why it scored what it scored; folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from edge.compare.columns import Column, line
from edge.compare.figures import percent, seconds, several
from edge.compare.pairing import average
from edge.compare.report.markup import Markup, joined, language_of, tag
from edge.compare.report.tables import folded
from edge.compare.results import Result, Run

__all__ = ["details"]

_LONGEST = 20_000
"""Characters of one text."""
_WHO = {"local": "the device", "cloud": "the cloud", "skill": "a skill"}


def details(runs: Sequence[Run], shown: Sequence[Column], suites: Sequence[tuple[str, str]]) -> list[Markup]:
    """A heading and a folded list for each suite."""
    questions = {one.uid: one.messages for run in runs for one in run.tasks}
    by_task: defaultdict[str, defaultdict[str, list[tuple[Column, Result]]]] = defaultdict(lambda: defaultdict(list))
    for column in shown:
        for one in column.run.results:
            if one.subject == column.subject.name:
                by_task[one.suite][one.task].append((column, one))
    parts: list[Markup] = []
    for name, title in suites:
        tasks = by_task.get(name)
        if not tasks:
            continue
        parts.append(tag("h3", title))
        content = [_task(uid, questions.get(uid, ()), tasks[uid]) for uid in sorted(tasks)]
        parts.append(folded(f"{several(len(tasks), 'task')}, question by question", *content, kind="suite"))
    return parts


def _task(uid: str, messages: Sequence[str], answers: Sequence[tuple[Column, Result]]) -> Markup:
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for column, one in answers:
        scores[column.title].append(one.score)
    short = " · ".join(f"{title} {percent(average(found))}" for title, found in scores.items())
    language = language_of(answers[0][1].language)
    several_of_them = len(messages) > 1
    asked = [
        _said(f"Message {index}" if several_of_them else "Asked", text, language)
        for index, text in enumerate(messages, 1)
    ]
    return folded(
        joined([tag("span", line(uid), class_="uid"), " ", tag("span", short, class_="short")]),
        *asked,
        *(_answer(column, one, language) for column, one in answers),
        kind="task",
    )


def _answer(column: Column, one: Result, language: str | None) -> Markup:
    facts = [percent(one.score)]
    facts += [f"{line(name)} {percent(value)}" for name, value in one.marks.items()] if len(one.marks) > 1 else []
    facts += [f"first token {seconds(one.ttft_ms)}"] if one.ttft_ms is not None else []
    facts += [f"whole answer {seconds(one.total_ms)}"] if one.total_ms is not None else []
    facts += [f"{one.bytes_sent:,} bytes sent"] if one.bytes_sent else []
    head = column.title + (f", repeat {one.repeat + 1}" if one.repeat else "")
    return tag(
        "div",
        tag("h4", head),
        tag("p", " · ".join(facts), class_="facts"),
        tag("p", one.error, class_="why") if one.error else None,
        tag("p", one.why, class_="why") if one.why else None,
        *(_said(_reply(column, one, index), reply, language) for index, reply in enumerate(one.replies)),
        class_="answer",
    )


def _reply(column: Column, one: Result, index: int) -> str | None:
    """What stands above a reply: its number where there are several, and who wrote it where that was the router's."""
    parts = [f"Reply {index + 1}"] if len(one.replies) > 1 else []
    if column.subject.kind == "auto" and index < len(one.by):
        parts.append(f"by {_WHO.get(one.by[index], line(one.by[index]))}")
    return " ".join(parts) or None


def _said(head: str | None, said: str, language: str | None) -> Markup:
    cut = said[:_LONGEST]
    more = len(said) - len(cut)
    return tag(
        "div",
        tag("p", head, class_="facts") if head else None,
        tag("div", cut or "(nothing)", lang=language, dir="auto", class_="said"),
        tag("p", f"{more:,} more characters are left out here; the run's file has them.", class_="facts")
        if more
        else None,
    )
