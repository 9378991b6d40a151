"""A kiosk's commands and answers as turns of the assistant."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.events import Event, Finished, TurnRecord
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Engine, Settings
from edge.transcript import Message
from edge.turn import Question
from tests.edge.kiosk.desk import Desk, desk

TOML = """
[kiosk]
languages = ["en", "zh"]
sentences = ["sentences"]
[[names]]
id = "locker_4"
name = {{ en = "locker four", zh = "四号柜" }}
[[commands]]
intent = "Open"
webhook = "{url}/open"
timeout_seconds = 20
reply = {{ en = "{{name}} is open.", zh = "{{name}}开了。" }}
[[commands]]
intent = "Lamp"
webhook = "https://lamp.example/on"
[[commands]]
intent = "Count"
python = "kiosk_turns_desk:count"
[[commands]]
intent = "Time"
python = "kiosk_turns_desk:clock"
[[commands]]
intent = "Leave"
python = "kiosk_turns_desk:leave"
[[commands]]
intent = "Hang"
python = "kiosk_turns_hangs:call"
timeout_seconds = 0.2
[[answers]]
name = "restroom"
questions = {{ en = ["Where is the restroom?", "Is there a toilet?"], zh = ["洗手间在哪里？"] }}
answer = {{ en = "Behind the lifts.", zh = "电梯后面。" }}
"""
ENGLISH = """
language: en
intents:
  Open: {data: [{sentences: ["open [the] {name}"]}]}
  Lamp: {data: [{sentences: ["lamp on"]}]}
  Count: {data: [{sentences: ["count to {number}"]}]}
  Time: {data: [{sentences: ["what time is it"]}]}
  Leave: {data: [{sentences: ["leave now"]}]}
  Hang: {data: [{sentences: ["hang now"]}]}
lists:
  number: {range: {from: 1, to: 9}}
"""
CHINESE = """
language: zh-cn
intents:
  Open: {data: [{sentences: ["打开{name}"]}]}
"""
PYTHON = """
def count(number):
    if number == 9:
        raise ValueError("no")
    return " ".join(str(one) for one in range(1, number + 1)) + "\\x1b[2J"

def clock():
    return None

def leave():
    raise SystemExit(3)
"""
HANGS = """
import threading
released, called = threading.Event(), threading.Event()
threading.main_thread().kiosk_turns_hangs = released, called
released.wait()

def call():
    called.set()
