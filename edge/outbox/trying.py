"""One try to have a question of the outbox answered, and what becomes of its row."""

from __future__ import annotations

from collections.abc import Callable

from edge.answerer import Cancel
from edge.cloud import Cloud
from edge.egress_words import held_back_text
from edge.journal import Journal
from edge.journal.late_answer import LateAnswer
from edge.journal.outbox import Taken
from edge.offers import Tried
from edge.outbox.asking import ask
from edge.outbox.pace import BackOff, Pace
from edge.request import HISTORY
from edge.router import EndpointState
from edge.settings import Settings

__all__ = ["Trial"]

_OF_THE_QUESTION = frozenset({"context_too_long", "bad_request", "content_filter", "reply_not_valid", "schema"})
"""Kinds of errors that say nothing about the endpoint: the questions behind it need not wait."""

_STOPPED = "It was stopped, and is asked again."


class Trial:
    """Tries with one journal and the endpoints of one home."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        cloud: Cloud,
        offline: Callable[[], bool],
        pace: Pace,
        back_off: BackOff,
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._table = journal.outbox
        self._cloud = cloud
        self._offline = offline
        self._pace = pace
        self._back_off = back_off

    def of(self, taken: Taken, endpoints: tuple[EndpointState, ...], cancel: Cancel) -> Tried:
        """Ask it. An answer is in the journal when this returns."""
        if taken.sent >= self._pace.sends:
            return self._dropped(taken, f"It was asked {taken.sent} times in vain.")
        messages = self._journal.transcript(taken.conversation, HISTORY, taken.turn)
        if not messages or messages[-1].role != "user":
            self._table.drop(taken.uid)
            return Tried(taken.uid, "gone", "Its conversation was erased meanwhile.")
        kept_back = not messages[-1].may_leave or self._cloud.keeps_back(messages[-1].text, messages[-1].attachments)
        if kept_back:
            from cloud_client.held_back import HeldBackError

            rule = "never_leaves" if messages[-1].may_leave else "mark"
            return self._dropped(taken, held_back_text(HeldBackError(rule), taken.language))
        try:
            answer = ask(self._cloud, endpoints, self._settings, taken, messages, cancel)
        except BaseException:
            self._table.put_back(taken.uid, why=None, rest_s=0, egress=None)
            raise
        return self._ended(taken, answer, cancel)

    def _ended(self, taken: Taken, answer: LateAnswer, cancel: Cancel) -> Tried:
        answered = answer.answered
        if answer.text.strip() and answered.cut_off in (None, "length"):  # more than the limit nobody gives
            self._back_off.reset()
            offer = self._table.answered(taken.uid, answer)
            if offer is None:
                return Tried(taken.uid, "gone", "It was cancelled or forgotten meanwhile.")
            return Tried(taken.uid, "answered", offer=offer)
        if cancel.is_set() or self._offline():
            self._table.put_back(taken.uid, why=None, rest_s=0, egress=answer.egress, counts=False)
            return Tried(taken.uid, "waiting", _STOPPED)
        if answered.error == "held_back":
            return self._dropped(taken, answered.why or "")
        if answered.error not in _OF_THE_QUESTION:
            self._back_off.failed()
        # What failed although it arrived has a longer rest than the others, so that it does not keep them from theirs.
        rest = self._pace.rest(taken.sent + 2) if answer.egress is not None else 0.0
        why = answered.why or "There was no answer."
        self._table.put_back(taken.uid, why=why, rest_s=rest, egress=answer.egress)
        return Tried(taken.uid, "waiting", why)

    def _dropped(self, taken: Taken, why: str) -> Tried:
        self._table.drop(taken.uid)
        return Tried(taken.uid, "dropped", why)
