"""One endpoint's way to HTTP: its connections, its headers, its proxy and its certificates."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import requests

from cloud_client.completion import ModelInfo
from cloud_client.connection import new_adapter
from cloud_client.endpoint import Endpoint
from cloud_client.errors import (
    CaptivePortalError,
    ConnectTimeoutError,
    EndpointError,
    InvalidJsonError,
    LineTooLongError,
    NoFirstTokenError,
)
from cloud_client.exchange import Exchange, Head
from cloud_client.faults import Fault, seconds
from cloud_client.key import Key
from cloud_client.rejection import is_web_page, of_response

__all__ = ["BODY", "Transport", "read_head", "read_models", "read_rest", "rejection"]

BODY = 1 << 24
"""Bytes that a body may have which is no stream: 16 MiB."""

_SLACK = 1.0
"""Seconds."""


class Transport:
    """Makes exchanges with one endpoint. Safe to be used from several threads."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.counts = True
        """Whether the server may be asked for counts of tokens: set to False once it has refused that."""
        self._adapter = new_adapter()
        proxy = endpoint.proxy
        self._options: dict[str, Any] = {
            "stream": True,
            "verify": str(endpoint.ca_file.expanduser()) if endpoint.ca_file else True,
            "proxies": {"http": proxy, "https": proxy} if proxy else {},
        }
        if endpoint.ca_file and not endpoint.ca_file.expanduser().exists():
            raise EndpointError(endpoint.name, detail=f"its ca_file {endpoint.ca_file} does not exist")

    def post(self, path: str, body: bytes, key: Key | None, total: float) -> Exchange:
        """Send a body of JSON. `total` seconds are the most that it may take. Raises EndpointError."""
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        return self._exchange("POST", path, body, headers, key, total)

    def get(self, path: str, key: Key | None, total: float) -> Exchange:
        """Ask for JSON. `total` seconds are the most that it may take. Raises EndpointError."""
        return self._exchange("GET", path, None, {"Accept": "application/json"}, key, total)

    def get_metrics(self, key: Key | None, total: float) -> Exchange:
        """Ask for the server's figures, as `get` does for JSON. Raises EndpointError."""
        from cloud_client.metrics import metrics_url  # it imports this module

        address = metrics_url(self.endpoint.base_url)
        return self._exchange("GET", "metrics", None, {"Accept": "text/plain"}, key, total, address=address)

    def close(self) -> None:
        """Close the kept connections."""
        self._adapter.close()

    def _exchange(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        key: Key | None,
        total: float,
        *,
        address: str | None = None,
    ) -> Exchange:
        headers |= {"User-Agent": "cloud_client", "Accept-Encoding": "identity"}  # packed streams come in lumps
        problem = None
        try:
            to = address or self.endpoint.url(path)
            prepared = requests.Request(method, to, headers=headers, data=body).prepare()
        except (requests.RequestException, ValueError):
            problem = EndpointError(self.endpoint.name, detail="its base_url is no address")
        if problem is not None:
            raise problem
        if key is not None:
            prepared.headers["Authorization"] = f"Bearer {key.reveal()}"
        # The exchange is waited for with the times that count; these end its thread when nobody waits any more.
        times = (min(self.endpoint.timeouts.connect, total) + _SLACK, total + _SLACK)
        return Exchange(lambda: self._adapter.send(prepared, timeout=times, **self._options), total)


def read_head(exchange: Exchange, endpoint: Endpoint, first: float, ends: float) -> Head:
    """Wait for the response to begin: `first` seconds from the connection, and not beyond the moment `ends`."""
    started = time.monotonic()
    if not exchange.wait_connected(min(started + endpoint.timeouts.connect, ends)):
        raise Fault(ConnectTimeoutError, seconds(min(endpoint.timeouts.connect, ends - started)))
    head = exchange.wait_head(min((exchange.connected_at or started) + first, ends))
    if head is None:
        raise Fault(NoFirstTokenError, seconds(min(first, ends - started)))
    return head


def read_rest(exchange: Exchange, until: float, limit: int, begun: bytes = b"") -> bytes | None:
    """A whole body, of which something may have been read; None if it did not end in time.

    Raises Fault, also if it is longer than `limit`.
    """
    parts, size = [begun], len(begun)
    while data := exchange.read(until):
        parts.append(data)
        size += len(data)
        if size > limit:
            raise Fault(LineTooLongError, f"more than {limit} bytes")
    return None if data is None else b"".join(parts)


def rejection(exchange: Exchange, head: Head, url: str) -> Fault:
    """The fault of a response that is not 200; of its body as much as comes within a second is looked at."""
    body, until = b"", time.monotonic() + 1.0
    try:
        while len(body) < 1 << 16 and (data := exchange.read(until)):
            body += data
    except Fault:
        pass  # the status says enough
    exchange.abort()
    return of_response(head.status, head.headers, body, url)


def read_models(exchange: Exchange, endpoint: Endpoint, deadline: float) -> tuple[ModelInfo, ...]:
    """The response to `GET /models`. `deadline` in seconds. Raises Fault."""
    ends = time.monotonic() + deadline
    head = read_head(exchange, endpoint, deadline, ends)
    if head.status != 200:
        raise rejection(exchange, head, endpoint.url("models"))
    body = read_rest(exchange, ends, BODY)
    if body is None:
        raise Fault(NoFirstTokenError, seconds(deadline))
    if is_web_page(body):
        raise Fault(CaptivePortalError, head.headers.get("Content-Type", ""))
    try:
        listed = json.loads(body)["data"]
        return tuple(_model(entry) for entry in listed)
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise Fault(InvalidJsonError, "it is no list of models")


def _model(entry: Mapping[str, Any]) -> ModelInfo:
    length = entry.get("max_model_len")
    return ModelInfo(str(entry["id"]), length if type(length) is int and length > 0 else None)
