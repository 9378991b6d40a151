"""Reaching the device's hardware: a program or an address that the user named in the settings. Never a shell."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import threading
from collections.abc import Callable, Mapping

from edge.answerer import Cancel

__all__ = ["HardwareError", "post", "reach", "run"]

LONGEST_S = 5.0
"""How long a program or an address may take, in seconds."""

_PASSED_ON = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "DISPLAY", "WAYLAND_DISPLAY"),
        *("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XAUTHORITY", "PULSE_SERVER", "PIPEWIRE_REMOTE"),
    }
)
"""What of the environment such a program gets: what it needs to reach sound and screen, and no keys."""


class HardwareError(Exception):
    """It did not work. `reason` is `missing`, `failed`, `late` or `cancelled`; the text is a detail, or empty."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


def run(command: str, values: Mapping[str, object], cancel: Cancel) -> None:
    """Run a program; the names in braces in its arguments are replaced after the line was taken apart.

    Raises HardwareError.
    """
    arguments = [word.format_map(values) for word in shlex.split(command)]
    environ = {name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith("LC_")}
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environ,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise HardwareError("missing", arguments[0] if arguments else str(error)) from None

    with process:
        cancel.on_set(process.kill)
        try:
            status = process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise HardwareError("late", arguments[0]) from None
    if cancel.is_set():
        raise HardwareError("cancelled")
    if status:
        raise HardwareError("failed", arguments[0])


def post(address: str, values: Mapping[str, object], cancel: Cancel) -> None:
    """Send the values as JSON. Redirections are not followed. Raises HardwareError."""
    import http.client  # with TLS it takes 12 ms, and few homes have a webhook
    from urllib.parse import urlsplit

    parts = urlsplit(address)
    host = parts.hostname or ""
    ended = threading.Event()
    outcome: list[HardwareError | None] = []

    def send() -> None:
        try:
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            connection = kind(host, parts.port, timeout=LONGEST_S)
            try:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request("POST", path, json.dumps(dict(values)), {"Content-Type": "application/json"})
                status = connection.getresponse().status
                outcome.append(None if 200 <= status < 300 else HardwareError("failed", f"{host}: {status}"))
            finally:
                connection.close()
        except TimeoutError:
            outcome.append(HardwareError("late", host))
        except (OSError, http.client.HTTPException, ValueError):
            outcome.append(HardwareError("missing", host))
        finally:
            ended.set()

    cancel.on_set(ended.set)
    # In a thread, because a connection that is being made cannot be ended from outside.
    threading.Thread(target=send, name="webhook", daemon=True).start()
    ended.wait(2 * LONGEST_S)
    if cancel.is_set():
        raise HardwareError("cancelled")
    error = outcome[0] if outcome else HardwareError("late", host)
    if error is not None:
        raise error


def reach(command: str, address: str, values: Mapping[str, object], cancel: Cancel) -> Callable[[], None] | None:
    """What reaches the hardware: the program if there is one, else the address, else None."""
    if command.strip():
        return lambda: run(command, values, cancel)
    return (lambda: post(address, values, cancel)) if address else None
