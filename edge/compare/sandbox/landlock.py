"""Landlock: of all files, the standard library may be read, and nothing may be written, made or run.

Linux 5.13 and later, without any privilege. What it does not cover (`chmod`, `utime`, sockets in the file system) is
covered by `seccomp`; that a file exists can be seen through it.
"""

from __future__ import annotations

import ctypes
import os

from edge.compare.sandbox.system import syscall

__all__ = ["restrict", "version"]

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same on every architecture
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_LATEST_FILE_RIGHTS = 16
"""How many rights over files a version of the interface knows; from its fifth on, 16."""


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """Of the kernel's interface, from 1. Raises OSError where it has none, or it is switched off."""
    return syscall(_CREATE, ctypes.c_void_p(None), 0, 1)


def restrict(readable: list[str], listable: list[str]) -> None:
    """This process, from now on: it reads what lies in `readable` (files or folders), lists `listable` and what is
    below it, connects to no TCP port and signals nobody outside. Raises OSError."""
    abi = version()
    rules = _Ruleset((1 << _FILE_RIGHTS.get(abi, _LATEST_FILE_RIGHTS)) - 1, 0, 0)
    size = 8
    if abi >= 4:
        rules.network, size = 0b11, 16  # bind and connect
    if abi >= 6:
        rules.scoped, size = 0b11, 24  # abstract sockets and signals
    ruleset = syscall(_CREATE, ctypes.byref(rules), size, 0)
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | (_READ_DIR if os.path.isdir(path) else 0))  # noqa: PTH112 - no pathlib in the guard
        for path in listable:
            _allow(ruleset, path, _READ_DIR)
        syscall(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there needs no rule
    try:
        rule = _PathBeneath(rights, parent)
        syscall(_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
