"""Desks to talk to; each is closed behind its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.edge.skills.skills_help import Desk

MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(home: Path) -> Iterator[MakeDesk]:
    """Make desks in the home of this test, one after the other or with a folder of their own."""
    desks: list[Desk] = []

    def make(**options: Any) -> Desk:
        desks.append(Desk(options.pop("folder", home), **options))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """Somebody speaks English, and hears what rings."""
    made = make_desk()
    made.listen()
    return made
