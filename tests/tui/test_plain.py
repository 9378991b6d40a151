"""Plain mode, on a pseudo-terminal and in a pipe: what is written, what may be typed, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edge.paths import Paths
from tests.tui.terminal import LIMIT_S, ROOT, Terminal
from tui.draft import Draft

PROGRAM = """
import itertools, os, pathlib, sys, threading, time
from datetime import UTC, datetime
from edge.errors import EdgeError, OwnerRefusedError
from edge.events import Face, Notice, Piece, Switched, Waiting
from edge.offers import Offer
from edge.paths import Paths
from edge.rings import Ring
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tui import plain

home = pathlib.Path(os.environ["EDGE_HOME"])
HOSTILE = "\\x1b]0;PWNED\\x07\\x1b[31;5mred\\x9b2J\\u202eover\\x08\\x7f\\ud800 end of it"

class Refusing(FakeAssistant):
    def ask(self, question):
        if not self.asked:
            self.asked.append(question)
            raise EdgeError("The disk is full: make room.")
        return super().ask(question)

class Rings(FakeAssistant):
    # Rings when somebody writes into the pipe of that name.
    def listen(self, ring, silence=None):
        def wait():
            for _ in range(2):
                (home / "ring").open().read()
                ring(Ring("timer", "The tea is ready.", "tea", datetime.now(UTC), 0, "en"))
        threading.Thread(target=wait, daemon=True).start()
        return lambda: None

class Offers(FakeAssistant):
    # A better answer comes when somebody writes into the pipe of that name.
    def listen_offers(self, offer):
        def wait():
            (home / "offer").open().read()
            record = self.finished.get()
            from dataclasses import replace
            better = replace(record, text="The better answer.", by="cloud", model="big")
            offer(Offer(record.turn, record.conversation, self.asked[0].uid, better))
        threading.Thread(target=wait, daemon=True).start()
        return lambda: None

def endless():
    return FakeAssistant(lambda question: (time.sleep(0.01) or f"Sentence {n}. " for n in itertools.count()))

def echo():
    return FakeAssistant(lambda question: ["[" + question.text.replace("\\n", "|") + "]"])

def fails():
    raise OwnerRefusedError("The home is in use by another user: choose one of your own with EDGE_HOME.")

assistant = {assistant}
opened = assistant if callable(assistant) else lambda: assistant
try:
    code = plain.run(opened, paths=Paths.under(home), language=os.environ.get("SPEAK", "en"))
