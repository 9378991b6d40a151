"""One reply, token by token: what is forced or guessed changes what it costs; and how sure the model was."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.answerer import Sampling, Uncertainty
from edge.engine.cache import Cache
from edge.engine.constraint import checked, to_grammar
from edge.engine.forced import ForcedText
from edge.engine.llama import Llama
from edge.engine.lookup import Lookup, Worth
from edge.engine.reply import Outcome, Tools, Writer
from edge.engine.sampler import Sampler
from edge.engine.uncertainty import DISTRIBUTIONS, Probe

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, repeat_penalty=1)
SAMPLED = Sampling(temperature=0.9, top_k=30, top_p=0.95, repeat_penalty=1.1, seed=11)
PROMPT = "one two three one two three one two"


class Bench:
    """A model and everything around it that a reply needs."""

    def __init__(self, model: Path) -> None:
        self.llama = Llama(model, n_ctx=512, n_batch=64, threads=1, alive=lambda _: False)
        self.cache = Cache(self.llama)
        self.probe = Probe(self.llama)
        self.finder = ForcedText(self.llama)
        self.first: list[Uncertainty] = []

    def reply(
        self,
        sampling: Sampling = GREEDY,
        grammar: str | None = None,
        *,
        worth: Worth | None = None,
        finder: ForcedText | None = None,
        most: int = 200,
        prompt: str = PROMPT,
    ) -> tuple[str, Outcome]:
        self.cache.clear()
        self.first = []
        said: list[str] = []
        writer = Writer(
            self.llama,
            self.cache,
            Tools(self.probe, worth, finder),
            Sampler(self.llama, sampling, grammar),
            most,
            emit=said.append,
            first=self.first.append,
            stopped=lambda: False,
        )
        outcome = writer.write(self.llama.tokenize(prompt))
        return "".join(said), outcome


@pytest.fixture(scope="module")
def bench(tiny: Path) -> Bench:
    return Bench(tiny)


@pytest.mark.parametrize("sampling", [GREEDY, SAMPLED, Sampling(temperature=0.3, top_k=5, seed=2)])
def test_lookup_speculation_gives_the_same_tokens_in_fewer_steps(bench: Bench, sampling: Sampling) -> None:
    without = bench.reply(sampling)[1]
    cached = list(bench.cache.ids)
    guessed = bench.reply(sampling, worth=Worth(always=True))[1]
    assert guessed.ids == without.ids
    assert bench.cache.ids == cached
    assert without.drafted == 0


def test_a_text_that_repeats_itself_is_guessed(bench: Bench) -> None:
    grown = bench.reply(GREEDY, worth=Worth(always=True))[1]  # random weights repeat themselves now and then
    assert 0 < grown.accepted <= grown.drafted


def test_speculation_keeps_to_the_limit_of_tokens_and_to_the_context(bench: Bench) -> None:
    for most in (1, 2, 3, 50):
        assert bench.reply(worth=Worth(always=True), most=most)[1].completion == most
    long = PROMPT * 14
    outcome = bench.reply(worth=Worth(always=True), prompt=long)[1]
    room = bench.llama.n_ctx - len(bench.llama.tokenize(long))
    assert (outcome.cut_off, outcome.completion) == ("context", room)


@pytest.mark.parametrize("sampling", [GREEDY, SAMPLED])
def test_what_a_grammar_forces_is_not_asked_of_the_model(bench: Bench, sampling: Sampling) -> None:
    grammar = 'root ::= "The answer, my friend: " ("yes" | "no" | "it is blowing in the wind") ". 完了" [!?]'
    text, outcome = bench.reply(sampling, grammar, finder=bench.finder)
    assert re.fullmatch(r"The answer, my friend: (yes|no|it is blowing in the wind)\. 完了[!?]", text)
    assert outcome.completion - outcome.forced <= 5
    assert outcome.ids == bench.cache.ids[-len(outcome.ids) + 1 :] + outcome.ids[-1:]


def test_a_reply_without_any_choice_is_never_sampled(bench: Bench) -> None:
    text, outcome = bench.reply(GREEDY, 'root ::= "只有这一句。"', finder=bench.finder)
    assert text == "只有这一句。"
    assert outcome.forced == outcome.completion
    assert outcome.cut_off is None
    assert outcome.uncertainties == []


def test_half_a_character_is_never_forced(bench: Bench) -> None:
    # 果 and 枝 begin with the same byte, and differ in the second.
    grammar = 'root ::= "苹" ("果" | "枝")'
    text, outcome = bench.reply(GREEDY, grammar, finder=bench.finder)
    assert text in {"苹果", "苹枝"}
    assert outcome.forced >= len("苹".encode())


@pytest.mark.parametrize("sampling", [GREEDY, SAMPLED])
def test_a_character_that_the_model_began_is_finished_by_force(bench: Bench, sampling: Sampling) -> None:
    # 北 and 上 differ in their first byte; the model has a token for that byte only.
    text, outcome = bench.reply(sampling, 'root ::= ("北京" | "上海") "!"', finder=bench.finder)
    assert text in {"北京!", "上海!"}
    assert outcome.forced == outcome.completion - 1


def test_a_limit_of_tokens_holds_within_forced_text(bench: Bench) -> None:
    text, outcome = bench.reply(GREEDY, 'root ::= "abcdefgh"', finder=bench.finder, most=3)
    assert (text, outcome.completion, outcome.cut_off) == ("abc", 3, "length")


def test_members_of_an_object_are_mostly_forced(bench: Bench) -> None:
    schema = {
        "type": "object",
        "properties": {"temperature": {"type": "integer"}, "unit": {"enum": ["celsius", "fahrenheit"]}},
        "required": ["temperature", "unit"],
        "additionalProperties": False,
    }
    text, outcome = bench.reply(GREEDY, to_grammar(checked(schema)), finder=bench.finder)
    assert set(json.loads(text)) == {"temperature", "unit"}
    assert outcome.forced > outcome.completion // 2


def test_the_first_uncertainty_is_told_before_any_text(bench: Bench) -> None:
    outcome = bench.reply(GREEDY, most=10)[1]
    assert bench.first == outcome.uncertainties[:1]
    assert len(outcome.uncertainties) == DISTRIBUTIONS


def test_uncertainty_is_that_of_the_whole_distribution(bench: Bench) -> None:
    outcome = bench.reply(GREEDY, most=1)[1]
    bench.cache.clear()
    bench.cache.evaluate(bench.llama.tokenize(PROMPT))
    logits = np.array(np.ctypeslib.as_array(bench.llama.logits()), dtype=np.float64)
    shares = np.sort(np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum())[::-1]
    outcomes = np.append(shares[:64], max(0.0, shares[64:].sum()))
    assert outcome.uncertainties[0].entropy == pytest.approx(-(outcomes * np.log(outcomes)).sum(), abs=1e-3)
    assert outcome.uncertainties[0].margin == pytest.approx(shares[0] - shares[1], abs=1e-4)


tokens = st.lists(st.integers(0, 3), max_size=60)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tokens, tokens, st.integers(0, 20))
def test_a_guess_is_what_followed_the_last_three_tokens_before(before: list[int], added: list[int], most: int) -> None:
    lookup = Lookup(before, Worth(always=True))
    for token in added:
        lookup.add(token)
    ids = before + added
    guess = lookup.guess(most)
    assert len(guess) <= most
    if guess:
        places = [at for at in range(3, len(ids)) if ids[at - 3 : at] == ids[-3:]]
        assert ids[places[-1] : places[-1] + len(guess)] == guess


def timed(single: float, batch_of_five: float) -> Worth:
    worth = Worth()
    worth.timed(1, single)
    worth.timed(5, batch_of_five)
    return worth


def test_nothing_is_guessed_before_a_token_was_timed() -> None:
    assert not Worth().pays(right=1)


def test_guessing_pays_where_a_batch_costs_little_more_than_a_token() -> None:
    assert timed(10, 12).pays(right=0.1)


def test_guessing_does_not_pay_where_computing_is_dear_and_guesses_are_wrong() -> None:
    assert not timed(10, 42).pays(right=0.5)
    assert timed(10, 42).pays(right=0.9)


def test_guessing_is_tried_again_after_a_while() -> None:
    worth = timed(10, 42)
    assert any(worth.pays(right=0.1) for _ in range(40))


def test_a_reply_stops_guessing_after_some_wrong_guesses_and_the_next_one_hopes_again() -> None:
    worth = timed(10, 38)
    ids = [1, 2, 3, 4, 5, 1, 2, 3]
    lookup = Lookup(ids, worth)
    guesses = 0
    while lookup.guess(4):
        lookup.judged(2, 0)
        guesses += 1
    assert 1 <= guesses <= 2
    assert Lookup(ids, worth).guess(4) == [4, 5, 1, 2]
