"""`edge compare` as a process: killed, interrupted, started twice, gone on with, and asked for what it found."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from edge.cli import main
from edge.compare import available
from edge.compare.alone import alone
from edge.errors import UsageError
from edge.paths import Paths
from tests.edge.compare.conftest import PROGRAM, Command, Started, endpoints
from tests.edge.compare.scripted import Scripted
from tests.edge.compare.small_suite import Small
from tests.tui.terminal import Terminal

USUAL = ("--suite", "small", "--yes")


def end(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, output and what was said beside it."""
    out, error = process.communicate(timeout=120)
    return process.returncode, out, error


class Held(Scripted):
    """Answers a number of questions and lets the others wait until the test opens it."""

    def __init__(self, suite: Small, free: int) -> None:
        self.free = free
        self.waits = threading.Event()
        self.opened = threading.Event()
        super().__init__(suite.tasks())

    def reply(self, body: dict[str, object]) -> str | None:
        if self.answered >= self.free:
            self.waits.set()
            self.opened.wait(60)
        return super().reply(body)


def test_killed_in_the_middle_it_goes_on_from_what_was_answered(paths: Paths, compare: Started) -> None:
    suite = Small(6)
    with Held(suite, 3) as server:
        endpoints(paths, one=server.url)
        first = compare("--with", "one", *USUAL, tasks=6)
        assert server.waits.wait(60)
        first.send_signal(signal.SIGKILL)
        first.wait()
        server.opened.set()
        before = len(server.bodies)
        code, out, said = end(compare("--with", "one", *USUAL, "--json", tasks=6))
        assert code == 0, said
        run = json.loads(out)
        assert "Done: 3 of 6 steps, 3 are left." in said
    assert [result["score"] for result in run["results"]] == [1.0] * 6
    assert run["interrupted"] == 1
    assert len(server.bodies) - before <= 5  # four messages of three tasks, and the one that was under way
    assert list(paths.compare.glob("unfinished*")) == []


def test_ctrl_c_keeps_what_was_answered_and_says_so(paths: Paths, compare: Started, command: Command) -> None:
    suite = Small(4)
    with Held(suite, 2) as server:
        endpoints(paths, one=server.url)
        process = compare("--with", "one", *USUAL)
        assert server.waits.wait(60)
        process.send_signal(signal.SIGINT)
        code, out, said = end(process)
        server.opened.set()
        assert code == 130
        assert out == ""
        assert said.splitlines()[-1].startswith("Stopped. What was answered is kept")
        code, _, said = command("--with", "one", *USUAL)
        assert code == 0, said


def test_a_second_one_at_the_same_time_is_refused(paths: Paths, compare: Started, command: Command) -> None:
    with Held(Small(), 0) as server:
        endpoints(paths, one=server.url)
        first = compare("--with", "one", *USUAL)
        assert server.waits.wait(60)
        code, _, said = command("--with", "device", *USUAL)
        assert code == 2
        assert said.startswith("Another comparison is running")
        assert len(said.splitlines()) == 1
        server.opened.set()
        assert end(first)[0] == 0


def test_what_goes_wrong_in_a_comparison_is_not_taken_for_another_one(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError), alone(tmp_path):
        raise BlockingIOError  # a pipe that takes no more, for example
    with alone(tmp_path), pytest.raises(UsageError, match="Another comparison"), alone(tmp_path):
        pass


