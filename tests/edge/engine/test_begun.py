"""Going on with a reply that another model began: nothing is said again, nothing of it is lost or changed."""

from __future__ import annotations

import codecs
import ctypes
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.answerer import Sampling
from edge.engine.begun import Joint, last_word
from edge.engine.bindings import lib
from edge.engine.cache import Cache
from edge.engine.gate import Gate
from edge.engine.llama import Llama
from edge.engine.prompt import Prompts, WireMessage
from edge.engine.reply import Outcome, Tools, Writer
from edge.engine.sampler import Sampler
from edge.engine.tokens import Tokens
from edge.engine.uncertainty import Probe
from tests.edge.conftest import Start
from tests.edge.engine.requests import message, request, run

BUILTIN = Path(str(resources.files("edge") / "data" / "builtin.gguf"))
ASKED = message("user", "hello", "a")


@pytest.fixture(scope="module")
def llama(tiny: Path) -> Llama:
    return Llama(tiny, n_ctx=512, n_batch=64, threads=1, alive=lambda _: False)


# -- the last word ---------------------------------------------------------------------------------------------------


def of(llama: Llama, *texts: str) -> list[int]:
    """The token of each text; each has one."""
    ids = [llama.tokenize(text) for text in texts]
    assert all(len(one) == 1 for one in ids)
    return [token for one in ids for token in one]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("say hello", " hello"),
        ("say hello ", " "),
        ("say the", " the"),
        ("x", "x"),
        ("abcdefgh", "efgh"),
        ("a\n", "\n"),
    ],
)
def test_the_last_word_goes_back_to_its_blank_or_has_four_tokens(llama: Llama, text: str, word: str) -> None:
    ids = last_word(llama, llama.tokenize(text))
    assert b"".join(map(llama.piece, ids)).decode() == word


def expecting(llama: Llama, word: list[int], *expected: dict[int, float]) -> tuple[int, int, int] | None:
    """What is chosen for a word where the model expects these tokens, with these logits, behind each token."""
    cache = Cache(llama)
    cache.clear()
    cache.evaluate_guess(llama.tokenize("x"), word)
    for index, likely in enumerate(expected):
        pointer = lib.llama_get_logits_ith(llama.context, index)
        values = np.ctypeslib.as_array(ctypes.cast(pointer, ctypes.POINTER(ctypes.c_float * llama.n_vocab)).contents)
        values[:] = -20.0
        for token, logit in likely.items():
            values[token] = logit
    joint = Joint(llama)
    try:
        return joint.choose(word)
    finally:
        joint.free()


def test_a_word_that_was_cut_is_written_on(llama: Llama) -> None:
    t, the, blank = of(llama, " t", " the", " ")
    assert expecting(llama, [t], {the: 5.0, t: 1.0}, {}) == (0, the, len(" t"))
    assert expecting(llama, [blank], {the: 5.0}, {}) == (0, the, len(" "))


def test_a_word_that_was_finished_stays(llama: Llama) -> None:
    t, the = of(llama, " t", " the")
    assert expecting(llama, [t], {the: 1.0, t: 5.0}, {}) is None
    assert expecting(llama, [the], {t: 5.0, the: 1.0}, {}) is None


def test_several_tokens_may_give_way_to_one(llama: Llama) -> None:
    he, ell, hello = of(llama, "he", "l", "hello")
    assert expecting(llama, [he, ell], {hello: 2.0, he: 2.0}, {ord("p"): 5.0}, {}) == (0, hello, len("hel"))
    assert expecting(llama, [he, ell], {hello: 2.0, he: 4.0}, {ell: 5.0}, {}) is None


# -- the text --------------------------------------------------------------------------------------------------------

TEXTS = st.lists(
    st.sampled_from(
        [" ", "  ", "\n", "he", "hel", "hello", " the", " th", "你", "你好", "你好吗", "。", "é", "x", "42."]
    ),
    min_size=1,
    max_size=8,
).map("".join)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.integers(0, 3))
def test_what_was_begun_stays_to_the_letter_and_only_what_is_new_is_told(llama: Llama, begun: str, seed: int) -> None:
    sampling = Sampling(temperature=1.5, top_k=0, top_p=1.0, repeat_penalty=1.1, seed=seed)
    cache, told = Cache(llama), list[str]()
    cache.clear()
    ids = llama.tokenize(begun)
    writer = Writer(
        llama,
        cache,
        Tools(Probe(llama)),
        Sampler(llama, sampling),
        12,
        emit=told.append,
        first=lambda _: None,
        stopped=lambda: False,
    )
    outcome = writer.write([*llama.tokenize("question"), *ids], ids)
    written = b"".join(map(llama.piece, outcome.ids))
    assert written.startswith(begun.encode())
    # A character that the limit of tokens cut is not told.
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    assert decoder.decode(written[len(begun.encode()) :], outcome.cut_off is None) == "".join(told)
    assert cache.ids == [*llama.tokenize("question"), *outcome.ids][: len(cache.ids)]


