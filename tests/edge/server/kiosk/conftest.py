"""Kiosks for tests: over a scripted assistant, and over the built-in model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
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


@pytest.fixture(scope="package")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Showing, Assistant]]:
    """The built-in model behind it, in a home on the disk."""
    paths = Paths.under(tmp_path_factory.mktemp("real"))
    assistant = Assistant(paths, Settings(model="builtin", engine=Engine(threads=1)))
    try:
        with showing(assistant, paths) as shown:
            yield shown, assistant
    finally:
        assistant.close()


@pytest.fixture
def real(kept: tuple[Showing, Assistant]) -> tuple[Showing, Assistant]:
    """The same for each test, with nothing in it."""
    kept[1].forget(None)
    return kept


@pytest.fixture
def real_home(real: tuple[Showing, Assistant]) -> Path:
    """Its files."""
    return real[0].paths.kiosk_link.parent
