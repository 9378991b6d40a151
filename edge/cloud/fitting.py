"""An answer of the cloud that has to fit a schema: checked by us, and sent back for repair once.

A server that is asked for a form may keep to it or not. So the text is told only when it is whole and fits, with the
keys as the schema names them.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Generator

from cloud_client.errors import CloudError, NotUnderstoodError
from cloud_client.held_back import HeldBackError
from edge.answerer import Answered, Request, Step, Text
from edge.catalogue.endpoint import Endpoint
from edge.cloud.failing import broke_off
from edge.engine.constraint import complaint
from edge.transcript import Message, Transcript

__all__ = ["held_to_schema", "repair_of", "unfenced"]

_Ended = Answered | CloudError | HeldBackError
_Ask = Callable[[Request], Generator[Step, None, _Ended]]

_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\n(.*?)\n?```\s*\Z", re.DOTALL)
_REPAIR = (
    "This does not fit the JSON schema: {wrong}. Write the whole JSON again so that it fits, and nothing else."
    " The schema: {schema}"
)


def held_to_schema(ask: _Ask, request: Request, endpoint: Endpoint, *, insisted: bool) -> Generator[Step, None, _Ended]:
    """Ask, check, and ask once more with what was wrong. The text comes as one piece.

    Of an answer that breaks off, or does not fit the second time either, nothing is told, so that another answerer can
    begin: it comes back as an error. Where the user wants no other one (`insisted`), it is told as it is.
    """
    assert request.schema is not None
    text, ended = yield from _collected(ask(request))
    wrong = complaint(text, request.schema) if isinstance(ended, Answered) and ended.cut_off is None else None
    if wrong is not None:
        text, ended = yield from _collected(ask(repair_of(request, text, wrong)))
        wrong = complaint(text, request.schema) if isinstance(ended, Answered) and ended.cut_off is None else None
    if not isinstance(ended, Answered):
        return ended
    if not insisted and (wrong is not None or broke_off(ended)):
        detail = f"it does not fit the schema: {wrong}" if wrong is not None else "it broke off before its end"
        return NotUnderstoodError(endpoint.name, detail=detail)
    if text:
        yield Text(text, "cloud", endpoint.model)
    return ended


def repair_of(request: Request, text: str, wrong: str) -> Request:
    """The request with the answer that does not fit behind it, and what is wrong with it."""
    messages = request.transcript.messages
    may_leave = messages[-1].may_leave  # what came back was made of nothing that may not
    please = _REPAIR.format(wrong=wrong, schema=json.dumps(request.schema, ensure_ascii=False))
    more = (
        Message("assistant", text, request.reply_uid, may_leave=may_leave),
        Message("user", please, f"{request.reply_uid}.repair", may_leave=may_leave),
    )
    return dataclasses.replace(request, transcript=Transcript(request.transcript.conversation, (*messages, *more)))


def unfenced(text: str) -> str:
    """JSON without the code fence that models like to put around it, and without blanks at its ends."""
    found = _FENCE.match(text)
    return (found[1] if found else text).strip()


def _collected(steps: Generator[Step, None, _Ended]) -> Generator[Step, None, tuple[str, _Ended]]:
    """Pass on all but the text; the text, and how it ended."""
    pieces: list[str] = []
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return unfenced("".join(pieces)), end.value
        if isinstance(step, Text):
            pieces.append(step.text)
        else:
            yield step
