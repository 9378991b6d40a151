"""The clock of timers, alarms and reminders: what is due is rung for whoever listens.

Timers run by a clock that only runs, alarms and reminders by the wall clock, which somebody may set at any moment: it
is looked at every ten seconds as long as something is set. What is due stays set until a listener has taken it, so
that it rings late rather than never.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from edge.rings import Listener, NotTaken, Ring
from edge.skills.clocks import Clock, SystemClock
from edge.skills.replies import ringing
from edge.skills.store import Alert, Kind, SkillStore
from edge.skills.wording import duration, moment, say

__all__ = ["Ring", "Ringer"]

LATE_S = 60.0
"""From then on a ring says that it is late, in seconds."""
LOOK_S = 10.0
"""The longest wait between two looks at the wall clock while something is set, in seconds."""
RINGS_S = 600.0
"""How long a ring can be silenced, in seconds."""
_MOST_RECENT = 16


class Ringer:
    """Rings what is due in a store. Make one for a store, in the process that owns it; any thread may call it."""

    def __init__(
        self, store: SkillStore, clock: Clock | None = None, fault: Callable[[BaseException], object] | None = None
    ) -> None:
        """`fault` is told what a listener raised; that listener is not called again."""
        self.clock: Clock = clock or SystemClock()
        self._store = store
        self._fault = fault
        self._condition = threading.Condition()
        self._listeners: dict[int, tuple[Listener, Callable[[], None] | None]] = {}
        self._numbers = 0
        self._recent: list[tuple[float, Ring]] = []
        self._woken = False
        self._closed = False
        self._looking = threading.Lock()
        self._thread: threading.Thread | None = None
        self._began = self.clock.ticks()
        store.alerts_changed = self.wake

    # -- listening -----------------------------------------------------------------------------------------------------

    def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
        """Have `ring(ring)` called for everything that is due, in a thread of the ringer, the earliest first.

        `silence()` is called when the user wants quiet. A callback must return soon, and one that raises is not called
        again; with `NotTaken` it is no fault. Returns what ends the listening. What is overdue rings at once.
        """
        with self._condition:
            self._numbers += 1
            number = self._numbers
            self._listeners[number] = (ring, silence)
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="ringer", daemon=True)
                self._thread.start()
        self.wake()
        return lambda: self._drop(number)

    @property
    def attended(self) -> bool:
        """Whether somebody listens: else nothing rings in this process."""
        with self._condition:
            return bool(self._listeners)

    def silence(self) -> list[Ring]:
        """Have the listeners stop ringing. Returns what rang within the last ten minutes and was not silenced yet."""
        with self._condition:
            since = self.clock.ticks() - RINGS_S
            recent = [ring for at, ring in self._recent if at >= since]
            self._recent.clear()
            listeners = list(self._listeners.items())
        for number, (_, quiet) in listeners:
            if quiet is not None and recent:
                self._call(number, quiet)
        return recent

    # -- time ----------------------------------------------------------------------------------------------------------

    def remaining(self, alert: Alert) -> float | None:
        """Seconds until it is due, negative when that is over; None for a reminder without a time."""
        if alert.due is None:
            return None
        by_wall = alert.due - self.clock.now().timestamp()
        if alert.kind != "timer":
            return by_wall
        if alert.boot == self.clock.boot():
            return alert.due_ticks - self.clock.ticks()
        # Set before the machine was started: by the wall clock, but if that was not set yet, it rings at the latest
        # when its whole length has passed once more.
        return min(by_wall, self._began + alert.seconds - self.clock.ticks())

    def new_timer(self, seconds: float, name: str, language: str, conversation: str) -> Alert:
        """Set a timer of so many seconds."""
        now = self.clock.now().timestamp()
        due = self.clock.ticks() + seconds
        return self._store.add_alert(
            Alert(0, "timer", name, now + seconds, now, seconds, self.clock.boot(), due, language, conversation)
        )

    def new_alert(self, kind: Kind, at: datetime | None, text: str, language: str, conversation: str) -> Alert:
        """Set an alarm, or a reminder, which may have no time."""
        due = None if at is None else at.timestamp()
        now = self.clock.now().timestamp()
        return self._store.add_alert(Alert(0, kind, text, due, now, 0.0, "", 0.0, language, conversation))

    # -- ringing -------------------------------------------------------------------------------------------------------

    def look(self) -> float | None:
        """Ring what is due. Returns the seconds until the next look is needed, None if only a change needs one."""
        with self._looking:
            return self._look() if self.attended else None

    def _look(self) -> float | None:
        left = [(seconds, alert) for alert in self._store.alerts() if (seconds := self.remaining(alert)) is not None]
        due = sorted((seconds, alert.id, alert) for seconds, alert in left if seconds <= 0)
        for seconds, _, alert in due:
            if alert in self._store.alerts() and self._ring(alert, seconds):  # nobody cancelled it meanwhile
                self._store.remove_alerts([alert])
        ahead = [seconds for seconds, _ in left if seconds > 0]
        if len(ahead) == len(left):
            return min([LOOK_S, *ahead]) if ahead else None
        return min([LOOK_S, *ahead])

    def wake(self) -> None:
        """Look again now: something was set, changed or cancelled."""
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def close(self) -> None:
        """Ring nothing any more; what is set stays set."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(5)

    def _run(self) -> None:
        while True:
            with self._condition:
                if self._closed:
                    return
                self._woken = False
            seconds = self.look()
            with self._condition:
                if not self._woken and not self._closed:
                    self.clock.wait(self._condition, seconds)

    def _ring(self, alert: Alert, remaining: float) -> bool:
        """Whether a listener has taken it."""
        now = self.clock.now()
        assert alert.due is not None
        due = datetime.fromtimestamp(alert.due, UTC).astimezone(now.tzinfo)
        late = max(0.0, -remaining)
        ring = Ring(alert.kind, _sentence(alert, due, late, now), alert.text, due, late, alert.language)
        with self._condition:
            listeners = list(self._listeners.items())
            self._recent = [*self._recent[1 - _MOST_RECENT :], (self.clock.ticks(), ring)]
        taken = [self._call(number, listener, ring) for number, (listener, _) in listeners]  # all of them hear it
        return any(taken)

    def _call(self, number: int, callback: Callable[..., None], *arguments: object) -> bool:
        try:
            callback(*arguments)
        except NotTaken:
            self._drop(number)
            return False
        except Exception as error:  # noqa: BLE001 - a listener's fault must not keep the others from hearing it
            self._drop(number)
            if self._fault is not None:
                self._fault(error)
            return False
        return True

    def _drop(self, number: int) -> None:
        with self._condition:
            self._listeners.pop(number, None)


def _sentence(alert: Alert, due: datetime, late: float, now: datetime) -> str:
    name = f"{alert.kind}_named" if alert.text and alert.kind != "reminder" else alert.kind
    text = say(ringing.TEXTS, name, alert.language, name=alert.text, at=moment(due, now, alert.language))
    if late < LATE_S:
        return text
    ago = duration(late, alert.language)
    return say(ringing.TEXTS, "late", alert.language, text=text, at=moment(due, now, alert.language), ago=ago)