except BrokenPipeError:  # as edge.cli.main does
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    code = 0
sys.exit(code)
"""

PROMPT = "You: "
ESCAPE = re.compile(rb"\x1b|\r(?!\n)")


class Chat(Terminal):
    """Plain mode on a terminal, and somebody who waits for its prompts."""

    def ready(self) -> None:
        """Read until the program waits for a line, with nothing typed."""
        end = time.monotonic() + LIMIT_S
        while not self.written.endswith(PROMPT.encode()):
            assert time.monotonic() < end, f"there is no prompt in {self.written[-2000:]!r}"
            self._read(0.1)

    def say(self, text: str) -> None:
        """Type a line at the next prompt."""
        self.ready()
        self.type(text + "\r")
        self.until(text)

    def leave(self) -> None:
        """Press Ctrl-D at the next prompt."""
        self.ready()
        self.type("\x04")
        assert self.end() == 0


def typing(assistant: str = "echo()", **variables: str) -> Chat:
    """Plain mode on a terminal."""
    return Chat(PROGRAM.replace("{assistant}", assistant), **variables)


def piped(text: str | bytes, assistant: str = "echo()", **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Plain mode with this on its standard input."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{assistant}", assistant)],
        input=text if isinstance(text, bytes) else text.encode(),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "dumb", **variables},
        timeout=LIMIT_S,
        check=False,
    )


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode()


def test_a_message_is_answered_with_who_answers_and_a_line_below_and_ctrl_d_leaves() -> None:
    with typing('FakeAssistant(["Hello", ", world", "."])') as chat:
        chat.say("hi")
        chat.until("tok/s)")
        chat.leave()
        assert chat.modes() == chat.modes_before
    lines = chat.written.decode().replace("\r\n", "\n")
    assert "Device:\nHello, world.\n(device, fake, first word 2 ms, 20.0 tok/s)\n" in lines


@pytest.mark.parametrize("term", ["dumb", "xterm-256color", "vt100"])
def test_nothing_but_lines_reaches_the_terminal_whatever_a_model_says(term: str) -> None:
    with typing("FakeAssistant([HOSTILE], notices=[HOSTILE])", TERM=term) as chat:
        chat.say("hi")
        chat.until("tok/s)")
        chat.leave()
    assert b"end of it" in chat.written
    assert b"PWNED" not in chat.written
    assert not ESCAPE.search(chat.written.replace(b"\r\n", b"\n")), chat.written


def test_in_chinese_everything_around_the_answer_is_chinese() -> None:
    text = said(piped("你好\n/why\n/help\n", SPEAK="zh"))
    assert "你：你好\n本机：\n[你好]\n（本机，fake，首字" in text
    assert "没有任何内容离开本机。" in text
    assert "/quit: 退出" in text


def test_each_line_of_a_pipe_is_a_message_of_one_new_conversation_and_its_end_is_the_end() -> None:
    done = piped("one\n\ntwo\n")
    assert done.returncode == 0
    assert said(done).count(PROMPT) == 2
    assert said(done).index("[one]") < said(done).index("You: two") < said(done).index("[two]")


def test_several_lines_make_one_message_by_a_backslash_quotes_or_a_fence() -> None:
    text = said(piped('a\\\nb\n"""\nc\n\nd\\\n"""\n```py\ne\n```\n"""f"""\nlast'))
    for message in ("[a|b]", "[c||d\\]", "[```py|e|```]", "[f]", "[last]"):
        assert message in text


def test_what_is_open_at_the_end_of_the_input_is_sent_as_it_is() -> None:
    assert "[half|a block]" in said(piped('"""\nhalf\na block'))


