"""A command that a Python function carries out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.kiosk.functions import FunctionError, load, takes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of kiosk.toml; what is imported from it is forgotten."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_module_beside_kiosk_toml_is_found_and_takes_no_installed_ones_place(folder: Path) -> None:
    (folder / "lobby_desk.py").write_text("def call(who='x'): return who\n")
    (folder / "json.py").write_text("def dumps(): return 'not this one'\n")

    assert load("lobby_desk:call", folder)(who="staff") == "staff"
    assert load("json:dumps", folder)([1]) == "[1]"


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("", "no_such_desk:call", "there is no module 'no_such_desk': install it, or put it beside kiosk.toml"),
        ("import nothing_like_it\n", "desk_a:call", "there is no module 'nothing_like_it': install it"),
        ("def other(): ...\n", "desk_b:call", "the module 'desk_b' has no function 'call'"),
        ("1 / 0\n", "desk_c:call", "its module raised ZeroDivisionError when it was imported"),
        ("raise SystemExit\n", "desk_d:call", "its module raised SystemExit when it was imported"),
        ("async def call(): ...\n", "desk_e:call", "it is a coroutine: take a plain function"),
        ("def (\n", "desk_f:call", "its module raised SyntaxError when it was imported"),
    ],
)
def test_one_that_cannot_be_had_is_said_with_its_reason(folder: Path, source: str, name: str, reason: str) -> None:
    (folder / f"{name.partition(':')[0]}.py").write_text(source) if source else None

    with pytest.raises(FunctionError, match="^" + reason.replace(".", r"\.").replace("(", r"\(")):
        load(name, folder)


def test_its_parameters_have_to_be_the_slots() -> None:
    def exact(area: str, hours: int = 1) -> None: ...
    def any_slots(**slots: object) -> None: ...
    def needs(more: str) -> None: ...

    assert takes(exact, ["area", "hours"]) is None
    assert takes(any_slots, ["area"]) is None
    assert takes(exact, ["hours"]) == "its parameter 'area' is no slot of these sentences: give it a default"
    assert takes(exact, ["area", "number"]) == "it has no parameter 'number', which is a slot: add it, or **slots"
    assert takes(needs, []) == "its parameter 'more' is no slot of these sentences: give it a default"
    assert takes(print, []) is None
