"""One engine replica: an assistant with a home of its own, asked from an event loop."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from edge.assistant import LOOK_S, Assistant
from edge.cluster.homes import shared_paths, take_home
from edge.cluster.replicas import Asking, Here, Refused, Said
from edge.cluster.together import together
from edge.errors import EdgeError
from edge.events import Event, Finished, Piece
from edge.server.following import follow
from edge.server.sse import BEAT_S
from edge.settings import Settings, load
from edge.turn import Status

__all__ = ["KEEPS_NOTHING", "EngineReplica", "replica_settings"]

KEEPS_NOTHING = "time.* date.* math.* unit.* random.* assistant.*"
"""The commands of a replica. A timer or a list would be one replica's, and the next turn may be another's; and what
keeps nothing may be done twice when a replica is lost in the middle."""

BEGINS_S = 10.0
"""Seconds in which the engine's process begins; one whose model cannot be opened never does."""
TOGETHER_S = 0.02
"""Seconds for which an event may wait for those behind it; the first word and the end do not wait."""


def replica_settings(settings: Settings, cores: int) -> Settings:
    """The shared settings as a replica takes them."""
    engine = dataclasses.replace(settings.engine, threads=settings.engine.threads or cores, resume=False)
    skills = dataclasses.replace(settings.skills, allow_http=KEEPS_NOTHING)
    return dataclasses.replace(settings, engine=engine, skills=skills)


class EngineReplica:
    """Answers turns, one after the other, in the order in which they come."""

    def __init__(self, name: str, home: str, model: str, cores: int) -> None:
        """Takes a home and loads the model; returns when it is loaded or cannot be.

        name   of this replica
        home   the shared one, as `edge.cluster.homes.shared_paths` takes it
        model  the local model; an empty one is that of the settings
        cores  threads of the engine, unless the settings say so
        """
        self._name = name
        shared = shared_paths(home)
        paths, self._lock = take_home(shared)
        try:
            settings = load(paths.config, flags={"model": model or None}).settings
            self._seconds = settings.server.seconds
            self._assistant = Assistant(paths, replica_settings(settings, cores))
        except BaseException:
            self._lock.release()
            raise
        self._assistant.warm()
        began = time.monotonic()
        while (state := self.status().state) == "loading" or (state == "idle" and time.monotonic() - began < BEGINS_S):
            time.sleep(LOOK_S)  # nobody is sent here before

    async def turn(self, asking: Asking) -> AsyncIterator[list[Said]]:
        """`Here`, and then the events of the turn or `Refused`, some of them together.

        Whoever closes it before its end cancels the turn.
        """
        yield [Here(self._name)]
        steps: AsyncGenerator[Event | None, None] = follow(
            lambda: self._assistant.ask(asking.question), beat_s=BEAT_S, most_s=self._seconds
        )
        moments: AsyncGenerator[list[Event], None] = together(steps, TOGETHER_S, _AtOnce())
        try:
            async with aclosing(moments):
                async for some in moments:
                    yield [*some]
        except EdgeError as error:
            yield [Refused(error.kind, str(error))]

    def status(self) -> Status:
        """The state of the engine."""
        return self._assistant.status()

    def close(self) -> None:
        """Let go of engine and home."""
        self._assistant.close()
        self._lock.release()


class _AtOnce:
    """Whether an event may not wait: asked of each of a turn, in order."""

    def __init__(self) -> None:
        self._pieces = 0

    def __call__(self, event: Event) -> bool:
        self._pieces += isinstance(event, Piece)
        return isinstance(event, Finished) or (isinstance(event, Piece) and self._pieces == 1)
