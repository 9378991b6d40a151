"""The endpoints of one home while its process runs: read again when their list changes, and asked through a pool."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from edge.catalogue import configured
from edge.catalogue.configured import Configured
from edge.cloud.rules import Rules
from edge.events import Route
from edge.paths import Paths
from edge.router.ranking import rank
from edge.router.situation import EndpointState
from edge.settings import Settings
from edge.transcript import Attachment

if TYPE_CHECKING:  # a turn that stays on the device does not wait for it
    from cloud_client import Pool
    from edge.cloud.answerer import CloudAnswerer

__all__ = ["Cloud"]

_Stamp = tuple[int, int, int]


class Cloud:
    """What the ladder knows of the cloud. All calls may come from any thread."""

    def __init__(self, paths: Paths, settings: Settings, offline: Callable[[], bool]) -> None:
        """`offline()` says whether the user switched the network off for the assistant."""
        self._file = paths.endpoints
        self._rules = Rules(settings.cloud, offline)
        self._lock = threading.Lock()
        self._stamp: _Stamp | None = None
        self._configured: dict[str, Configured] = {}
        self._unusable: dict[str, str] = {}
        self._pool: Pool | None = None

    def keeps_back(self, text: str, attachments: Iterable[Attachment] = ()) -> bool:
        """Whether a never-leaves rule of the user's keeps this text, with its files, on the device."""
        return self._rules.keeps_back(text, attachments)

    def states(self) -> tuple[EndpointState, ...]:
        """The configured endpoints and how they are. Raises SettingsError if the list of them is wrong."""
        with self._lock:
            self._look()
            if self._pool is None:
                return tuple(EndpointState(one.endpoint) for one in self._configured.values())
            found = [EndpointState(self._configured[name].endpoint, healthy=False) for name in self._unusable]
            for one in self._pool.order():
                endpoint = self._configured[one.endpoint.name].endpoint
                known = dataclasses.replace(endpoint, context=one.context) if one.context else endpoint
                found.append(EndpointState(known, healthy=one.state != "open", ttft_ms=one.ttft_ms))
            return tuple(found)

    def answerer(
        self, states: tuple[EndpointState, ...], route: Route, language: str, *, insisted: bool
    ) -> CloudAnswerer:
        """Who answers a turn that goes up.

        states    what `states` said when it was decided
        route     the decision: its endpoint is asked first, the others follow as they rank for its task
        language  in which the user is spoken to
        insisted  whether the user asked for the cloud
        """
        from edge.cloud.answerer import CloudAnswerer

        with self._lock:
            pool = self._made_pool()
            ranked = [one.state.endpoint for one in rank(states, route.task, route.language, 0)]
            usable = [one for one in ranked if one.name in self._configured and one.name not in self._unusable]
            problem = next(iter(self._unusable.values()), "The endpoint was just removed: ask again.")
        ordered = sorted(usable, key=lambda one: one.name != route.endpoint)
        return CloudAnswerer(pool, ordered, self._rules, insisted=insisted, language=language, problem=problem)

    def forget(self, conversation: str | None) -> None:
        """Keep nothing of this conversation, or of any where None."""
        self._rules.forget(conversation)

    def close(self) -> None:
        """Close the kept connections."""
        with self._lock:
            self._forget_pool()

    def _look(self) -> None:
        """Read the list if it is another one than before."""
        try:
            status = self._file.stat()
            stamp: _Stamp | None = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            stamp = None
        if stamp != self._stamp:
            self._configured = {}
            self._forget_pool()
            self._configured = configured.read(self._file)
            self._stamp = stamp

    def _made_pool(self) -> Pool:
        from cloud_client import Pool, Retries

        if self._pool is None:
            usable = []
            for one in self._configured.values():
                try:
                    usable.append(one.for_client())
                except ValueError as error:
                    self._unusable[one.name] = str(error)
            # Another endpoint, or the device, is better than the same one once more.
            self._pool = Pool(usable, retries=Retries(tries=1))
        return self._pool

    def _forget_pool(self) -> None:
        self._unusable = {}
        if self._pool is not None:
            self._pool.close()
            self._pool = None
