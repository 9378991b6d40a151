"""`edge kiosk --terminal` and `edge kiosk set-pin` from the command line."""

from __future__ import annotations

import io

import pytest

from edge.cli import main
from edge.kiosk.pin import Pin
from edge.paths import Paths


def given(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)


def test_a_pin_is_read_from_standard_input_and_not_shown(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, "2468\n")
    assert main(["kiosk", "set-pin"]) == 0
    assert Pin(paths.pin).matches("2468")
    said = capsys.readouterr()
    assert said.out == ""
    assert "2468" not in said.err
    assert "F12" in said.err


def test_on_a_terminal_it_is_asked_for_twice(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["2468", "2468"])
    on_a_terminal(monkeypatch)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert main(["kiosk", "set-pin"]) == 0
    assert Pin(paths.pin).matches("2468")


def test_two_different_ones_change_nothing(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["2468", "2469"])
    on_a_terminal(monkeypatch)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert main(["kiosk", "set-pin"]) == 2
    assert not paths.pin.exists()
    assert "two different PINs" in capsys.readouterr().err


def test_a_pin_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["kiosk", "set-pin", "2468"])


def test_without_a_pin_the_kiosk_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_terminal(monkeypatch)
    assert main(["kiosk", "--terminal"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "edge kiosk set-pin" in line


@pytest.mark.parametrize("term", ["", "dumb"])
def test_without_a_terminal_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], term: str
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("TERM", term)
    assert main(["kiosk", "--terminal"]) == 2
    assert "needs a terminal" in capsys.readouterr().err


def test_where_it_would_draw_on_a_file_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setattr("sys.stderr.isatty", lambda: False, raising=False)
    assert main(["kiosk", "--terminal"]) == 2
    assert "standard error" in capsys.readouterr().err


def test_what_is_the_pages_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kiosk", "--terminal", "--port", "8000"]) == 2
    assert "leave them out" in capsys.readouterr().err
