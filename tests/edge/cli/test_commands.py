"""Commands on the command line: in processes one after the other, and beside one that is open."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.assistant import Assistant
from edge.home import open_home
from edge.paths import Paths
from edge.rings import Ring
from edge.settings import Engine, Settings
from tests.edge.cli.conftest import Run
from tests.stubs.home import until


def test_a_timer_without_an_app_says_who_rings_it_and_rings_late_when_the_app_is_opened(
    edge: Run, paths: Paths
) -> None:
    done = edge("ask", "set a timer for 1 second")
    assert done.returncode == 0
    assert "only while the Edge app is open" in done.stdout
    assert "skill · timer.start" in done.stderr or done.stderr == ""
    before = datetime.now(UTC)
    with closing(sqlite3.connect(paths.skills)) as connection, connection:  # as if it had been set ten minutes before
        connection.execute("UPDATE alert SET due = due - 600, due_ticks = due_ticks - 600")
    rung: list[Ring] = []
    with closing(open_home(paths, lambda: Assistant(paths, Settings(engine=Engine(threads=1))))) as app:
        app.listen(rung.append)
        until(lambda: bool(rung))
    assert rung[0].text.startswith("Time is up. It was due ")
    assert rung[0].text.endswith(" ago.")
    assert rung[0].due < before
    assert rung[0].late > 500


def test_with_an_app_open_its_clock_rings_the_timer(edge: Run, paths: Paths) -> None:
    rung: list[tuple[float, Ring]] = []
    with closing(open_home(paths, lambda: Assistant(paths, Settings(engine=Engine(threads=1))))) as app:
        app.listen(lambda ring: rung.append((time.monotonic(), ring)))
        assistant = app.settle()
        assert isinstance(assistant, Assistant)
        until(lambda: assistant._skills.made is not None and assistant._skills.made.ringer.attended)
        done = edge("ask", "set a timer for 1 second")
        assert done.stdout == "The timer is set for one second.\n"
        until(lambda: bool(rung))
    assert rung[0][1].text == "Time is up."


def test_json_names_every_command_with_its_slots(edge: Run) -> None:
    done = edge("ask", "--json", "把牛奶和鸡蛋加到购物清单，然后现在几点")
    answer = json.loads(done.stdout)
    assert [intent["name"] for intent in answer["intents"]] == ["list.add", "time.now"]
    assert answer["intents"][0]["slots"] == {"list": "购物", "items": ["牛奶", "鸡蛋"]}
    assert (answer["by"], answer["model"], answer["route"]["to"]) == ("skill", "list.add, time.now", "skill")
    assert answer["engine_rss_mb"] is None or answer["engine_rss_mb"] > 0
    assert answer["complete"] is True


@pytest.mark.parametrize("flag", [["--system", "Translate into French."], ["--local"]])
def test_who_or_how_is_named_gets_the_model(edge: Run, flag: list[str]) -> None:
    answer = json.loads(edge("ask", "--json", "--max-tokens", "4", *flag, "what time is it").stdout)
    assert (answer["by"], answer["intents"]) == ("local", [])


def test_a_system_prompt_of_the_settings_leaves_commands_as_they_are(edge: Run) -> None:
    edge("config", "set", "reply.system", "Speak like a sailor.")
    assert json.loads(edge("ask", "--json", "what time is it").stdout)["by"] == "skill"


def test_what_the_command_line_may_do_is_a_setting(edge: Run) -> None:
    edge("config", "set", "skills.allow_cli", "all -mode.*")
    assert edge("ask", "go offline").stdout == "That cannot be done from here.\n"


def test_forgetting_names_what_goes_along(edge: Run, home: Path) -> None:
    edge("ask", "note: the canary sings")
    everything = edge("forget", "--all")
    assert everything.returncode == 2
    assert "every conversation and all timers, alarms, reminders, lists and notes" in everything.stderr
    assert "with the reminders, list items and notes made in it" in edge("forget").stderr
    done = edge("forget", "--all", "--yes")
    assert done.stdout == "Erased: 1 conversation and all timers, alarms, reminders, lists and notes.\n"
    assert not [path for path in home.rglob("*") if path.is_file() and b"canary" in path.read_bytes()]


def test_a_follow_up_goes_on_from_a_command_that_an_earlier_process_carried_out(edge: Run) -> None:
    edge("ask", "5 miles in km")
    assert edge("ask", "--conversation", "last", "and in feet?").stdout == "5 miles is 26,400 feet.\n"
    edge("ask", "--conversation", "last", "hello")
    assert "feet" not in edge("ask", "--conversation", "last", "and in yards?").stdout
