"""One client of the owner: its request, and everything that goes back to it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import Any, Literal

from edge.errors import EdgeError, UsageError
from edge.events import Finished, to_json
from edge.home.offering import relay_offers
from edge.home.ringing import RingRelay
from edge.home.sender import Sender
from edge.home.wire import MAX_REQUEST, Call, LineReader, encode, encode_error, is_cancel, parse_request
from edge.turn import AssistantLike, Question, Turn

__all__ = ["Connection", "State"]

State = Literal["new", "answering", "listening", "sending"]
"""No request yet; a call is under way; what rings or is offered is told; all is said, and the client has not taken it
yet."""

REQUEST_WITHIN_S = 10.0
"""A connection whose request is not whole after this time is closed."""
SEND_WITHIN_S = 30.0
"""How long the one line that answers a call may take to be read."""
LINGER_S = 1.0
"""How long a client has to close after its answer. Closing first would throw away what it has not read."""


class Connection:
    """Serves one connection in one thread, and, for a turn, in two more: one that sends, one that listens.

    The thread that takes the events of a turn never waits for the client: however slowly it reads, nobody's turn
    behind it waits longer.
    """

    def __init__(
        self, sock: socket.socket, assistant: AssistantLike, enter: Callable[[Connection, State], bool]
    ) -> None:
        """`enter(self, state)` is told each new state; when it says no, the call is not begun."""
        self.state: State = "new"
        self._sock = sock
        self._assistant = assistant
        self._enter = enter
        self._turn: Turn | None = None
        self._cancelled = False
        self._listener: threading.Thread | None = None

    def serve(self) -> None:
        """Answer the one call and close. Whatever the client sends or does, nothing is raised."""
        try:
            self._serve()
            self._linger()
        except (OSError, RuntimeError):  # the client is gone or too slow, or there is no thread to be had for it
            pass
        finally:
            self.cut()
            if self._listener is not None and self._listener.is_alive():
                self._listener.join()  # no file descriptor may be closed while somebody waits on it
            self._sock.close()

    def cancel(self) -> None:
        """End the turn under way, if there is one; the client gets its last event."""
        if self.state != "answering":  # most clients close when they have the last event: that is no cancelling
            return
        self._cancelled = True
        turn = self._turn
        if turn is not None:
            turn.cancel()

    def cut(self) -> None:
        """Break the connection off, from another thread."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        reader = LineReader(self._sock, MAX_REQUEST)
        try:
            line = reader.line(REQUEST_WITHIN_S)
            if line is None:
                return
            call = parse_request(line)
        except EdgeError as error:
            self._send(encode_error(error))
            return
        if not self._enter(self, "listening" if call.name in ("listen", "listen_offers") else "answering"):
            return  # an end without an answer says that the owner is going
        if call.name == "ask":
            self._ask(call.args["question"], reader)
        elif call.name == "listen":
            self._relayed(call.name, lambda: RingRelay(self._sock, reader).serve(self._assistant.listen))
        elif call.name == "listen_offers":
            self._relayed(call.name, lambda: relay_offers(self._sock, reader, self._assistant.listen_offers))
        else:
            answer = _answer(self._assistant, call)
            self._enter(self, "sending")
            self._send(answer)

    def _send(self, line: bytes) -> None:
        self._sock.settimeout(SEND_WITHIN_S)
        self._sock.sendall(line)

    def _ask(self, question: Question, reader: LineReader) -> None:
        self._sock.settimeout(None)
        sender = Sender(self._sock, self.cancel)
        try:
            self._listener = threading.Thread(target=self._listen, args=(reader,), name="home-listen", daemon=True)
            self._listener.start()
            self._relay(question, sender)
        finally:
            self._enter(self, "sending")
            sender.finish()

    def _relayed(self, call: str, relay: Callable[[], None]) -> None:
        """Tell a client what comes until it goes."""
        self._sock.settimeout(None)
        try:
            relay()
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - the client has to hear of a fault, and the owner has to live on
            self._send(_told(error, call))

    def _relay(self, question: Question, sender: Sender) -> None:
        try:
            turn = self._turn = self._assistant.ask(question)
            if self._cancelled:  # while the turn had no name yet
                turn.cancel()
            sender.put(encode({"asked": True}))
            for event in turn:  # to the end in any case: the turn belongs to the owner, not to the client
                if isinstance(event, Finished):
                    self._enter(self, "sending")
                sender.put(encode(to_json(event)))
        except Exception as error:  # noqa: BLE001 - the client has to hear of a fault, and the owner has to live on
            self.cancel()
            sender.put(_told(error, "ask"))

    def _listen(self, reader: LineReader) -> None:
        try:
            while (line := reader.line()) is not None:
                if is_cancel(line):
                    self.cancel()
        except (OSError, UsageError):
            pass  # broken off, or an endless line: both are as good as gone
        self.cancel()

    def _linger(self) -> None:
        self._sock.shutdown(socket.SHUT_WR)
        deadline = time.monotonic() + LINGER_S
        while (left := deadline - time.monotonic()) > 0:
            self._sock.settimeout(left)
            if not self._sock.recv(64 * 1024):
                return


def _answer(assistant: AssistantLike, call: Call) -> bytes:
    """The line that answers a call."""
    try:
        return encode({"result": _jsonable(getattr(assistant, call.name)(**call.args))})
    except Exception as error:  # noqa: BLE001 - the client has to hear of a fault, and the owner has to live on
        return _told(error, call.name)


def _jsonable(result: Any) -> Any:
    if isinstance(result, list):
        return [_jsonable(item) for item in result]
    return asdict(result) if is_dataclass(result) and not isinstance(result, type) else result


def _told(error: Exception, call: str) -> bytes:
    """The line for an error of the assistant, foreseen or not."""
    if isinstance(error, EdgeError):
        return encode_error(error)
    return encode_error(
        EdgeError(
            f"The edge process that owns this home failed at '{call}' ({type(error).__name__}: {error}); quit it and"
            " try again, and please report this."
        )
    )
