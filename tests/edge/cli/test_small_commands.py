"""`edge config`, `paths`, `models`, `stats` and `forget`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from edge.settings import declared
from tests.edge.cli.conftest import Run


def test_every_path_lies_in_the_home(edge: Run, home: Path) -> None:
    paths = json.loads(edge("paths", "--json").stdout)
    assert all(Path(path).is_relative_to(home) for path in paths.values())


def test_config_lists_every_setting_with_its_source(edge: Run) -> None:
    edge("config", "set", "sampling.temperature", "0.2")
    listed = json.loads(edge("config", "--json", EDGE_REPLY_MAX_TOKENS="77").stdout)
    assert listed.keys() == declared().keys()
    assert listed["sampling.temperature"]["value"] == 0.2
    assert listed["sampling.temperature"]["source"].endswith("config.toml")
    assert listed["reply.max_tokens"]["source"] == "EDGE_REPLY_MAX_TOKENS"
    assert all(row["about"] for row in listed.values())


def test_config_keeps_comments_and_refuses_nonsense(edge: Run, home: Path) -> None:
    (home / "config.toml").write_text("# mine\n[ui]\ntheme = 'dark' # for the night\n")
    assert edge("config", "set", "ui.theme", "light").returncode == 0
    assert "# mine" in (home / "config.toml").read_text()
    before = (home / "config.toml").read_text()
    wrong = edge("config", "set", "ui.theme", "pink")
    assert wrong.returncode == 2
    assert "dark, light, contrast" in wrong.stderr
    assert (home / "config.toml").read_text() == before
    assert edge("config", "unset", "ui.theme").returncode == 0
    assert edge("config", "get", "ui.theme").stdout == "dark\n"


def test_a_broken_settings_file_is_one_sentence(edge: Run, home: Path) -> None:
    (home / "config.toml").write_text("this is = = no toml")
    done = edge("ask", "hello")
    assert done.returncode == 2
    assert "is not valid TOML" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_models_say_what_is_here_and_what_answers(edge: Run, home: Path, tiny: Path) -> None:
    models = {m["name"]: m for m in map(json.loads, edge("models", "list", "--json").stdout.splitlines())}
    assert models["builtin"]["here"]
    assert models["builtin"]["answers"]
    assert not models["qwen2.5-0.5b"]["here"]
    assert edge("models", "use", str(tiny)).returncode == 0
    assert json.loads(edge("ask", "hi", "--json", "--max-tokens", "4").stdout)["model"] == "tiny"
    assert edge("models", "use", "nosuch").returncode == 3


def test_stats_count_turns_by_model_and_hold_no_text(edge: Run) -> None:
    edge("ask", "hello")
    edge("ask", "a canary sentence")
    stats = edge("stats", "--json")
    assert json.loads(stats.stdout)
    table = edge("stats")
    assert "builtin" in table.stdout
    rows = list(csv.DictReader(io.StringIO(edge("stats", "--csv").stdout)))
    assert len(rows) == 2
    assert "canary" not in str(rows) + stats.stdout + table.stdout
    assert edge("stats", "--since", "never").returncode == 2


def test_forget_erases_every_copy(edge: Run, home: Path) -> None:
    edge("ask", "remember the canary-5c1d")
    asked = edge("forget")
    assert asked.returncode == 2
    assert "--yes" in asked.stderr
    assert edge("forget", "--yes").stdout == "Erased: 1 conversation.\n"
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"canary-5c1d" in path.read_bytes()]
    assert edge("forget", "--yes").returncode == 0


def test_without_a_terminal_the_app_says_what_to_use(edge: Run) -> None:
    done = edge()
    assert done.returncode == 2
    assert "edge ask" in done.stderr


def test_every_command_has_help(edge: Run) -> None:
    for command in ("ask", "chat", "models", "stats", "forget", "config", "paths"):
        done = edge(command, "--help")
        assert done.returncode == 0
        assert "exit codes" in done.stdout
