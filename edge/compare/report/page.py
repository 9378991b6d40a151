"""The page: its sections in the order in which they are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from edge.compare import merging
from edge.compare.columns import columns, suites
from edge.compare.report import scores_section, speed_section
from edge.compare.report.details import details
from edge.compare.report.documents import heat_tables
from edge.compare.report.how import how, machines, remarks
from edge.compare.report.markup import Markup, joined, tag, text
from edge.compare.report.router_section import curves, routers, summary
from edge.compare.report.style import STYLE, policy
from edge.compare.results import Run

__all__ = ["html"]


def html(runs: Sequence[Run]) -> str:
    """The report of one run, or of several side by side, as one HTML file.

    Raises UsageError with a sentence if several runs cannot be put side by side (`edge.compare.merging.check`).
    """
    if len(runs) > 1:
        merging.check(runs)
    shown = columns(runs)
    named = suites(runs)
    drawn = curves(shown)
    title = "Device and cloud compared" if len(runs) == 1 else f"{len(runs)} comparisons side by side"
    sections = [
        _section("Scores", "scores", scores_section.scores(runs, shown, named)),
        _section("The router", "router", routers(shown, drawn)),
        _section("Time to answer", "time", speed_section.latencies(shown)),
        _section("Long documents", "documents", _documents(heat_tables(shown))),
        _section("Speed and memory", "speed", speed_section.speed(runs, shown)),
        _section("How it was run", "how", how(runs, shown)),
        _section("Every task", "tasks", _tasks(details(runs, shown, named))),
    ]
    there = [one for one in sections if one is not None]
    body = tag(
        "body",
        tag("header", tag("h1", title), *machines(runs)),
        tag(
            "main",
            *remarks(runs, shown),
            *summary(shown, drawn),
            _contents(there),
            *(content for _, _, content in there),
        ),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} – edge compare"),
        tag("style", Markup(STYLE)),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _section(title: str, key: str, content: Sequence[Markup]) -> tuple[str, str, Markup] | None:
    """Title, name and content of a section; None where there is nothing in it."""
    if not content:
        return None
    return title, key, tag("section", tag("h2", title, id=key), *content, aria_labelledby=key, id=f"{key}-section")


def _contents(there: Sequence[tuple[str, str, Markup]]) -> Markup:
    links = [tag("a", title, href=f"#{key}") for title, key, _ in there]
    return tag("nav", tag("p", *_between(links)), aria_label="Sections", class_="unprinted")


def _between(links: Sequence[Markup]) -> list[Markup]:
    parts: list[Markup] = []
    for link in links:
        parts += [text(" · "), link] if parts else [link]
    return parts


def _documents(tables: Sequence[Markup]) -> list[Markup]:
    if not tables:
        return []
    about = "Facts were planted at several depths of documents of several lengths: 0% is the beginning, 100% the end."
    return [tag("p", about), tag("div", joined(tables), class_="heats")]


def _tasks(parts: Sequence[Markup]) -> list[Markup]:
    if not parts:
        return []
    about = "What was asked, what came back, and why it scored what it scored. Open what you want to see."
    return [tag("p", about), *parts]
