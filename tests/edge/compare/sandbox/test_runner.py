from __future__ import annotations

import contextlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.compare.sandbox.runner import Call, Limits, SandboxError, run_function
from edge.compare.sandbox.values import Foreign, read, same, write

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
KEYS = st.booleans() | st.integers() | st.text() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(KEYS, inner) | st.sets(st.integers()),
    max_leaves=20,
)


@given(VALUES)
def test_a_value_comes_back_as_it_went(value: Any) -> None:
    assert same(read(write(value)), value)


@given(VALUES, VALUES)
def test_values_are_the_same_only_if_they_are_equal(one: Any, other: Any) -> None:
    if same(read(write(one)), other) and not isinstance(one, (list, tuple, dict, set, float)):
        assert one == other


@given(st.binary(max_size=200))
def test_what_is_no_value_is_refused(line: bytes) -> None:
    with contextlib.suppress(ValueError, RecursionError):
        read(line)


@pytest.mark.parametrize(
    "line",
    [
        b'{"d":[["a"]]}',
        b'{"s":3}',
        b'{"i":"x"}',
        b'{"a":1,"b":2}',
        b"[" * 100_000,
        b'{"d":[[{"d":[]},1]]}',
        b'{"i":3}',
        b"",
    ],
)
def test_lines_that_only_look_like_values_are_refused(line: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        read(line)


def test_a_type_that_is_not_known_arrives_as_its_name() -> None:
    class Always(int):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = int.__hash__

    value = read(write([Always(3), object(), b"x"]))
    assert [repr(item) for item in value] == ["<Always>", "<object>", "<bytes>"]
    assert not same(value[0], 3)
    assert not same(Foreign("x"), Foreign("x"))


def test_numbers_beyond_floating_point_are_another_number() -> None:
    assert not same(10**400, 0.25)


def test_keys_that_would_take_minutes_to_compare_are_not_taken() -> None:
    keys = [{"i": hex(number * (2**61 - 1))} for number in range(100_000)]  # all of one hash
    assert isinstance(read(json.dumps({"s": keys})), Foreign)
    assert isinstance(read(json.dumps({"d": [[key, 0] for key in keys]})), Foreign)


def test_numbers_of_any_size_and_kind_arrive() -> None:
    values = [10**5000, -(10**30), 0.1, math.inf, -0.0, 2**63, True]
    assert read(write(values)) == values
    assert math.isnan(read(write(math.nan)))


def test_a_function_is_called_with_each_of_the_arguments(layers: tuple[str, ...]) -> None:
    code = "def swapped(pair):\n    return {pair[1]: {pair[0]}}\n"
    outcomes = run_function(code, "swapped", [Call((("a", "中"),)), Call(((1, -(10**40)),))], layers)
    assert [outcome.value for outcome in outcomes] == [{"中": {"a"}}, {-(10**40): {1}}]
    assert all(outcome.cpu_s > 0 and not outcome.error for outcome in outcomes)


def test_an_error_does_not_keep_the_next_call_from_being_made(layers: tuple[str, ...]) -> None:
    outcomes = run_function("def inverse(x):\n    return 1 / x", "inverse", [Call((0,)), Call((4,))], layers)
    assert outcomes[0].error == "ZeroDivisionError: division by zero"
    assert outcomes[1].value == 0.25


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("def other():\n    pass", "it defines no wanted"),
        ("wanted = 3", "wanted is no function"),
        ("def wanted(:", "SyntaxError"),
        ("import no_such_module\ndef wanted(): pass", "ModuleNotFoundError"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit", "SystemExit"),
        ("{}['wanted']", "KeyError"),
        ("x" * 10 + "(" * 5000, "SyntaxError"),
    ],
)
def test_code_that_cannot_be_loaded_is_one_error(code: str, error: str, layers: tuple[str, ...]) -> None:
    outcomes = run_function(code, "wanted", [Call(()), Call(())], layers)
    assert len(outcomes) == 1
    assert error in outcomes[0].error


def test_an_example_below_the_function_is_not_run(layers: tuple[str, ...]) -> None:
    code = 'def one():\n    return 1\n\nif __name__ == "__main__":\n    input()\n'
    assert run_function(code, "one", [Call(())], layers)[0].value == 1


def test_the_standard_library_can_be_used_and_nothing_else_is_there(layers: tuple[str, ...]) -> None:
    code = """
def libraries():
    import bisect, collections, dataclasses, datetime, decimal, fractions, functools, hashlib, heapq, itertools
    import json, math, operator, random, re, statistics, string, textwrap, typing, unicodedata
    try:
        import edge
    except ImportError:
        pass
    else:
        return "edge is there"
    try:
        import numpy
    except ImportError:
        return hashlib.sha256(b"x").hexdigest()[:4]
    return "numpy is there"
"""
    assert run_function(code, "libraries", [Call(())], layers)[0].value == "2d71"


def test_annotations_that_are_text_find_what_they_name(layers: tuple[str, ...]) -> None:
    code = """
from __future__ import annotations
from dataclasses import dataclass

@dataclass
class Node:
    key: int
    after: Node | None = None

def chained(first, last):
    return Node(first, Node(last)).after.key
"""
    assert run_function(code, "chained", [Call((1, 2))], layers)[0].value == 2


def test_a_python_that_is_reached_through_a_link_finds_its_library(layers: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(sys.base_prefix)
    program = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[4])!r})
from edge.compare.sandbox.runner import Call, run_function
code = "def weekday():\\n    import calendar\\n    return calendar.weekday(2026, 11, 23)"
print(run_function(code, "weekday", [Call(())], {list(layers)!r})[0])
"""
    python = tmp_path / "python" / "bin" / Path(sys._base_executable).name  # type: ignore[attr-defined] # no other name
    told = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.startswith("Outcome(value=0, ")


def test_the_order_of_a_set_is_the_same_every_time(layers: tuple[str, ...]) -> None:
    code = "def listed(words):\n    return list(set(words))\n"
    words = [f"word{number}" for number in range(30)]
    first, second = (run_function(code, "listed", [Call((words,))], layers)[0].value for _ in range(2))
    assert first == second


def test_a_value_may_be_as_large_as_the_limit_and_no_larger(layers: tuple[str, ...]) -> None:
    code = "def text(size):\n    return 'x' * size\n"
    outcomes = run_function(code, "text", [Call((900,)), Call((2000,)), Call((1,))], layers, Limits(reply_bytes=1000))
    assert len(outcomes[0].value) == 900
    assert outcomes[1].error == "its value is too large"
    assert len(outcomes) == 2


def test_a_layer_that_cannot_be_put_up_stops_everything(
    layers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from edge.compare.sandbox import runner

    if "mounts" not in layers:
        pytest.skip("there are no namespaces here")
    library = runner._library()
    monkeypatch.setattr(runner, "_library", lambda: library | {"folders": ["/no/such/folder"]})
    with pytest.raises(SandboxError, match=r"not run, because a layer could not be put up: .*No such file"):
        run_function("def one():\n    return 1", "one", [Call(())], layers)


def test_nothing_lives_on_when_the_runner_is_killed(layers: tuple[str, ...]) -> None:
    program = f"""
from edge.compare.sandbox.runner import Call, run_function
code = "def wait():\\n    while True:\\n        pass"
run_function(code, "wait", [Call((), cpu_s=60)], {list(layers)!r})
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[4]) as runner:
        below: list[psutil.Process] = []
        while len(below) < 2:
            assert runner.poll() is None
            below = psutil.Process(runner.pid).children(recursive=True)
        runner.kill()
    _, alive = psutil.wait_procs(below, timeout=60)
    assert alive == []