def test_a_file_that_the_message_names_goes_with_it(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("what was decided")
    files = "FakeAssistant(lambda question: [repr(question.attachments)])"
    text = said(piped(f"read @{tmp_path}/note.txt please\nand @{tmp_path}/missing.bin\n", files))
    assert "note.txt goes with it." in text
    assert "text='what was decided'" in text


def test_a_failed_answer_gives_a_pipe_its_exit_code() -> None:
    done = piped("hi\n", 'FakeAssistant(["Half"], cut_off="died")')
    assert done.returncode == 1
    assert "Half" in said(done)
    assert "Incomplete. The engine ended in the middle." in said(done)


def test_a_home_that_cannot_be_opened_is_one_sentence_and_exit_code_1() -> None:
    done = piped("hi\n", "fails")
    assert (done.returncode, said(done)) == (
        1,
        "The home is in use by another user: choose one of your own with EDGE_HOME.\n",
    )


def test_bytes_that_are_no_text_are_not_sent_and_the_rest_is() -> None:
    done = piped(b"\xff\xfe\nfine\n")
    assert "That was no UTF-8 text, and was not sent." in said(done)
    assert "[fine]" in said(done)


def test_a_reader_that_goes_away_ends_it_without_a_word() -> None:
    command = [sys.executable, "-c", PROGRAM.replace("{assistant}", "endless()")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env={**os.environ}
    ) as chat:
        assert chat.stdin is not None
        assert chat.stdout is not None
        assert chat.stderr is not None
        chat.stdin.write(b"hi\n")
        chat.stdin.flush()
        written = b""
        while b"Sentence 1" not in written:
            written += os.read(chat.stdout.fileno(), 4096)
        chat.stdout.close()
        assert chat.wait(LIMIT_S) == 0
        assert chat.stderr.read() == b""


def test_ctrl_c_stops_the_answer_and_at_the_prompt_says_how_to_leave() -> None:
    with typing("endless()") as chat:
        chat.ready()
        chat.process.send_signal(signal.SIGINT)
        chat.until("Ctrl-D leaves, and so does /quit.")
        chat.say("hi")
        chat.until("Sentence 3.")
        chat.process.send_signal(signal.SIGINT)
        chat.until("Incomplete. You stopped it.")
        chat.until("tok/s)")
        chat.say("/quit")
        assert chat.end() == 0


def test_a_ring_is_told_at_once_where_nothing_is_typed_and_else_behind_the_line(home: Path) -> None:
    os.mkfifo(home / "ring")
    with typing('Rings(["Fine."])') as chat:
        chat.ready()
        (home / "ring").open("w").close()
        chat.until("The tea is ready.\r\nYou: ")
        chat.type("half a line")
        chat.until("half a line")
        (home / "ring").open("w").close()
        chat.type(" and the rest\r")
        chat.until("tok/s)")
        chat.leave()
    assert b"half a line and the rest" in chat.written
    assert chat.written.count(b"The tea is ready.") == 2


def test_a_late_answer_is_read_out_between_two_turns(home: Path) -> None:
    os.mkfifo(home / "offer")
    with typing('Offers(["A first one."])') as chat:
        chat.say("Why?")
        chat.until("tok/s)")
        (home / "offer").open("w").close()
        chat.until("The better answer.")
        chat.leave()
    text = chat.written.decode().replace("\r\n", "\n")
    assert "A better answer to “Why?” has come.\nCloud:\nThe better answer.\n(cloud, big" in text


def test_seams_first_answers_and_faces_are_sentences() -> None:
    steps = """__import__("tests.tui.pilot", fromlist=[""]).Scripted(
        Waiting("asking", "big"),
        Piece("A first try.", "local", "small"),
        Switched("local", "cloud", "The endpoint has begun.", anew=True),
        Piece("A good answer", "cloud", "big"),
        Switched("cloud", "local", "The line broke."),
        Piece(", gone on with.", "local", "small"),
        ends=lambda record: __import__("dataclasses").replace(
            record, faces=(Face("provisional", "A first try.", "local", "small", False),)
        ),
    )"""
    text = said(piped("hi\n/face\n", steps))
    assert text.index("Device:\nThis is a first answer; big is still asked.\nA first try.") < text.index(
        "That was a first answer. A better one follows. The endpoint has begun.\nCloud:\nA good answer\n"
        "Above: cloud. Below: device. The line broke.\nDevice:\n, gone on with."
    )
    assert "/face reads it." in text
    assert "The first answer by device · small · not finished:\nA first try.\n" in text


def test_what_was_said_before_is_gone_on_with_and_another_conversation_can_be_chosen() -> None:
    ask = 'list(fake.ask(Question(text, uid=text, conversation="new")))'
    before = f'(lambda fake: [{ask} for text in ("older", "newer")] and fake)(echo())'
    with typing(before) as chat:
        chat.until("in which you said last: “newer”")
        chat.say("/conversations")
        chat.until("2. older (1 turns)")
        chat.say("/conversations 2")
        chat.until("in which you said last: “older”")
        chat.say("/new")
        chat.until("A new conversation.")
        chat.say("/conversations 9")
        chat.until("There is no conversation 9.")
        chat.say("/model")
        chat.until("There is no /model.")
        chat.leave()


def test_a_message_that_was_not_taken_stands_at_the_prompt_again() -> None:
    with typing('Refusing(["Fine."])') as chat:
        chat.say("keep me")
        chat.until("The disk is full: make room.")
        chat.until("You: keep me")
        chat.type("\r")
        chat.until("Fine.")
        chat.leave()


def test_sigterm_in_the_middle_of_a_line_keeps_it_for_the_next_start(paths: Paths) -> None:
    with typing() as chat:
        chat.ready()
        chat.type("half a thought")
        chat.until("half a thought")
        chat.process.send_signal(signal.SIGTERM)
        assert chat.end() == 0
    assert Draft(paths.drafts).restore() == "half a thought"
    with typing() as again:
        again.until("What you had typed and not sent is back at the prompt.")
        again.until("You: half a thought")
        again.type("\r")
        again.until("[half a thought]")
        again.leave()
    assert not Draft(paths.drafts).restore()


def test_sigterm_in_the_middle_of_an_answer_ends_it(paths: Paths) -> None:
    with typing("endless()", TERM="dumb") as chat:
        chat.say("hi")
        chat.until("Sentence 1.")
        chat.process.send_signal(signal.SIGTERM)
        assert chat.end() == 0


def test_the_package_imports_no_textual() -> None:
    program = "import tui.plain.talk, sys; print(any(name.startswith('textual') for name in sys.modules))"
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"
