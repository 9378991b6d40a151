"""What packages of third parties add, with the examples of docs/python.md as those packages."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.assistant import Assistant
from edge.events import Finished, TurnRecord
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Engine, Settings, Skills
from edge.skills import installed
from edge.turn import Question
from tests.test_docs import PROJECT, blocks

DOCS = PROJECT / "docs" / "python.md"
PROGRAM, TEA, SHELF = blocks(DOCS, "python")

BROKEN = """
from edge.answerer import Answered, Remark, Seam, Text
from edge.skills.names import Command
from edge.skills.skill import Outcome

class AngrySkill:
    names = ("angry.skill",)

    def recognize(self, text, language, now):
        if text == "leave":
            raise SystemExit(3)
        slots = {"kept": object()} if text == "cannot be kept" else {}
        return Command("angry.skill", slots) if text in ("leave later", "cannot be kept") else None

    def carry_out(self, command, surroundings):
        raise SystemExit(3)

class Angry:
    name = "angry.one"

    def takes(self, text, language):
        if "boom" in text:
            raise ValueError("the secret text")
        return text.startswith("angry")

    def answer(self, request, cancel):
        asked = request.transcript.messages[-1].text
        if "exit" in asked:
            raise SystemExit(3)
        if "word" not in asked and "raise" not in asked:
            yield {
                "angry step": "no step",
                "angry why": Answered("skill", "", cut_off="banana"),
                "angry tokens": Answered("skill", "", tokens=7),
                "angry end": Answered("cloud", "gpt", cut_off="length", why="It\\x1b[2J ended."),
            }[asked]
        yield Seam("the cloud goes on", anew=True)
        yield Remark("by\\x1b[2J the way")
        yield Text("so far\\x1b[2J so ", "cloud", "somebody else")
        yield Text("good", "local", "somebody else")
        if "raise" in request.transcript.messages[-1].text:
            raise RuntimeError("the secret recipe")
"""


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The examples as pip leaves a package: modules and their dist-info on the path."""
    folder = tmp_path / "site"
    info = folder / "examples-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: examples\nVersion: 1.0\n")
    wanted = blocks(DOCS, "toml")
    angry = 'angry = "angry_one:Angry"\n[edge.skills]\nangry = "angry_one:AngrySkill"\n'
    (info / "entry_points.txt").write_text(
        "\n".join([*wanted, angry]).replace('project.entry-points."', "").replace('"]', "]").replace('"', "")
    )
    for name, source in {"tea_time": TEA, "shelf_finder": SHELF, "angry_one": BROKEN}.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    importlib.invalidate_caches()
    yield folder
    for name in ("tea_time", "shelf_finder", "angry_one"):
        sys.modules.pop(name, None)


@pytest.fixture
def ask(paths: Paths, packages: Path) -> Iterator[Callable[..., TurnRecord]]:
    settings = Settings(model="builtin", engine=Engine(threads=1), skills=Skills(allow_http="all -library.*"))
    with closing(Assistant(paths, settings)) as assistant:

        def asked(text: str, **more: object) -> TurnRecord:
            last = list(assistant.ask(Question(text, new_uid(), **more)))[-1]  # type: ignore[arg-type]
            assert isinstance(last, Finished)
            return last.record

        yield asked


def test_a_skill_finds_its_own_commands_and_speaks_the_users_language(ask: Callable[..., TurnRecord]) -> None:
    english = ask("How long does green tea take?")
    assert (english.by, english.text) == ("skill", "2 minutes.")
    assert [intent.name for intent in english.intents] == ["tea.time"]
    assert ask("红茶要泡多久？").text == "4 分钟。"


def test_what_it_does_not_know_goes_the_usual_way(ask: Callable[..., TurnRecord]) -> None:
    assert ask("hello").by == "local"
    assert ask("what is 12 times 12?").intents[0].name == "math.evaluate"


