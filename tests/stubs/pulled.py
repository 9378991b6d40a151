"""A model that can be pulled from a hub on loopback, by this process and as a user has it on their list."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import constants

from edge.paths import Paths
from tests.stubs.hub import FILE, REPOSITORY, Hub

__all__ = ["CONTENT", "goal", "hub", "pulled"]

CONTENT = b"GGUF" + random.Random(2).randbytes(600_000)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Hub]:
    """The hub that this process asks; no token, proxy or certificates of the machine that the tests run on."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with Hub(CONTENT) as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.endpoint)
        yield hub


@pytest.fixture
def pulled(paths: Paths, hub: Hub) -> str:
    """The model's name; it is on the list, and not here yet."""
    paths.models.mkdir()
    entry = (
        f'[models.small]\ntitle = "Small"\nrepository = "{REPOSITORY}"\nfile = "{FILE}"\nsize = {len(CONTENT)}\n'
        'quantization = "Q4_0"\nkv_kib = 2\nlicense = "MIT"\nabout = "A [small] one."\n'
    )
    (paths.models / "added.toml").write_text(entry)
    return "small"


def goal(paths: Paths) -> Path:
    """Where its file belongs."""
    return paths.models / "added" / FILE
