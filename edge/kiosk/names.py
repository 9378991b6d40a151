"""How commands that a kiosk's file lists are named."""

from __future__ import annotations

__all__ = ["ANSWER", "COMMAND"]

COMMAND = "kiosk."
"""How the names of its commands begin; the intent follows."""
ANSWER = "answer."
"""How the names of its answers begin."""
