"""`edge outbox list | send | cancel` as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from edge.catalogue.configuring import withdraw
from edge.cli import main
from edge.home import open_home
from edge.paths import Paths
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.edge.cli.conftest import Run
from tests.edge.outbox.outbox_help import ANSWER, HARD, PROVISIONAL, Desk, configure, nobody
from tests.stubs.assistant import FakeAssistant

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def honest() -> Iterator[HonestServer]:
    with HonestServer(Behaviour()) as server:
        yield server


@pytest.fixture
def edge_outbox(capsys: pytest.CaptureFixture[str]) -> Said:
    """Run `edge outbox` with arguments in this process: exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["outbox", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def keep(paths: Paths, *texts: str) -> list[str]:
    """Questions that nobody answered; their IDs."""
    desk = Desk(paths)
    desk.offline = True
    for text in texts:
        desk.ask(text)
    kept = [row.uid for row in desk.outbox.rows()]
    desk.close()
    return kept


def test_a_question_that_could_not_go_up_is_listed_and_sent(edge: Run, paths: Paths, honest: HonestServer) -> None:
    configure(paths, nobody())
    asked = json.loads(edge("ask", "--json", HARD).stdout)
    assert (asked["by"], asked["fallback"] is not None) == ("local", True)
    withdraw(paths.endpoints, "lab")
    configure(paths, honest.url)
    sent = edge("outbox", "send", asked["outbox"][:4], "--json")
    assert sent.returncode == 0, sent.stderr
    outcome = json.loads(sent.stdout)
    assert (outcome["id"], outcome["state"], outcome["why"]) == (asked["outbox"], "answered", None)
    assert (outcome["record"]["text"], outcome["record"]["faces"][0]["text"]) == (ANSWER, asked["text"])


def test_the_list_says_what_waits_and_why(edge_outbox: Said, paths: Paths) -> None:
    first, second = keep(paths, HARD, "写一首关于质数的诗，" * 20)
    code, out, err = edge_outbox()
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == f"{first}: {HARD}"
    assert "s old; not asked again yet; next" in lines[1]
    assert lines[2] == "    lab refuses the connection."
    assert lines[3].startswith(f"{second}: 写一首关于质数的诗，")
    assert lines[3].endswith("…")
    row = json.loads(edge_outbox("list", "--json")[1].splitlines()[0])
    assert (row["id"], row["question"], row["state"], row["tries"]) == (first, HARD, "waiting", 0)
    assert {"turn", "conversation", "queued", "due", "why", "age_s"} <= row.keys()


def test_sending_prints_the_answers_in_their_order(edge_outbox: Said, paths: Paths, honest: HonestServer) -> None:
    first, second = keep(paths, HARD, "And twin primes?")
    configure(paths, honest.url)
    code, out, err = edge_outbox("send")
    assert (code, out) == (0, f"> {HARD}\n{ANSWER}\n> And twin primes?\n{ANSWER}\n")
    assert [line.split(":")[0] for line in err.splitlines()] == [first, second]
    assert edge_outbox("send") == (0, "", "Nothing waits.\n")


def test_where_nobody_answers_the_first_the_others_are_not_tried(edge_outbox: Said, paths: Paths) -> None:
    first, _ = keep(paths, HARD, "And twin primes?")
    configure(paths, nobody())
    code, out, err = edge_outbox("send")
    assert (code, out) == (4, "")
    assert err.startswith(f"{first}: ")
    assert "refuses the connection" in err
    assert [json.loads(line)["tries"] for line in edge_outbox("--json")[1].splitlines()] == [1, 0]


def test_nothing_is_sent_in_offline_mode_or_without_an_endpoint(
    edge_outbox: Said, paths: Paths, honest: HonestServer
) -> None:
    keep(paths, HARD)
    code, _, err = edge_outbox("send")
    assert (code, "No endpoint is configured" in err) == (4, True)
    configure(paths, honest.url)
    paths.offline.touch()
    code, _, err = edge_outbox("send")
    assert (code, "Offline mode is on" in err, honest.requests) == (2, True, [])


def test_one_or_all_are_cancelled(edge_outbox: Said, paths: Paths) -> None:
    first, *_ = keep(paths, HARD, "And twin primes?", "And cousins?")
    assert edge_outbox("cancel")[0] == 2
    assert edge_outbox("cancel", first, "--all")[0] == 2
    assert "There is no question 'xyzxyz'" in edge_outbox("cancel", "xyzxyz")[2]
    assert edge_outbox("cancel", first)[1] == "Cancelled: 1 question. What the device answered stays.\n"
    assert json.loads(edge_outbox("cancel", "--all", "--json")[1]) == {"cancelled": 2}
    assert edge_outbox() == (0, "", "Nothing waits: every question was answered, or stayed on the device.\n")
    desk = Desk(paths)
    (conversation,) = desk.journal.conversations()
    assert {turn.text for turn in desk.journal.turns(conversation.uid)} == {PROVISIONAL}
    desk.close()


def test_a_running_app_is_asked(edge_outbox: Said, paths: Paths) -> None:
    (uid,) = keep(paths, HARD)
    fake = FakeAssistant()
    desk = Desk(paths)
    fake.queued = desk.outbox.rows()
    desk.close()
    home = open_home(paths, lambda: fake)
    assert edge_outbox()[1].startswith(f"{uid}: {HARD}")
    assert edge_outbox("cancel", uid)[0] == 0
    assert fake.queued == []
    home.close()
