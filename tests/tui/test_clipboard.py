"""What is copied arrives: in the terminal, through a real tmux, or by a program."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.terminal import ROOT, Terminal
from tui.clipboard import LONGEST, Clipboard, Copied
from tui.code_blocks import CodeBlock, code_blocks

TEXT = "第一行\n[red]second[/red] 🙂\n"
SEQUENCE = f"\x1b]52;c;{base64.b64encode(TEXT.encode()).decode()}\a"

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not there")


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., None]:
    """Make a program of a name; it keeps its input in `got`, and ends with this code."""

    def make(name: str, script: str = "") -> None:
        path = tmp_path / name
        path.write_text(script or f"#!/bin/sh\necho $0 $@ > {tmp_path}/how\ncat > {tmp_path}/got\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    return make


def clipboard(tmp_path: Path, written: list[str], **environ: str) -> Clipboard:
    known = {"TERM": "xterm-256color", **environ}
    return Clipboard(written.append, known, lambda name: shutil.which(name, path=str(tmp_path)))


def copy(clipboard: Clipboard, text: str = TEXT) -> Copied:
    return asyncio.run(clipboard.copy(text))


def test_a_terminal_is_told_and_nobody_claims_that_it_listened(tmp_path: Path) -> None:
    written: list[str] = []
    assert copy(clipboard(tmp_path, written)) == Copied("terminal")
    assert written == [SEQUENCE]


def test_a_text_that_terminals_may_refuse_is_told_as_such(tmp_path: Path) -> None:
    assert copy(clipboard(tmp_path, []), "x" * LONGEST) == Copied("terminal")
    assert copy(clipboard(tmp_path, []), "x" * (LONGEST + 1)) == Copied("terminal", too_long=True)


@pytest.mark.parametrize("term", ["linux", "dumb", ""])
def test_a_terminal_that_would_show_the_sequence_gets_none(tmp_path: Path, term: str) -> None:
    written: list[str] = []
    assert copy(clipboard(tmp_path, written, TERM=term)) == Copied("nowhere")
    assert written == []


@pytest.mark.parametrize(
    ("environ", "there", "asked"),
    [
        ({"WAYLAND_DISPLAY": "w"}, ("wl-copy", "xclip"), "wl-copy"),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, ("xclip",), "xclip -selection clipboard -in"),
        ({"DISPLAY": ":0"}, ("wl-copy", "xsel"), "xsel --clipboard --input"),
        ({}, ("pbcopy",), "pbcopy"),
        ({"WSL_DISTRO_NAME": "Debian"}, ("clip.exe",), "clip.exe"),
    ],
)
def test_a_program_of_the_desktop_is_asked_as_well(
    tmp_path: Path, program: Callable[..., None], environ: dict[str, str], there: tuple[str, ...], asked: str
) -> None:
    for name in there:
        program(name)
    written: list[str] = []
    assert copy(clipboard(tmp_path, written, **environ)) == Copied("program", asked.split()[0])
    assert written == [SEQUENCE]
    assert (tmp_path / "how").read_text().strip() == f"{tmp_path}/{asked}".strip()
    encoding = "utf-16" if asked == "clip.exe" else "utf-8"
    assert (tmp_path / "got").read_bytes().decode(encoding) == TEXT


def test_over_ssh_no_program_of_the_far_machine_is_asked(tmp_path: Path, program: Callable[..., None]) -> None:
    program("pbcopy")
    assert copy(clipboard(tmp_path, [], SSH_CONNECTION="a 1 b 2")) == Copied("terminal")


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 1\n", "no program\n", "#!/nowhere\n"])
def test_a_program_that_fails_is_passed_over(tmp_path: Path, program: Callable[..., None], script: str) -> None:
    program("wl-copy", script)
    program("xclip")
    both = clipboard(tmp_path, [], WAYLAND_DISPLAY="w", DISPLAY=":0")
    assert copy(both) == Copied("program", "xclip")


def test_a_program_that_hangs_is_ended(
    tmp_path: Path, program: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.clipboard.LIMIT_S", 0.2)
    program("wl-copy", f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    assert copy(clipboard(tmp_path, [], WAYLAND_DISPLAY="w", PATH=os.environ["PATH"])) == Copied("terminal")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_an_old_tmux_gets_the_sequence_in_its_envelope(tmp_path: Path, program: Callable[..., None]) -> None:
    program("tmux", f'#!/bin/sh\n[ "$2" = -w ] && exit 1\ncat > {tmp_path}/got\n')
    written: list[str] = []
    assert copy(clipboard(tmp_path, written, TMUX="/tmp/x,1,0")) == Copied("tmux")
    assert written == [f"\x1bPtmux;\x1b{SEQUENCE}\x1b\\"]
    assert (tmp_path / "got").read_text() == TEXT


PROGRAM = f"""
import asyncio, sys
from tui.clipboard import Clipboard
copied = asyncio.run(Clipboard(sys.stdout.write).copy({TEXT!r}))
print("by", copied.by, flush=True)
sys.stdin.readline()
"""


@needs_tmux
def test_in_a_real_tmux_it_is_in_the_buffer_and_goes_on_to_the_terminal(tmp_path: Path) -> None:
    socket, program = str(tmp_path / "tmux"), tmp_path / "program.py"
    program.write_text(PROGRAM)
    inside = f"{sys.executable} {program}"
    outside = f"""
import os
os.execvpe("tmux", ["tmux", "-f", "/dev/null", "-S", {socket!r}, "new-session", {inside!r}],
           {{**os.environ, "PYTHONPATH": {str(ROOT)!r}}})
"""
    variables = {"TERM": "xterm-256color", "SSH_CONNECTION": "a 1 b 2"}
    try:
        with Terminal(outside, **variables) as terminal:
            terminal.until("by tmux")
            terminal.until(SEQUENCE.removesuffix("\a").removeprefix("\x1b]52;c;"))
            buffer = subprocess.run(["tmux", "-S", socket, "show-buffer"], capture_output=True, check=True).stdout
            assert buffer.decode() == TEXT
    finally:
        subprocess.run(["tmux", "-S", socket, "kill-server"], capture_output=True, check=False)


def test_blocks_of_code_are_found_where_markdown_sees_them() -> None:
    text = """Here:

```python title="a"
x = 1
```

1. And:

   ~~~

   y = [2]
   ~~~

```text
```

Also `inline`.

```sh
not ended"""
    found = code_blocks(text)
    assert found == [CodeBlock("python", "x = 1\n"), CodeBlock("", "\ny = [2]\n"), CodeBlock("sh", "not ended")]
    assert [block.first_line for block in found] == ["x = 1", "y = [2]", "not ended"]
