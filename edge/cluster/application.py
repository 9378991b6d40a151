"""The application: one address, and engine replicas behind it."""

# Without `from __future__ import annotations`: Serve makes the arguments of `app` from its annotation, which has to be
# the class itself.

import dataclasses
import functools
from typing import Any

from ray import serve
from ray.exceptions import TaskCancelledError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.cluster.arguments import Arguments
from edge.cluster.engine import EngineReplica
from edge.cluster.fleet import Fleet
from edge.cluster.handles import Handles
from edge.cluster.homes import shared_paths
from edge.server.serving import CONNECTIONS, application, local_models, place
from edge.server.token import read_token
from edge.settings import load

__all__ = ["ADDRESS", "ENGINE", "app"]

ADDRESS, ENGINE = "Address", "Engine"
"""The names of the deployments."""
HEALTH_S = 2.0
"""Seconds between two looks whether a replica can answer."""
SILENT_S = 10.0
"""Seconds in which it has to say so; where it does not, three times one after the other, it hangs and is ended."""
DRAIN_S = 10.0
"""Seconds in which one that is to end may finish its turns; then they go on at another one."""


class Engine:
    """The deployment of `edge.cluster.engine.EngineReplica`."""

    def __init__(self, arguments: Arguments) -> None:
        self._replica: EngineReplica | None = None
        name = serve.get_replica_context().replica_id.unique_id
        self._replica = EngineReplica(name, arguments.home, arguments.model, arguments.cores)
        self.turn = self._replica.turn
        self.status = self._replica.status

    def check_health(self) -> None:
        """Called by Serve, which puts another replica in the place of one whose engine is down."""
        status = self.status()
        if status.state == "down":
            raise RuntimeError(status.detail)

    def __del__(self) -> None:
        """Called by Serve when the replica is to end."""
        if self._replica is not None:
            self._replica.close()


class Address:
    """The deployment that speaks HTTP: `edge serve`, with replicas in the place of its assistant."""

    def __init__(self, engines: Any, arguments: Arguments) -> None:
        """`engines` is the handle of `Engine`."""
        self._paths = shared_paths(arguments.home)
        settings = load(self._paths.config).settings
        wanted = dataclasses.replace(settings.server, host="127.0.0.1", port=arguments.port, certificate="", key="")
        self._settings = dataclasses.replace(settings, server=wanted)
        self._fleet = Fleet(Handles(engines), self._paths, self._settings)

    def __serve_build_asgi_app__(self) -> ASGIApp:
        """The ASGI application, for Serve."""
        where, token = place(self._settings), read_token(self._paths.token)
        models = functools.partial(local_models, self._paths)  # read at each call: one may be added meanwhile
        return _leaving(application(where, self._settings, token, self._fleet, models, self._paths.logs))

    def figures(self) -> dict[str, int]:
        """What `Fleet.figures` tells, for who holds a handle."""
        return self._fleet.figures()


def _leaving(app: ASGIApp) -> ASGIApp:
    """`app`, for which a client that has gone is what ASGI says it is: Serve cancels the request instead."""

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        async def received() -> Message:
            try:
                return await receive()
            except TaskCancelledError:
                return {"type": "http.disconnect"}

        await app(scope, received, send)

    return called


def app(arguments: Arguments) -> Any:
    """The Serve application (`ray.serve.Application`) with these arguments; see `edge.cluster.arguments`."""
    scaling: dict[str, Any] = {
        "min_replicas": arguments.min_replicas,
        "max_replicas": arguments.max_replicas,
        "target_ongoing_requests": arguments.target,
    }
    fixed: dict[str, Any] = {"num_replicas": arguments.min_replicas}
    engines = serve.deployment(
        Engine,
        name=ENGINE,
        **({"autoscaling_config": scaling} if arguments.max_replicas > arguments.min_replicas else fixed),
        ray_actor_options={"num_cpus": arguments.cores},
        max_ongoing_requests=arguments.at_once,
        health_check_period_s=HEALTH_S,
        health_check_timeout_s=SILENT_S,
        graceful_shutdown_timeout_s=DRAIN_S,
        request_router_config={"request_router_class": "edge.cluster.router.PinningRouter"},
    ).bind(arguments)
    # One address: it remembers who holds which conversation. What it does not take itself, the queue of `edge serve`
    # refuses with 429, and not Serve.
    address = serve.deployment(
        serve.ingress()(Address),
        name=ADDRESS,
        num_replicas=1,
        ray_actor_options={"num_cpus": 0},
        max_ongoing_requests=CONNECTIONS,
    )
    return address.bind(engines, arguments)
