"""What is answered when something is wrong: one sentence, in the form that OpenAI's clients read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from edge.errors import EdgeError
from edge.faults import fault

__all__ = ["Handler", "Problem", "answering", "status_of"]

Handler = Callable[[Request], Awaitable[Response]]

_STATUS = {
    "usage": 400,
    "settings": 500,
    "schema": 400,
    "no_such_model": 404,
    "context_full": 400,
    "context_too_long": 400,
    "held_back": 403,
    "reply_not_valid": 502,
    "cloud_not_reachable": 503,
    "memory": 503,
    "model_file": 503,
    "owner_gone": 503,
    "engine_down": 503,
}
"""By the kind of an error; what is not here is our fault (500), or the endpoint's (502) where it has answered."""


class Problem(Exception):
    """Ends a request. The text is a sentence for a person."""

    def __init__(
        self,
        status: int,
        text: str,
        *,
        code: str,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(text)
        self.status = status
        self.code = code
        self.param = param
        self.headers = dict(headers or {})
        self.more = more

    @classmethod
    def of(cls, error: EdgeError) -> Problem:
        """The same for an error of the assistant's."""
        return cls(status_of(error.kind, 500), str(error), code=error.kind)

    def body(self) -> dict[str, Any]:
        """As JSON values."""
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        kind = "authentication_error" if self.status == 401 else kind
        error = {"message": str(self), "type": kind, "param": self.param, "code": self.code}
        return {"error": {**error, **self.more}}

    def response(self) -> Response:
        """The whole response."""
        return JSONResponse(self.body(), self.status, self.headers)


def status_of(kind: str | None, other: int) -> int:
    """The HTTP status for a kind of error, `other` where none is named for it."""
    return _STATUS.get(kind or "", other)


def answering(handle: Handler, logs: Path) -> Handler:
    """The handler, with a sentence and a status for whatever goes wrong in it; faults go to the folder `logs`."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except Problem as problem:
            return problem.response()
        except EdgeError as error:
            return Problem.of(error).response()
        except Exception as error:  # noqa: BLE001 - a fault of ours is a sentence, and a line in the log
            return Problem(500, fault(error, logs), code="fault").response()

    return answer
