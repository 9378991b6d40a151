"""The units: their commands exist, their sandboxes are alike, systemd takes them; and what the installer does."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from edge.cli.parser import parser

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
OURS = [unit for unit in UNITS if "browser" not in unit.name]
PROGRAM = "/opt/edge-assistant/bin/edge"
INSTALL = FOLDER / "install.sh"

SANDBOX = {
    "NoNewPrivileges": ["yes"],
    "CapabilityBoundingSet": [""],
    "AmbientCapabilities": [""],
    "ProtectSystem": ["strict"],
    "ProtectHome": ["yes"],
    "PrivateTmp": ["yes"],
    "RestrictAddressFamilies": ["AF_UNIX AF_INET AF_INET6"],
    "RestrictNamespaces": ["yes"],
    "SystemCallFilter": ["@system-service", "~@privileged @obsolete"],
    "StateDirectory": ["edge-assistant"],
    "StateDirectoryMode": ["0700"],
    "UMask": ["0077"],
    "MemoryMax": ["80%"],
    "User": ["edge-assistant"],
    "Type": ["notify"],
    "WatchdogSec": ["60"],
}


def settings(unit: Path) -> dict[str, list[str]]:
    """Each directive with its values, in all sections."""
    found = defaultdict(list)
    for line in unit.read_text().splitlines():
        if line and not line.startswith(("#", "[")):
            name, equals, value = line.partition("=")
            assert equals, f"{unit.name}: {line}"
            found[name].append(value)
    return found


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_command_in_a_unit_is_one_of_the_program(unit: Path) -> None:
    commands = [value for name, values in settings(unit).items() if name.startswith("Exec") for value in values]
    assert commands
    for command in commands:
        words = [word for part in shlex.split(command) for word in shlex.split(part)]
        if PROGRAM in words:
            given = words[words.index(PROGRAM) + 1 :]
            given = given[: given.index(">")] if ">" in given else given
            parser().parse_args(given)
    assert any(PROGRAM in command for command in commands)


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.name)
def test_a_service_has_the_whole_sandbox_and_a_watchdog(unit: Path) -> None:
    found = settings(unit)
    assert {name: found[name] for name in SANDBOX} == SANDBOX
    assert found["Environment"][0] == "EDGE_HOME=/var/lib/edge-assistant"


def test_only_the_console_has_a_device() -> None:
    for unit in OURS:
        found = settings(unit)
        terminal = "terminal" in unit.name
        assert found["PrivateDevices"] == ["no" if terminal else "yes"]
        assert found.get("DeviceAllow", []) == (["/dev/%I rw"] if terminal else [])


def test_the_console_is_what_the_kiosk_draws_on() -> None:
    found = settings(FOLDER / "edge-assistant-terminal@.service")
    assert [found[name] for name in ("StandardInput", "StandardOutput", "StandardError")] == [
        ["tty-fail"],
        ["tty"],
        ["tty"],  # Textual writes there
    ]


def test_the_browser_is_another_user_and_reaches_this_machine_only() -> None:
    found = settings(FOLDER / "edge-assistant-browser.service")
    assert found["User"] == ["edge-browser"]
    assert (found["IPAddressDeny"], found["IPAddressAllow"]) == (["any"], ["localhost"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not there")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    names = []
    for unit in UNITS:
        text = unit.read_text()
        for program in (PROGRAM, "/usr/bin/cage"):  # a file that is there
            text = text.replace(program, "/usr/bin/env")
        names.append(tmp_path / unit.name.replace("@.", "@tty1."))
        names[-1].write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "edge-assistant" in line]
    assert (done.returncode, ours) == (0, [])


def install(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", INSTALL, *arguments], capture_output=True, text=True, check=False)


class TestTheInstaller:
    def test_says_what_it_would_do_and_does_nothing(self, tmp_path: Path) -> None:
        done = install("--dry-run", "--unit-dir", str(tmp_path / "units"), "kiosk", "browser", "terminal@tty2")
        assert done.returncode == 0
        for said in ("edge-assistant-kiosk.service", "edge-browser", "edge-assistant-terminal@.service", "enable"):
            assert said in done.stderr
        assert list(tmp_path.iterdir()) == []

    def test_changes_nothing_that_is_as_it_should_be(self, tmp_path: Path) -> None:
        name = "edge-assistant-serve.service"
        shutil.copy(FOLDER / name, tmp_path / name)
        assert f"{name} is as it should be" in install("--dry-run", "--unit-dir", str(tmp_path), "serve").stderr
        other = install("--dry-run", "--unit-dir", str(tmp_path), "--prefix", "/srv/edge", "serve")
        assert f"would write: {tmp_path / name}" in other.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            (),
            ("browsers",),
            ("--unknown", "serve"),
            ("terminal@tty1;reboot",),
            ("--prefix", "relative", "serve"),
            ("--prefix", "/a|b", "serve"),
            ("--prefix",),
        ],
        ids=str,
    )
    def test_refuses_what_it_does_not_know_with_one_line(self, arguments: tuple[str, ...]) -> None:
        done = install("--dry-run", *arguments)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1

    @pytest.mark.skipif(os.geteuid() != 0, reason="it asks for root")
    def test_writes_the_units_for_another_prefix_and_a_second_run_changes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tools, units, prefix = tmp_path / "tools", tmp_path / "units", tmp_path / "edge"
        (prefix / "bin").mkdir(parents=True)
        tools.mkdir()
        for tool, does in (
            ("systemctl", 'echo systemd 257; echo "$@" >> "$0.log"'),
            ("useradd", 'echo "$@" >> "$0.log"'),
            ("getent", 'grep -q "$2" "${0%getent}useradd.log" 2>/dev/null'),
            ("../edge/bin/edge", ":"),
        ):
            (tools / tool).write_text(f"#!/bin/sh\n{does}\n")
            (tools / tool).chmod(0o755)
        monkeypatch.setenv("PATH", str(tools), prepend=":")
        arguments = ("--unit-dir", str(units), "--prefix", str(prefix), "kiosk", "browser")
        assert install(*arguments).returncode == 0
        first = {file: file.stat().st_mtime_ns for file in units.rglob("*.*")}
        assert {file.name for file in first} >= {"edge-assistant-kiosk.service", "back-off.conf"}
        text = (units / "edge-assistant-kiosk.service").read_text()
        assert f"ExecStart={prefix}/bin/edge kiosk" in text
        assert "/opt/" not in text
        assert install(*arguments).returncode == 0
        assert {file: file.stat().st_mtime_ns for file in units.rglob("*.*")} == first
        assert len((tools / "useradd.log").read_text().splitlines()) == 2
        assert "enable edge-assistant-browser.service" in (tools / "systemctl.log").read_text()

    def test_explains_itself(self) -> None:
        assert "terminal@TTY" in install("--help").stdout
