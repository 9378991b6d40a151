"""`edge kiosk check`, and what `edge route` says of a kiosk's sentences."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli import main

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "kiosk"
DOCS = EXAMPLE.parent.parent / "kiosk_commands.md"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a check imports is forgotten after it."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in ("library", "lockers"):
        sys.modules.pop(name, None)


def test_the_example_can_be_used_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kiosk", "check", str(EXAMPLE / "kiosk.toml"), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["ok"]
    assert found["faults"] == []
    assert found["sentence_files"] == 3
    assert found["languages"] == ["en", "zh", "ja"]
    assert all(set(counts) == {"en", "ja", "zh-cn"} for counts in found["intents"].values())
    assert found["answers"] == ["opening_hours", "restroom", "wifi"]
    assert found["notes"] == [
        f"The variable LIBRARY_LIGHTS_TOKEN is not set here; '{intent}' needs it where the kiosk runs."
        for intent in ("LampOn", "LampOff")
    ]


def test_every_fault_is_printed_with_file_and_line_and_the_exit_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "kiosk")
    toml, yaml = tmp_path / "kiosk" / "kiosk.toml", tmp_path / "kiosk" / "sentences" / "en.yaml"
    text = toml.read_text("utf-8").replace("idle_seconds = 90", "idle_second = 90").replace("book_room", "book_rooms")
    text = text.replace("The {name} is switched.", "The {nam} is switched.")
    toml.write_text(text.replace('intent = "CallStaff"', 'intent = "CallStuff"'), "utf-8")
    yaml.write_text(yaml.read_text("utf-8").replace("<switch> off", "<swich> off"), "utf-8")

    assert main(["kiosk", "check", str(toml)]) == 1

    def at(words: str) -> int:
        """The line of the [[commands]] that has these words."""
        rows = toml.read_text("utf-8").splitlines()
        row = next(number for number, row in enumerate(rows) if words in row)
        return max(number for number, row in enumerate(rows[:row], 1) if row == "[[commands]]")

    shown = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Wrong: ")]
    slot = "which is no slot of its sentences; did you mean 'name'?"
    missing = "the module 'library' has no function 'book_rooms'"
    assert [line.removeprefix("Wrong: ").removeprefix(str(tmp_path / "kiosk") + "/") for line in shown] == [
        "kiosk.toml, line 7: there is no 'idle_second' here; did you mean 'idle_seconds'?",
        f"kiosk.toml, line {at('CallStuff')}: no sentence means 'CallStuff'; did you mean 'CallStaff'?",
        f"kiosk.toml, line {at('LampOn')}: 'reply' of 'LampOff' has {{nam}}, {slot}",
        f"kiosk.toml, line {at('LampOn')}: 'reply' of 'LampOn' has {{nam}}, {slot}",
        f"kiosk.toml, line {at('BookRoom')}: 'library:book_rooms' cannot carry out 'BookRoom': {missing}.",
        "sentences/en.yaml, line 18: there is no rule <swich> in 'expansion_rules'; did you mean 'switch'?",
    ]


def test_a_question_that_has_two_answers_or_says_nothing_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = tmp_path / "kiosk.toml"
    rows = [("hours", "When are you open?"), ("again", "when are YOU  open"), ("signs", "？？")]
    toml.write_text(
        "".join(
            f'[[answers]]\nname = "{name}"\nquestions = {{en = "{asked}"}}\nanswer = "x"\n' for name, asked in rows
        ),
        "utf-8",
    )

    assert main(["kiosk", "check", "--json", str(toml)]) == 1
    assert [(one["line"], one["text"]) for one in json.loads(capsys.readouterr().out)["faults"]] == [
        (5, "the question 'when are YOU  open' belongs to the answer 'hours' already."),
        (9, "the question '？？' has no letter or digit: nobody can ask it."),
    ]


def test_a_home_without_a_kiosk_toml_has_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kiosk", "check"]) == 0
    assert "the page has its defaults" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kiosk", "check", str(tmp_path / "kiosk.toml")]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_edge_route_says_which_sentence_a_message_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(EXAMPLE, home, dirs_exist_ok=True)

    assert main(["route", "--json", "预订自习室两个小时"]) == 0
    assert main(["route", "--json", "what's the wifi password please"]) == 0

    booked, asked = map(json.loads, capsys.readouterr().out.splitlines())
    assert booked["to"] == asked["to"] == "skill"
    assert booked["intents"] == [{"name": "kiosk.BookRoom", "slots": {"hours": 2, "area": "study"}, "confidence": 0.99}]
    assert asked["intents"][0]["name"] == "answer.wifi"


def test_the_documents_example_is_one_that_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = DOCS.read_text("utf-8").split("```")
    for block in blocks[1::2]:
        first, _, rest = block.partition("\n")
        name = rest.splitlines()[0].removeprefix("# ") if first in ("toml", "yaml", "python") else ""
        if name in ("kiosk.toml", "sentences/en.yaml", "lockers.py"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(rest, "utf-8")

    code = main(["kiosk", "check", str(tmp_path / "kiosk.toml")])

    assert code == 0, capsys.readouterr().out
