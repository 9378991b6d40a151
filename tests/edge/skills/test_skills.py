"""Commands as one answerer: several in a row, what a surface may use, follow-ups, hardware, third parties."""

from __future__ import annotations

import dataclasses
import http.server
import json
import string
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from edge.answerer import Answered, Cancel, Text
from edge.errors import SettingsError
from edge.settings import Setting, Skills
from edge.skills.context import LastCommands
from edge.skills.names import COMMANDS, Command
from edge.skills.recognition.context import Context
from edge.skills.registry import Registry, own_skills
from edge.skills.skill import Last, Outcome
from edge.skills.surfaces import SURFACES, usable
from edge.skills.wording import Table
from tests.edge.skills.conftest import MakeDesk
from tests.edge.skills.skills_help import CONDITION, NOON, Desk, at

REPLIES = ("alarms", "arithmetic", "assistant", "chance", "clock", "conversion", "device", "keeping", "lists", "notes")
MORE_REPLIES = ("reminders", "ringing", "system", "timers")


# -- one answerer


def test_several_commands_are_carried_out_in_order_each_with_its_piece_of_text(desk: Desk) -> None:
    steps = desk.steps(
        Command("timer.start", {"seconds": 60}),
        Command("list.add", {"list": "shopping", "items": ("milk",)}),
        Command("timer.status"),
    )
    assert steps == [
        Text("The timer is set for one minute.", "skill", "timer.start"),
        Text("\nAdded to the shopping list: milk.", "skill", "list.add"),
        Text("\nOne minute left.", "skill", "timer.status"),
        Answered("skill", "timer.start, list.add, timer.status"),
    ]


def test_a_cancelled_turn_carries_out_nothing_more(desk: Desk) -> None:
    cancel = Cancel()
    cancel.set()
    steps = desk.steps(Command("timer.start", {"seconds": 60}), cancel=cancel)
    assert steps == [Answered("skill", "timer.start", cut_off="cancelled")]
    assert desk.service.store.alerts() == []


def test_every_command_of_the_list_has_a_skill_that_answers_without_any_slot(desk: Desk) -> None:
    assert set(COMMANDS) == desk.service.registry.names()
    for language in ("en", "zh", "ja", "und"):
        desk.language = language
        for name in COMMANDS:
            assert desk.do(name, conversation=f"{language} {name}").strip()


@pytest.mark.parametrize(
    "value", [None, True, "", " ", [], (), float("nan"), float("inf"), 10**400, "x" * 9000, {"a": 1}]
)
def test_a_slot_with_an_impossible_value_is_asked_for_or_refused(desk: Desk, value: Any) -> None:
    for name, command in COMMANDS.items():
        steps = desk.steps(Command(name, {slot.name: value for slot in command.slots}))
        assert isinstance(steps[-1], Answered)
        assert steps[-1].error is None, name


def test_the_reply_of_another_answerer_can_be_repeated(desk: Desk) -> None:
    desk.do("time.now")
    assert desk.do("assistant.repeat") == "It is 12:00 pm."


# -- follow-ups


def test_a_follow_up_sees_the_last_command_with_what_the_skill_filled_in_or_asked_for(desk: Desk) -> None:
    desk.do("list.add", list="shopping", items=("milk",))
    desk.do("list.show")
    assert desk.service.context("c1") == Context(Command("list.show", {"list": "shopping"}))
    desk.do("timer.start", name="tea")
    assert desk.service.context("c1").last == Command("timer.start", {"name": "tea"}, missing=("seconds",))
    desk.do("unit.convert", value=5, from_="km", to="mi")
    assert desk.service.context("c1").unit == "mi"
    assert desk.service.context("c2") == Context()
    assert desk.service.context(None) == Context()


def test_after_another_answer_or_forgetting_there_is_no_last_command(desk: Desk) -> None:
    desk.do("time.now")
    desk.service.moved_on("c1")
    assert desk.service.context("c1") == Context()
    desk.do("time.now")
    desk.service.forget("c1")
    assert desk.service.context("c1") == Context()


