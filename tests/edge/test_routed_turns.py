"""The reader and the router in a turn: what they add to events and record, and that a turn goes on without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.errors import ModelFileError
from edge.events import Event, Finished, Read, Routed, SecondReading, TurnRecord
from edge.journal import new_uid
from edge.paths import Paths
from edge.reader import Reader, Reading
from edge.router import LateReader
from edge.settings import Engine, Router, Settings
from edge.turn import Question

Make = Callable[..., Assistant]


@pytest.fixture
def make(paths: Paths, tiny: Path) -> Iterator[Make]:
    made: list[Assistant] = []

    def begin(model: str = "", router: Router | None = None) -> Assistant:
        settings = Settings(model=model or str(tiny), engine=Engine(threads=1), router=router or Router())
        made.append(Assistant(paths, settings))
        return made[-1]

    yield begin
    for assistant in made:
        assistant.close()


def events(assistant: Assistant, text: str, **more: object) -> list[Event]:
    greedy = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1, seed=1)
    known = {"text": text, "uid": new_uid(), "conversation": "new", "max_tokens": 8, "sampling": greedy}
    return list(assistant.ask(Question(**{**known, **more})))  # type: ignore[arg-type]


def ask(assistant: Assistant, text: str, **more: object) -> TurnRecord:
    last = events(assistant, text, **more)[-1]
    assert isinstance(last, Finished)
    return last.record


@pytest.mark.parametrize(
    ("text", "language", "task"),
    [("hello there", "en", "chitchat"), ("证明素数有无穷多个", "zh", "math"), ("メールを書いて", "ja", "writing")],
)
def test_what_the_reader_said_is_told_and_kept(make: Make, text: str, language: str, task: str) -> None:
    assistant = make()
    told = events(assistant, text)
    (read,) = [event for event in told if isinstance(event, Read)]
    (routed,) = [event for event in told if isinstance(event, Routed)]
    record = assistant.turns(assistant.conversations(1)[0].uid)[-1]
    assert (read.language, read.task) == (language, task)
    assert read.p_cloud == routed.route.p_cloud == record.route.p_cloud
    assert record.route == routed.route
    assert assistant.stats_rows()[-1]["task"] == task


def test_what_would_have_gone_up_says_so_and_is_answered_here(make: Make) -> None:
    record = ask(make(), "Is 2027 a prime?")
    assert (record.by, [reason.rule for reason in record.route.reasons]) == ("local", ["score", "no_endpoint"])
    assert "No endpoint is configured" in record.route.reasons[-1].text


def test_a_conversation_that_began_in_private_is_kept_back_as_a_whole(make: Make) -> None:
    assistant = make()
    first = ask(assistant, "my secret recipe", private=True)
    second = ask(assistant, "prove that it is good", conversation=first.conversation)
    assert first.route.reasons[0].rule == "private"
    assert [reason.rule for reason in second.route.reasons] == ["kept_back"]


def test_each_message_is_read_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    original = Reader.read

    def read(self: Reader, text: str) -> Reading:
        texts.append(text)
        return original(self, text)

    monkeypatch.setattr(Reader, "read", read)
    assistant = make()
    ask(assistant, "hello there")
    ask(assistant, "泡面，三分半")
    assert texts == ["", "hello there", "泡面，三分半"]  # the first is the reader's own, to get warm


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("泡面，三分半", "timer.start", {"seconds": 210}),
        ("どんなこと頼めるの", "assistant.help", {}),
        ("egg timer, six and a half minutes", "timer.start", {"seconds": 390}),
    ],
)
def test_a_command_in_words_of_its_own_is_carried_out(make: Make, text: str, intent: str, slots: object) -> None:
    record = ask(make(), text)
    assert record.by == "skill"
    assert [(one.name, one.slots) for one in record.intents] == [(intent, slots)]
    assert [reason.rule for reason in record.route.reasons] == ["command_by_reader", "skill_template"]
    assert record.complete


def test_who_named_the_answerer_gets_no_skill_by_the_reader_either(make: Make) -> None:
    record = ask(make(), "泡面，三分半", choice="local")
    assert (record.by, record.intents, record.route.choice) == ("local", (), "local")


def test_a_refused_choice_is_a_label(make: Make) -> None:
    assistant = make()
    record = ask(assistant, "hello there", choice="cloud")
    assert record.error == "cloud_not_reachable"
    row = assistant.stats_rows()[-1]
    assert (row["route_choice"], row["to"]) == ("cloud", "cloud")
    assert row["p_cloud"] == record.route.p_cloud < 0.5  # type: ignore[operator]


def test_the_second_reader_is_asked_where_it_is_switched_on_and_its_choice_is_kept(make: Make) -> None:
    # With the built-in model the path is tested, not what it chooses.
    assistant = make("builtin", Router(second_reader="on"))
    record = ask(assistant, "nudge me about the theorem sheet")
    kept = assistant.turns(record.conversation)[-1].second_reading
    assert isinstance(kept, SecondReading)
    assert kept == record.second_reading
    assert kept.ms > 0
    assert ask(assistant, "hello there").second_reading is None


def test_the_built_in_model_is_not_asked_by_itself(make: Make) -> None:
    assert ask(make("builtin"), "nudge me about the theorem sheet").second_reading is None


def test_without_the_reader_the_turn_goes_on_and_the_user_is_told_once(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Reader:
        raise ModelFileError("The reader's model is gone. Install the program again.")

    monkeypatch.setattr("edge.assistant.LateReader", lambda settings, path: LateReader(settings, path, gone))
    assistant = make()
    for _ in range(2):
        record = ask(assistant, "Is 2027 a prime?")
        assert (record.by, record.error, record.route.p_cloud, record.route.task) == ("local", None, None, None)
        assert [reason.rule for reason in record.route.reasons] == ["no_endpoint"]
    assert ask(assistant, "what time is it").by == "skill"
    assert assistant.status().notices == ("The reader's model is gone. Install the program again.",)


def test_a_fault_while_values_are_read_costs_no_turn(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the user's words")

    monkeypatch.setattr("edge.skills.by_reader.filled", broken)
    assert ask(make(router=Router(second_reader="off")), "泡面，三分半").by == "local"


def test_speed_is_known_from_the_turns_before(make: Make) -> None:
    from edge.speed import Speed

    record = ask(make(), "tell me " * 40 + "?", max_tokens=64)
    speed = Speed()
    speed.of(record)
    assert speed.prefill is not None
    assert speed.prefill > 0
    assert speed.decode == (record.tok_s if record.tokens.completion >= 32 else None)
