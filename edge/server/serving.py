"""Putting it together: settings, token, door, application and uvicorn."""

from __future__ import annotations

import ipaddress
import signal
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edge.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from edge.paths import Paths
    from edge.server.served import Served
    from edge.settings import Settings

__all__ = ["Place", "application", "bound", "local_models", "place", "serve"]

BACKLOG = 128
CONNECTIONS = 2000
"""Open at a time; more are told to come again."""
GRACE_S = 5
"""Seconds that answers under way have when the server is to end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens, and under which names."""

    host: str
    port: int
    certificate: Path | None
    key: Path | None
    hosts: tuple[str, ...]
    """What a request may have as `Host`."""
    origins: tuple[str, ...]

    @property
    def url(self) -> str:
        """Its address, for a person."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


def place(settings: Settings, *, insecure: bool = False) -> Place:
    """Where to listen, as the settings say.

    Raises SettingsError where only one of certificate and key is named or they cannot be used, and UsageError where
    others could read along: an address that is not this machine's own, without TLS and without `insecure`.
    """
    wanted = settings.server
    if bool(wanted.certificate) != bool(wanted.key):
        raise SettingsError("TLS needs both: server.certificate and server.key.")
    certificate, key = (Path(name).expanduser() if name else None for name in (wanted.certificate, wanted.key))
    if certificate is not None:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        except (OSError, ssl.SSLError) as error:
            why = error.strerror or "they do not fit each other"
            raise SettingsError(f"The certificate {certificate} and its key cannot be used: {why}.") from None
    if certificate is None and not insecure and not _is_loopback(wanted.host):
        raise UsageError(
            f"At {wanted.host} others could read along: name a certificate (server.certificate and server.key), put a"
            " proxy with TLS in front of 127.0.0.1, or say --insecure-http."
        )
    names = [wanted.host, *(["127.0.0.1", "localhost", "::1"] if _is_loopback(wanted.host) else [])]
    hosts = dict.fromkeys([*_with_ports(names, wanted.port), *_listed(wanted.hosts, wanted.port)])
    return Place(wanted.host, wanted.port, certificate, key, tuple(hosts), tuple(wanted.origins.split()))


def application(
    place: Place,
    settings: Settings,
    token: str,
    assistant: Served,
    models: Callable[[], Mapping[str, str]],
    logs: Path,
) -> ASGIApp:
    """The application behind its door; `logs` is the folder for faults."""
    from edge.server.app import Server
    from edge.server.guard import Guard

    wanted = settings.server
    server = Server(assistant, models, most=wanted.queue, seconds=wanted.seconds, logs=logs)
    most = wanted.body_mb * 2**20
    return Guard(server.app, hosts=place.hosts, origins=place.origins, token=token, most=most)


@contextmanager
def bound(place: Place) -> Iterator[list[socket.socket]]:
    """The sockets at that place, taken before anything is loaded. Raises UsageError where they cannot be had."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _kind, _protocol, _name, address = found[0]
        listening = socket.create_server(address[:2], family=family, backlog=BACKLOG)
        # asyncio does it only for sockets that name their protocol, which this one does not: 40 ms for each answer.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        why = error.strerror or "there is no such address"
        raise UsageError(
            f"Nothing can listen at {place.host} port {place.port}: {why}; choose another --port."
        ) from None
    with listening:
        yield [listening]


def serve(
    app: ASGIApp,
    place: Place,
    sockets: list[socket.socket],
    ending: Callable[[], None] = lambda: None,
    *,
    answers: Callable[[], object] = lambda: None,
) -> None:
    """Serve until the process is told to end; answers under way have a moment to do so.

    `ending` is called when it is told so, between two steps of the event loop: to close what stays open by itself.
    `answers` is called in a thread from time to time, where systemd watches: while it does not come back, the server
    counts as hanging.
    """
    import asyncio

    import uvicorn

    from edge.watchdog import Watchdog

    watchdog = Watchdog()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            self.alive = asyncio.create_task(watchdog.keep(answers))

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            self.alive.cancel()
            watchdog.stopping()
            ending()
            await super().shutdown(sockets)

    for name in (signal.SIGINT, signal.SIGTERM):  # uvicorn raises it once more at its end: there is more to close
        signal.signal(name, lambda _number, _frame: None)

    config = uvicorn.Config(
        app,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=CONNECTIONS,
        ws="none",
        lifespan="off",
        h11_max_incomplete_event_size=64 * 1024,
    )
    Server(config).run(sockets=sockets)


def local_models(paths: Paths) -> dict[str, str]:
    """The local models that are here, by name. A client names one of these, never a file."""
    from edge.catalogue import Catalogue

    return {model.name: model.name for model in Catalogue.of(paths).models.values() if model.here}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _with_ports(names: Iterable[str], port: int) -> list[str]:
    written = [f"[{name}]" if ":" in name else name.lower() for name in names]
    return [one for name in written for one in ((name, f"{name}:{port}") if port in {80, 443} else (f"{name}:{port}",))]


def _listed(names: str, port: int) -> list[str]:
    """The names of the setting, each with the port unless it names one itself."""
    return [one for name in names.split() for one in ([name.lower()] if _has_port(name) else _with_ports([name], port))]


def _has_port(name: str) -> bool:
    return (name.rpartition(":")[2].isdecimal() and name.count(":") == 1) or (name.startswith("[") and "]:" in name)
