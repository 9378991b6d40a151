"""One question of the outbox goes up, as it would have gone up in its turn: same transcript, same rules, same gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from edge.answerer import Answered, Cancel, Request, Sampling, Seam, Text
from edge.cleaning import Cleaner
from edge.cloud import Cloud
from edge.events import Route, build
from edge.journal.late_answer import LateAnswer
from edge.journal.outbox import Taken
from edge.journal.uid import new_uid
from edge.reply import validated
from edge.request import request_of
from edge.router import EndpointState
from edge.settings import Settings
from edge.transcript import Message
from edge.turn import Question

__all__ = ["ask", "decisions"]

_SPOKEN = ("en", "zh", "ja")
"""Languages in which the user is spoken to."""


def decisions(question: Question) -> dict[str, Any]:
    """What the user decided about the reply, as JSON values; what is a setting stays one."""
    given = {"system": question.system, "schema": question.schema, "max_tokens": question.max_tokens}
    sampling = None if question.sampling is None else asdict(question.sampling)
    return {name: value for name, value in {**given, "sampling": sampling}.items() if value is not None}


def ask(
    cloud: Cloud,
    endpoints: tuple[EndpointState, ...],
    settings: Settings,
    taken: Taken,
    messages: Sequence[Message],
    cancel: Cancel,
) -> LateAnswer:
    """Ask, and wait for the end of it; what goes wrong is told in `answered`.

    messages  the transcript of the turn, its question last
    """
    speaks = taken.language if taken.language in _SPOKEN else "en"
    route = Route("cloud", None, (), taken.language, taken.task)
    answerer = cloud.answerer(endpoints, route, speaks, insisted=False)
    cleaner, pieces = Cleaner(), list[str]()
    answered = Answered("cloud", "", cut_off="error", why="There was no answer.", error="error")
    for step in answerer.answer(_request(settings, taken, messages), cancel):
        match step:
            case Text():
                pieces.append(cleaner.feed(step.text))
            case Seam(anew=True):
                cleaner, pieces = Cleaner(), []
            case Answered():
                pieces.append(cleaner.end())
                answered = step
    text = "".join(pieces)
    question = Question("", taken.turn, schema=taken.asked.get("schema"))
    return LateAnswer(text, validated(answered, question, text), answerer.egress)


def _request(settings: Settings, taken: Taken, messages: Sequence[Message]) -> Request:
    decided = taken.asked
    return request_of(
        settings,
        taken.conversation,
        messages,
        new_uid(),
        system=decided.get("system"),
        max_tokens=decided.get("max_tokens"),
        sampling=build(Sampling, decided["sampling"]) if "sampling" in decided else None,
        schema=decided.get("schema"),
    )
