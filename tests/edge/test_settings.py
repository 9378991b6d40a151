"""Settings: defaults, the user's file, the environment, flags; and sentences for what is wrong."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from edge.errors import SettingsError
from edge.settings import declared, load


def test_the_later_source_wins(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[sampling]\ntemperature = 0.1\ntop_k = 5\n[reply]\nmax_tokens = 10\n")
    loaded = load(config, {"EDGE_SAMPLING_TOP_K": "6", "EDGE_REPLY_MAX_TOKENS": "20"}, {"reply.max_tokens": 30})
    assert loaded.settings.sampling.temperature == 0.1
    assert loaded.settings.sampling.top_k == 6
    assert loaded.settings.reply.max_tokens == 30
    assert loaded.settings.sampling.top_p == 0.8
    assert loaded.sources == {
        "sampling.temperature": str(config),
        "sampling.top_k": "EDGE_SAMPLING_TOP_K",
        "reply.max_tokens": "flag",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[sampling]\ntemprature = 1\n", "did you mean 'sampling.temperature'?"),
        ("[engine]\nthreads = 'two'\n", "has to be a whole number"),
        ("[engine]\nthreads = true\n", "has to be a whole number"),
        ("[engine]\nthreads = -1\n", "has to lie between 0 and 256"),
        ("[ui]\ntheme = 'pink'\n", "has to be one of dark, light, contrast"),
        ("model = 3\n", "has to be text"),
        ("not toml", "is not valid TOML"),
        ("sampling = 3\n", "there is no setting 'sampling'"),
    ],
)
def test_what_is_wrong_in_the_file_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(config, {})
    assert says in str(caught.value)
    assert str(config) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_variable_that_is_no_setting_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="did you mean EDGE_ENGINE_THREADS"):
        load(tmp_path / "none.toml", {"EDGE_ENGINE_THREAD": "2"})


def test_edge_home_is_no_setting_and_other_variables_are_none_of_ours(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml", {"EDGE_HOME": "/x", "HOME": "/y"}).sources == {}


def test_every_setting_says_what_it_is_and_its_default_is_in_its_range() -> None:
    for known in declared().values():
        assert known.about.endswith(".")
        assert known.parse(known.default, "test") == known.default


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(max_size=60) | st.binary(max_size=60))
def test_any_file_is_read_or_refused_with_a_sentence(tmp_path: Path, content: str | bytes) -> None:
    config = tmp_path / "config.toml"
    config.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    with contextlib.suppress(SettingsError):
        load(config, {})