def test_an_answerer_takes_whole_questions(ask: Callable[..., TurnRecord]) -> None:
    record = ask("On which shelf is Dune?")
    assert (record.by, record.model, record.text, record.complete) == ("skill", "library.shelf", "dune: S 14\n", True)
    assert ask("《三体》在哪个书架？").text == "三体: S 15\n"


def test_it_answers_only_where_it_may(ask: Callable[..., TurnRecord]) -> None:
    assert ask("On which shelf is Dune?", surface="http").by == "local"
    assert ask("On which shelf is Dune?", surface="kiosk").by == "local"


def test_its_text_is_cleaned_and_the_record_names_it_whatever_it_says(ask: Callable[..., TurnRecord]) -> None:
    record = ask("angry words")
    assert (record.text, record.by, record.model) == ("so far so good", "skill", "angry.one")
    assert not record.complete
    assert record.why is not None
    assert "without saying whether that was all" in record.why


def test_what_it_raises_costs_its_own_answer_and_is_no_secret_in_the_log(
    ask: Callable[..., TurnRecord], paths: Paths
) -> None:
    record = ask("angry: raise it")
    assert (record.text, record.complete, record.error) == ("so far so good", False, "error")
    assert ask("boom").by == "local"
    log = (paths.logs / "faults.log").read_text()
    assert "RuntimeError" in log
    assert "secret" not in log


@pytest.mark.parametrize("text", ["angry exit", "angry step", "angry why", "angry tokens", "leave later"])
def test_whatever_it_does_the_turn_ends_with_an_honest_record(ask: Callable[..., TurnRecord], text: str) -> None:
    record = ask(text)
    assert (record.by, record.complete, record.cut_off, record.error) == ("skill", False, "error", "error")


def test_how_it_ended_is_told_in_its_own_name_and_cleaned(ask: Callable[..., TurnRecord]) -> None:
    record = ask("angry end")
    assert (record.by, record.model, record.cut_off, record.why) == ("skill", "angry.one", "length", "It ended.")


@pytest.mark.parametrize("text", ["leave", "cannot be kept"])
def test_a_skill_that_recognizes_nothing_that_can_be_kept_is_passed_over(
    ask: Callable[..., TurnRecord], text: str
) -> None:
    assert ask(text).by == "local"


class TestLooking:
    """Whether there are any is looked up once for each state of the folders in which packages lie."""

    def test_it_is_kept_until_a_package_comes(
        self, tmp_path: Path, packages: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[int] = []

        def entry_points() -> Iterator[object]:
            looked.append(1)
            return iter(())

        monkeypatch.setattr(installed, "entry_points", entry_points)
        assert [installed.any_installed(tmp_path, [str(packages)]) for _ in range(3)] == [False] * 3
        assert len(looked) == 1
        (packages / "another-1.0.dist-info").mkdir()
        os.utime(packages, (1, 1))
        monkeypatch.undo()
        monkeypatch.syspath_prepend(packages)
        assert installed.any_installed(tmp_path, [str(packages)])

    @pytest.mark.parametrize("damaged", [b"", b"[]", b"{}", b"\xff", b'{"path": 3}'])
    def test_a_damaged_file_costs_a_look(self, tmp_path: Path, packages: Path, damaged: bytes) -> None:
        (tmp_path / installed.FILE).write_bytes(damaged)
        assert installed.any_installed(tmp_path, [str(packages)])
        assert installed.any_installed(tmp_path, [str(packages)])

    def test_a_folder_that_cannot_be_written_costs_a_look_each_time(self, tmp_path: Path, packages: Path) -> None:
        assert installed.any_installed(tmp_path / "nowhere", [str(packages)])
        assert not (tmp_path / "nowhere").exists()


def test_the_program_in_the_docs_runs(home: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        input="hello\n\nwhat is 12 times 12?\n",
        cwd=tmp_path,
        env={**os.environ, "EDGE_HOME": str(home), "EDGE_MODEL": "builtin"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "[local: builtin, " in run.stdout
    assert "144" in run.stdout
    assert "[skill: math.evaluate, " in run.stdout
