"""Start-up: nothing is imported that the first screen does not need."""

from __future__ import annotations

import subprocess
import sys

from tests.tui.terminal import ROOT

HEAVY = (
    "huggingface_hub",
    "llama_cpp",
    "numpy",
    "onnxruntime",
    "psutil",
    "requests",
    "sqlite3",
    "tomlkit",
)


def imported(statement: str) -> set[str]:
    """The modules that are there after a statement, in a fresh process."""
    program = f"{statement}\nimport sys; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    return set(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


def test_the_package_alone_does_not_import_textual() -> None:
    assert not {"textual", *HEAVY} & imported("import tui")


def test_the_app_imports_textual_and_nothing_heavier_and_no_markdown_yet() -> None:
    modules = imported("import tui.app")
    assert "textual" in modules
    assert sorted({*HEAVY, "markdown_it", "textual.widgets._markdown"} & modules) == []


def test_the_kitty_keyboard_protocol_is_off_before_textual_is_imported() -> None:
    statement = "import tui.app; from textual import constants; assert constants.DISABLE_KITTY_KEY"
    assert "textual.constants" in imported(statement)
