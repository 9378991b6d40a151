"""What every test of the kiosk has."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PIN whose hash costs less than one of 32 MiB."""
    monkeypatch.setattr("edge.kiosk.pin._COST", {"n": 16, "r": 8, "p": 1})
