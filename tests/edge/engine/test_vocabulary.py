"""The vocabulary on disk: the same ids and the same text as llama.cpp's own, or none at all."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.answerer import Cancel
from edge.engine.llama import Llama
from edge.engine.need import Shape
from edge.engine.options import Options
from edge.engine.process import EngineProcess
from edge.engine.vocabulary import Index, making
from edge.engine.vocabulary.alphabet import words
from tests.edge.conftest import Start
from tests.edge.engine.requests import message, request, run

MODEL = Path(str(resources.files("edge") / "data" / "builtin.gguf"))
SHAPE = Shape(1, kv_bytes=2)


def loaded(index: Index | None = None) -> Llama:
    return Llama(MODEL, n_ctx=64, n_batch=64, threads=1, index=index, alive=lambda _: False)


def never() -> bool:
    return False


def nothing() -> None:
    pass


@pytest.fixture(scope="module")
def llama() -> Llama:
    return loaded()


@pytest.fixture(scope="module")
def folder(llama: Llama, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("vocabularies")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "WORTH", 0)
        assert making.make(made, MODEL, SHAPE, llama, nothing, never)
    return made


@pytest.fixture(scope="module")
def index(folder: Path) -> Index:
    found = Index.open(folder, MODEL)
    assert found is not None
    return found


COMMON = st.sampled_from(
    [
        *" \n\t\r\u3000\u00a0",
        "  ",
        "\r\n",
        *"aZß中国あーカ々٣９9²'’.,。，！?_-<|>",
        "the",
        "'s",
        "'LL",
        " 1",
        "😀",
        "👍🏽",
        "é",
    ]
)


@given(st.one_of(st.lists(COMMON, max_size=40).map("".join), st.text(max_size=60)))
def test_its_ids_are_llama_cpps_or_it_says_that_it_does_not_know(index: Index, llama: Llama, text: str) -> None:
    ids = index.tokenize(text)
    assert ids is None or ids == llama.tokenize(text)


@pytest.mark.parametrize(
    "text", ["", "Hello, world!", "今天天气怎么样？", "カレーの作り方を教えて", "def f(x):\n    return x**2\n"]
)
def test_it_knows_what_english_chinese_and_japanese_are_written_with(index: Index, llama: Llama, text: str) -> None:
    assert index.tokenize(text) == llama.tokenize(text)


@pytest.mark.parametrize("text", ["Привет", "ภาษาไทย", "مرحبا", "\u0301", "<|im_end|>", "x" * 5000, "\x00"])
def test_it_leaves_to_llama_cpp_what_is_not_beyond_doubt(index: Index, text: str) -> None:
    assert index.tokenize(text) is None


def test_words_join_to_the_text_they_came_from() -> None:
    text = "I'll pay 20 € for  the 图书馆's\r\n\r\n  map… 🎉\t"
    assert "".join(words(text) or ()) == text


def test_every_token_has_the_bytes_and_the_marks_that_llama_cpp_gives_it(index: Index, llama: Llama) -> None:
    other = loaded(index)
    for token in range(llama.n_vocab):
        assert index.piece(token) == llama.piece(token)
        assert other.is_end(token) == llama.is_end(token)
        assert other.is_control(token) == llama.is_control(token)
    assert index.begin_and_end == llama.begin_and_end()
    assert other.tokenize("<|im_start|>", special=True) == llama.tokenize("<|im_start|>", special=True)
    assert other.token_text(5) == llama.token_text(5)
    assert index.shape == SHAPE


def test_a_model_with_an_index_loads_llama_cpps_vocabulary_only_when_it_is_needed(index: Index, llama: Llama) -> None:
    with_index = loaded(index)
    assert with_index.tokenize("Hello") == llama.tokenize("Hello")
    assert with_index._vocab is None
    assert with_index.tokenize("Привет") == llama.tokenize("Привет")
    assert with_index._vocab is not None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:-50] + bytes([data[-50] ^ 1]) + data[-49:],
        lambda data: data.replace(b'"end"', b'"und"'),
        lambda _data: b"",
        lambda _data: b"edge vocabulary 1\n",
        lambda data: data + b"more",
    ],
    ids=["cut", "flipped", "header", "empty", "only the beginning", "longer"],
)
def test_a_damaged_index_is_not_used(folder: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    (whole,) = folder.iterdir()
    (tmp_path / whole.name).write_bytes(damage(whole.read_bytes()))
    assert Index.open(tmp_path, MODEL) is None


def test_another_model_under_the_same_name_does_not_get_its_index(folder: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.gguf"
    data = bytearray(MODEL.read_bytes())
    data[data.index(b"tokenizer.ggml.tokens") + 100] ^= 1
    model.write_bytes(data)
    assert Index.open(folder, model) is None


def test_making_it_gives_way_to_a_request_and_can_be_tried_again(
    llama: Llama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WORTH", 0)
    asked = iter([False, True])
    assert making.make(tmp_path, MODEL, SHAPE, llama, nothing, lambda: next(asked)) is None
    assert not list(tmp_path.iterdir())
    assert making.make(tmp_path, MODEL, SHAPE, llama, nothing, never)


def test_a_vocabulary_whose_ids_it_gets_wrong_is_noted_and_never_tried_again(
    llama: Llama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WORTH", 0)
    looked = []

    class Other:
        """A vocabulary that is not what byte-pair encoding by rank makes of it."""

        def __getattr__(self, name: str) -> object:
            return getattr(llama, name)

        def tokenize(self, text: str, *, special: bool = False) -> list[int]:
            return list(reversed(llama.tokenize(text, special=special)))

        def piece(self, token: int) -> bytes:
            looked.append(token)
            return llama.piece(token)

    other: making.Source = Other()  # type: ignore[assignment]  # the rest comes from llama
    assert making.make(tmp_path, MODEL, SHAPE, other, nothing, never) is False
    seen = len(looked)
    assert making.make(tmp_path, MODEL, SHAPE, other, nothing, never) is False
    assert len(looked) == seen
    assert Index.open(tmp_path, MODEL) is None


def test_a_small_vocabulary_gets_none(llama: Llama, tmp_path: Path) -> None:
    assert making.make(tmp_path, MODEL, SHAPE, llama, nothing, never) is False


def test_a_folder_that_cannot_be_written_is_no_misfortune(
    llama: Llama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WORTH", 0)
    (tmp_path / "file").write_text("in the way")
    assert making.make(tmp_path / "file", MODEL, SHAPE, llama, nothing, never) is False


GREETING = message("user", "hello, who are you?", "a")
CYRILLIC = message("user", "Привет! Как дела?", "b")


def test_a_process_with_an_index_writes_what_one_without_it_writes(start: Start, folder: Path) -> None:
    plain, quick = start(MODEL), start(MODEL, vocabularies=folder)
    for question in (GREETING, CYRILLIC):
        assert run(quick, request([question])).text == run(plain, request([question])).text
    constrained = request([GREETING], grammar='root ::= "yes" | "no"')
    assert run(quick, constrained).text == run(plain, constrained).text


def test_what_was_expected_is_there_when_it_is_asked_for(tmp_path: Path) -> None:
    from edge.engine.spawn import ahead

    options = Options(n_ctx=512, threads=1)
    ahead({**options.to_wire(), "path": str(MODEL)})
    process = EngineProcess(MODEL, options)
    try:
        assert process.wait_ready(Cancel()) is not None
        assert run(process, request([GREETING])).text
    finally:
        process.close()


@pytest.mark.parametrize("expected", ["other options", "another file", "no file"])
def test_a_wrong_expectation_costs_time_and_nothing_else(tmp_path: Path, tiny: Path, expected: str) -> None:
    from edge.engine.spawn import ahead

    options = Options(n_ctx=512, threads=1)
    wrong = {
        "other options": {**dataclasses.replace(options, n_ctx=256).to_wire(), "path": str(MODEL)},
        "another file": {**options.to_wire(), "path": str(tiny)},
        "no file": {**options.to_wire(), "path": str(tmp_path / "gone.gguf")},
    }[expected]
    ahead(wrong)
    process = EngineProcess(MODEL, options)
    try:
        ready = process.wait_ready(Cancel())
        assert ready is not None
        assert ready.n_ctx == 512
        assert run(process, request([GREETING])).text
    finally:
        process.close()


def test_what_was_loaded_last_is_remembered_by_name_by_path_and_as_auto(tmp_path: Path) -> None:
    from edge.engine.expected import recall, remember

    assert recall(tmp_path, "auto") is None
    remember(tmp_path, "qwen", {"path": "/models/qwen.gguf", "n_ctx": 4096})
    remember(tmp_path, "other", {"path": "/models/other.gguf"})
    assert recall(tmp_path, "qwen") == {"path": "/models/qwen.gguf", "n_ctx": 4096}
    assert recall(tmp_path, "/models/qwen.gguf") == recall(tmp_path, "qwen")
    assert recall(tmp_path, "auto") == {"path": "/models/other.gguf"}
    assert recall(tmp_path, "a third") is None


@pytest.mark.parametrize("content", ["", "{", "[]", "[1]", '[{"name": 1}]', json.dumps([{"name": "x", "frame": []}])])
def test_a_note_of_another_form_is_no_note(tmp_path: Path, content: str) -> None:
    from edge.engine.expected import recall, remember

    (tmp_path / "expected.json").write_text(content)
    assert recall(tmp_path, "auto") is None
    remember(tmp_path, "x", {"path": "/x.gguf"})
    assert recall(tmp_path, "x") == {"path": "/x.gguf"}
