"""The outbox of one home: it keeps what nobody answered, asks again when somebody may, and tells of the answer once.

A question is kept before anything of it is sent, and goes in the same transaction in which its answer takes the place
of the provisional one. So a process that ends anywhere between loses no question, and shows no answer twice: whoever
was not told sees it in the conversation. What may be repeated is the one request that was in flight.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from edge.answerer import Cancel
from edge.cloud import Cloud
from edge.errors import CloudNotReachableError, JournalError, SettingsError, UsageError
from edge.events import Started
from edge.journal import Journal
from edge.journal.queued import moment
from edge.offers import OfferListener, Queued, Tried
from edge.outbox.listeners import Listeners
from edge.outbox.pace import BackOff, Pace
from edge.outbox.policy import may_queue
from edge.router import EndpointState
from edge.settings import Settings
from edge.turn import Question

__all__ = ["Outbox"]

_CLOSE_S = 5.0
"""How long `close` waits for the thread, whose request is cancelled."""


@dataclass(slots=True)
class _InFlight:
    """The request that is under way."""

    uid: str
    conversation: str
    wanted: bool
    """Whether the user asked for it now; else it makes way for a turn."""
    cancel: Cancel = field(default_factory=Cancel)


class Outbox:
    """Make one in the process that owns the home. All calls may come from any thread."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        cloud: Cloud,
        *,
        offline: Callable[[], bool],
        busy: Callable[[], bool],
        fault: Callable[[BaseException], object],
        pace: Pace | None = None,
    ) -> None:
        """`offline()` says whether nothing may leave, `busy()` whether a turn is under way; `fault` is told what nobody
        foresaw.
        """
        self._settings = settings
        self._journal = journal
        self._table = journal.outbox
        self._cloud = cloud
        self._offline = offline
        self._busy = busy
        self._fault = fault
        self._pace = pace or Pace()
        self._back_off = BackOff(self._pace)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._woken = self._closed = self._used = False
        self._quiet_since = time.monotonic()
        self._sending = 0
        """How many `send` are under way."""
        self._one = threading.Lock()  # one request at a time
        self._in_flight: _InFlight | None = None
        self._endpoints: frozenset[tuple[str, str, str]] | None = None
        self._listeners = Listeners(fault)
        self._notices: list[str] = []

    # -- what a turn calls ---------------------------------------------------------------------------------------------

    def hold(self, started: Started, question: Question) -> str | None:
        """Keep the question of a turn under way before anything of it is sent; a request of the outbox makes way.

        Returns the name to put into the record as `outbox` if nobody of the cloud answers it: with that it waits from
        `Journal.finish` on. A record without it takes the question out again. None where it is not to be kept: the
        outbox is switched off or full, or the question may not wait (`edge.outbox.may_queue`). In a journal that is in
        memory only it is kept as everything there, until the process ends.
        """
        self._make_way()
        if not self._settings.outbox.enabled or not may_queue(question):
            return None
        from edge.outbox.asking import decisions  # with what it takes to ask

        limit = self._settings.outbox.limit
        uid = self._table.hold(started.turn, decisions(question), limit)
        self._used = True
        if uid is None:
            self._notice(f"The outbox is full ({limit} questions): what nobody answers now is not asked again.")
        return uid

    def cloud_answers(self) -> None:
        """A turn was answered by an endpoint: what waits is asked as soon as there is quiet."""
        self._back_off.reset()
        if self._used:
            self._table.all_due()
            self.wake()

    def turn_ended(self) -> None:
        """A turn is over. Costs nothing as long as nothing waits."""
        with self._changed:
            self._quiet_since = time.monotonic()
        if self._used:
            self.wake()

    def mode_changed(self) -> None:
        """The user switched the network off or on: what is in flight ends, or what waits may be asked again."""
        if self._offline():
            self._stop(lambda _: True)
        elif self._used:
            self.wake()

    # -- what the user calls -------------------------------------------------------------------------------------------

    def rows(self) -> list[Queued]:
        """What is kept, in the order in which it is asked."""
        after = moment(self._back_off.left) if self._back_off.left else ""
        return [
            replace(row, due=max(row.due or "", after) or None) if row.state == "waiting" else row
            for row in self._table.rows()
        ]

    def send(self, uid: str) -> Tried:
        """Ask one now, whatever the back-off says, and wait for the end of it.

        Raises UsageError where there is none of that name, its turn is under way, or nothing may leave, and
        CloudNotReachableError if no endpoint is configured.
        """
        row = next((one for one in self.rows() if one.uid == uid), None)
        if row is None:
            raise UsageError(f"There is no question '{uid}' in the outbox: 'edge outbox' lists what there is.")
        if row.state == "held":
            raise UsageError("This question is just being answered: wait for the end of that.")
        if self._offline():
            raise UsageError("Offline mode is on, and nothing leaves this device: switch it off first.")
        endpoints = self._cloud.states()
        if not endpoints:
            raise CloudNotReachableError("No endpoint is configured: 'edge endpoints' shows how to add one.")
        with self._changed:
            self._sending += 1  # the thread must not take the next one away from whoever sends them one by one
        try:
            tried = self._try(uid, endpoints, wanted=True)
        finally:
            with self._changed:
                self._sending -= 1
                self._quiet_since = time.monotonic()
        if tried.state == "answered":
            self.wake()
        return tried

    def cancel(self, uid: str | None) -> int:
        """Take one out, or all where None, and stop its request. Returns how many there were; their answers stand."""
        dropped = self._table.drop(uid)
        self._stop(lambda one: uid in (None, one.uid))
        return dropped

    def replaced(self, conversation: str) -> None:
        """Stop the request of this conversation: it may be that of a question which is asked anew, and its row gone."""
        self._stop(lambda one: one.conversation == conversation)

    def forget(self, conversation: str | None) -> None:
        """Stop the request of a conversation that is about to be erased, or any where None; its rows go with it."""
        self._stop(lambda one: conversation in (None, one.conversation))

    def listen(self, offer: OfferListener) -> Callable[[], None]:
        """Have `offer(offer)` called with each late answer, in another thread. Returns what ends the listening.

        One that raises is not called again.
        """
        return self._listeners.add(offer)

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return self._table.waiting() if self._used else 0

    @property
    def notices(self) -> list[str]:
        """Sentences that the user should see: what was given up, and why."""
        with self._changed:
            return list(self._notices)

    # -- the thread ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Go on with what an earlier process left; returns at once, and costs one look where there is nothing."""
        if self._table.waiting():
            self._used = True
            self.wake()

    def wake(self) -> None:
        """Look now: something changed. Begins the thread if there is none."""
        with self._changed:
            if self._closed or not self._settings.outbox.enabled:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
                self._thread.start()
            self._woken = True
            self._changed.notify_all()

    def close(self) -> None:
        """Cancel what is in flight, which is asked again by the next process."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        self._stop(lambda _: True)
        if thread is not None and thread is not threading.current_thread():
            thread.join(_CLOSE_S)

    def _run(self) -> None:
        try:
            while True:
                with self._changed:
                    if self._closed:
                        return
                    self._woken = False
                seconds = self._look()
                with self._changed:
                    if not self._woken and not self._closed:
                        self._changed.wait(seconds)
        except JournalError:
            return  # it was closed meanwhile
        except Exception as error:  # noqa: BLE001 - no thread may end in a traceback; the next start goes on
            self._fault(error)

    def _look(self) -> float | None:
        """Ask the next one if it may be asked. Seconds until the next look; None if only a change needs one."""
        if not self._table.waiting():
            return None
        self._expire()
        rest = self._quiet_since + self._pace.quiet - time.monotonic()
        if self._busy() or self._offline() or self._sending:
            return self._pace.look
        if rest > 0:
            return rest
        endpoints = self._known()
        if not any(state.healthy for state in endpoints):
            return self._pace.look
        if self._back_off.left:
            return min(self._back_off.left, self._pace.look)
        uid = self._table.next()
        if uid is None:
            return self._pace.look
        self._try(uid, endpoints, wanted=False)
        return 0.0

    def _known(self) -> tuple[EndpointState, ...]:
        """The endpoints as they are. When their list is another one than before, the back-off begins anew."""
        try:
            endpoints = self._cloud.states()
        except SettingsError:  # the next question says it
            return ()
        known = frozenset((one.endpoint.name, one.endpoint.base_url, one.endpoint.model) for one in endpoints)
        if self._endpoints is not None and known != self._endpoints:
            self._back_off.reset()
            self._table.all_due()
        self._endpoints = known
        return endpoints

    def _try(self, uid: str, endpoints: tuple[EndpointState, ...], *, wanted: bool) -> Tried:
        """One request, and what becomes of the row."""
        from edge.outbox.trying import Trial  # with the client of endpoints

        with self._one:
            taken = self._table.take(uid)
            if taken is None:
                return Tried(uid, "gone", "It was answered or cancelled meanwhile.")
            flight = _InFlight(uid, taken.conversation, wanted)
            with self._changed:
                self._in_flight = flight
                if self._closed or (self._busy() and not wanted):  # a turn began between the look and this
                    flight.cancel.set()
            try:
                trial = Trial(self._settings, self._journal, self._cloud, self._offline, self._pace, self._back_off)
                tried = trial.of(taken, endpoints, flight.cancel)
            finally:
                with self._changed:
                    self._in_flight = None
        if tried.offer is not None:
            self._listeners.tell(tried.offer)
        elif tried.state == "dropped":
            self._notice(f"A question was taken out of the outbox. {tried.why}")
        return tried

    def _expire(self) -> None:
        days = self._settings.outbox.days
        given_up = self._table.expire(days)
        if given_up:
            what = "1 question was" if given_up == 1 else f"{given_up} questions were"
            self._notice(f"{what} given up: in {days} days no endpoint answered. What the device answered stands.")

    def _make_way(self) -> None:
        self._stop(lambda one: not one.wanted)

    def _stop(self, which: Callable[[_InFlight], bool]) -> None:
        with self._changed:
            one = self._in_flight
        if one is not None and which(one):
            one.cancel.set()

    def _notice(self, text: str) -> None:
        with self._changed:
            if text not in self._notices:
                self._notices.append(text)
