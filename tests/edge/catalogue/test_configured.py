"""The list of configured endpoints: what it may say, and how it is written."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from edge.catalogue.configured import ASSUMED_CONTEXT, read
from edge.catalogue.configuring import enter, learn_context, withdraw
from edge.errors import SettingsError, UsageError
from edge.paths import Paths

ENTRY: dict[str, Any] = {"base_url": "https://models.example/v1", "model": "m"}


def test_without_a_file_there_are_none(paths: Paths) -> None:
    assert read(paths.endpoints) == {}


def test_what_was_added_is_read_and_only_the_user_can_read_it(paths: Paths) -> None:
    enter(paths.endpoints, "mine", {**ENTRY, "key_env": "MY_KEY", "good_at": ["code"]})
    enter(paths.endpoints, "other", {**ENTRY, "context": 4096, "proxy": "http://proxy.example:3128"})
    found = read(paths.endpoints)
    assert list(found) == ["mine", "other"]
    mine, other = found["mine"], found["other"]
    assert (mine.endpoint.good_at, mine.key_from) == (frozenset({"code"}), "the variable MY_KEY")
    assert (mine.endpoint.context, mine.context_known) == (ASSUMED_CONTEXT, False)
    assert (other.endpoint.context, other.context_known) == (4096, True)
    assert other.for_client().proxy == "http://proxy.example:3128"
    assert stat.S_IMODE(paths.endpoints.stat().st_mode) == 0o600
    assert list(paths.endpoints.parent.glob("*.new")) == []


def test_what_a_user_wrote_around_stays(paths: Paths) -> None:
    paths.endpoints.write_text("# mine, by hand\n[endpoints.a] # at home\nbase_url = 'https://a/v1'\nmodel = 'm'\n")
    enter(paths.endpoints, "b", ENTRY)
    learn_context(paths.endpoints, "a", 8192)
    assert (read(paths.endpoints)["a"].endpoint.context, read(paths.endpoints)["a"].context_known) == (8192, True)
    withdraw(paths.endpoints, "b")
    text = paths.endpoints.read_text()
    assert "# mine, by hand" in text
    assert "# at home" in text
    assert list(read(paths.endpoints)) == ["a"]


def test_a_name_is_taken_once(paths: Paths) -> None:
    enter(paths.endpoints, "mine", ENTRY)
    with pytest.raises(UsageError, match="There is an endpoint 'mine' already"):
        enter(paths.endpoints, "mine", ENTRY)


@pytest.mark.parametrize(
    ("name", "more", "why"),
    [
        ("../x", {}, "cannot be an endpoint's name"),
        ("", {}, "cannot be an endpoint's name"),
        ("a", {"base_url": "ftp://models.example"}, "its base_url is no address"),
        ("a", {"base_url": "http://models.example/v1"}, "without encryption"),
        ("a", {"proxy": "nonsense"}, "its proxy is no address"),
        ("a", {"key": "secret-canary"}, "holds a key: name the variable"),
        ("a", {"key_env": "secret-canary"}, "the name of an environment variable"),
        ("a", {"colour": "red"}, "the key 'colour', which means nothing"),
        ("a", {"allow_http": "yes"}, "'allow_http' of 'a' has to be true or false"),
        ("a", {"timeouts": {"connect": 0}}, "'timeouts' of 'a' takes seconds"),
        ("a", {"timeouts": {"patience": 3}}, "'timeouts' of 'a' takes seconds"),
        ("a", {"context": 3}, "'context' of the endpoint 'a' has to lie between"),
    ],
)
def test_what_cannot_be_is_refused_and_not_written(paths: Paths, name: str, more: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        enter(paths.endpoints, name, {**ENTRY, **more})
    assert "canary" not in str(refused.value)
    assert not paths.endpoints.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[endpoints", "is not valid TOML"),
        ("[endpoints.a]\nmodel = 'm'\n", "'base_url' of the endpoint 'a' is missing"),
        ("[endpoints.a]\nkey = 'canary'\n", "holds a key"),
        ("endpoints.a = 3", "'base_url' of the endpoint 'a' is missing"),
    ],
)
def test_a_list_that_is_wrong_is_told_in_one_sentence(paths: Paths, text: str, why: str) -> None:
    paths.endpoints.write_text(text)
    with pytest.raises(SettingsError, match=why) as wrong:
        read(paths.endpoints)
    assert str(paths.endpoints) in str(wrong.value)
    assert "canary" not in str(wrong.value)


def test_a_list_that_cannot_be_written_is_told(paths: Paths) -> None:
    paths.endpoints.mkdir()
    with pytest.raises(SettingsError, match="cannot be changed"):
        enter(paths.endpoints, "mine", ENTRY)


def test_files_are_found_from_the_users_home(paths: Paths, home: Path) -> None:
    made = enter(
        paths.endpoints, "mine", {**ENTRY, "key_file": "~/key", "ca_file": "~/ca.pem", "timeouts": {"total": 9}}
    )
    assert (made.key_file, made.ca_file) == (home / "key", home / "ca.pem")
    assert made.for_client().timeouts.total == 9.0
    assert made.key_from == str(home / "key")