"""

Make = Callable[..., Assistant]


@pytest.fixture
def there() -> Iterator[Desk]:
    with desk() as found:
        yield found


@pytest.fixture
def kiosk(paths: Paths, there: Desk) -> Path:
    """A kiosk of this home."""
    folder = paths.kiosk.parent
    (folder / "sentences").mkdir()
    paths.kiosk.write_text(TOML.format(url=there.url), encoding="utf-8")
    (folder / "sentences" / "en.yaml").write_text(ENGLISH)
    (folder / "sentences" / "zh.yaml").write_text(CHINESE)
    (folder / "kiosk_turns_desk.py").write_text(PYTHON)
    (folder / "kiosk_turns_hangs.py").write_text(HANGS)
    return paths.kiosk


@pytest.fixture
def make(paths: Paths, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setattr(sys, "path", list(sys.path))
    made: list[Assistant] = []

    def begin(**settings: Any) -> Assistant:
        made.append(Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1), **settings)))
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()
    for name in ("kiosk_turns_desk", "kiosk_turns_hangs"):
        sys.modules.pop(name, None)


def events_of(assistant: Assistant, text: str, **more: Any) -> list[Event]:
    greedy = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
    return list(
        assistant.ask(Question(**{"text": text, "uid": new_uid(), "max_tokens": 8, "sampling": greedy, **more}))
    )


def ask(assistant: Assistant, text: str, **more: Any) -> TurnRecord:
    last = events_of(assistant, text, **more)[-1]
    assert isinstance(last, Finished)
    return last.record


@pytest.mark.usefixtures("kiosk")
def test_a_command_goes_to_its_address_and_is_answered_in_the_language_of_the_question(make: Make, there: Desk) -> None:
    assistant = make()

    assert ask(assistant, "Open the locker four").text == "locker four is open."
    record = ask(assistant, "打开四号柜")

    assert (record.text, record.by, record.complete) == ("四号柜开了。", "skill", True)
    assert record.route.reasons[-1].text == "这是一条命令（kiosk.Open），不需要语言模型就能完成。"
    assert record.egress is None
    _, _, said = there.came[1]
    assert said == {
        "intent": "Open",
        "slots": {"name": "locker_4"},
        "language": "zh",
        "text": "打开四号柜",
        "conversation": record.conversation,
    }


@pytest.mark.usefixtures("kiosk")
def test_what_the_address_says_is_the_reply_and_is_cleaned(make: Make, there: Desk) -> None:
    there.body = b'{"text": "It is \\u001b[31mtaken\\u202e."}'

    assert ask(make(), "open locker four").text == "It is taken."


@pytest.mark.usefixtures("kiosk")
def test_a_failure_is_a_sentence_and_the_turn_is_whole(make: Make, there: Desk) -> None:
    there.status = 500

    record = ask(make(), "open locker four")

    assert record.text.startswith("That did not work: the service behind it refused or failed.")
    assert (record.complete, record.error) == (True, None)


@pytest.mark.usefixtures("kiosk")
def test_a_python_function_gets_typed_slots_and_what_it_raises_costs_this_command_only(
    make: Make, paths: Paths
) -> None:
    assistant = make()

    assert ask(assistant, "count to three").text == "1 2 3"
    assert ask(assistant, "count to 9").text.startswith("That did not work")
    assert "ValueError" in (paths.logs / "faults.log").read_text()
    assert ask(assistant, "leave now").text.startswith("That did not work: the service behind it refused or failed.")


@pytest.mark.usefixtures("kiosk")
def test_a_module_that_hangs_when_it_is_imported_costs_the_time_of_its_command_and_is_not_called_later(
    make: Make,
) -> None:
    assert ask(make(), "hang now").text.startswith("That took too long")
    released, called = vars(threading.main_thread()).pop("kiosk_turns_hangs")
    released.set()
    for thread in threading.enumerate():
        if thread.name == "kiosk-command":
            thread.join(20)
    assert not called.is_set()


@pytest.mark.usefixtures("kiosk")
def test_several_commands_in_one_message_may_be_the_kiosks_and_our_own(make: Make, there: Desk) -> None:
    record = ask(make(), "open locker four and set a timer for 5 minutes")

    assert [intent.name for intent in record.intents] == ["kiosk.Open", "timer.start"]
    assert len(there.came) == 1


@pytest.mark.usefixtures("kiosk")
def test_the_integrators_command_comes_before_our_own(make: Make) -> None:
    record = ask(make(), "What time is it?")

    assert (record.text, [intent.name for intent in record.intents]) == ("Done.", ["kiosk.Time"])


@pytest.mark.usefixtures("kiosk")
def test_a_question_is_answered_as_it_stands_in_the_file_and_in_other_words(make: Make) -> None:
    assistant = make()

    assert ask(assistant, "where is the restroom").text == "Behind the lifts."
    record = ask(assistant, "restroom please")

    assert (record.text, record.by) == ("Behind the lifts.", "skill")
    assert [intent.name for intent in record.intents] == ["answer.restroom"]
    assert [one.rule for one in record.route.reasons] == ["answer_by_likeness", "skill_template"]
    assert record.route.reasons[1].text.startswith("This is a question that the kiosk's file answers")


@pytest.mark.usefixtures("kiosk")
@pytest.mark.parametrize("surface", ["terminal", "cli", "http", "kiosk"])
def test_what_the_file_lists_may_be_used_on_every_surface(make: Make, surface: str) -> None:
    assistant = make()

    assert ask(assistant, "open locker four", surface=surface).text == "locker four is open."
    assert ask(assistant, "where is the restroom", surface=surface).text == "Behind the lifts."


@pytest.mark.usefixtures("kiosk")
def test_a_command_and_its_reply_never_go_up_with_a_later_turn(make: Make, paths: Paths) -> None:
    assistant = make()
    conversation = ask(assistant, "open locker four").conversation
    ask(assistant, "where is the restroom", conversation=conversation)

    said: list[Message] = assistant.messages(conversation)

    assert len(said) == 4
    assert not any(message.may_leave for message in said)


@pytest.mark.usefixtures("kiosk")
@pytest.mark.parametrize("said", ["open locker four", "where is the restroom", "restroom please"])
def test_what_a_client_brings_along_of_them_does_not_go_up_either(make: Make, said: str) -> None:
    """A client sends its history without marks, perhaps to a process that has not heard any of it."""
    assistant = make()
    history = (Message("user", said, ""), Message("assistant", "Done.", ""), Message("user", "Tell me a joke", ""))
    question = Question("another one", new_uid(), history=(*history, Message("assistant", "No.", "")))

    assert [one.may_leave for one in assistant._guests.marked(question)] == [False, False, True, True]


@pytest.mark.usefixtures("kiosk")
@pytest.mark.parametrize("bound", [{"offline": True}, {"private": True}])
def test_what_would_leave_the_device_is_not_done_where_nothing_may(
    make: Make, there: Desk, bound: dict[str, bool]
) -> None:
    assistant = make()

    assert ask(assistant, "lamp on", **bound).text.startswith("That would leave the device, and nothing may now")
    assert ask(assistant, "open locker four", **bound).text == "locker four is open.", "loopback does not leave"
    assert len(there.came) == 1


@pytest.mark.usefixtures("kiosk")
def test_a_message_that_chose_a_model_is_no_command(make: Make, there: Desk) -> None:
    assert ask(make(), "open locker four", choice="local").by == "local"
    assert not there.came


def test_a_wrong_file_is_a_notice_and_the_program_works_without_it(make: Make, paths: Paths) -> None:
    paths.kiosk.write_text("[kiosk]\ntitel = 1\n")
    assistant = make()

    assert ask(assistant, "What time is it?").by == "skill"
    (notice,) = [one for one in assistant.status().notices if "kiosk" in one]
    assert notice.startswith("The kiosk's commands and answers are left out: ")
    assert "line 2: there is no 'titel' here; did you mean 'title'?" in notice


@pytest.mark.usefixtures("kiosk")
def test_a_wrong_sentence_is_a_notice_and_the_others_work(make: Make, paths: Paths) -> None:
    wrong = "language: en\nintents:\n  Lamp:\n    data:\n      - sentences: ['a (b']\n"
    (paths.kiosk.parent / "sentences" / "wrong.yaml").write_text(wrong)
    assistant = make()

    assert ask(assistant, "open locker four").text == "locker four is open."
    assert any("wrong.yaml, line 5" in notice for notice in assistant.status().notices)


def test_a_home_without_a_kiosk_imports_and_reads_nothing_of_it(paths: Paths, tiny: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from edge.assistant import Assistant\nfrom edge.paths import Paths\n"
        "from edge.settings import Engine, Settings\nfrom edge.turn import Question\n"
        f"a = Assistant(Paths.under(Path({str(paths.journal.parent)!r})),"
        f" Settings(model={str(tiny)!r}, engine=Engine(threads=1)))\n"
        "list(a.ask(Question('set a timer for 5 minutes', 'u' * 32)))\na.close()\n"
        "print(sorted(m for m in sys.modules if m.startswith('edge.kiosk')))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=100)

    assert done.stdout.strip() == "['edge.kiosk', 'edge.kiosk.late', 'edge.kiosk.names']"
