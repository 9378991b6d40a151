"""Going on where an earlier process stopped: which state to restore, and which to save."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence

from edge.engine.cache import Cache
from edge.engine.prompt import PlannedPrompt, Prompts, WireMessage
from edge.engine.states import Interrupted, State, States

__all__ = ["Resume"]

CONVERSATION, SYSTEM = "conversation", "system"

WORTH_MS = 50.0
"""Evaluation that takes less than this is repeated rather than saved: a file would cost as much."""


class Resume:
    """Restores states into an engine that has just started, and saves them at a pause."""

    def __init__(self, states: States, cache: Cache, prompts: Prompts, identity: str) -> None:
        self._states = states
        self._cache = cache
        self._prompts = prompts
        self._identity = identity
        self._looked = False
        self._ms_per_token = 0.0
        self._saved: list[int] = []
        self._current: tuple[str, Sequence[WireMessage]] | None = None

    def clear(self) -> None:
        """Forget the conversation: nothing of it is saved any more."""
        self._current = None
        self._saved = []

    def leave_out(self) -> None:
        """What is evaluated now may not be kept: until the next `after` nothing is saved."""
        self._current = None

    def before(self, conversation: str) -> None:
        """Called before a prompt is planned: restore the conversation if it is the one that was saved last."""
        if self._looked:
            return
        self._looked = True
        found = self._states.read(CONVERSATION)
        if found is None or found[0].conversation != conversation:
            return
        state, data = found
        if self._states.restore(state, data):
            self._cache.ids = list(state.tokens)
            self._saved = list(state.tokens)
            for uid, ids in state.replies.items():
                self._prompts.keep(uid, ids, state.texts[uid])
            self._prompts.begin_at(conversation, state.first_kept)

    def head(
        self,
        plan: PlannedPrompt,
        evaluate: Callable[[Sequence[int]], None],
        tick: Callable[[], None],
        stopped: Callable[[], bool],
    ) -> float:
        """Called with an empty cache: restore the system prompt's state, or `evaluate` it alone and save that.

        It is not saved when `stopped()` says so meanwhile.
        Returns the ms of the evaluation, 0 if there was none. Raises Aborted like any evaluation.
        """
        head = plan.tokens[: plan.head]
        if not head or self._cache.ids:
            return 0.0
        found = self._states.read(SYSTEM)
        if found is not None and found[0].tokens == head and self._states.restore(*found):
            self._cache.ids = list(head)
            return 0.0
        begun = time.monotonic()
        evaluate(head)
        took = (time.monotonic() - begun) * 1000
        if took > WORTH_MS:
            with contextlib.suppress(Interrupted):  # the next one that is evaluated alone is saved
                self._states.save(SYSTEM, State(self._identity, "", head), tick, stopped)
        return took

    def after(self, conversation: str, messages: Sequence[WireMessage], evaluated: int, ms: float) -> None:
        """Called when a reply is done: `evaluated` tokens of its prompt took `ms`."""
        self._current = (conversation, messages)
        if evaluated > 0:
            self._ms_per_token = max(self._ms_per_token, ms / evaluated) if evaluated < 32 else ms / evaluated

    def save(self, tick: Callable[[], None], busy: Callable[[], bool]) -> int:
        """Save the conversation's state if that pays; returns the bytes written. Ends early when `busy()`."""
        ids = self._cache.ids
        if self._current is None or ids == self._saved or len(ids) * self._ms_per_token < WORTH_MS:
            return 0
        conversation, messages = self._current
        replies, first_kept = self._prompts.kept(conversation, messages)
        try:
            by_uid = {uid: kept.ids for uid, kept in replies.items()}
            texts = {uid: kept.text for uid, kept in replies.items()}
            state = State(self._identity, conversation, list(ids), by_uid, texts, first_kept)
            size = self._states.save(CONVERSATION, state, tick, busy)
        except Interrupted:
            return 0
        self._saved = list(ids)
        return size
