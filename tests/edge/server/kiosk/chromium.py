"""Where Chromium is, and how it is started for tests and pictures: with nothing of its own on the network."""

from __future__ import annotations

import shutil

__all__ = ["ARGUMENTS", "CHROMIUM"]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
"""The system's; empty where there is none."""
ARGUMENTS = [
    "--no-sandbox",  # tests may run as root, and open pages of their own server only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
