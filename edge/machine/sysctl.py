"""What macOS tells about itself by name."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["sysctl_int", "sysctl_text"]


def sysctl_int(name: str) -> int | None:
    """A number, or None where the system has none of that name."""
    value = _read(name)
    return int.from_bytes(value, sys.byteorder) if value is not None and len(value) in {4, 8} else None


def sysctl_text(name: str) -> str:
    """A text; empty where the system has none of that name."""
    return (_read(name) or b"").rstrip(b"\0").decode("utf-8", "replace")


def _read(name: str) -> bytes | None:
    if sys.platform != "darwin":
        return None
    read = ctypes.CDLL(None).sysctlbyname
    size = ctypes.c_size_t(256)
    buffer = ctypes.create_string_buffer(size.value)
    if read(name.encode(), buffer, ctypes.byref(size), None, ctypes.c_size_t(0)) != 0:
        return None
    return buffer.raw[: size.value]