@pytest.mark.parametrize("asked", ["who are you?", "你好"])
def test_a_reply_that_is_cut_anywhere_goes_on_as_it_would_have(asked: str) -> None:
    # The built-in model's own sentences: real words of a real vocabulary. In use, its gate keeps it from going on.
    llama = Llama(BUILTIN, n_ctx=256, n_batch=64, threads=1, alive=lambda _: False)
    prompt = Prompts(Tokens(llama), 256).plan("c", [WireMessage("user", asked, "a")], 100).tokens
    cache, probe, gate = Cache(llama), Probe(llama), Gate.of(llama)

    def written(prompt: list[int], begun: str = "", gate: Gate | None = None) -> tuple[str, Outcome]:
        told: list[str] = []
        cache.clear()
        ids = llama.tokenize(begun)
        sampler = Sampler(llama, Sampling(temperature=0, repeat_penalty=1))
        writer = Writer(
            llama,
            cache,
            Tools(probe, gate=gate),
            sampler,
            100,
            emit=told.append,
            first=lambda _: None,
            stopped=lambda: False,
        )
        outcome = writer.write([*prompt, *ids], ids)
        return "".join(told), outcome

    whole, outcome = written(prompt, gate=gate)
    assert outcome.choice is not None
    prompt = [*prompt, outcome.choice.token]
    cuts = [whole[:at] for at in range(1, len(whole))]
    same = sum(begun + written(prompt, begun)[0] == whole for begun in cuts)
    assert same >= 0.9 * len(cuts)  # with the tokens as they stand, a quarter to a half of them


def test_a_reply_goes_on_and_the_next_turn_evaluates_only_what_is_new(start: Start, tiny: Path) -> None:
    process = start(tiny)
    one = run(process, request([ASKED], "r1", begun="The capi", max_tokens=12))
    assert one.text
    assert one.last["tokens"]["completion"] == 12  # the limit is one of new tokens
    whole = "The capi" + one.text
    two = run(process, request([ASKED, message("assistant", whole, "r1"), message("user", "more", "b")], "r2"))
    assert two.prompt["cached"] >= one.prompt["prompt"] + 12 - 2


def test_what_was_begun_is_evaluated_from_where_the_prompt_was_left(start: Start, tiny: Path) -> None:
    process = start(tiny)
    plain = run(process, request([ASKED], "r1", max_tokens=1))
    begun = run(process, request([ASKED], "r1", begun="Roma urba"))
    assert begun.prompt["prompt"] == plain.prompt["prompt"] + len("Roma urba")  # a token for each byte
    assert begun.prompt["cached"] >= plain.prompt["prompt"] - 1


def test_another_text_in_the_place_of_a_reply_is_what_the_next_turn_sees(start: Start, tiny: Path) -> None:
    process = start(tiny)
    run(process, request([ASKED], "r1"))
    replaced = [ASKED, message("assistant", "the better answer", "r1"), message("user", "more", "b")]
    other = [ASKED, message("assistant", "the better answer", "r3"), message("user", "more", "b")]
    first = run(process, request(replaced, "r2", max_tokens=1))
    assert run(process, request(other, "r4", max_tokens=1)).prompt["cached"] == first.prompt["prompt"] - 1


def test_what_fills_the_context_alone_is_cut_off_there(start: Start, tiny: Path) -> None:
    seen = run(start(tiny, n_ctx=256), request([ASKED], begun="x" * 300))
    assert (seen.text, seen.last["ev"], seen.last["cut_off"]) == ("", "done", "context")
    assert seen.last["tokens"]["completion"] == 0


def test_a_question_that_does_not_fit_is_refused_with_a_beginning_as_without(start: Start, tiny: Path) -> None:
    seen = run(start(tiny, n_ctx=256), request([message("user", "x" * 400, "a")], begun="The"))
    assert seen.last["kind"] == "context_full"


@pytest.mark.parametrize("begun", ["The ans", "The answer is ", "The answer is n", "T"])
def test_a_grammar_goes_on_where_the_other_model_left_it(start: Start, tiny: Path, begun: str) -> None:
    grammar = 'root ::= "The answer is " ("yes" | "no") "."'
    seen = run(start(tiny), request([ASKED], begun=begun, grammar=grammar))
    assert begun + seen.text in {"The answer is yes.", "The answer is no."}
    assert seen.last["cut_off"] is None


def test_a_reply_that_was_whole_already_gets_nothing_more(start: Start, tiny: Path) -> None:
    seen = run(start(tiny), request([ASKED], begun="yes", grammar='root ::= "yes"'))
    assert (seen.text, seen.last["cut_off"]) == ("", None)


def test_what_the_grammar_does_not_allow_is_not_gone_on_with(start: Start, tiny: Path) -> None:
    process = start(tiny)
    seen = run(process, request([ASKED], begun="Well, y", grammar='root ::= "yes"'))
    assert (seen.text, seen.last["kind"]) == ("", "schema")
    assert "began" in seen.last["text"]
    assert run(process, request([ASKED], begun="y", grammar='root ::= "yes"')).text == "es"


def test_the_built_in_model_never_goes_on(start: Start) -> None:
    process = start(BUILTIN)
    seen = run(process, request([ASKED], begun="The capital of"))
    assert (seen.text, seen.last["ev"], seen.last["kind"]) == ("", "failed", "engine")
    assert "built-in" in seen.last["text"]
    assert run(process, request([ASKED])).text


def test_a_joined_reply_may_be_sampled_with_lookup_and_penalties(start: Start, tiny: Path) -> None:
    with_lookup = run(start(tiny, lookup="on"), request([ASKED], begun="hello the hel"))
    assert run(start(tiny, lookup="off"), request([ASKED], begun="hello the hel")).text == with_lookup.text