def test_what_ran_to_its_end_is_shown_again_and_asked_again_only_with_new(
    paths: Paths, command: Command, tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    with Scripted(Small().tasks()) as server:
        endpoints(paths, one=server.url)
        code, out, said = command("--with", "one", *USUAL, "--report", str(report))
        assert code == 0, said
        assert "small" in out.lower()
        assert "<html" in report.read_text("utf-8")
        asked = len(server.bodies)
        code, again, said = command("--with", "one", *USUAL)
        assert (code, again) == (0, out)
        assert "nothing was asked again" in said
        assert len(server.bodies) == asked
        assert command("--with", "one", *USUAL, "--new")[0] == 0
        assert len(server.bodies) == 2 * asked


def test_what_was_begun_otherwise_is_not_gone_on_with_until_something_new_is_asked_for(
    paths: Paths, compare: Started, command: Command
) -> None:
    with Held(Small(), 1) as server:
        endpoints(paths, one=server.url)
        process = compare("--with", "one", *USUAL)
        assert server.waits.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        server.opened.set()
        code, _, said = command("--with", "one", *USUAL, "--repeat", "2")
        assert code == 2
        assert "--repeat (1, now 2)" in said
        assert "--new" in said
        code, _, said = command("--with", "one", *USUAL, "--repeat", "2", "--new")
        assert code == 0, said
    assert len(list(paths.compare.glob("unfinished-*.jsonl"))) == 1


def test_without_a_terminal_nothing_is_sent_without_yes(paths: Paths, command: Command) -> None:
    with Scripted(Small().tasks()) as server:
        endpoints(paths, one=server.url)
        code, _, said = command("--with", "one", "--suite", "small")
    assert code == 2
    assert f"one: scripted at {server.url.split('/')[2]}" in said
    assert "about 5 requests" in said
    assert "none of your conversations" in said
    assert "--yes" in said.splitlines()[-1]
    assert server.bodies == []
    assert server.keys == []


def test_on_a_terminal_it_asks_before_anything_is_sent(paths: Paths) -> None:
    with Scripted(Small().tasks()) as server:
        endpoints(paths, one=server.url)
        program = PROGRAM.replace("*sys.argv[1:]", "'--with', 'one', '--suite', 'small'") % 4
        for answer, code in (("n", 130), ("y", 0)):
            with Terminal(program, EDGE_HOME=str(paths.config.parent), EDGE_MODEL="builtin") as terminal:
                terminal.until("Begin? [y/N]")
                assert server.keys == []
                terminal.type(f"{answer}\n")
                assert terminal.end() == code, terminal.written


def test_the_device_alone_needs_no_yes(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "here.json"
    code, text, said = command("--with", "device", "--suite", "small", "--out", str(out))
    assert code == 0, said
    assert "Nothing leaves this device." in said
    assert json.loads(out.read_text("utf-8"))["ended"] is not None
    assert list(tmp_path.glob("*.part")) == []
    code, shown, _ = command("--show", str(out))
    assert (code, shown) == (0, text)
    code, _, said = command("--with", "device", "--suite", "small", "--limit", "1", "--out", str(out))
    assert code == 2
    assert "name another file" in said


def test_new_replaces_a_comparison_and_no_other_file(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "letter.json"
    out.write_text('{"dear": "friend"}', "utf-8")
    code, _, said = command("--with", "device", "--suite", "small", "--out", str(out), "--new")
    assert code == 2
    assert "is no result of edge compare" in said
    assert out.read_text("utf-8") == '{"dear": "friend"}'


def test_one_that_was_not_brought_to_its_end_is_not_taken_for_a_finished_one(paths: Paths, command: Command) -> None:
    with Scripted(Small().tasks()) as server:
        url = server.url
    endpoints(paths, gone=url)
    assert command("--with", "device,gone", *USUAL)[0] == 4
    assert command("--with", "device", *USUAL, "--new")[0] == 0
    code, _, said = command("--with", "device,gone", *USUAL)
    assert code == 4
    assert "nothing was asked again" not in said


def test_without_a_terminal_each_suite_of_each_subject_is_told_once(paths: Paths, command: Command) -> None:
    with Scripted(Small().tasks()) as server:
        endpoints(paths, **{'"qwen2.5"': server.url})
        code, _, said = command("--with", "device,qwen2.5", *USUAL)
    assert code == 0, said
    told = [text for text in said.splitlines() if text.startswith("edge compare: ")]
    assert len(told) == len(set(told))
    assert [text for text in told if text.endswith("qwen2.5: small.")]
    assert not [text for text in told if "left" in text and "at least" not in text and "device" in text]


def test_an_endpoint_that_is_down_is_said_with_the_exit_code_of_a_cloud_that_cannot_be_reached(
    paths: Paths, command: Command
) -> None:
    with Scripted(Small().tasks()) as server:
        url = server.url
    endpoints(paths, gone=url)
    code, out, said = command("--with", "device,gone", *USUAL)
    assert code == 4
    assert "gone was not run" in " ".join(out.split())
    assert "the same command tries the rest again" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--with", "nobody"], "There is no 'nobody' to compare"),
        (["--with", "auto"], "'auto' needs an endpoint"),
        (["--suite", "nothing"], "There is no suite 'nothing'"),
        (["--repeat", "0"], "--repeat has to lie between"),
        (["--limit", "0"], "--limit has to be at least 1"),
        (["--show", "missing.json"], "cannot be read"),
        (["--merge", "missing.json"], "cannot be read"),
        (["--report", "/"], "--report takes a file"),
        (["--out", "no/such/folder/a.json"], "--out takes a file"),
        (["--out", "a.json", "--report", "./a.json"], "The report would take the place of the result"),
        (["--show", "a.json", "--report", "a.json"], "The report would take the place of the result"),
        (["--with", "device", "--dummy", "one"], "--dummy takes"),
    ],
)
def test_mistakes_are_one_sentence(arguments: list[str], says: str, command: Command) -> None:
    code, out, said = command(*arguments)
    assert (code, out) == (2, "")
    assert says in said
    assert len(said.splitlines()) == 1


def test_an_endpoint_that_is_called_as_the_device_is_said(paths: Paths, command: Command) -> None:
    endpoints(paths, device="http://127.0.0.1:9/v1")
    code, _, said = command("--with", "device", *USUAL)
    assert code == 2
    assert "give it another name" in said


def test_a_suite_that_cannot_be_run_here_is_told_and_the_others_are_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Coding(Small):
        def cannot_run(self) -> str:
            return "Nothing here confines it."

    monkeypatch.setattr(available, "every_suite", lambda **_: (Coding(name="coding"), Small(2)))
    assert main(["compare", "--with", "device", "--suite", "coding,small", "--json"]) == 0
    run = json.loads(capsys.readouterr().out)
    assert {result["suite"] for result in run["results"]} == {"small"}
    assert "The suite coding was not run: Nothing here confines it." in run["not_run"]
    assert main(["compare", "--with", "device", "--suite", "coding"]) == 2
    assert capsys.readouterr().err == "The suite coding was not run: Nothing here confines it.\n"
