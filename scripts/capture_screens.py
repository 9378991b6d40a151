"""Pictures of the terminal app, from a demo home: as a real terminal has them (tmux), and as the app exports them.

    python scripts/capture_screens.py FOLDER [--only NAME ...] [--language zh]

For each shot FOLDER gets `NAME.txt` (what `tmux capture-pane -e` says, to be shown with `cat`), `NAME.svg` (the same as
a picture), for those of the app `NAME.export.svg` (Textual's own export of the same keys), and PNG files beside the SVG
files where `rsvg-convert` is there. The app is driven by keys only. Needs tmux, and fonts with Chinese signs for PNG.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

LIMIT_S = 25.0
LONGEST_S = 300
"""The program ends itself after this, if this script is killed before it could end it."""
POLL_S = 0.2
SETTLE_S = 0.8

QUESTION = "怎样逐行读取一个文件？"
ANSWERED = ("方括号 [原样] 显示", "11.8 tok/s")


@dataclass(frozen=True, slots=True)
class Key:
    """A key, by Textual's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until this is on screen."""

    text: str


Step = str | Key | Until
"""A text is typed."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    name: str
    steps: tuple[Step, ...]
    size: tuple[int, int] = (80, 24)
    options: tuple[str, ...] = ()
    """Of `captured_app.py`."""
    term: str = "xterm-256color"
    variables: tuple[tuple[str, str], ...] = (("COLORTERM", "truecolor"),)
    exported: bool = True


def asked() -> tuple[Step, ...]:
    """A question in Chinese, and its whole answer."""
    return (QUESTION, Key("enter"), *map(Until, ANSWERED))


SSH = (("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22"),)
SHOTS = (
    Shot("first_run", (Until("F1"),), options=("--first",)),
    Shot("answer_zh", asked(), size=(80, 40), options=("--language", "zh")),
    Shot("answer_en", ("How do I read a file?", Key("enter"), Until("stay tags"), Until("11.8 tok/s")), size=(80, 40)),
    Shot("streaming", (QUESTION, Key("enter"), Until("from pathlib")), options=("--language", "zh")),
    Shot("why", (*asked(), Key("f2"), Until("离开本机")), options=("--language", "zh")),
    Shot("dashboard", (Until("F1"), Key("f7"), Until("┤"))),
    Shot("dashboard_large", (Until("F1"), Key("f7"), Until("┤")), size=(140, 40)),
    Shot("models", (Until("F1"), Key("f5"), Until("small"), Key("end"), Key("enter"), Until("%")), size=(90, 28)),
    Shot("conversations", (Until("F1"), Key("f4"), Until("1 turn")), size=(90, 24)),
    Shot("endpoints", (Until("F1"), Key("f6"), Until("lab"))),
    Shot("settings", (Until("F1"), Key("f8"), Until("engine.threads"))),
    Shot("keys", (Until("F1"), Key("f1"), Until("Enter"))),
    Shot("palette", (Until("F1"), Key("ctrl+p"), Until("Ctrl+N"))),
    Shot("light", asked(), size=(80, 40), options=("--theme", "light", "--language", "zh")),
    Shot("high_contrast", asked(), size=(80, 40), options=("--theme", "contrast", "--language", "zh")),
    Shot("no_colour", asked(), size=(80, 40), options=("--language", "zh"), variables=(("NO_COLOR", "1"),)),
    Shot("60x18", asked(), size=(60, 18), options=("--language", "zh")),
    Shot("60x18_dashboard", (Until("F1"), Key("f7"), Until("┤")), size=(60, 18)),
    Shot("too_small", (Until("40 × 10"),), size=(36, 8)),
    Shot("ssh", asked(), options=("--language", "zh"), term="screen-256color", variables=SSH, exported=False),
    Shot(
        "console",
        ("How do I read a file?", Key("enter"), Until("stay tags"), Until("11.8 tok/s")),
        term="linux",
        variables=(),
        exported=False,
    ),
    Shot("console_dashboard", (Until("F1"), Key("f7"), Until("┤")), term="linux", variables=(), exported=False),
    Shot(
        "plain",
        (Until("/help"), QUESTION, Key("enter"), Until("tok/s"), "/why", Key("enter"), Until("离开本机")),
        size=(80, 40),
        options=("--plain", "--language", "zh"),
        exported=False,
    ),
)

CONSOLE = (
    [(0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170)],
    [(85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
     (255, 255, 255)],
)  # fmt: skip
"""What the 16 named colours are on the consoles of PCs: the normal ones and the bright ones."""
TMUX_KEYS = {"enter": "Enter", "escape": "Escape", "end": "End", "ctrl+p": "C-p"}


def main() -> int:
    """Take them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--only", nargs="*", default=[], choices=[shot.name for shot in SHOTS], metavar="NAME")
    chosen = options.parse_args()
    if shutil.which("tmux") is None:
        print("tmux is not installed: it is the terminal of these pictures.", file=sys.stderr)
        return 2
    chosen.folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for shot in SHOTS:
        if chosen.only and shot.name not in chosen.only:
            continue
        try:
            take(shot, chosen.folder)
        except TimeoutError as error:
            failed += 1
            print(f"{shot.name}: {error}", file=sys.stderr)
        else:
            print(shot.name)
    return 1 if failed else 0


def take(shot: Shot, folder: Path) -> None:
    """All pictures of one shot. Raises TimeoutError where it does not come to it."""
    with tempfile.TemporaryDirectory() as home, Tmux(shot, Path(home)) as terminal:
        terminal.do(shot.steps)
        captured = terminal.captured()
    (folder / f"{shot.name}.txt").write_text(captured, "utf-8")
    (folder / f"{shot.name}.svg").write_text(drawn(captured, shot), "utf-8")
    rasterized(folder / f"{shot.name}.svg")
    if shot.exported:
        with tempfile.TemporaryDirectory() as home, variables(EDGE_HOME=home, TERM=shot.term, **dict(shot.variables)):
            picture = asyncio.run(exported(shot))
        (folder / f"{shot.name}.export.svg").write_text(picture, "utf-8")
        rasterized(folder / f"{shot.name}.export.svg")


