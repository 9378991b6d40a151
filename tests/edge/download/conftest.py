"""A hub on loopback, a model that comes from it, and downloads of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from edge.answerer import Cancel
from edge.catalogue import Model
from edge.download import Progress, download
from edge.paths import Paths
from tests.stubs.hub import FILE, REPOSITORY, Hub

CONTENT = b"GGUF" + random.Random(1).randbytes(1_000_000)


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub(CONTENT) as hub:
        yield hub


@pytest.fixture(autouse=True)
def no_settings_of_others(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No token, proxy or certificates of the machine that the tests run on."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    # huggingface_hub has read these when it was imported.
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)


@dataclass
class Downloads:
    """Downloads of one model from one hub, and what they reported."""

    paths: Paths
    hub: Hub
    model: Model
    reports: list[Progress] = field(default_factory=list)

    def __call__(self, cancel: Cancel | None = None, **options: Any) -> Path:
        """Download it; pauses take no time, two of them are made."""
        options = {"endpoint": self.hub.endpoint, "pauses": (0.0, 0.0), **options}
        tell: Callable[[Progress], None] = options.pop("tell", lambda report: None)

        def report(progress: Progress) -> None:
            self.reports.append(progress)
            tell(progress)

        return download(self.model, self.paths, report, cancel or Cancel(), **options)

    @property
    def partials(self) -> list[Path]:
        """What has arrived and is not finished."""
        return sorted((self.paths.models / ".incoming").glob("*"))


@pytest.fixture
def fetch(paths: Paths, hub: Hub) -> Downloads:
    model = Model(
        name="small",
        title="Small",
        path=paths.models / FILE,
        quantization="Q4_0",
        context=1024,
        repository=REPOSITORY,
        file=FILE,
    )
    return Downloads(paths, hub, model)