def test_a_time_that_was_asked_for_completes_the_reminder(desk: Desk) -> None:
    desk.do("reminder.add", text="call Anna")
    asked = desk.service.context("c1").last
    assert asked is not None
    assert asked.missing == ("at",)
    slots: dict[str, Any] = {**asked.slots, "at": at("15:00")}
    desk.do("reminder.add", **slots)
    assert desk.do("reminder.list") == "One reminder:\n- today at 3:00 pm: call Anna"


def test_it_means_what_the_last_command_was_about(desk: Desk) -> None:
    for name in ("tea", "pasta"):
        desk.do("timer.start", seconds=60, name=name)
    assert desk.do("timer.extend", seconds=60) == "One minute more: 2 minutes left."
    assert desk.do("timer.cancel") == "The pasta timer is cancelled."


def test_only_so_many_conversations_are_remembered() -> None:
    last = LastCommands()
    for number in range(200):
        last.put(f"c{number}", Last(Command("time.now"), Outcome(""), NOON))
    assert last.get("c0") is None
    assert last.get("c199") is not None
    assert sum(last.get(f"c{number}") is not None for number in range(200)) == 64


# -- what a surface may use


@pytest.mark.parametrize("surface", ["kiosk", "http"])
@pytest.mark.parametrize("name", ["mode.offline", "mode.online", "conversation.clear"])
def test_visitors_and_http_clients_neither_switch_the_network_nor_erase(
    make_desk: MakeDesk, surface: str, name: str
) -> None:
    desk = make_desk(surface=surface)
    for _ in range(2):
        assert desk.do(name) == "That cannot be done from here."
    assert not desk.host.offline
    assert desk.host.forgotten == []


def test_a_kiosk_s_visitor_sees_nothing_of_what_is_kept(make_desk: MakeDesk) -> None:
    desk = make_desk(surface="kiosk")
    for name in ("note.list", "reminder.list", "list.show", "alarm.list", "volume.set"):
        assert desk.do(name) == "That cannot be done from here."
    assert desk.do("time.now") == "It is 12:00 pm."
    assert "shopping" not in desk.do("assistant.help")


def test_the_terminal_and_the_command_line_may_use_everything_and_an_unknown_surface_nothing() -> None:
    assert usable("terminal", COMMANDS, Skills()) == usable("cli", COMMANDS, Skills()) == set(COMMANDS)
    assert usable("fax", COMMANDS, Skills()) == set()


def test_the_list_of_a_surface_can_be_set() -> None:
    settings = Skills(allow_kiosk="timer.* time.now -timer.cancel")
    allowed = {"timer.start", "timer.extend", "timer.status", "time.now"}
    assert usable("kiosk", COMMANDS, settings) == allowed
    assert set(SURFACES) == {name.removeprefix("allow_") for name in Skills.__slots__ if name.startswith("allow_")}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("volume_command", "amixer {loud}", "no names in braces but {percent}"),
        ("volume_command", 'amixer "40', "quotes closed"),
        ("volume_webhook", "http://example.com/volume", "https address, or http to localhost"),
        ("volume_webhook", "file:///etc/passwd", "https address, or http to localhost"),
        ("allow_kiosk", "timer", "has 'timer'"),
    ],
)
def test_what_is_wrong_in_the_settings_is_one_sentence(name: str, value: str, says: str) -> None:
    (field,) = (one for one in dataclasses.fields(Skills) if one.name == name)
    declared = Setting(f"skills.{name}", str, field.default, field.metadata["about"], field.metadata["check"])
    with pytest.raises(SettingsError) as caught:
        declared.parse(value, "config.toml")
    assert says in str(caught.value)


# -- hardware


