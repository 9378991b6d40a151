"""A port that is free at the moment."""

from __future__ import annotations

import socket

__all__ = ["free_port"]


def free_port() -> int:
    """For a program that binds it itself."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
