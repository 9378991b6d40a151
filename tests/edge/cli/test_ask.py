"""`edge ask`: what it prints, what it returns, what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.edge.cli.conftest import Run

PROMISED = {
    "text", "by", "model", "complete", "intents", "route", "ttft_ms", "total_ms", "tokens", "tok_s", "rss_mb",
    "engine_rss_mb", "egress", "fallback", "outbox",
}  # fmt: skip


def test_the_answer_goes_to_stdout_and_nothing_else_does(edge: Run) -> None:
    done = edge("ask", "hello")
    assert done.returncode == 0
    assert done.stdout == "Hello! What can I do for you?\n"
    assert done.stderr == ""


@pytest.mark.parametrize(("text", "part"), [("你好", "你好"), ("こんにちは", "こんにちは")])
def test_it_answers_in_the_users_language(edge: Run, text: str, part: str) -> None:
    assert part in edge("ask", text).stdout


def test_json_is_one_object_with_everything_that_is_promised(edge: Run) -> None:
    done = edge("ask", "--json", stdin="hello\n")
    answer = json.loads(done.stdout)
    assert answer.keys() >= PROMISED
    assert answer["by"] == "local"
    assert answer["model"] == "builtin"
    assert answer["quantization"] == "Q8_0"
    assert answer["complete"] is True
    assert answer["route"].keys() >= {"to", "p_cloud", "reasons", "language"}
    assert answer["tokens"].keys() == {"prompt", "cached", "completion"}


def test_a_second_turn_goes_on_with_the_conversation(edge: Run) -> None:
    first = json.loads(edge("ask", "--json", "hello").stdout)
    second = json.loads(edge("ask", "--json", "--conversation", first["conversation"], "thanks").stdout)
    last = json.loads(edge("ask", "--json", "--conversation", "last", "bye").stdout)
    other = json.loads(edge("ask", "--json", "hello").stdout)
    assert first["conversation"] == second["conversation"] == last["conversation"] != other["conversation"]
    assert second["tokens"]["prompt"] > first["tokens"]["prompt"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", "hi", "--model", "qwen2.5-0.5"], 3, "did you mean 'qwen2.5-0.5b'?"),
        (["ask", "hi", "--model", "qwen2.5-0.5b"], 3, "edge models pull qwen2.5-0.5b"),
        (["ask", "hi", "--model", "./missing.gguf"], 3, "There is no model file"),
        (["ask", "hi", "--cloud"], 4, "The cloud was asked for"),
        (["ask", "hi", "--conversation", "nosuch"], 2, "nosuch"),
        (["ask", "hi", "--schema", "missing.json"], 2, "cannot be read"),
        (["ask", "hi", "--temperature", "7"], 2, "has to lie between 0 and 2"),
        (["ask", "hi", "--local", "--cloud"], 2, "not allowed with"),
        (["ask"], 2, "There is no message"),
        (["ask", "   "], 2, "There is no message"),
        (["nonsense"], 2, "invalid choice"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_an_exit_code(edge: Run, arguments: list[str], code: int, says: str) -> None:
    done = edge(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_unknown_setting_in_the_environment_names_the_nearest(edge: Run) -> None:
    done = edge("ask", "hi", EDGE_MODLE="x")
    assert done.returncode == 2
    assert "did you mean EDGE_MODEL?" in done.stderr


def test_a_schema_from_a_file_holds(edge: Run, tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"mood": {"enum": ["good", "bad"]}},
        "required": ["mood"],
        "additionalProperties": False,
    }
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    done = edge("ask", "hello", "--schema", "schema.json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["mood"] in {"good", "bad"}


def test_a_grammar_from_a_file_holds_and_a_wrong_one_is_said(edge: Run, tmp_path: Path) -> None:
    (tmp_path / "yes.gbnf").write_text('root ::= "yes" | "no"')
    (tmp_path / "bad.gbnf").write_text("root ::= (")
    assert edge("ask", "hello", "--grammar", "yes.gbnf").stdout.strip() in {"yes", "no"}
    wrong = edge("ask", "hello", "--grammar", "bad.gbnf")
    assert wrong.returncode == 2
    assert "GBNF" in wrong.stderr


def test_odd_bytes_on_standard_input_are_no_error(edge: Run, home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "edge", "ask", "-"],
        input=b"hello \xff\xfe \x1b[31m\x00",
        capture_output=True,
        env={**os.environ, "EDGE_HOME": str(home)},
        check=False,
    )
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout


def test_ctrl_c_keeps_the_partial_text_and_exits_130(edge: Run, slow: Path, home: Path) -> None:
    asked = [sys.executable, "-m", "edge", "ask", "hello", "--model", str(slow), "--max-tokens", "900"]
    process = subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "EDGE_HOME": str(home)}
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        first = os.read(process.stdout.fileno(), 1)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        said = process.stderr.read().decode()
        assert process.wait() == 130
    assert said == "It was cancelled.\n"
    shown = (first + rest).decode("utf-8", "replace").removesuffix("\n")
    again = json.loads(edge("ask", "--json", "--conversation", "last", "hello").stdout)
    assert again["tokens"]["prompt"] > 40  # the partial answer is part of the conversation
    assert shown


def test_a_reader_that_leaves_is_no_error(home: Path, slow: Path) -> None:
    command = f"{sys.executable} -m edge ask hello --model {slow} --max-tokens 300 | head -c 1 >/dev/null"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False, timeout=60
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_two_asks_at_once_are_both_answered(home: Path) -> None:
    asks = [
        subprocess.Popen([sys.executable, "-m", "edge", "ask", "hello", "--json"], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    answers = [json.loads(ask.communicate()[0]) for ask in asks]
    assert [answer["text"] for answer in answers] == ["Hello! What can I do for you?"] * 2
    assert [ask.returncode for ask in asks] == [0, 0]


def test_a_damaged_journal_is_set_aside_with_one_sentence_and_the_answer_comes(edge: Run, home: Path) -> None:
    edge("ask", "hello")
    (home / "journal.db").write_bytes(b"this is no database" * 1000)
    done = edge("ask", "hello")
    assert done.returncode == 0
    assert done.stdout == "Hello! What can I do for you?\n"
    assert len(done.stderr.splitlines()) == 1
    assert "journal.db.damaged" in done.stderr
    assert list(home.glob("journal.db.damaged*"))
