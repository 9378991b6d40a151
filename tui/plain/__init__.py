"""Plain mode: the conversation line by line, without screen control, cursor movement or colour.

For screen readers, logs, serial consoles, shells in editors, and scripts.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from types import FrameType
from typing import TYPE_CHECKING

from edge.paths import Paths
from edge.turn import AssistantLike

if TYPE_CHECKING:
    from tui.plain.inbox import Inbox
    from tui.plain.reader import Reader

__all__ = ["run"]


def run(
    open_assistant: Callable[[], AssistantLike],
    *,
    paths: Paths,
    language: str = "en",
    because_of_terminal: bool = False,
) -> int:
    """Talk on standard input and output until the user leaves or the input ends.

    open_assistant       as in `tui.run`
    paths                where what was typed and not sent is kept, and the log of faults
    language             `en` or `zh`
    because_of_terminal  say that the terminal can show nothing else

    Returns the exit code: 0; 1 where the home cannot be opened or the program failed; where the messages came from a
    pipe, that of the last answer that failed, and 130 if it was stopped. Raises BrokenPipeError where nobody reads any
    more.
    """
    from edge.faults import fault  # not earlier: other commands import this package
    from tui.draft import Draft
    from tui.language import translated
    from tui.plain.conversation import Leave
    from tui.plain.inbox import Inbox
    from tui.plain.reader import can_edit
    from tui.plain.talk import Talk
    from tui.plain.texts import PlainTexts
    from tui.plain.writer import Writer
    from tui.session import Session
    from tui.strings import Strings

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console of another encoding shows question marks, and goes on
    strings, texts = translated(Strings, language), translated(PlainTexts, language)
    edit = can_edit(sys.stdin, sys.stdout)
    out = Writer(sys.stdout, terminal=sys.stdout.isatty())
    inbox, draft = Inbox(), Draft(paths.drafts)
    session = Session(open_assistant, inbox.put, paths, strings)
    talk = Talk(session, inbox, draft, out, strings, texts, edit=edit)
    inbox.nudge = talk.reader.nudge
    try:
        with _signals(inbox, talk.reader, Leave), talk.reader.nudged():
            if because_of_terminal:
                out.line(texts.because_dumb.format(term=os.environ.get("TERM", "")))
            try:
                return talk.run()
            except Leave as left:
                talk.keep_unsent(str(left))
                return 0 if talk.reader.interactive else 130
            except KeyboardInterrupt:
                out.end_text()
                return 130
    except BrokenPipeError:
        raise
    except OSError as error:
        _say(texts.output_failed.format(why=error.strerror or error))
        return 1
    except Exception as error:  # noqa: BLE001  a traceback would show what was said
        _say(strings.crashed.format(fault=fault(error, paths.logs)))
        return 1
    finally:
        draft.close()
        with contextlib.suppress(KeyboardInterrupt):  # the user does not want to wait for others
            session.close(lambda: _say(strings.closing))


@contextlib.contextmanager
def _signals(inbox: Inbox, reader: Reader, leave: type[Exception]) -> Iterator[None]:
    """Ctrl-C stops what is under way; SIGTERM and a closed terminal end the program in good order."""
    from tui.plain.inbox import Mark

    def interrupt(number: int, frame: FrameType | None) -> None:
        if reader.waiting:
            signal.default_int_handler(number, frame)
        inbox.mark(Mark.INTERRUPT)

    def end(*_: object) -> None:
        if reader.waiting:
            raise leave(reader.typed)  # by the time it is caught, there is no line any more
        inbox.mark(Mark.LEAVE)

    handlers: dict[int, Callable[[int, FrameType | None], None]] = {
        signal.SIGINT: interrupt,
        signal.SIGTERM: end,
        signal.SIGHUP: end,
    }
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
