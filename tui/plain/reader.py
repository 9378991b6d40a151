"""What the user types, a line at a time: with GNU readline on a terminal that can edit, from any other stream as it is.

A line under way can be looked at in the first case only. So what happens meanwhile is told at once where nothing is
typed, and else once the line is there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import TextIO

from edge.cleaning import clean
from tui.plain.writer import Writer

__all__ = ["NotText", "Reader", "can_edit"]

NUDGE_S = 0.3
"""Between two attempts to tell something while a line is being typed."""


class NotText(Exception):
    """What was typed is no UTF-8."""


def can_edit(stdin: TextIO, stdout: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a line can be edited here: both are terminals, and one that can move its cursor."""
    return stdin.isatty() and stdout.isatty() and environ.get("TERM", "dumb") not in {"", "dumb", "unknown"}


class Reader:
    """Reads lines, and lets `news` be told while it waits for one. All calls are the main thread's but `nudge`."""

    def __init__(self, out: Writer, news: Callable[[], None], *, edit: bool) -> None:
        """`news` tells what there is to tell; `edit` says whether readline is used."""
        self._out = out
        self._news = news
        self._readline = _readline() if edit else None
        self.interactive = sys.stdin.isatty()
        """Whether somebody types. Else the lines come from a pipe or a file."""
        self._waiting = False
        self._prompt = ""
        self._pending = threading.Event()
        """Whether there is news."""
        self._wake: socket.socket | None = None
        self._closing = threading.Event()

    @property
    def waiting(self) -> bool:
        """Whether a line is being read right now."""
        return self._waiting

    @property
    def edits(self) -> bool:
        """Whether lines can be edited, and begun with a text."""
        return self._readline is not None

    @property
    def typed(self) -> str:
        """The line under way, as far as it can be known."""
        return clean(self._readline.get_line_buffer()) if self._readline is not None and self._waiting else ""

    def remember(self, text: str) -> None:
        """`text` was sent before: the arrow keys bring it back."""
        if self._readline is not None and text:
            self._readline.add_history(text)

    def forget(self) -> None:
        """Bring back nothing of what was sent so far."""
        if self._readline is not None:
            self._readline.clear_history()

    def nudge(self) -> None:
        """There is news; from any thread."""
        self._pending.set()
        wake = self._wake
        if wake is not None:
            with contextlib.suppress(OSError):  # it has ended, or enough was written into it
                wake.send(b"\0")

    def line(self, prompt: str, begin: str = "") -> str | None:
        """The next line without its end; None when there are no more.

        begin  what stands in it already, where it can be edited

        Raises NotText, KeyboardInterrupt, and what a signal's handler raises.
        """
        self._prompt = prompt
        self._tell()
        self._waiting = True
        try:
            return self._edited(prompt, begin) if self._readline is not None else self._plain(prompt)
        finally:
            self._waiting = False

    @contextlib.contextmanager
    def nudged(self) -> Iterator[None]:
        """Inside this, news is told while a line is waited for, and no signal is slept through."""
        before = signal.signal(signal.SIGUSR1, self._on_signal)
        hears, tells = socket.socketpair()
        tells.setblocking(False)
        self._wake = tells
        fd_before = signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
        arguments = (hears, threading.get_ident())
        thread = threading.Thread(target=self._nudge, args=arguments, name="plain-news", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._closing.set()
            signal.set_wakeup_fd(fd_before)
            self._wake = None
            tells.close()
            thread.join()
            hears.close()
            signal.signal(signal.SIGUSR1, before)

    def _edited(self, prompt: str, begin: str) -> str | None:
        readline = self._readline
        assert readline is not None
        readline.set_startup_hook(lambda: readline.insert_text(begin) if begin else None)
        try:
            return clean(input(prompt))
        except EOFError:
            return None
        except UnicodeDecodeError:
            raise NotText from None
        except SystemError as error:
            # Python runs the handler of the next signal, such as that for news, while what the handler of Ctrl-C has
            # raised is on its way, and takes the two for a fault of its own.
            raise error.__cause__ or error from None
        finally:
            readline.set_startup_hook()

    def _plain(self, prompt: str) -> str | None:
        if self.interactive:
            self._out.prompt(prompt)
        raw = sys.stdin.buffer.readline()
        if not raw:
            return None
        try:
            return clean(raw.decode("utf-8")).rstrip("\n")
        except UnicodeDecodeError:
            raise NotText from None

    def _tell(self) -> None:
        self._pending.clear()
        self._news()

    def _nudge(self, wake: socket.socket, main: int) -> None:
        """Only a signal wakes a thread that waits for a line; the handler then runs in that thread.

        One that comes just before the thread falls asleep does not wake it. So each signal is followed by another one.
        """
        while received := wake.recv(64):
            again = any(number not in {0, signal.SIGUSR1} for number in received)
            while (again or self._pending.is_set()) and not self._closing.is_set():
                if again:
                    self._closing.wait(NUDGE_S)
                if self._waiting:
                    signal.pthread_kill(main, signal.SIGUSR1)
                again = False
                self._closing.wait(NUDGE_S)

    def _on_signal(self, *_: object) -> None:
        if not self._waiting or not self._pending.is_set() or self.typed:
            return
        if self.interactive:
            self._out.break_off()
        self._tell()
        if self.interactive:
            self._out.prompt(self._prompt)


def _readline() -> ModuleType | None:
    try:
        import readline
    except ImportError:  # not every Python has it
        return None
    # Sequences that switch modes of the terminal would reach logs and scripts, too.
    readline.parse_and_bind("set enable-bracketed-paste off")
    readline.parse_and_bind("set enable-meta-key off")
    readline.parse_and_bind("set bell-style none")
    return readline
