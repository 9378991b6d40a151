"""Calls of the C library that Python has no name for, with their errors as OSError."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

__all__ = ["call", "linux", "prctl", "syscall"]

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
PR_SET_CHILD_SUBREAPER = 36


def linux() -> bool:
    """Whether this is Linux: nothing else has these layers."""
    return sys.platform.startswith("linux")


_libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Any) -> int:
    """A function of the C library that returns -1 where it fails. Raises OSError there, and where there is none."""
    try:
        function = getattr(_libc, name)
    except AttributeError:
        raise OSError(38, f"the C library has no {name}") from None
    ctypes.set_errno(0)
    result = int(function(*arguments))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def syscall(number: int, *arguments: Any) -> int:
    """A system call of Linux by its number; integers are passed as `long`. Raises OSError, and so on other systems."""
    if not linux():  # where the number would be that of another call
        raise OSError(38, "only Linux has it")
    whole = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return call("syscall", ctypes.c_long(number), *whole)


def prctl(option: int, value: int = 0, *more: Any) -> int:
    """`prctl(2)`. Raises OSError, and so on other systems than Linux."""
    rest = [ctypes.c_ulong(item) if isinstance(item, int) else item for item in more]
    rest += [ctypes.c_ulong(0)] * (3 - len(rest))
    return call("prctl", ctypes.c_int(option), ctypes.c_ulong(value), *rest)
