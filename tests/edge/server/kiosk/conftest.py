"""Kiosks for tests: over a scripted assistant, and over the built-in model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from edge.assistant import Assistant
from edge.kiosk.file import Page
from edge.paths import Paths
from edge.settings import Engine, Settings
from tests.edge.server.kiosk.showing import IDLE, Showing, showing
from tests.stubs.assistant import FakeAssistant

Scripted = Callable[..., Showing]


@pytest.fixture
def scripted(paths: Paths) -> Iterator[Scripted]:
    """A kiosk whose assistant says what the test wants."""
    with ExitStack() as stack:

        def begin(assistant: FakeAssistant, page: Page = IDLE, **settings: Any) -> Showing:
            return stack.enter_context(showing(assistant, paths, page, **settings))

        yield begin


@pytest.fixture
def real(paths: Paths) -> Iterator[tuple[Showing, Assistant]]:
    """The built-in model behind it, in a home on the disk."""
    assistant = Assistant(paths, Settings(model="builtin", engine=Engine(threads=1)))
    try:
        with showing(assistant, paths) as shown:
            yield shown, assistant
    finally:
        assistant.close()
