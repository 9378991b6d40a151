"""The endpoints of one home while its process runs: read again when their list changes, and asked through a pool."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from edge.catalogue import configured
from edge.catalogue.configured import Configured
from edge.cloud.rules import Rules
from edge.endpoints.info import EndpointInfo, Trial
from edge.errors import CloudNotReachableError, UsageError
from edge.events import Route, TurnRecord
from edge.offline import NOTHING_IS_ASKED
from edge.paths import Paths
from edge.router.ranking import rank
from edge.router.situation import EndpointState
from edge.settings import Settings
from edge.transcript import Attachment

if TYPE_CHECKING:  # a turn that stays on the device does not wait for it
    from cloud_client import Pool, Standing
    from edge.cloud.answerer import CloudAnswerer
    from edge.cloud.relay import Relay

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
        self._before: Pool | None = None
        """The pool of an earlier list: what is known of its endpoints goes over to the next one."""

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

    def infos(self) -> list[EndpointInfo]:
        """The configured endpoints in the order of their list, and what is known of each.

        Raises SettingsError if the list of them is wrong.
        """
        with self._lock:
            self._look()
            standings = {} if self._pool is None else {one.endpoint.name: one for one in self._pool.order()}
            return [
                _info(one, standings.get(one.name), self._unusable.get(one.name)) for one in self._configured.values()
            ]

    def test(self, name: str) -> Trial:
        """Look at one of them, and ask it for a word. Waits for it; what is learnt counts for the next turns.

        Raises UsageError if there is none of that name or nothing may leave, SettingsError if the list is wrong or
        cannot be written.
        """
        from edge.catalogue.configuring import learn_context
        from edge.cloud.trial import try_endpoint
        from edge.endpoints.adding import named

        with self._lock:
            self._look()
            one = named(self._configured, name)
        if self._rules.offline:
            raise UsageError(NOTHING_IS_ASKED)
        found = try_endpoint(one, self._rules)
        if found.ok and found.context and not one.context_known:
            learn_context(self._file, name, found.context)
        if found.ok:
            with self._lock, contextlib.suppress(KeyError):  # it was removed meanwhile
                self._look()
                self._made_pool().answered(name, ttft_ms=found.ttft_ms, context=found.context)
        return found

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

    def relay(
        self,
        messages: Sequence[Mapping[str, Any]],
        options: Mapping[str, Any],
        language: str,
        ended: Callable[[TurnRecord], None],
    ) -> Relay:
        """A chat completion with tools, for an endpoint; see `edge.cloud.relay.Relay`.

        `ended` gets the record of how it went.

        Raises SettingsError if the list of endpoints is wrong, and CloudNotReachableError if there is none.
        """
        from edge.cloud.relay import Relay

        with self._lock:
            self._look()
            pool = self._made_pool()
            if not self._configured:
                raise CloudNotReachableError("Tools need an endpoint, and none is configured: edge endpoints add.")
        return Relay(pool, self._rules, messages, options, language=language, ended=ended)

    def forget(self, conversation: str | None) -> None:
        """Keep nothing of this conversation, or of any where None."""
        self._rules.forget(conversation)

    def close(self) -> None:
        """Close the kept connections."""
        with self._lock:
            for pool in (self._pool, self._before):
                if pool is not None:
                    pool.close()
            self._pool = self._before = None

    def _look(self) -> None:
        """Read the list if it is another one than before."""
        try:
            status = self._file.stat()
            stamp: _Stamp | None = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            stamp = None
        if stamp != self._stamp:
            self._configured, self._unusable = {}, {}
            self._before, self._pool = self._pool or self._before, None
            self._configured = configured.read(self._file)
            self._stamp = stamp
            if self._before is not None:
                self._made_pool()

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
            self._pool = Pool(usable, retries=Retries(tries=1), before=self._before)
            self._before = None
        return self._pool


def _info(one: Configured, standing: Standing | None, problem: str | None) -> EndpointInfo:
    endpoint = one.endpoint
    info = EndpointInfo(
        name=one.name,
        title=endpoint.title,
        base_url=endpoint.base_url,
        model=endpoint.model,
        context=endpoint.context if one.context_known else None,
        good_at=tuple(sorted(endpoint.good_at)),
        key_env=one.key_env,
        key_file=str(one.key_file) if one.key_file else None,
        price=one.price,
        problem=problem,
    )
    if standing is None:
        return info
    return dataclasses.replace(
        info,
        context=standing.context or info.context,
        breaker=standing.state,
        rests_s=standing.rests,
        ttft_ms=standing.ttft_ms,
        failure=standing.failure,
    )
