"""Short versions of long answers: when one is made, what of it is believed, and that the full text is never touched."""

from __future__ import annotations

import dataclasses
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge.answerer import Answered, Cancel, CutOff, Progress, Request, Step, Text
from edge.assistant import Assistant
from edge.catalogue import Catalogue, Model
from edge.catalogue.configuring import enter
from edge.engine import LocalEngine
from edge.events import Face, Finished
from edge.paths import Paths
from edge.settings import Engine, Reply, Settings
from edge.turn import Question
from edge.wrap_up import wrapped_up
from tests.cloud_client.honest_server import Behaviour, HonestServer

QUESTION = "Prove that there are infinitely many primes."
LONG = (
    "There are infinitely many primes. Euclid proved it some 2,300 years ago: take any finite list of them, multiply"
    " them and add 1. The result has a prime factor, and that factor is not on the list, since each prime on the list"
    " leaves the remainder 1. So no finite list has all of them, and the list can always be made longer than it was."
) * 3
SHORT = "There are infinitely many primes: Euclid showed that no finite list has all of them."
CHINESE = (
    "素数有无穷多个。欧几里得的证明是这样的：任取有限多个素数，把它们相乘再加一，所得的数必有一个不在其中的素因子。" * 8
)
JAPANESE = "素数は無限にあります。有限個の素数をすべて掛けて一を足すと、その数はどの素数でも割り切れません。" * 8
ON = Reply(wrap_up="on")


@dataclass
class AskedFor:
    """As much of a question as is needed."""

    question: Question
    model: Model
    reply_uid: str = "turn.reply"


class Scripted:
    """An answerer that replies with one text, and keeps what it was asked."""

    def __init__(self, text: str = SHORT, cut_off: CutOff | None = None, choice: str | None = None) -> None:
        self._text = text
        self._end = Answered("local", "m", cut_off=cut_off, choice=choice)
        self.requests: list[Request] = []

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        self.requests.append(request)
        yield Progress("prefill")
        half = len(self._text) // 2
        yield Text(self._text[:half], "local", "m")
        yield Text(self._text[half:], "local", "m")
        yield dataclasses.replace(self._end, cut_off="cancelled") if cancel.is_set() else self._end


def asked(
    text: str = "Prove that there are infinitely many primes.", *, builtin: bool = False, **more: object
) -> AskedFor:
    model = Model("small", "Small", Path("small.gguf"), "Q4_0", 4096, builtin=builtin)
    return AskedFor(Question(text, uid="q", **more), model)  # type: ignore[arg-type]


def wrap(text: str, scripted: Scripted, settings: Reply = ON, of: AskedFor | None = None) -> Face | None:
    return wrapped_up(text, of or asked(), settings, scripted, Cancel())


def test_a_long_answer_gets_a_short_face() -> None:
    model = Scripted(f"  {SHORT}\n")
    assert wrap(LONG, model) == Face("short", SHORT, "local", "small")
    (request,) = model.requests
    system, question = request.transcript.messages
    assert (system.role, system.text, question.role) == ("system", Reply().system, "user")
    assert LONG.strip() in question.text
    assert QUESTION in question.text
    assert not question.may_leave
    assert request.sampling.temperature == 0
    assert 0 < request.max_tokens < len(LONG) / 4
    assert request.reply_uid != "turn.reply"


@pytest.mark.parametrize(
    ("text", "short", "words"),
    [(CHINESE, "素数有无穷多个，欧几里得给出了证明。", "小屏幕"), (JAPANESE, "素数は無限にあります。", "小さな画面")],
)
def test_it_is_asked_for_in_the_language_of_the_answer(text: str, short: str, words: str) -> None:
    model = Scripted(short)
    face = wrap(text, model)
    assert face is not None
    assert face.text == short
    assert words in model.requests[0].transcript.messages[-1].text


@pytest.mark.parametrize(
    ("text", "settings", "of"),
    [
        pytest.param(LONG, Reply(wrap_up="off"), asked(), id="switched off"),
        pytest.param(LONG, Reply(), asked(surface="terminal"), id="not asked for outside a kiosk"),
        pytest.param("Yes.", ON, asked(), id="short already"),
        pytest.param(LONG, Reply(wrap_up="on", wrap_up_over=5000), asked(), id="not long by the user's measure"),
        pytest.param(f"{LONG}\n```python\nprint(1)\n```", ON, asked(), id="code"),
        pytest.param(LONG, ON, asked(builtin=True), id="the built-in model"),
        pytest.param(LONG, ON, asked(schema={"type": "object"}), id="a schema"),
        pytest.param(LONG, ON, asked(grammar='root ::= "a"'), id="a grammar"),
    ],
)
def test_nothing_is_asked_where_no_short_version_is_wanted(text: str, settings: Reply, of: AskedFor) -> None:
    model = Scripted()
    assert wrap(text, model, settings, of) is None
    assert model.requests == []


def test_a_kiosk_has_it_by_default_and_can_switch_it_off() -> None:
    visitor = asked(surface="kiosk")
    assert wrap(LONG, Scripted(), Reply(), visitor) is not None
    assert wrap(LONG, Scripted(), Reply(wrap_up="off"), visitor) is None


