"""The thread behind a kiosk: whatever is asked here is a visitor's, and is forgotten with the visit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from edge.endpoints.info import EndpointInfo
from edge.errors import EdgeError
from edge.events import Started
from edge.faults import fault
from edge.kiosk.visits import Visits
from edge.paths import Paths
from edge.rings import NotTaken, Ring
from edge.turn import AssistantLike, Question, Status
from tui.reports import Happened, Opened, Refused, Report, StatusNow
from tui.session import Session
from tui.strings import Strings

__all__ = ["KioskSession"]


class KioskSession(Session):
    """Begins with nothing of before, asks as the surface `kiosk`, and ends visits."""

    def __init__(
        self,
        open_assistant: Callable[[], AssistantLike],
        report: Callable[[Report], None],
        paths: Paths,
        strings: Strings,
    ) -> None:
        super().__init__(open_assistant, self._heard, paths, strings)
        self._tell = report
        self._visits = Visits(paths.visits)
        self.unforgotten = ""
        """The sentence that says what could not be erased; empty where everything was."""

    def end_visit(self, *uids: str) -> None:
        """Stop the turns of these messages, and forget everything that was said so far once they have ended."""
        for uid in uids:
            self.cancel(uid)
        self._jobs.put(self._forget)

    def answers(self) -> None:
        """Come back once the assistant has told how it is, or at once where there is none yet."""
        assistant = self._assistant
        if assistant is not None:
            assistant.status()

    def _first(self, assistant: AssistantLike) -> Opened:
        """Nothing; and what an ended process has left of its visitors is forgotten before."""
        self._erase(lambda: self._visits.forget_left(assistant))
        return Opened(assistant.status(), None)

    def _status(self, assistant: AssistantLike) -> Status:
        """To visitors an endpoint that cannot be reached is what offline mode is."""
        status = assistant.status()
        known: list[EndpointInfo] = []
        with contextlib.suppress(EdgeError):  # a list of endpoints that is wrong keeps nobody from being answered here
            known = assistant.endpoints()
        away = bool(known) and all(one.breaker == "open" or one.failure or one.problem for one in known)
        return replace(status, offline=status.offline or away)

    def _rang(self, ring: Ring) -> None:
        """Timers are visitors'. What else rings is somebody else's, and waits for their screen."""
        if ring.kind != "timer":
            raise NotTaken
        super()._rang(ring)

    def _ask(self, question: Question) -> None:
        question = replace(question, surface="kiosk", attachments=())
        try:
            self._visits.asked(question)
        except EdgeError as error:
            self._report(Refused(question.uid, str(error)))
        else:
            super()._ask(question)

    def _heard(self, report: Report) -> None:
        if isinstance(report, Happened) and isinstance(report.event, Started):
            with contextlib.suppress(EdgeError):  # the disk is full; the name of the message is on it
                self._visits.begun(report.event.conversation, report.uid)
        self._tell(report)

    def _forget(self) -> None:
        assistant = self._assistant
        if assistant is not None:
            self._erase(lambda: self._visits.forget(assistant))
            with contextlib.suppress(EdgeError):  # the next look tells it
                self._report(StatusNow(self._status(assistant)))

    def _erase(self, work: Callable[[], None]) -> None:
        try:
            work()
        except EdgeError as error:
            self.unforgotten = str(error)
        except Exception as error:  # noqa: BLE001  in a thread it would leave the kiosk without anybody who answers
            self.unforgotten = fault(error, self._logs)
        else:
            self.unforgotten = ""

    def _let_go(self) -> None:
        assistant = self._assistant
        if assistant is not None:
            self._erase(lambda: self._visits.forget(assistant))
        super()._let_go()
        self._visits.close()