@pytest.fixture
def recorder(tmp_path: Path) -> tuple[str, Path]:
    """A program that writes down its arguments and its environment."""
    script, noted = tmp_path / "record.py", tmp_path / "noted.json"
    script.write_text(
        f"import json, os, sys\njson.dump([sys.argv[1:], sorted(os.environ)], open({str(noted)!r}, 'w'))\n"
    )
    return f"'{sys.executable}' '{script}'", noted


def test_volume_and_brightness_go_to_programs_without_a_shell_and_without_keys(
    make_desk: MakeDesk, recorder: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program, noted = recorder
    monkeypatch.setenv("MY_API_KEY", "secret")
    settings = Skills(
        volume_command=f"{program} set {{percent}}%",
        volume_change_command=f"{program} change {{size}}%{{sign}} {{by}}",
        brightness_command=f"{program} '$(touch x); {{percent}}'",
    )
    desk = make_desk(settings=settings)
    assert desk.do("volume.set", percent=40) == "The volume is 40%."
    arguments, environment = json.loads(noted.read_text())
    assert arguments == ["set", "40%"]
    assert "MY_API_KEY" not in environment
    assert desk.do("volume.change", by=-10) == "The volume is down by 10%."
    assert json.loads(noted.read_text())[0] == ["change", "10%-", "-10"]
    assert desk.do("brightness.set", percent=50) == "The brightness is 50%."
    assert json.loads(noted.read_text())[0] == ["$(touch x); 50"]
    assert desk.do("volume.set", percent=0) == "The sound is off."


def test_a_program_that_is_missing_or_fails_is_one_sentence(make_desk: MakeDesk) -> None:
    settings = Skills(volume_command="no-such-program {percent}", brightness_command=f"'{sys.executable}' -c 'exit(3)'")
    desk = make_desk(settings=settings)
    assert desk.do("volume.set", percent=40) == "That did not work: no-such-program cannot be started or reached."
    assert desk.do("brightness.set", percent=40) == f"That did not work: {sys.executable} reported an error."


def test_a_program_that_hangs_ends_with_the_turn(make_desk: MakeDesk) -> None:
    settings = Skills(volume_command=f"'{sys.executable}' -c 'import time; print(1, flush=True); time.sleep(60)'")
    desk = make_desk(settings=settings)
    cancel = Cancel()
    threading.Timer(0.2, cancel.set).start()
    steps = desk.steps(Command("volume.set", {"percent": 40}), cancel=cancel)
    assert steps[0] == Text("Stopped.", "skill", "volume.set")
    assert steps[-1].cut_off == "cancelled"


class _Webhook(http.server.BaseHTTPRequestHandler):
    received: list[Any] = []  # noqa: RUF012 - one server to a test

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.received.append((self.path, body))
        status = {"/moved": 302, "/broken": 500}.get(self.path, 204)
        self.send_response(status)
        self.send_header("Location", "/other")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def webhook() -> Iterator[str]:
    """The address of a server on this machine."""
    _Webhook.received = []
    with http.server.HTTPServer(("127.0.0.1", 0), _Webhook) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_without_a_program_a_webhook_is_sent_json_and_redirections_are_not_followed(
    make_desk: MakeDesk, webhook: str
) -> None:
    desk = make_desk(settings=Skills(volume_webhook=f"{webhook}/volume?room=1", brightness_webhook=f"{webhook}/moved"))
    assert desk.do("volume.set", percent=40) == "The volume is 40%."
    assert desk.do("volume.change", by=10) == "The volume is up by 10%."
    assert desk.do("brightness.set", percent=40) == "That did not work: 127.0.0.1: 302 reported an error."
    assert _Webhook.received == [
        ("/volume?room=1", {"percent": 40}),
        ("/volume?room=1", {"by": 10}),
        ("/moved", {"percent": 40}),
    ]


# -- third parties


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with skills of its own, installed as pip leaves it: modules and their dist-info on the path."""
    (tmp_path / "tea_skills.py").write_text(
        "from edge.skills.skill import Outcome\n"
        "class Tea:\n"
        "    names = ('tea.brew',)\n"
        "    def carry_out(self, command, surroundings):\n"
        "        return Outcome(f'Tea for {surroundings.language}, {command.slots.get(\"cups\")} cups.')\n"
        "class Spill:\n"
        "    names = ('tea.spill',)\n"
        "    def carry_out(self, command, surroundings):\n"
        "        raise RuntimeError('the secret recipe')\n"
        "class Thief:\n"
        "    names = ('time.now',)\n"
        "    def carry_out(self, command, surroundings):\n"
        "        return Outcome('Tea time.')\n"
        "class Shapeless:\n"
        "    names = ('tea.nothing',)\n"
    )
    (tmp_path / "burnt_skills.py").write_text("raise SystemExit('burnt')\n")
    info = tmp_path / "tea_skills-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tea-skills\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[edge.skills]\n"
        "burnt = burnt_skills:Burnt\n"
        "missing = no_such_module:Tea\n"
        "shapeless = tea_skills:Shapeless\n"
        "spill = tea_skills:Spill\n"
        "tea = tea_skills:Tea\n"
        "thief = tea_skills:Thief\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def own(registry: Registry | None = None) -> Registry:
    return registry or Registry(own_skills(lambda: CONDITION))


def test_a_package_adds_a_skill_through_its_entry_point(package: Path, make_desk: MakeDesk) -> None:
    desk = make_desk(registry=own(), language="ja")
    assert desk.do("tea.brew", cups=2) == "Tea for ja, 2 cups."
    assert "tea.brew" in desk.service.registry.names()


def test_a_broken_one_is_one_sentence_and_breaks_no_turn(package: Path, make_desk: MakeDesk) -> None:
    desk = make_desk(registry=own())
    notices = desk.service.registry.load()
    assert len(notices) == 4
    assert all("of tea-skills) is left out: " in notice and "\n" not in notice for notice in notices)
    assert "it raised SystemExit when it was loaded" in notices[0]
    assert "it raised ModuleNotFoundError when it was loaded" in notices[1]
    assert "it has no method 'carry_out'" in notices[2]
    assert "the command 'time.now' is there already" in notices[3]
    assert desk.service.notices == list(notices)
    assert desk.do("time.now") == "It is 12:00 pm."


def test_a_skill_that_fails_costs_its_own_command_only_and_its_error_s_text_is_kept_from_the_log(
    package: Path, make_desk: MakeDesk
) -> None:
    desk = make_desk(registry=own())
    steps = desk.steps(Command("tea.spill"), Command("time.now"))
    assert steps[0] == Text("The command tea.spill failed inside; where is written in the log.", "skill", "tea.spill")
    assert steps[1] == Text("\nIt is 12:00 pm.", "skill", "time.now")
    assert (steps[2].cut_off, steps[2].error) == ("error", "error")
    log = (desk.paths.logs / "faults.log").read_text()
    assert "RuntimeError" in log
    assert "recipe" not in log


def test_a_command_that_nobody_serves_is_said(desk: Desk) -> None:
    assert desk.do("coffee.brew") == "No skill does coffee.brew."


# -- the tables


@pytest.mark.parametrize("name", [*REPLIES, *MORE_REPLIES])
def test_every_sentence_is_there_in_each_language_with_the_same_values(name: str) -> None:
    module = import_module(f"edge.skills.replies.{name}")
    tables: list[Table] = [module.TEXTS, *([module.EXAMPLES] if name == "assistant" else [])]
    for sentence, languages in [item for table in tables for item in table.items()]:
        assert set(languages) == {"en", "zh", "ja"}, sentence
        values = [
            {field for form in ((phrase,) if isinstance(phrase, str) else phrase) for field in _fields(form)}
            - {"count"}
            for phrase in languages.values()
        ]
        assert values[0] == values[1] == values[2], sentence


def _fields(phrase: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(phrase) if field}