@pytest.mark.parametrize(
    "scripted",
    [
        pytest.param(Scripted(LONG), id="as long as before"),
        pytest.param(Scripted(LONG + LONG), id="longer"),
        pytest.param(Scripted("  \n"), id="nothing"),
        pytest.param(Scripted("素数有无穷多个。"), id="in another language"),
        pytest.param(Scripted("There are 1,000,000 primes."), id="a number that the answer has not"),
        pytest.param(Scripted(cut_off="length"), id="no end"),
        pytest.param(Scripted(cut_off="died"), id="the engine died"),
        pytest.param(Scripted(choice="greeting"), id="the built-in model under another name"),
    ],
)
def test_what_is_no_good_is_thrown_away(scripted: Scripted) -> None:
    assert wrap(LONG, scripted) is None
    assert len(scripted.requests) == 1


@pytest.mark.parametrize("short", ["Euclid proved it 2300 years ago.", "1. There are infinitely many.\n2. Add 1."])
def test_numbers_of_the_answer_may_be_written_otherwise(short: str) -> None:
    assert wrap(LONG, Scripted(short)) is not None


def test_control_characters_are_dropped() -> None:
    face = wrap(LONG, Scripted("There are\x1b[31m many primes.\x07"))
    assert face is not None
    assert face.text == "There are many primes."


def test_a_cancelled_turn_gets_none() -> None:
    cancel = Cancel()
    cancel.set()
    assert wrapped_up(LONG, asked(), ON, Scripted(), cancel) is None


def test_of_a_pasted_document_only_the_beginning_goes_along() -> None:
    model = Scripted()
    wrap(LONG, model, of=asked("word " * 5000))
    assert len(model.requests[0].transcript.messages[-1].text) < len(LONG) + 1000


def test_without_a_system_prompt_none_is_made_up() -> None:
    model = Scripted()
    wrap(LONG, model, Reply(wrap_up="on", system=""))
    assert [message.role for message in model.requests[0].transcript.messages] == ["user"]


def test_a_turn_that_went_up_keeps_its_full_text_with_the_short_one_beside_it(
    paths: Paths, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Scripted()
    monkeypatch.setattr(LocalEngine, "answerer", lambda *_: model)
    with HonestServer(Behaviour(pieces=(LONG[:100], LONG[100:]))) as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})
        with closing(Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1), reply=ON))) as assistant:
            *_, last = assistant.ask(Question(QUESTION, uid="q", conversation="new"))
            assert isinstance(last, Finished)
            record = last.record
            assert (record.by, record.text, record.complete) == ("cloud", LONG, True)
            assert [(face.kind, face.text, face.by) for face in record.faces] == [("short", SHORT, "local")]
            assert assistant.turns(record.conversation)[-1].faces == record.faces
            list(assistant.ask(Question("Go on.", uid="q2", conversation=record.conversation, choice="cloud")))
        assert len(model.requests) == 2
        assert not any(SHORT.encode() in request.body for request in server.asked)


@pytest.fixture
def engine() -> Iterator[LocalEngine]:
    engine = LocalEngine(Engine(threads=1), None)
    yield engine
    engine.close()


def by_a_file(paths: Paths, file: Path) -> AskedFor:
    return dataclasses.replace(asked(), model=Catalogue.of(paths).choose(str(file)))


def test_a_real_model_makes_one_that_keeps_the_rules_or_none(engine: LocalEngine, paths: Paths, tiny: Path) -> None:
    of = by_a_file(paths, tiny)
    face = wrapped_up(LONG[:400], of, Reply(wrap_up="on", wrap_up_over=20), engine.answerer(of.model), Cancel())
    assert face is None or len(face.text) < 400
    assert engine.ready is not None


def test_an_answer_that_is_too_long_for_the_device_gets_none(engine: LocalEngine, paths: Paths, tiny: Path) -> None:
    of = by_a_file(paths, tiny)  # one token a letter, and a context of 1024
    assert wrapped_up(LONG * 20, of, ON, engine.answerer(of.model), Cancel()) is None


def test_a_copy_of_the_built_in_model_is_known_for_what_it_is(
    engine: LocalEngine, paths: Paths, tmp_path: Path
) -> None:
    copy = tmp_path / "other.gguf"
    shutil.copy(Catalogue.of(paths).choose("builtin").path, copy)
    of = by_a_file(paths, copy)
    assert not of.model.builtin
    assert wrapped_up("hello, who are you? " * 50, of, ON, engine.answerer(of.model), Cancel()) is None


def test_cancelling_ends_a_real_model_while_it_still_reads(engine: LocalEngine, paths: Paths, slow: Path) -> None:
    of, cancel = by_a_file(paths, slow), Cancel()
    reads = threading.Event()

    class Watched:
        def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
            for step in engine.answerer(of.model).answer(request, cancel):
                if isinstance(step, Progress) and step.state == "prefill":
                    reads.set()
                yield step

    def stop() -> None:
        reads.wait(60)
        cancel.set()

    canceller = threading.Thread(target=stop)
    canceller.start()
    assert wrapped_up(LONG, of, ON, Watched(), cancel) is None
    canceller.join()