class Tmux:
    """A terminal with the program on it."""

    def __init__(self, shot: Shot, home: Path) -> None:
        self._server = ["tmux", "-L", f"edge-pictures-{home.name}", "-f", os.devnull]
        width, height = shot.size
        unset = [f"-u{name}" for name in ("COLORTERM", "NO_COLOR", "SSH_CONNECTION", "SSH_TTY", "TMUX")]
        assigned = {"TERM": shot.term, "EDGE_HOME": str(home), "LC_ALL": "C.UTF-8", **dict(shot.variables)}
        script = ROOT / "scripts" / "captured_app.py"
        program = [sys.executable, str(script), *shot.options, "--seconds", str(LONGEST_S)]
        command = ["env", *unset, *(f"{name}={value}" for name, value in assigned.items()), *program]
        self._program = 0
        """The program's process, and the group of all that it starts."""
        try:
            begin = ["new-session", "-d", "-P", "-F", "#{pane_pid}", "-x", str(width), "-y", str(height)]
            self._program = int(self._run(*begin, shlex.join(command)))
            self._run("set-option", "-g", "status", "off")
            self._run("resize-window", "-x", str(width), "-y", str(height))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Tmux:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program and the terminal. What hangs up is not waited for: it may have reasons to go on."""
        if self._program:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._program, signal.SIGKILL)
        subprocess.run([*self._server, "kill-server"], capture_output=True, check=False)

    def do(self, steps: tuple[Step, ...]) -> None:
        """Type, press and wait."""
        self._until("F1", "/help", "40 ×")
        for step in steps:
            match step:
                case Until(text):
                    self._until(text)
                case Key(name):
                    self._run("send-keys", TMUX_KEYS.get(name, name.upper()))
                case text:
                    self._run("send-keys", "-l", text)
            time.sleep(POLL_S)
        time.sleep(SETTLE_S)

    def captured(self) -> str:
        """What is on screen, with its colours."""
        return self._run("capture-pane", "-e", "-N", "-p")

    def _until(self, *texts: str) -> None:
        end = time.monotonic() + LIMIT_S
        while not any(text in self._run("capture-pane", "-p") for text in texts):
            if time.monotonic() > end:
                raise TimeoutError(f"{texts[0]!r} does not come; on screen:\n{self._run('capture-pane', '-p')}")
            time.sleep(POLL_S)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run([*self._server, *arguments], capture_output=True, text=True, check=True)
        return done.stdout


def drawn(captured: str, shot: Shot) -> str:
    """A capture as SVG."""
    from rich.ansi import AnsiDecoder
    from rich.console import Console
    from rich.terminal_theme import TerminalTheme

    console = Console(
        width=shot.size[0],
        file=io.StringIO(),
        record=True,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    for line in AnsiDecoder().decode(captured):  # a style goes on in the next line
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    title = f"{shot.name}, {shot.term}, {shot.size[0]} × {shot.size[1]}"
    return console.export_svg(title=title, theme=TerminalTheme((12, 12, 12), (204, 204, 204), *CONSOLE))


async def exported(shot: Shot) -> str:
    """The app's own picture after the same keys."""
    from captured_app import DemoHome, serve_a_model
    from textual import events

    from edge.paths import Paths
    from tui.app import ChatApp

    options = dict(zip(shot.options[::2], shot.options[1::2], strict=False)) if "--first" not in shot.options else {}
    paths = Paths.default()
    serve_a_model(paths)
    home = DemoHome(past="--first" not in shot.options)
    app = ChatApp(lambda: home, paths, options.get("--theme", "dark"), language=options.get("--language", "en"))

    def text() -> str:
        return "\n".join(strip.text for strip in app.screen._compositor.render_strips())

    try:
        async with app.run_test(size=shot.size) as pilot:
            for step in (Until("F1") if "40 ×" not in str(shot.steps) else Until("40"), *shot.steps):
                match step:
                    case Until(wanted):
                        end = time.monotonic() + LIMIT_S
                        while wanted not in text():
                            if time.monotonic() > end:
                                raise TimeoutError(f"{wanted!r} does not come; on screen:\n{text()}")
                            await asyncio.sleep(POLL_S)
                    case Key(name):
                        app.post_message(events.Key(name, "\r" if name == "enter" else None))
                    case typed:
                        for sign in typed:
                            app.post_message(events.Key(sign, sign))
                await pilot.pause(POLL_S)
            await pilot.pause(SETTLE_S)
            return app.export_screenshot(title=shot.name)
    finally:
        app.draft.close()
        app.session.close()


def rasterized(picture: Path) -> None:
    """A PNG file beside an SVG file, where there is a program for it."""
    if shutil.which("rsvg-convert") is not None:
        # It takes the blanks at both ends of a text away, unless it is told otherwise.
        kept = picture.read_text("utf-8").replace("<text ", '<text xml:space="preserve" ')
        command = ["rsvg-convert", "-o", str(picture.with_suffix(".png")), "/dev/stdin"]
        subprocess.run(command, input=kept.encode(), check=True)


@contextlib.contextmanager
def variables(**wanted: str) -> Iterator[None]:
    """These variables inside, and none of a terminal but these."""
    before = dict(os.environ)
    for name in ("COLORTERM", "NO_COLOR", "SSH_CONNECTION", "SSH_TTY"):
        os.environ.pop(name, None)
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    raise SystemExit(main())
