"""What the documents say is so: commands are known, files exist, and nothing in them belongs to one machine."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli.parser import parser
from edge.settings import declared

PROJECT = Path(__file__).parent.parent
README = PROJECT / "README.md"
DOCUMENTS = [
    *(PROJECT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((PROJECT / "docs").rglob("*.md")),
]

FOLDERS = "edge|cloud_client|tui|scripts|tests|docs"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
EDGE = re.compile(r"(?:\.venv/bin/edge|scripts/run|edge)(?: |$)")

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def blocks(path: Path, *languages: str) -> list[str]:
    return [content for language, content in FENCED.findall(text_of(path)) if language in languages]


def spans(path: Path) -> list[str]:
    """What stands between single backticks."""
    return SPAN.findall(FENCED.sub("", text_of(path)))


def shell_lines(path: Path) -> Iterator[str]:
    """Every line that a reader is to type; in a session those behind a `$`."""
    for block in blocks(path, "sh"):
        yield from block.splitlines()
    for block in blocks(path, "console"):
        yield from (line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ "))


def edge_commands(path: Path) -> Iterator[list[str]]:
    """The arguments of every `edge …` in shell blocks and between backticks."""
    for line in [*shell_lines(path), *spans(path)]:
        for part in line.split(" | "):
            if EDGE.match(part):
                yield shlex.split(part, comments=True)[1:]


def known(arguments: list[str]) -> bool:
    try:
        parser().parse_args(arguments)
    except SystemExit as ended:
        return not ended.code  # --help and --version end, too
    return True


def test_every_package_that_is_needed_has_its_reason_in_the_readme() -> None:
    project = tomllib.loads(text_of(PROJECT / "pyproject.toml"))["project"]
    needed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = [re.split(r"[^A-Za-z0-9-]", requirement)[0] for requirement in needed]
    section = text_of(README).split("\n## Dependencies\n")[1].split("\n## ")[0]
    assert names
    assert [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", section)] == []


@each_document
def test_every_edge_command_is_known_to_the_parser(path: Path) -> None:
    assert [shlex.join(arguments) for arguments in edge_commands(path) if not known(arguments)] == []


def test_the_readme_shows_every_command_and_a_wrong_one_would_be_noticed() -> None:
    shown = {arguments[0] if arguments else "chat" for arguments in edge_commands(README)}
    assert shown >= {"ask", "chat", "config", "forget", "models", "paths", "stats"}
    assert not known(["asks"])


@each_document
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = re.findall(rf"(?<![\w./~-])(?:{FOLDERS})/[\w./-]*\w", text_of(path))
    assert [name for name in named if not (PROJECT / name).exists()] == []


@each_document
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", text_of(path)) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []


@each_document
def test_every_setting_that_is_named_is_declared(path: Path) -> None:
    sections = "|".join(sorted({key.split(".")[0] for key in declared() if "." in key}))
    named = re.findall(rf"`((?:{sections})\.(?!toml\b)[a-z_]+)", text_of(path))
    variables = re.findall(r"\bEDGE_[A-Z][A-Z_]*", text_of(path))
    assert set(named) - declared().keys() == set()
    assert set(variables) - {"EDGE_HOME"} - {setting.variable for setting in declared().values()} == set()


@each_document
def test_nothing_belongs_to_one_machine_or_one_package_registry(path: Path) -> None:
    places = r"/work\b|/tmp/dev\b|(?<!edge)/home/\w|/root\b|/Users/"
    hosts = r"pypi\.org|pythonhosted\.org|crates\.io|npmjs\.|download\.pytorch\.org|anaconda\.org"
    assert re.findall(f"{places}|{hosts}", text_of(path)) == []


@each_document
def test_chinese_and_japanese_text_has_full_width_punctuation(path: Path) -> None:
    assert re.findall(r"[\u3041-\u30ff\u4e00-\u9fff][,.:;?!](?!\w)", text_of(path)) == []


def test_what_the_assistant_says_in_the_readme_is_what_it_learnt() -> None:
    replies = tomllib.loads(text_of(PROJECT / "scripts" / "builtin" / "replies.toml"))
    learnt = {sentence for table in replies.values() for sentence in table.values() if isinstance(sentence, str)}
    session = [line for block in blocks(README, "console") for line in block.splitlines()]
    said = [line for line in session if line and not line.startswith(("$ ", "device · "))]
    assert said
    assert set(said) - learnt == set()


def test_the_readme_names_the_fields_of_a_record() -> None:
    from edge.cli.ask import record_json
    from edge.events import Route, TurnRecord

    record = TurnRecord("t", "c", "", "local", "m", complete=True, route=Route("local", None, (), "en"))
    promised = list(record_json(record))[:15]
    assert promised[-1] == "outbox"
    assert set(promised) - set(spans(README)) == set()


def test_the_example_in_the_readme_runs(home: Path, tmp_path: Path) -> None:
    (program,) = blocks(README, "python")
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "EDGE_HOME": str(home), "EDGE_MODEL": "builtin"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("[local: ")
    assert "[builtin, complete: True, " in run.stdout


def test_decisions_have_the_same_three_parts_and_a_number_each() -> None:
    decisions = sorted((PROJECT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert decisions
    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        assert text_of(path).startswith(f"# {path.name[:4]} "), path.name
        headings = [line for line in text_of(path).splitlines() if line.startswith("## ")]
        assert headings == ["## Context", "## Decision", "## What it costs"], path.name
