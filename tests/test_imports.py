"""Who may import whom: outside (tui, edge/cli, edge/server, edge/cluster) imports inside, edge imports cloud_client.

Never back. A program is put together by edge/cli, or by edge/cluster, which Ray starts.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

HEAVY = {"hassil", "huggingface_hub", "llama_cpp", "numpy", "onnxruntime", "psutil", "requests", "textual"}
"""What takes long to import, and what a program that does not need it must not wait for."""

SKILLS = {
    "edge.skills.service",
    "edge.skills.registry",
    "edge.skills.store",
    "edge.skills.values.moments",
    "http.client",
}
"""What only a command needs."""

WORKINGS = {
    "edge.assistant",
    "edge.catalogue",
    "edge.download",
    "edge.engine",
    "edge.home",
    "edge.journal",
    "edge.ladder",
    "edge.reader",
    "edge.router",
}
"""How the assistant does its work. The terminal sees an `AssistantLike` and its events."""


def imports(*folders: str) -> Iterator[tuple[str, str]]:
    """Each module below these folders with each module that it imports, wherever in the file."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            module = ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    yield from ((module, alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    assert node.level == 0, f"{module} imports relatively"
                    assert node.module is not None
                    yield from ((module, f"{node.module}.{alias.name}") for alias in node.names)


def within(module: str, *packages: str) -> bool:
    """Whether `module` is one of these packages or lies in one."""
    return any(module == package or module.startswith(package + ".") for package in packages)


def test_cloud_client_knows_nothing_of_the_device() -> None:
    assert [pair for pair in imports("cloud_client") if within(pair[1], "edge", "tui")] == []


def test_the_inside_imports_nothing_from_outside() -> None:
    outside = ("edge.cli", "edge.server", "edge.cluster", "tui")
    starts = "edge.__main__"  # `python -m edge` is the command line
    wrong = [pair for pair in imports("edge") if not within(pair[0], *outside, starts) and within(pair[1], *outside)]
    assert wrong == []


def test_the_terminal_knows_no_workings_of_the_assistant() -> None:
    assert [pair for pair in imports("tui") if within(pair[1], *WORKINGS, "edge.cli", "edge.server")] == []


def test_nobody_but_the_command_line_imports_the_others_outside() -> None:
    assert [pair for pair in imports("edge/server") if within(pair[1], "edge.cli", "edge.cluster", "tui")] == []
    assert [pair for pair in imports("edge/cluster") if within(pair[1], "edge.cli", "tui")] == []


@pytest.mark.parametrize(
    ("statement", "never"),
    [
        ("from edge.cli.parser import parser; import edge.cli; parser()", HEAVY | WORKINGS | {"tui", "tomlkit"}),
        ("import edge.assistant", HEAVY | SKILLS | {"tui", "edge.cli", "jsonschema"}),
        ("import edge.engine", HEAVY),
        ("import edge.settings, edge.paths, edge.care, edge.cleaning", HEAVY | WORKINGS),
        ("import tui", HEAVY | WORKINGS),
    ],
)
def test_what_a_program_does_not_need_yet_is_not_imported(statement: str, never: set[str]) -> None:
    program = f"import sys, json; {statement}; print(json.dumps(sorted(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=PROJECT)
    assert never.intersection(json.loads(said.stdout)) == set()
