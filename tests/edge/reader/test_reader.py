"""The reader as the rest of the program uses it."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.errors import ModelFileError
from edge.reader import INTENTS, LANGUAGES, TASKS, Reader
from edge.reader.model import session_options

SHIPPED = Path(__file__).parents[3] / "edge" / "data" / "reader.onnx"

ANY_TEXT = st.text(st.characters(), max_size=3000)  # lone surrogates too


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_any_text_is_read_into_legal_labels_and_shares(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.language in LANGUAGES
    assert reading.task in TASKS
    assert tuple(reading.tasks) == TASKS
    assert sum(reading.tasks.values()) == pytest.approx(1, abs=1e-4)
    assert reading.tasks[reading.task] == max(reading.tasks.values())
    assert 0 <= reading.p_cloud <= 1
    assert len(reading.intents) == 3
    assert {guess.intent for guess in reading.intents} <= set(INTENTS)
    confidences = [guess.confidence for guess in reading.intents]
    assert confidences == sorted(confidences, reverse=True)
    assert reading.intent == reading.intents[0].intent
    assert reading.vector.shape == (64,)
    assert np.linalg.norm(reading.vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "🙂", "́" * 3000, "ﷺ" * 3000, "a" * 200_000])
def test_odd_texts_are_read(reader: Reader, text: str) -> None:
    assert 0 <= reader.read(text).p_cloud <= 1


def test_the_same_text_is_read_the_same_each_time(reader: Reader) -> None:
    first, second = reader.read("why is the sky blue"), reader.read("why is the sky blue")
    assert first == second
    assert np.array_equal(first.vector, second.vector)


def test_vectors_of_alike_sentences_are_nearer_than_those_of_others(reader: Reader) -> None:
    def vector(text: str) -> np.ndarray:
        return reader.read(text).vector

    timer = vector("set a timer for ten minutes")
    assert timer @ vector("start a 5 minute timer please") > timer @ vector("who wrote Hamlet")
    shopping = vector("把牛奶加到购物清单")
    assert shopping @ vector("购物清单里加上鸡蛋") > shopping @ vector("明天会下雨吗")


def test_escalating_less_needs_a_higher_threshold(reader: Reader) -> None:
    values = [reader.threshold(share) for share in (0, 0.01, 0.03, 0.05, 0.1, 0.25, 0.9)]
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 for value in values)


def test_a_session_runs_on_one_thread_and_keeps_no_arena() -> None:
    options = session_options()
    assert options.intra_op_num_threads == 1
    assert options.inter_op_num_threads == 1
    assert options.execution_mode == onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    assert not options.enable_cpu_mem_arena
    assert not options.enable_mem_pattern


def test_the_file_that_ships_is_at_most_three_megabytes() -> None:
    assert SHIPPED.stat().st_size <= 3_000_000


def test_language_alone_needs_neither_numpy_nor_onnxruntime() -> None:
    code = (
        "import sys; from edge.reader import language_of, Reader; assert language_of('你好') == 'zh';"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'onnxruntime')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"nothing\.onnx cannot be read: No such file or directory\. Install"):
        Reader.load(tmp_path / "nothing.onnx")


@pytest.mark.parametrize("kept", [0, 10, 1000, 1_000_000])
def test_a_damaged_file_is_one_clear_error(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "reader.onnx"
    path.write_bytes(SHIPPED.read_bytes()[:kept])
    with pytest.raises(ModelFileError, match=r"is damaged or no ONNX model \(\w+\)\. Install"):
        Reader.load(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            b"edge.reader.features\x12\x012",
            b"edge.reader.features\x12\x019",
            "its features are version 9, and here they are 2",
        ),
        (b"edge.reader.features", b"edge.reader.feetures", "its features are version unknown"),
        (b'"timer.start"', b'"timer.begin"', "it tells other intents apart"),
        (b'"chitchat"', b'"chitchet"', "it tells other tasks apart"),
        (b"edge.reader.languages", b"edge.reader.langueges", "it tells other languages apart"),
        (b"edge.reader.thresholds", b"edge.reader.threshelds", "it names no thresholds"),
    ],
)
def test_a_file_for_other_features_or_labels_is_refused(tmp_path: Path, old: bytes, new: bytes, said: str) -> None:
    path = tmp_path / "reader.onnx"
    shutil.copy(SHIPPED, path)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    with pytest.raises(ModelFileError, match=f"was made for another version: {said}"):
        Reader.load(path)
