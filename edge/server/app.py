"""The application: its paths, and what each of them does."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from edge.errors import CancelledError, EdgeError
from edge.events import Finished, to_json
from edge.journal.uid import new_uid
from edge.server import body, completions, tools
from edge.server.admission import Admission
from edge.server.following import follow, unless_gone
from edge.server.metrics import Metrics, State
from edge.server.openapi import description
from edge.server.problem import Handler, Problem, answering
from edge.server.schemas import COMPLETION, TURN, without_messages
from edge.server.sse import BEAT, BEAT_S, EVENT_STREAM, HEADERS, data
from edge.server.who import headers_of

if TYPE_CHECKING:
    from edge.cloud.relay import Relay
    from edge.server.served import Served
    from edge.turn import Question

__all__ = ["Server"]

_COMPLETION = jsonschema.Draft202012Validator(without_messages(COMPLETION))
_TURN = jsonschema.Draft202012Validator(without_messages(TURN))
_OWNER = "edge"


class Server:
    """One assistant over HTTP.

    models   the local models that a client may name: what `Question.model` takes, by name
    most     turns under way or waiting; whoever comes then is told to come again
    seconds  the longest that a turn may take
    logs     the folder for faults
    """

    def __init__(
        self,
        assistant: Served,
        models: Callable[[], Mapping[str, str]],
        *,
        most: int,
        seconds: float,
        logs: Path,
    ) -> None:
        self._logs = logs
        self._assistant = assistant
        self._models = models
        self._seconds = seconds
        self._admission = Admission(most)
        self._metrics = Metrics(self._admission)
        self._began = int(time.time())
        self.app = Starlette(
            routes=[
                Route("/healthz", self._answering(self._healthz)),
                Route("/readyz", self._answering(self._readyz)),
                Route("/metrics", self._answering(self._metrics_text)),
                Route("/openapi.json", self._answering(self._description)),
                Route("/v1/models", self._answering(self._list)),
                Route("/v1/models/{name}", self._answering(self._one)),
                Route("/v1/chat/completions", self._answering(self._complete), methods=["POST"]),
                Route("/v1/turns", self._answering(self._turn), methods=["POST"]),
            ],
            exception_handlers={404: _no_path, 405: _no_method},
        )

    def _answering(self, handle: Handler) -> Handler:
        return answering(handle, self._logs)

    async def _healthz(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _readyz(self, _request: Request) -> Response:
        status = await asyncio.to_thread(self._assistant.status)
        ready = status.state != "down"
        said = {"status": "ready" if ready else "down", "model": status.model, "state": status.state}
        return JSONResponse({**said, "detail": status.detail}, 200 if ready else 503)

    async def _metrics_text(self, _request: Request) -> Response:
        text = self._metrics.text(await asyncio.to_thread(self._look))
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    def _look(self) -> State:
        samples = self._assistant.samples(time.time())
        endpoints = []
        with contextlib.suppress(EdgeError):  # a list that is wrong is told to whoever asks the cloud
            endpoints = self._assistant.endpoints()
        return self._assistant.status(), samples[-1] if samples else None, endpoints

    async def _description(self, _request: Request) -> Response:
        return JSONResponse(description(await self._names()))

    async def _list(self, _request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [self._model(name) for name in await self._names()]})

    async def _one(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in await self._names():
            raise Problem(404, "There is no model of that name: /v1/models lists them.", code="model_not_found")
        return JSONResponse(self._model(name))

    def _model(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": self._began, "owned_by": _OWNER}

    async def _names(self) -> list[str]:
        """What a client may ask for as a model: the cloud, where there is one."""
        return await asyncio.to_thread(lambda: [*self._open(), *self._models()])

    async def _known(self, name: str | None) -> Mapping[str, str]:
        """The local models. Raises Problem where the cloud is asked for and there is none."""
        if name == "cloud" and name not in await asyncio.to_thread(self._open):
            text = "No endpoint is configured, so there is no cloud: add one with 'edge endpoints add'."
            raise Problem(404, text, code="model_not_found", param="model")
        if name is None or name in body.NAMES:
            return {}  # nobody has to know what models there are
        return await asyncio.to_thread(self._models)

    def _open(self) -> list[str]:
        """The names that leave the model open."""
        try:
            any_endpoint = bool(self._assistant.endpoints())
        except EdgeError:  # a list that is wrong: who asks for the cloud is told
            any_endpoint = True
        return [name for name, choice in body.NAMES.items() if any_endpoint or choice != "cloud"]

    async def _complete(self, request: Request) -> Response:
        wanted = await body.read(request, _COMPLETION)
        if tools.wants_tools(wanted):
            return await self._with_tools(request, wanted)
        question = body.completion_question(wanted, await self._known(wanted["model"]), new_uid())
        events = self._events(question)
        if not wanted.get("stream"):
            return await unless_gone(request, events, completions.whole(events))
        route, first = await unless_gone(request, events, completions.begun(events))
        usage = bool((wanted.get("stream_options") or {}).get("include_usage"))
        chunks = completions.streamed(route, first, events, usage=usage)
        return StreamingResponse(chunks, media_type=EVENT_STREAM, headers={**HEADERS, **headers_of(route)})

    async def _with_tools(self, request: Request, wanted: Mapping[str, Any]) -> Response:
        messages, options = tools.parts(wanted)
        await self._known("cloud")
        relay = await asyncio.to_thread(self._assistant.relay, messages, options, "en")
        deltas = self._relayed(relay)
        if not wanted.get("stream"):
            return await unless_gone(request, deltas, tools.whole(relay, deltas))
        first = await unless_gone(request, deltas, tools.first(deltas))
        usage = bool((wanted.get("stream_options") or {}).get("include_usage"))
        chunks = tools.streamed(relay, first, deltas, usage=usage)
        return StreamingResponse(chunks, media_type=EVENT_STREAM, headers={**HEADERS, "X-Edge-Route": "cloud"})

    async def _relayed(self, relay: Relay) -> tools.Deltas:
        with self._admission.enter():
            began = time.monotonic()
            try:
                async with aclosing(follow(lambda: relay, beat_s=BEAT_S, most_s=self._seconds)) as deltas:
                    async for delta in deltas:
                        yield delta
            except CancelledError:
                if time.monotonic() - began >= self._seconds:
                    raise self._too_slow() from None
                raise
            finally:
                self._admission.took(time.monotonic() - began)
                self._metrics.relayed(relay.completion.complete, relay.egress)

    async def _turn(self, request: Request) -> Response:
        wanted = await body.read(request, _TURN)
        question = body.turn_question(wanted, await self._known(wanted.get("model")), new_uid())
        events = self._events(question)
        first = await unless_gone(request, events, anext(events))

        async def told() -> AsyncIterator[bytes]:
            async with aclosing(events):
                event = first
                while True:
                    if event is None:
                        yield BEAT
                    else:
                        value = to_json(event)
                        yield data(value, value["event"])
                    try:
                        event = await anext(events)
                    except StopAsyncIteration:
                        return

        return StreamingResponse(told(), media_type=EVENT_STREAM, headers=HEADERS)

    async def _events(self, question: Question) -> completions.Events:
        """The events of a turn that has a place in the queue, for as long as a turn may take."""
        with self._admission.enter() as place:
            began = time.monotonic()
            async with aclosing(
                follow(lambda: self._assistant.ask(question), beat_s=BEAT_S, most_s=self._seconds)
            ) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        place.leave()
                        self._admission.took(time.monotonic() - began)
                        self._metrics.ended(event.record)
                        if not event.record.text and time.monotonic() - began >= self._seconds:
                            raise self._too_slow()
                    yield event

    def _too_slow(self) -> Problem:
        return Problem(504, f"There was no answer within {self._seconds:.0f} s.", code="too_slow")


async def _no_path(_request: Request, _error: Exception) -> Response:
    text = (
        "There is no such path: /v1/chat/completions, /v1/turns, /v1/models, /metrics, /healthz and /readyz are there."
    )
    return Problem(404, text, code="no_such_path").response()


async def _no_method(_request: Request, error: Exception) -> Response:
    allowed = getattr(error, "headers", None) or {}
    return Problem(405, "That path is not asked in that way.", code="method", headers=allowed).response()
