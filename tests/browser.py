"""A headless browser for the tests of pages: finding Chromium, starting it so that it asks nobody anything, and axe.

@needs_browser
def test_it_can_be_read(tmp_path):
    with browser() as chromium:
        page = chromium.new_page()
        page.goto(url)
        assert violations(page) == []
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = (
    "--no-sandbox",  # a container has no user namespaces; only pages of our own are opened
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

LIMIT_MS = 60_000
"""For a start, a page or an element: machines that run tests are busy."""

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str | None:
    """The path of a Chromium: the one that CHROMIUM names, or one on the PATH; None where there is none."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in _NAMES if (found := shutil.which(name))), None)


def missing() -> str:
    """What keeps a page from being opened here, as a sentence; empty where nothing does."""
    lacks = [package for package in ("playwright", "axe_playwright_python") if find_spec(package) is None]
    if lacks:
        return f"{' and '.join(lacks)} cannot be imported: pip install '.[dev]'"
    return "" if chromium() else "there is no Chromium: apt install chromium, or set CHROMIUM to its path"


needs_browser = pytest.mark.skipif(bool(missing()), reason=missing())


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium; it ends with the block. Not to be used inside a running event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS), timeout=LIMIT_MS)
        try:
            yield started
        finally:
            started.close()


def violations(page: Page) -> list[str]:
    """What axe has against a page, a line for each rule: its name, what it is about and the places."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']} ({'; '.join(' '.join(node['target']) for node in rule['nodes'][:5])})"
        for rule in found
    ]
