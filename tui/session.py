"""The threads that talk to the assistant, which may wait for disk, socket or lock, so that the event loop never does.

One thread opens the home and takes the questions one after the other; a second looks at the state of the engine.
"""

from __future__ import annotations

import contextlib
import importlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from edge.errors import EdgeError, UsageError
from edge.events import Finished
from edge.faults import fault
from edge.paths import Paths
from edge.rings import Ring
from edge.turn import AssistantLike, ConversationInfo, Question, Status, Turn
from tui.background import in_background
from tui.reports import Broken, Happened, Hinted, NotOpened, Offered, Opened, Rang, Refused, Report, StatusNow, Told
from tui.strings import Strings

if TYPE_CHECKING:
    from tui.fetching import Fetching

__all__ = ["Session", "last_turns"]

RECENT = 30
"""Turns of the last conversation that are read when the app starts: what Up brings back, and the first on screen."""
BUSY_S = 1.0
"""Between two looks at the state while it is about to change."""
IDLE_S = 5.0
"""Between two looks otherwise."""
MOMENT_S = 1.5
"""How long `close` waits before it says that it does."""

T = TypeVar("T")


class Session:
    """Opens the home, asks, cancels and watches. No method waits but `close`; everything is told through `report`."""

    def __init__(
        self,
        open_assistant: Callable[[], AssistantLike],
        report: Callable[[Report], None],
        paths: Paths,
        strings: Strings,
    ) -> None:
        self.paths = paths
        self._open_assistant = open_assistant
        self._report = report
        self._logs = paths.logs
        self._strings = strings
        self._assistant: AssistantLike | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._turn: Turn | None = None
        self._fetching: Fetching | None = None
        self.preferred: str | None = None
        """The conversation that is shown first, if it is there; else the one that was talked in last."""
        self._asking: str | None = None
        self._cancelled: str | None = None
        self._looking = threading.Event()
        self._closing = threading.Event()
        self._opening = threading.Event()
        self._worker = threading.Thread(target=self._work, name="tui-session", daemon=True)
        self._watcher = threading.Thread(target=self._watch, name="tui-status", daemon=True)

    def start(self) -> None:
        """Begin to open the home; `Opened` or `NotOpened` tells the end of it."""
        self._jobs.put(self._open)
        self._worker.start()
        self._watcher.start()

    def open_again(self) -> None:
        """Try once more, after `NotOpened`."""
        self._jobs.put(self._open)

    def ask(self, question: Question) -> None:
        """Ask, once the questions before it are answered."""
        self._jobs.put(lambda: self._ask(question))

    def cancel(self, uid: str) -> None:
        """Stop the turn of that question, also one that has only just been asked."""
        with self._lock:
            self._cancelled = uid
            turn = self._turn if self._asking == uid else None
        if turn is not None:
            threading.Thread(target=_cancel, args=(turn,), name="tui-cancel", daemon=True).start()

    def set_offline(self, offline: bool) -> None:
        """Let nothing leave the device any more, or let it leave again; at once, also in the middle of a turn."""
        threading.Thread(target=self._set_offline, args=(offline,), name="tui-offline", daemon=True).start()

    async def with_assistant(self, work: Callable[[AssistantLike], T]) -> T:
        """What `work` returns, done in a thread of its own; it may wait for disk, socket and lock.

        Raises what `work` raises, and UsageError while the home is still being opened. Who stops waiting does not stop
        the work.
        """
        assistant = self._assistant
        if assistant is None:
            raise UsageError(self._strings.opening_hint)
        return await in_background(lambda: work(assistant))

    @property
    def fetching(self) -> Fetching:
        """The models that are being fetched in the background."""
        if self._fetching is None:
            from tui.fetching import Fetching  # most start no download

            self._fetching = Fetching(self.paths, self._report, self._strings)
        return self._fetching

    def look(self) -> None:
        """Look at the engine's state now, since something was changed; `StatusNow` tells it."""
        self._looking.set()

    def close(self, waiting: Callable[[], None] = lambda: None) -> None:
        """Stop the turn under way and let go of the home. Waits until others, whom the home serves, have their answers.

        `waiting` is called once if that takes longer than a moment. A home that is still being opened is not waited
        for any longer: there is nothing to lose in it.
        """
        self._closing.set()
        self._looking.set()
        with self._lock:
            uid = self._asking
        if uid is not None:
            self.cancel(uid)
        if self._fetching is not None:
            self._fetching.close()
        self._jobs.put(None)
        if self._worker.ident is None:
            return
        self._worker.join(MOMENT_S)
        if self._worker.is_alive() and not self._opening.is_set():
            waiting()
            self._worker.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._closing.is_set():
                job()
        self._let_go()

    def _open(self) -> None:
        try:
            opened = self._opened()
        except EdgeError as error:
            self._let_go()
            self._report(NotOpened(str(error)))
        except Exception as error:  # noqa: BLE001  in a thread it would leave the app waiting for ever
            self._let_go()
            self._report(NotOpened(fault(error, self._logs)))
        else:
            self._report(opened)
            self._looking.set()
            self._listen()
            _prepare()

    def _opened(self) -> Opened:
        self._opening.set()
        try:
            assistant = self._assistant = self._open_assistant()
        finally:
            self._opening.clear()
        opened = self._first(assistant)
        if opened.turns:
            _prepare()
        assistant.warm()  # last: beside the start of the engine, what is before it would take several times as long
        return replace(opened, status=self._status(assistant))

    def _first(self, assistant: AssistantLike) -> Opened:
        """What the chat begins with."""
        preferred = assistant.conversation(self.preferred) if self.preferred is not None else None
        info = preferred or next(iter(assistant.conversations(limit=1)), None)
        return last_turns(assistant, info)

    def _status(self, assistant: AssistantLike) -> Status:
        return assistant.status()

    def _listen(self) -> None:
        """Hear what rings, and which better answers come late.

        Only now: what is overdue is shown below the conversation, and not before it is there.
        """
        if self._assistant is not None:
            try:
                self._assistant.listen(self._rang)
                self._assistant.listen_offers(lambda offer: self._report(Offered(offer)))
            except EdgeError as error:
                self._report(Told(str(error)))
            except Exception as error:  # noqa: BLE001  as in _open
                self._report(Told(fault(error, self._logs)))

    def _rang(self, ring: Ring) -> None:
        self._report(Rang(ring, time.strftime("%H:%M")))

    def _ask(self, question: Question) -> None:
        with self._lock:
            self._asking = question.uid
        try:
            if self._assistant is None:
                raise UsageError(self._strings.opening_hint)
            self._follow(question.uid, self._assistant.ask(question))
        except EdgeError as error:
            self._report(Refused(question.uid, str(error)))
        except Exception as error:  # noqa: BLE001  as in _open
            self._report(Refused(question.uid, fault(error, self._logs)))
        finally:
            with self._lock:
                self._turn = self._asking = None
            self._looking.set()

    def _follow(self, uid: str, turn: Turn) -> None:
        with self._lock:
            self._turn = turn
            cancelled = self._cancelled == uid
        if cancelled or self._closing.is_set():
            _cancel(turn)
        finished = False
        why = self._strings.cut_off["error"]
        try:
            for event in turn:
                self._report(Happened(uid, event))
                finished = isinstance(event, Finished)
        except EdgeError as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001  as in _open
            why = fault(error, self._logs)
        if not finished:
            self._report(Broken(uid, why))

    def _set_offline(self, offline: bool) -> None:
        assistant = self._assistant
        if assistant is None:
            self._report(Hinted(self._strings.opening_hint))
            return
        try:
            assistant.set_offline(offline)
        except EdgeError as error:
            self._report(Told(str(error)))
        except Exception as error:  # noqa: BLE001  as in _open
            self._report(Told(fault(error, self._logs)))
        else:
            self._report(Hinted(self._strings.went_offline if offline else self._strings.went_online))
        self._looking.set()

    def _let_go(self) -> None:
        assistant, self._assistant = self._assistant, None
        if assistant is not None:
            with contextlib.suppress(EdgeError):  # it is gone already, and there is nothing that a user could do
                assistant.close()

    def _watch(self) -> None:
        last: Status | None = None
        while not self._closing.is_set():
            busy = last is not None and last.state not in ("ready", "down")
            self._looking.wait(BUSY_S if busy else IDLE_S)
            self._looking.clear()
            assistant = self._assistant
            if assistant is None or self._closing.is_set():
                continue
            try:
                status = self._status(assistant)
                if last is not None and status.owner_pid != last.owner_pid:
                    assistant.warm()  # another process owns the home now, perhaps this one
            except EdgeError as error:
                status = Status(model=last.model if last else "", quantization=None, state="down", detail=str(error))
            if status != last:
                self._report(StatusNow(status))
            last = status


def last_turns(assistant: AssistantLike, info: ConversationInfo | None) -> Opened:
    """A conversation as the chat begins to show it; None is the one that is not begun."""
    if info is None:
        return Opened(assistant.status(), None)
    turns = assistant.exchanges(info.uid, RECENT + 1)
    return Opened(assistant.status(), info.uid, tuple(turns[-RECENT:]), len(turns) > RECENT, info.private)


def _prepare() -> None:
    """Import what draws an answer; the first screen does without it, and here it keeps nobody from typing."""
    importlib.import_module("tui.reply")


def _cancel(turn: Turn) -> None:
    with contextlib.suppress(EdgeError):  # the owner is gone: the turn's own events tell it
        turn.cancel()
