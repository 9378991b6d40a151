"""An endpoint in the list of endpoints: its two lines, and what else is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from edge.cleaning import clean
from edge.endpoints import EndpointInfo, Trial
from tui.choices import spread
from tui.figures import SEPARATOR, duration
from tui.language import Texts, table
from tui.strings import Strings

__all__ = ["EndpointsTexts", "details", "lines"]


@dataclass(frozen=True, slots=True)
class EndpointsTexts(Texts):
    """The texts of the screen."""

    title: str = "Endpoints"
    offline: str = "Offline: none of them is asked until /offline off."
    none: str = "No endpoint is configured: everything is answered on this device. a adds one."
    example: str = "An example: {model} at {url}"
    unknown: str = "—"
    states: Mapping[str, str] = table(
        {
            "well": "answers",
            "not_asked": "not asked yet",
            "failed": "failed the last time",
            "open": "left alone; tried again in {seconds} s",
            "half_open": "tried again with the next question",
            "problem": "cannot be asked",
            "testing": "being tested…",
        }
    )
    """At the right of an endpoint's name."""
    breaker: Mapping[str, str] = table(
        {
            "closed": "Breaker: closed, questions go through.",
            "open": "Breaker: open after failures; one question tries it again in {seconds} s.",
            "half_open": "Breaker: half open, the next question tries it.",
        }
    )
    ttft: str = "first word {time}"
    ttft_average: str = "First word: {time}, the mean of late, newer ones weighing more."
    ttft_none: str = "First word: not measured since the assistant was started."
    context: str = "context {tokens}"
    context_line: str = "Context: {tokens} tokens."
    good_at: str = "Good at: {strengths}."
    strengths: Mapping[str, str] = table(
        {
            "code": "code",
            "reasoning": "reasoning",
            "maths": "maths",
            "structured": "structured output",
            "longdoc": "long documents",
            "languages": "languages",
            "chinese": "Chinese",
            "writing": "writing",
            "teaching": "teaching",
        }
    )
    strengths_joint: str = ", "
    key_env: str = "Key: from the variable {variable}."
    key_file: str = "Key: from {file}."
    key_either: str = "Key: from the variable {variable}, else from {file}."
    no_key: str = "Key: none."
    price: str = "Price: {price}."
    price_unknown: str = "none stated"
    test_ok: str = "Tested: it answers, first word {time}."
    test_failed: str = "Tested: it did not answer. {why}"
    test_models: str = "The model is there (list of models in {time})."
    test_usage: str = "It does not count tokens."
    test_plain: str = "Not encrypted: only for this machine, or a network that you trust."
    test_tls: str = "Encrypted, and its certificate is verified."
    keys: Mapping[str, str] = table({"test": "t test", "add": "a add", "remove": "Del remove", "close": "Esc close"})
    ask_remove: str = "Take {name} off the list? It is not asked any more. Nothing else is removed, its key neither."
    remove: str = "Remove"
    keep: str = "Keep"
    removed: str = "{name} is off the list and is not asked any more."
    added: str = "{name} may be asked from the next message on. t tries it."
    key_missing: str = "Its key is read from the variable {variable}, which is not set here."
    testing_already: str = "{name} is being tested."


def lines(
    info: EndpointInfo, trial: Trial | None, testing: bool, texts: EndpointsTexts, strings: Strings, width: int
) -> tuple[Content, Content]:
    """Its name and how it is; below it which model, how fast, and how much it takes."""
    state, style = _state(info, trial, testing, texts)
    mark = Content.styled("● ", style)
    first = spread(mark + Content.styled(clean(info.name), "bold $foreground"), Content.styled(state, style), width)
    parts = [clean(info.model)]
    parts.append(texts.ttft.format(time=_time(info.ttft_ms, texts, strings)))
    parts.append(texts.context.format(tokens=_tokens(info.context, texts)))
    while len(parts) > 1 and cell_len(SEPARATOR.join(parts)) > width - 2:
        parts.pop()
    return first, Content("  ") + Content.styled(SEPARATOR.join(parts), "$quiet")


def details(
    info: EndpointInfo, trial: Trial | None, texts: EndpointsTexts, strings: Strings
) -> Iterator[tuple[str, str]]:
    """Lines with the class that each has."""
    for sentence in (info.problem, info.failure):
        if sentence:
            yield sentence, "error"
    if trial is not None:
        yield from _trial(trial, texts, strings)
    yield clean(info.base_url), ""
    names = [texts.strengths.get(strength, strength) for strength in info.good_at]
    yield texts.good_at.format(strengths=texts.strengths_joint.join(names) or texts.unknown), "quiet"
    yield texts.breaker[info.breaker].format(seconds=_seconds(info)), "quiet"
    measured = texts.ttft_none if info.ttft_ms is None else texts.ttft_average
    yield measured.format(time=_time(info.ttft_ms, texts, strings)), "quiet"
    yield texts.context_line.format(tokens=_tokens(info.context, texts)), "quiet"
    yield _key(info, texts), "quiet"
    yield texts.price.format(price=info.price or texts.price_unknown), "quiet"


def _state(info: EndpointInfo, trial: Trial | None, testing: bool, texts: EndpointsTexts) -> tuple[str, str]:
    states = texts.states
    if testing:
        return states["testing"], "$primary"
    if info.problem:
        return states["problem"], "$error"
    if info.breaker == "open":
        return states["open"].format(seconds=_seconds(info)), "$error"
    if info.breaker == "half_open":
        return states["half_open"], "$warning"
    if info.failure or (trial is not None and not trial.ok):
        return states["failed"], "$warning"
    if info.ttft_ms is not None or (trial is not None and trial.ok):
        return states["well"], "$success"
    return states["not_asked"], "$quiet"


def _trial(trial: Trial, texts: EndpointsTexts, strings: Strings) -> Iterator[tuple[str, str]]:
    if not trial.ok:
        yield texts.test_failed.format(why=trial.why or ""), "error"
    else:
        yield texts.test_ok.format(time=_time(trial.ttft_ms, texts, strings)), "success"
    if trial.models_ms is not None:
        yield texts.test_models.format(time=_time(trial.models_ms, texts, strings)), "quiet"
    if trial.ok:
        yield texts.test_tls if trial.tls else texts.test_plain, "quiet"
        if trial.usage is False:
            yield texts.test_usage, "quiet"


def _time(ms: float | None, texts: EndpointsTexts, strings: Strings) -> str:
    return texts.unknown if ms is None else duration(ms, strings)


def _key(info: EndpointInfo, texts: EndpointsTexts) -> str:
    if info.key_env and info.key_file:
        return texts.key_either.format(variable=info.key_env, file=info.key_file)
    if info.key_env:
        return texts.key_env.format(variable=info.key_env)
    return texts.key_file.format(file=info.key_file) if info.key_file else texts.no_key


def _tokens(context: int | None, texts: EndpointsTexts) -> str:
    return texts.unknown if context is None else f"{context:,}"


def _seconds(info: EndpointInfo) -> int:
    """Whole ones, and never none while it rests."""
    return max(1, round(info.rests_s))
