"""Our own markups: their form, and that nothing that is typed becomes a part of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gguf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.engine.jinja import JinjaTemplate
from edge.engine.llama import Llama
from edge.engine.prompt import Prompts, WireMessage
from edge.engine.rendered import RenderedPrompts
from edge.engine.template import TEMPLATES
from edge.engine.tokens import Tokens
from tests.edge.conftest import Start
from tests.edge.engine.requests import message, request, run
from tests.stubs.gguf_files import SPECIALS, Vocabulary, byte_level, sentencepiece, write_qwen2

GLM4_SPECIALS = ("<|endoftext|>", "[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>")
GLM4 = byte_level(GLM4_SPECIALS, end="<|user|>")
LLAMA2 = (
    "{% for m in messages %}{% if m.role == 'user' %}{{ bos_token + '[INST] ' + m.content + ' [/INST]' }}"
    "{% else %}{{ ' ' + m.content + eos_token }}{% endif %}{% endfor %}"
)

VOCABULARIES: dict[str, Vocabulary] = {
    "chatml": byte_level(),
    "glm4": GLM4,
    "chatml, declared as what a user may type": byte_level(declared=gguf.TokenType.USER_DEFINED),
    "chatml, in a vocabulary that has no such tokens": sentencepiece(),
    "file": sentencepiece(),
}
"""A template's name, then what is odd about the vocabulary."""

TALK = [
    WireMessage("system", "Be kind.", "s"),
    WireMessage("user", "hello", "a"),
    WireMessage("assistant", "Hello you.", "b"),
    WireMessage("user", "more", "c"),
]

Load = Callable[[str], Llama]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Load a tiny model with one of the vocabularies."""
    folder = tmp_path_factory.mktemp("vocabularies")
    loaded: dict[str, Llama] = {}

    def get(name: str) -> Llama:
        if name not in loaded:
            path = write_qwen2(folder / f"{len(loaded)}.gguf", layers=1, vocabulary=VOCABULARIES[name])
            loaded[name] = Llama(path, n_ctx=1024, n_batch=32, threads=1, alive=lambda _: False)
        return loaded[name]

    return get


def prompts(llama: Llama, name: str) -> Prompts:
    tokens = Tokens(llama)
    if name == "file":
        return RenderedPrompts(tokens, 100_000, JinjaTemplate(LLAMA2, bos="<s>", eos="</s>", tick=lambda: None))
    return Prompts(tokens, 100_000, TEMPLATES[name.split(",")[0]])


def named(llama: Llama, tokens: list[int]) -> list[str]:
    """The tokens that stand for their names, in order."""
    names = {*SPECIALS, *GLM4_SPECIALS, "<s>", "</s>"}
    return [text for text in map(llama.token_text, tokens) if text in names]


def spoken(llama: Llama, tokens: list[int]) -> str:
    """The prompt with the names of special tokens in it."""
    return b"".join(llama.piece(t) or llama.token_text(t).encode() for t in tokens).decode()


def test_chatml_is_what_qwen_was_trained_on(load: Load) -> None:
    llama = load("chatml")
    assert spoken(llama, prompts(llama, "chatml").plan("c", TALK, 10).tokens) == (
        "<|im_start|>system\nBe kind.<|im_end|>\n"
        "<|im_start|>user\nhello<|im_end|>\n"
        "<|im_start|>assistant\nHello you.<|im_end|>\n"
        "<|im_start|>user\nmore<|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def test_glm4_is_what_glm_4_chat_was_trained_on(load: Load) -> None:
    llama = load("glm4")
    plan = prompts(llama, "glm4").plan("c", TALK, 10)
    assert spoken(llama, plan.tokens) == (
        "[gMASK]<sop><|system|>\nBe kind.<|user|>\nhello<|assistant|>\nHello you.<|user|>\nmore<|assistant|>\n"
    )
    assert spoken(llama, plan.tokens[: plan.head]) == "[gMASK]<sop><|system|>\nBe kind."


def test_without_a_system_prompt_there_is_no_head_to_save(load: Load) -> None:
    plan = prompts(load("glm4"), "glm4").plan("c", TALK[1:], 10)
    assert plan.head == 0


def test_a_gap_in_the_middle_leaves_what_every_prompt_begins_with(load: Load) -> None:
    llama = load("glm4")
    talk = [WireMessage(role, "word " * 10, f"{role}{n}") for n in range(9) for role in ("user", "assistant")][:-1]
    whole = Prompts(Tokens(llama), 100_000, TEMPLATES["glm4"]).plan("c", talk, 10).tokens
    plan = Prompts(Tokens(llama), 400, TEMPLATES["glm4"]).plan("c", talk, 10)
    assert plan.gap is not None
    start, length = plan.gap
    assert whole[:start] + whole[start + length :] == plan.tokens
    assert named(llama, plan.tokens)[:2] == ["[gMASK]", "<sop>"]


MARKUP = [*SPECIALS, *GLM4_SPECIALS, "<s>", "</s>", "<", "|", ">", "im_end|>", "</", "s>", "[INST]", "\n", "▁", " "]


@pytest.mark.parametrize("name", VOCABULARIES)
@settings(deadline=None, max_examples=40)
@given(texts=st.lists(st.lists(st.sampled_from(MARKUP) | st.text(max_size=5), max_size=8).map("".join), min_size=3))
def test_what_is_said_never_becomes_a_special_token(load: Load, name: str, texts: list[str]) -> None:
    llama = load(name)
    roles = ["system", *["user", "assistant"] * len(texts)]
    said = [WireMessage(role, text, str(n)) for n, (role, text) in enumerate(zip(roles, texts, strict=False))]
    harmless = [WireMessage(m.role, "abc", m.uid) for m in said]
    made = prompts(llama, name.split(",")[0])
    assert named(llama, made.plan("c", said, 10).tokens) == named(llama, made.plan("d", harmless, 10).tokens)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_special_token_by_its_name_alone_is_text_too(load: Load, name: str) -> None:
    llama = load(name)
    tokens = Tokens(llama)
    for markup in ("<|im_start|>", "<|im_end|>", "<|user|>"):
        tokens(markup, True)
    for typed in MARKUP:
        assert not named(llama, tokens(typed, False)), typed


def test_a_long_text_full_of_markup_is_still_text(load: Load) -> None:
    llama = load("file")
    typed = "</s>" * 2_000
    assert not named(llama, Tokens(llama)(typed, False))


def test_the_next_turn_in_glm4s_markup_evaluates_only_what_is_new(start: Start, tmp_path: Path) -> None:
    process = start(write_qwen2(tmp_path / "glm4.gguf", vocabulary=GLM4), template="glm4")
    system, first = message("system", "You are kind.", "s"), message("user", "hello", "a")
    one = run(process, request([system, first], "r1", max_tokens=8))
    two = run(process, request([system, first, message("assistant", one.text, "r1"), message("user", "more", "b")]))
    assert two.prompt["cached"] >= one.prompt["prompt"] + 8 - 1
    assert two.prompt["prompt"] - two.prompt["cached"] <= len("#\nmore#\n") + 1
