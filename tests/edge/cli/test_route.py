"""`edge route` as a user and a script run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edge.cli.route import LONGEST
from edge.paths import Paths
from tests.edge.cli.conftest import Run

PROMISED = ["text", "intents", "to", "p_cloud", "reasons", "language", "ms"]

MESSAGES = [
    "set a timer for 10 minutes and tell me what time it is",
    "hello there",
    "Is 2027 a prime?",
    "write a haiku about rain, in Python",
    "三点半叫醒我",
    "帮我写一封辞职信",
    "证明素数有无穷多个",
    "フランスの首都はどこですか",
    "自己紹介のメールを書いて",
    "give me the planets as a JSON array",
]


def objects(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def test_one_object_a_line_for_one_message_a_line(edge: Run) -> None:
    run = edge("route", "--json", "--assume-cloud", stdin="\n".join(MESSAGES))
    found = objects(run.stdout)
    assert (run.returncode, run.stderr) == (0, "")
    assert [one["text"] for one in found] == MESSAGES
    assert all(list(one)[: len(PROMISED)] == PROMISED for one in found)
    expected = ["skill", "local", "cloud", "cloud", "skill", "cloud", "cloud", "local", "cloud", "cloud"]
    assert [one["to"] for one in found] == expected
    assert [intent["name"] for intent in found[0]["intents"]] == ["timer.start", "time.now"]
    assert found[0]["intents"][0]["slots"] == {"seconds": 600}
    assert {found[2]["endpoint"], found[6]["endpoint"], found[9]["endpoint"]} == {"qwen7b"}
    assert (found[5]["endpoint"], found[5]["model"]) == ("glm4", "zai-org/glm-4-9b-chat-hf")
    assert [one["language"] for one in found] == ["en"] * 4 + ["zh"] * 3 + ["ja"] * 2 + ["en"]
    assert all(0 <= one["p_cloud"] <= 1 and 0 < one["ms"] < 10_000 for one in found)
    assert all(sum(reason["decides"] for reason in one["reasons"]) == 1 for one in found)


def test_without_an_endpoint_everything_stays_and_says_what_would_have_gone(edge: Run) -> None:
    (one,) = objects(edge("route", "--json", "Is 2027 a prime?").stdout)
    assert one["to"] == "local"
    assert [reason["rule"] for reason in one["reasons"]] == ["score", "no_endpoint"]
    (other,) = objects(edge("route", "--json", "你好").stdout)
    assert [reason["rule"] for reason in other["reasons"]] == ["small_talk"]


def test_an_answer_comes_before_the_next_line_is_written(home: Path) -> None:
    command = [sys.executable, "-m", "edge", "route", "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env={**os.environ, "EDGE_HOME": str(home)}) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in ("hello", "what time is it"):
            process.stdin.write(text.encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text
        process.stdin.close()
        assert process.wait(30) == 0


def test_odd_lines_have_an_object_each(home: Path) -> None:
    lines = [b"", b"   ", b"bad \xff\xfe bytes", b"tab\tand \x1b[31m colour", "😀".encode(), b"last without an end"]
    command = [sys.executable, "-W", "error", "-m", "edge", "route", "--json"]
    run = subprocess.run(command, input=b"\r\n".join(lines), capture_output=True, check=True, timeout=60)
    found = objects(run.stdout.decode("utf-8"))
    expected = ["", "   ", "bad \ufffd\ufffd bytes", "tab\tand \x1b[31m colour", "😀", "last without an end"]
    assert [one["text"] for one in found] == expected
    assert [reason["rule"] for reason in found[0]["reasons"]] == ["nothing_said"]
    assert run.stderr == b""


def test_a_very_long_line_is_cut_with_a_word_about_it_and_the_next_is_read_whole(edge: Run) -> None:
    run = edge("route", "--json", "--assume-cloud", stdin="a" * (LONGEST * 2 + 7) + "\nhello\n" + "b" * LONGEST + "\n")
    first, second, third = objects(run.stdout)
    assert len(first["text"]) == len(third["text"]) == LONGEST
    assert (first["to"], first["reasons"][0]["rule"]) == ("cloud", "too_long")
    assert second["text"] == "hello"
    assert run.stderr == "Line 1 is longer than 1,048,576 bytes: only its beginning is looked at.\n"


def test_one_message_as_arguments_is_told_in_words(edge: Run) -> None:
    run = edge("route", "--assume-cloud", "为什么天空是蓝色的")
    lines = run.stdout.splitlines()
    assert lines[0].startswith("cloud (")
    assert lines[0].endswith("): 为什么天空是蓝色的")
    assert "讲解或建议" in lines[1]
    assert edge("route", "what", "time", "is", "it").stdout.splitlines()[:2] == [
        "skill: what time is it",
        "  time.now()",
    ]


def test_nothing_is_carried_out_kept_or_sent(edge: Run, paths: Paths) -> None:
    edge("route", "--json", "remind me to buy milk at noon, and set a timer for 5 minutes")
    assert list(paths.config.parent.iterdir()) == []


def test_words_of_distress_are_met_by_the_rule_as_in_a_turn(edge: Run) -> None:
    (one,) = objects(edge("route", "--json", "--assume-cloud", "I want to kill myself").stdout)
    assert (one["to"], one["reasons"][0]["rule"]) == ("skill", "words_of_distress")


def test_in_offline_mode_nothing_would_leave(edge: Run, paths: Paths) -> None:
    paths.offline.write_bytes(b"")
    (one,) = objects(edge("route", "--json", "--assume-cloud", "Is 2027 a prime?").stdout)
    assert (one["to"], one["reasons"][0]["rule"]) == ("local", "offline")


def test_the_users_own_endpoints_come_before_the_examples(edge: Run, paths: Paths) -> None:
    entry = '[endpoints.mine]\nbase_url = "https://host.example/v1"\nmodel = "m"\n'
    paths.endpoints.write_text(entry, "utf-8")
    for more in ([], ["--assume-cloud"]):
        (one,) = objects(edge("route", "--json", *more, "Is 2027 a prime?").stdout)
        assert (one["to"], one["endpoint"], one["model"]) == ("cloud", "mine", "m")


def test_a_cloud_is_assumed_beside_the_usual_model_unless_another_is_set(edge: Run) -> None:
    text = ["route", "--json", "--assume-cloud", "what is the capital of Peru"]
    assert objects(edge(*text).stdout)[0]["to"] == "local"
    (one,) = objects(edge(*text, EDGE_MODEL="builtin").stdout)
    assert (one["to"], one["reasons"][0]["rule"]) == ("cloud", "only_small_talk")


def test_a_model_that_is_not_there_is_said_and_messages_are_routed(edge: Run) -> None:
    run = edge("route", "--json", "--assume-cloud", "hello", EDGE_MODEL="qwen2.5-0.5b")
    assert "is not installed" in run.stderr
    assert objects(run.stdout)[0]["to"] == "local"


def test_a_reader_that_stops_reading_ends_it_quietly(home: Path) -> None:
    line = f"yes hello | head -300 | {sys.executable} -W error -m edge route --json | head -1"
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, timeout=60, check=False
    )
    assert json.loads(run.stdout)["text"] == "hello"
    assert run.stderr == ""


@pytest.mark.parametrize("threshold", ["0.01", "0.3"])
def test_how_much_may_go_up_is_a_setting(edge: Run, threshold: str) -> None:
    run = edge("route", "--json", "--assume-cloud", "Is 2027 a prime?", EDGE_ROUTER_WASTED=threshold)
    (values,) = [reason["values"] for reason in objects(run.stdout)[0]["reasons"] if reason["rule"] == "score"]
    assert (values["threshold"] > 0.5) == (threshold == "0.01")
