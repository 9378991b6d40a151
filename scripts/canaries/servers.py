"""Endpoints that get the key and say it again in every way that a server can."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cloud_client.bad_server import Answer, BadServer
from tests.cloud_client.certificates import Authority
from tests.cloud_client.honest_server import Behaviour, HonestServer

__all__ = ["Servers", "servers"]


@dataclass(frozen=True)
class Servers:
    """All of them, while they run."""

    honest: HonestServer
    """It wants the key."""
    strict: HonestServer
    """It wants another key, and repeats the one that it got."""
    bad: BadServer
    encrypted: HonestServer | None
    """Its certificate is nobody's whom a client trusts; None where there is no openssl."""


@contextlib.contextmanager
def servers(key: str, folder: Path, *, encrypted: bool = True) -> Iterator[Servers]:
    """Start them. `folder` is for certificates."""
    with contextlib.ExitStack() as stack:
        context = None
        if encrypted:
            folder.mkdir()
            with contextlib.suppress(FileNotFoundError):
                context = Authority(folder).server("server")
        bad = stack.enter_context(BadServer())
        for name, script in _scripts(bad).items():
            bad.scripts[name] = script
        yield Servers(
            stack.enter_context(HonestServer(Behaviour(key=key))),
            stack.enter_context(HonestServer(Behaviour(key="another"))),
            bad,
            stack.enter_context(HonestServer(Behaviour(), context)) if context is not None else None,
        )


def _scripts(bad: BadServer) -> dict[str, Callable[[Answer], None]]:
    def header() -> str:
        """The last request's Authorization, as the server got it."""
        found = re.search(rb"(?im)^authorization: *(.*?)\r?$", bad.requests[-1])
        return found[1].decode() if found else "none came"

    def whole(answer: Answer, status: str, body: str, *headers: str) -> None:
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", *headers, "", ""]
        answer.raw("\r\n".join(head).encode() + body.encode())

    def said_in_an_error(answer: Answer) -> None:
        error = {"error": {"message": f"failed at {header()} and {header().partition(' ')[2]}", "type": header()}}
        whole(answer, "500 Internal Server Error", json.dumps(error), "Content-Type: application/json")

    def said_without_json(answer: Answer) -> None:
        whole(answer, "400 Bad Request", f"bad header: {header()}", "Content-Type: text/plain")

    def said_in_a_header(answer: Answer) -> None:
        whole(answer, f"503 {header()}", "", f"X-Request: {header()}", f"Retry-After: {header()}")

    def said_in_a_redirect(answer: Answer) -> None:
        whole(answer, "302 Found", "", f"Location: http://127.0.0.1:9/v1?key={header()}")

    def said_in_a_page(answer: Answer) -> None:
        whole(answer, "200 OK", f"<!DOCTYPE html><title>{header()}</title>", "Content-Type: text/html")

    def said_in_the_stream(answer: Answer) -> None:
        answer.begin()
        answer.chunk(b"data: " + json.dumps({"error": {"message": f"no more for {header()}"}}).encode() + b"\n\n")
        answer.wait_until_gone()

    def said_in_no_json(answer: Answer) -> None:
        answer.begin()
        answer.chunk(b"data: {" + header().encode() + b"\n\n")
        answer.wait_until_gone()

    def said_in_a_long_line(answer: Answer) -> None:
        answer.begin()
        with contextlib.suppress(OSError):  # nobody reads to its end
            answer.chunk(b"data: " + header().encode())
            for _ in range(160):
                answer.chunk(b"x" * 65536)
            answer.wait_until_gone()

    return {
        script.__name__: script
        for script in (
            said_in_an_error,
            said_without_json,
            said_in_a_header,
            said_in_a_redirect,
            said_in_a_page,
            said_in_the_stream,
            said_in_no_json,
            said_in_a_long_line,
        )
    }
