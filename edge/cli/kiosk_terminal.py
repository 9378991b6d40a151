"""`edge kiosk --terminal` and `edge kiosk set-pin`: the kiosk on a console, and what leaves it."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING

from edge.cli.output import note
from edge.errors import UsageError

if TYPE_CHECKING:
    from edge.home import HomeAssistant

__all__ = ["set_pin", "show"]

_NO_APP = frozenset({"", "dumb", "unknown"})
"""What TERM says of a terminal on which nothing can be drawn."""


def show(arguments: argparse.Namespace) -> int:
    """Show the kiosk on this terminal until somebody leaves it with the PIN."""
    if arguments.host is not None or arguments.port is not None or arguments.insecure_http:
        raise UsageError("--host, --port and --insecure-http are the page's: leave them out with --terminal.")
    streams = sys.stdin, sys.stdout, sys.stderr  # the last of them is what Textual draws on
    if not all(stream.isatty() for stream in streams) or os.environ.get("TERM", "") in _NO_APP:
        raise UsageError(
            "'edge kiosk --terminal' needs a terminal that it can draw on (TERM), also for its standard error."
        )
    from edge.kiosk.file import read
    from edge.kiosk.pin import Pin
    from edge.low_power import low_power, terminal_device
    from edge.paths import Paths
    from edge.settings import load

    paths = Paths.default()
    pin = Pin(paths.pin)
    page = read(paths.kiosk).page
    settings = load(paths.config, flags={"model": arguments.model}).settings
    sparing = low_power(settings.ui.low_power, device=terminal_device()).on

    def opened() -> HomeAssistant:
        from edge import open_assistant

        return open_assistant(paths, settings)

    from tui import kiosk

    return kiosk.run(opened, paths=paths, page=page, pin=pin, theme=settings.ui.theme, low_power=sparing)


def set_pin() -> int:
    """Ask for the PIN on the terminal, twice and without showing it, or read it from a line of standard input."""
    from edge.kiosk.pin import set_pin as keep
    from edge.paths import Paths

    paths = Paths.default()
    if sys.stdin.isatty():
        pin = getpass.getpass("PIN (4 to 12 digits): ")
        if pin != getpass.getpass("The same once more: "):
            raise UsageError("These were two different PINs: nothing is changed.")
    else:
        pin = sys.stdin.readline().rstrip("\r\n")
    keep(paths.pin, pin)
    note("The PIN is set. In the kiosk F12, or Ctrl+], asks for it.")
    return 0
