"""A model that does not fit is refused with the figures, unless --no-memory-check is given, also to another owner."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from edge import open_assistant
from edge.catalogue import Catalogue
from edge.cli import pull
from edge.cli.chat import _opened
from edge.errors import UsageError
from edge.paths import Paths
from edge.settings import Engine, Settings
from tests.edge.cli.conftest import Run


@pytest.fixture
def big(paths: Paths, tiny: Path) -> str:
    """A model of which the list says that each token takes 10 GB."""
    entry = f'[models.big]\npath = "{tiny}"\nkv_kib = 10000000\n'
    paths.models.mkdir(parents=True)
    (paths.models / "added.toml").write_text(entry)
    return "big"


def test_it_is_refused_with_the_figures_and_answers_when_the_check_is_left_out(edge: Run, big: str) -> None:
    refused = edge("ask", "--model", big, "hello", "--json")
    assert refused.returncode == 1
    record = json.loads(refused.stdout)
    assert (record["complete"], record["error"]) == (False, "memory")
    [said] = refused.stderr.splitlines()
    assert "tiny.gguf" in said
    assert "KV cache" in said
    assert "--no-memory-check" in said

    answered = edge("ask", "--model", big, "--no-memory-check", "--max-tokens", "4", "hello")
    assert answered.returncode == 0, answered.stderr
    assert edge("ask", "--model", big, "--max-tokens", "4", "hi", EDGE_ENGINE_CHECK_MEMORY="false").returncode == 0


def test_the_flag_goes_along_to_the_process_that_owns_the_home(edge: Run, big: str, paths: Paths) -> None:
    with closing(open_assistant(paths, Settings(engine=Engine(threads=1)))):
        assert edge("ask", "--model", big, "hello").returncode == 1
        asked = edge("ask", "--model", big, "--no-memory-check", "--max-tokens", "4", "hello")
        assert asked.returncode == 0, asked.stderr


def test_the_terminal_app_refuses_the_flag_where_the_engine_is_another_processs(paths: Paths) -> None:
    with closing(open_assistant(paths, Settings(engine=Engine(threads=1)))):
        with pytest.raises(UsageError, match="owns this home"):
            _opened(paths, Settings(), unchecked=True)
        _opened(paths, Settings(), unchecked=False).close()


@pytest.mark.parametrize(
    ("free", "says"),
    [(10**10, "it fits."), (600 * 10**6, "502 MB at the least"), (10**8, "it does not fit now.")],
)
def test_before_a_model_is_fetched_it_is_said_whether_it_fits_and_with_how_little(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, free: int, says: str
) -> None:
    monkeypatch.setattr(pull, "free_memory", lambda: free)
    assert says in pull.fits(Catalogue.of(paths).models["qwen2.5-0.5b"])
