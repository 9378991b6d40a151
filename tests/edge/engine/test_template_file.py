"""The chat template in a model's own file: a program of somebody else's, which gets no further than its task."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.answerer import Cancel
from edge.engine import jinja
from edge.engine.jinja import JinjaTemplate
from edge.engine.prompt import PlannedPrompt, Prompts, PromptTooLong, WireMessage
from edge.engine.rendered import RenderedPrompts
from edge.engine.template import TemplateFailed
from edge.engine.tokens import Tokens
from edge.errors import ModelFileError
from tests.edge.conftest import Start
from tests.edge.engine.requests import message, request, run
from tests.stubs.gguf_files import write_qwen2

CHATML = (
    "{%- for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' }}\n"
    "{% endfor %}{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
    "{{ '<|im_start|>' + role + '\\n' + message['content'] | trim + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>model\\n' }}{% endif %}"
)
FORGETFUL = (
    "{% for m in messages %}{% if m.role != 'assistant' or loop.last %}{{ '<|im_start|>' + m.content }}"
    "{% else %}{{ '<|im_start|><|im_end|>' + m.content + '.' }}{% endif %}{% endfor %}<|im_start|>"
)
"""Writes a reply of the past otherwise than the place where it was written."""


class Letters:
    """A vocabulary of letters and three names."""

    NAMES = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        ids: list[int] = []
        while text:
            name = next((n for n in self.NAMES if special and text.startswith(n)), None)
            ids.append(self.NAMES.index(name) if name else ord(text[0]) + 10)
            text = text[len(name) if name else 1 :]
        return ids

    def token_text(self, token: int) -> str:
        return self.NAMES[token] if token < 10 else chr(token - 10)

    def is_control(self, token: int) -> bool:
        return token < 10


def template(source: str) -> JinjaTemplate:
    return JinjaTemplate(source, bos="<|endoftext|>", eos="<|im_end|>", tick=lambda: None)


def rendered(source: str, n_ctx: int = 10_000, bos: int | None = None) -> RenderedPrompts:
    return RenderedPrompts(Tokens(Letters()), n_ctx, template(source), bos)


def ours(n_ctx: int = 10_000) -> Prompts:
    return Prompts(Tokens(Letters()), n_ctx)


def spoken(plan: PlannedPrompt) -> str:
    return "".join(map(Letters().token_text, plan.tokens))


def talk(turns: int, length: int) -> list[WireMessage]:
    messages = [WireMessage("system", "sys", "s")]
    for n in range(turns):
        messages.append(WireMessage("user", f"q{n}".ljust(length), f"u{n}"))
        messages.append(WireMessage("assistant", f"a{n}".ljust(length), f"r{n}"))
    return [*messages, WireMessage("user", "last", "last")]


@settings(deadline=None, max_examples=40)
@given(turns=st.integers(0, 12), length=st.integers(0, 40), n_ctx=st.integers(150, 600), kept=st.booleans())
def test_chatml_in_a_file_gives_the_prompts_that_ours_gives(turns: int, length: int, n_ctx: int, kept: bool) -> None:
    theirs, mine = rendered(CHATML, n_ctx), ours(n_ctx)
    messages = talk(turns, length)
    if kept:
        for made in (theirs, mine):
            made.keep("r0", [70, 71, 72], "a0".ljust(length))
    assert theirs.plan("c", messages, 30).tokens == mine.plan("c", messages, 30).tokens
    again = [*messages[:-1], WireMessage("user", "and another one", "next")]
    assert theirs.plan("c", again, 30).tokens == mine.plan("c", again, 30).tokens


@settings(deadline=None, max_examples=40)
@given(turns=st.integers(1, 12), length=st.integers(0, 40), n_ctx=st.integers(150, 600))
def test_a_gap_is_what_is_missing_of_the_prompt_before(turns: int, length: int, n_ctx: int) -> None:
    messages = talk(turns, length)
    plan = rendered(CHATML, n_ctx).plan("c", messages, 30)
    assert (plan.gap is None) == (plan.dropped_turns == 0)
    if plan.gap:
        start, missing = plan.gap
        whole = ours().plan("c", messages, 30).tokens
        assert whole[:start] + whole[start + missing :] == plan.tokens


def test_the_system_prompts_state_can_be_saved() -> None:
    plan = rendered(CHATML).plan("c", talk(1, 3), 30)
    head = "".join(map(Letters().token_text, plan.tokens[: plan.head]))
    assert head == "<|im_start|>system\nsys<|im_end|>\n<|im_start|>"


def test_a_template_without_a_system_prompt_gets_it_before_the_question() -> None:
    assert spoken(rendered(GEMMA).plan("c", talk(0, 3), 30)) == (
        "<|endoftext|><|im_start|>user\nsys\n\nlast<|im_end|>\n<|im_start|>model\n"
    )


def test_a_question_without_an_answer_joins_the_next_one() -> None:
    messages = [WireMessage("user", "one", "a"), WireMessage("user", "two", "b")]
    assert "user\none\n\ntwo<|im_end|>" in spoken(rendered(GEMMA).plan("c", messages, 30))


def test_what_a_file_asks_every_prompt_to_begin_with_stands_there_once() -> None:
    for source in (CHATML, GEMMA):
        assert spoken(rendered(source, bos=0).plan("c", talk(1, 3), 30)).count("<|endoftext|>") == 1


def test_a_question_that_cannot_fit_is_refused_with_numbers() -> None:
    with pytest.raises(PromptTooLong) as caught:
        rendered(CHATML, 100).plan("c", [WireMessage("user", "x" * 200, "u")], 20)
    assert caught.value.needed > caught.value.room == 80


BAD = {
    "{{ 1 + }}": "unexpected",
    "{{ messages[0].content }}": "drops, repeats or changes",
    "{% for m in messages %}{{ m.content }}{{ m.content }}{% endfor %}": "drops, repeats or changes",
    "{% for m in messages %}{{ m.content | upper }}{% endfor %}": "drops, repeats or changes",
    "{% for m in messages %}{{ m.content[1:] }}{% endfor %}": "drops, repeats or changes",
    "{{ raise_exception('no\n\x1b[31mway.') }}": "no",
    "{{ nothing.at_all }}": "nothing",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}": "longer than",
    "{% for a in range(99999) %}{% for b in range(99999) %}{{ 'x' * 1 }}{% endfor %}{% endfor %}": "not allowed",
    "{% for a in range(99999) %}{{ '0123456789' }}{% endfor %}": "more than 500000 characters",
    "{% set x = namespace(s='xxxxxxxx') %}{% for a in range(40) %}{% set x.s = x.s + x.s %}{% endfor %}": "memory",
    "{{ '%999999999d' % 1 }}": "memory",
    "{{ 'x'.center(999999999) }}": "memory",
    "{{ 9 ** 9 ** 9 }}": "not allowed",
    "{{ range(999999999) | list }}": "too big",
    "{{ ().__class__.__base__.__subclasses__() }}": "unsafe",
    "{{ cycler.__init__.__globals__ }}": "unsafe",
    "{{ raise_exception.__globals__.os }}": "unsafe",
    "{{ '{0.__class__.__mro__}'.format(messages) }}": "unsafe",
    "{{ ''|attr('format')|attr('__globals__') }}": "drops",
    "{{ messages.append(1) }}": "unsafe",
    "{% include '/etc/passwd' %}": "loader",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}": "nested too deeply",
    "x" * (jinja.LONGEST_SOURCE + 1): "longer than 100000 characters",
}


@pytest.mark.parametrize("source", BAD, ids=lambda source: source[:40])
def test_a_template_that_fails_is_refused_with_half_a_sentence(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja, "SECONDS", 0.3)
    with pytest.raises(TemplateFailed, match=BAD[source]) as caught:
        rendered(source)
    why = str(caught.value)
    assert why.isprintable()
    assert not why.endswith(".")


def test_it_never_sees_what_was_said() -> None:
    spying = "{% for m in messages %}{{ m.content }}{% if 'secret' in m.content %}seen{% endif %}{% endfor %}"
    assert spoken(rendered(spying).plan("c", [WireMessage("user", "secret", "a")], 30)) == "secret"


def test_what_looks_like_a_mark_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: "00")
    typed = "mark00of0end mark00of1end"
    assert typed in spoken(rendered(CHATML).plan("c", [WireMessage("user", typed, "a")], 30))


def test_the_clock_and_the_memory_are_let_go_afterwards() -> None:
    with pytest.raises(TemplateFailed):
        rendered("{{ 'x'.center(999999999) }}")
    assert len(bytearray(200_000_000)) == 200_000_000


@pytest.mark.parametrize("source", [CHATML, GEMMA, FORGETFUL])
def test_the_next_turn_evaluates_only_what_is_new(start: Start, tmp_path: Path, source: str) -> None:
    process = start(write_qwen2(tmp_path / "file.gguf", template=source, endless=True), template="file")
    first = [message("system", "You are kind.", "s"), message("user", "hello", "a")]
    one = run(process, request(first, "r1", max_tokens=8))
    # The reply's text holds broken characters, which would never tokenize back to the ids that were generated.
    two = run(process, request([*first, message("assistant", one.text, "r1"), message("user", "more", "b")]))
    expected = one.prompt["prompt"] + (0 if source == FORGETFUL else 8 - 1)
    assert expected - 1 <= two.prompt["cached"] <= expected


@pytest.mark.parametrize("source", [CHATML, GEMMA, FORGETFUL])
def test_a_prompt_and_what_was_begun_of_its_reply_can_be_prepared(start: Start, tmp_path: Path, source: str) -> None:
    process = start(write_qwen2(tmp_path / "file.gguf", template=source, endless=True), template="file")
    asked = request([message("user", "hello", "a")], "r1", max_tokens=8, begun="Roma urba")
    process.prepare(asked, Cancel())
    one = run(process, asked)
    assert one.text
    assert one.prompt["prompt"] - one.prompt["cached"] <= 5  # the last word, and the token before


@pytest.mark.parametrize(
    "source", [None, "{{ messages[0].content }}", "{% for a in range(99999) %}{{ a ** a }}{% endfor %}"]
)
def test_a_file_whose_template_cannot_be_used_is_refused_in_one_sentence(
    start: Start, tmp_path: Path, source: str | None
) -> None:
    with pytest.raises(ModelFileError, match=r"The chat template in .* cannot be used: ") as caught:
        start(write_qwen2(tmp_path / "file.gguf", template=source), template="file")
    assert "without '--template file'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_template_that_refuses_one_conversation_leaves_the_others(start: Start, tmp_path: Path) -> None:
    picky = CHATML + "{% if messages | length > 4 %}{{ raise_exception('too much talk') }}{% endif %}"
    process = start(write_qwen2(tmp_path / "file.gguf", template=picky), template="file")
    long = [message(("user", "assistant")[n % 2], "hello", str(n)) for n in range(7)]
    refused = run(process, request(long)).last
    assert (refused["ev"], refused["kind"]) == ("failed", "model_file")
    assert "too much talk" in refused["text"]
    assert run(process, request(long[:1])).last["ev"] == "done"
