"""Copying out of a program that has no window of its own.

A terminal takes a text for the clipboard in an escape sequence (OSC 52), and never says whether it did; some take none,
some ask for it to be allowed. tmux keeps it from the terminal unless it is told to pass it on, which `load-buffer -w`
does from 3.2 on; before, the sequence goes through it in an envelope (its "passthrough"). Where a program that sets
the clipboard is at hand, it is asked as well: what both set is the same.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["LONGEST", "Clipboard", "Copied"]

LIMIT_S = 3.0
"""How long a program may take; one that hangs is ended."""
LONGEST = 74_994
"""Bytes of a text that terminals are sure to take: as base64 with what stands around it, 100,000 characters."""

Find = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a text went."""

    by: Literal["program", "tmux", "terminal", "nowhere"]
    name: str = ""
    """The program's."""
    too_long: bool = False
    """Whether the terminal may refuse it for its length, and nothing else has it."""


@dataclass(frozen=True, slots=True)
class _Program:
    command: tuple[str, ...]
    encoding: str = "utf-8"


class Clipboard:
    """Copies for a program on a terminal.

    write    writes to the terminal
    environ  tells what the terminal is, and which displays there are
    find     gives the path of a program; None if it is not there
    """

    def __init__(
        self,
        write: Callable[[str], object],
        environ: Mapping[str, str] = os.environ,
        find: Find = shutil.which,
    ) -> None:
        self._write = write
        self._environ = environ
        self._find = find

    async def copy(self, text: str) -> Copied:
        """Copy `text`, by every way that there is. Never raises, and takes as long as the programs do."""
        told = await self._tell_terminal(text)
        for program in self._programs():
            path = self._find(program.command[0])
            if path is not None and await _run([path, *program.command[1:]], text.encode(program.encoding, "replace")):
                return Copied("program", program.command[0])
        return told

    async def _tell_terminal(self, text: str) -> Copied:
        data = text.encode("utf-8", "replace")
        sequence = f"\x1b]52;c;{base64.b64encode(data).decode()}\a"
        if self._environ.get("TMUX"):
            tmux = self._find("tmux")
            if tmux is not None and await _run([tmux, "load-buffer", "-w", "-"], data):
                return Copied("tmux")
            self._write(f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\")
            if tmux is not None and await _run([tmux, "load-buffer", "-"], data):
                return Copied("tmux")
            return Copied("terminal", too_long=len(data) > LONGEST)
        if self._environ.get("TERM", "") in ("", "dumb", "linux"):  # these would show the sequence, or have nothing
            return Copied("nowhere")
        self._write(sequence)
        return Copied("terminal", too_long=len(data) > LONGEST)

    def _programs(self) -> Sequence[_Program]:
        """Those that set the clipboard of the desktop on which the user sits, as far as that can be told."""
        environ, found = self._environ, []
        if environ.get("WAYLAND_DISPLAY"):
            found.append(_Program(("wl-copy",)))
        if environ.get("DISPLAY"):
            found.append(_Program(("xclip", "-selection", "clipboard", "-in")))
            found.append(_Program(("xsel", "--clipboard", "--input")))
        if not (
            environ.get("SSH_CONNECTION") or environ.get("SSH_TTY")
        ):  # there, they would set that of the far machine
            found.append(_Program(("pbcopy",)))
            if environ.get("WSL_DISTRO_NAME"):
                found.append(_Program(("clip.exe",), "utf-16"))
        return found


async def _run(command: Sequence[str], data: bytes) -> bool:
    """Run a program, without a shell, with `data` as its input. Whether it has done its work."""
    nothing = asyncio.subprocess.DEVNULL  # some stay behind to serve the clipboard, and would hold a pipe open
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(data), LIMIT_S)
    except (TimeoutError, OSError):
        return False
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return process.returncode == 0
