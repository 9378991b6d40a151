"""The reader: one small ONNX model, run once for each message, on one thread.

numpy and onnxruntime take 160 ms to import, so both are imported when the model is loaded and not before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from edge.errors import ModelFileError
from edge.reader.labels import INTENTS, LANGUAGES, TASKS
from edge.reader.language import language_of
from edge.reader.reading import Guess, Reading
from edge.reader.telemetry import without_telemetry

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import onnxruntime

__all__ = ["Reader", "session_options"]

_OUTPUTS = ("language", "task", "intent", "p_cloud", "vector")
_KNOWN = "known"
_INTENTS_GIVEN = 3

_SHIPPED = Path(__file__).parent.parent / "data" / "reader.onnx"

_SURELY_JAPANESE = 0.9
"""Han without kana is Chinese unless the model is this sure: "東京駅時刻表" is Japanese, most such messages are not."""


class Reader:
    """Reads messages. One instance serves any number of threads; a reading takes some 0.3 ms for 200 characters."""

    def __init__(self, session: onnxruntime.InferenceSession, rows: Callable[[str], npt.NDArray[np.int32]]) -> None:
        self._session = session
        self._rows = rows
        self._thresholds = _thresholds(session)

    @classmethod
    def load(cls, path: Path | None = None) -> Reader:
        """The reader of this file, or the one that ships.

        Raises ModelFileError if it is missing, is no such model, or was made for other features or labels.
        """
        without_telemetry()
        import numpy as np
        import onnxruntime

        from edge.reader import features

        where = path or _SHIPPED
        try:
            with where.open("rb"):  # for the system's own words on what is wrong
                pass
            # By its path: given as bytes, the file would be held in memory twice while it loads.
            session = onnxruntime.InferenceSession(str(where), session_options(), providers=["CPUExecutionProvider"])
        except OSError as error:
            raise ModelFileError(f"The reader's model {where} cannot be read: {error.strerror}. {_REMEDY}") from None
        except Exception as error:  # noqa: BLE001  # onnxruntime's own errors have no common base
            raise ModelFileError(
                f"The reader's model {where} is damaged or no ONNX model ({type(error).__name__}). {_REMEDY}"
            ) from None
        wrong = _mismatch(session, features.VERSION)
        if wrong:
            raise ModelFileError(f"The reader's model {where} was made for another version: {wrong}. {_REMEDY}")
        (known,) = session.run([_KNOWN], {"ids": np.zeros(1, dtype=np.int32)})
        return cls(session, partial(features.known_rows, known=known))

    def read(self, text: str) -> Reading:
        """What is known of `text`: any string, also an empty one; only its beginning and its end are looked at."""
        languages, tasks, intents, p_cloud, vector = self._session.run(_OUTPUTS, {"ids": self._rows(text)})
        likeliest = sorted(range(len(INTENTS)), key=intents.tolist().__getitem__, reverse=True)[:_INTENTS_GIVEN]
        return Reading(
            language=_language(text, languages),
            task=TASKS[int(tasks.argmax())],
            tasks=MappingProxyType(dict(zip(TASKS, tasks.tolist(), strict=True))),
            intents=tuple(Guess(INTENTS[at], float(intents[at])) for at in likeliest),
            p_cloud=float(p_cloud[0]),
            vector=vector,
        )

    def threshold(self, wasted: float) -> float:
        """The `p_cloud` from which to escalate, so that at most the share `wasted` of what the device can do goes up.

        Measured on held-out messages, for shares from 0.01 to 0.3; between those it is interpolated, beyond them the
        nearest is taken.
        """
        shares = sorted(self._thresholds)
        wasted = min(max(wasted, shares[0]), shares[-1])
        above = next(at for at, share in enumerate(shares) if share >= wasted)
        right = shares[above]
        left = shares[max(0, above - 1)]
        part = (wasted - left) / (right - left) if right > left else 1.0
        return self._thresholds[left] * (1 - part) + self._thresholds[right] * part


_REMEDY = "Install the program again, or make the file with scripts/train_reader.py."


def session_options() -> onnxruntime.SessionOptions:
    """One thread and no arena: the model is too small for two, and an arena would keep what the longest message took.

    Measured, and onnxruntime#11627.
    """
    without_telemetry()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 4  # what goes wrong is raised; nothing is printed over the screen
    return options


def _mismatch(session: onnxruntime.InferenceSession, version: int) -> str | None:
    """What of the model does not fit this program, in words; None if all does."""
    said: Mapping[str, str] = session.get_modelmeta().custom_metadata_map
    if said.get("edge.reader.features") != str(version):
        return f"its features are version {said.get('edge.reader.features', 'unknown')}, and here they are {version}"
    expected: dict[str, Sequence[str]] = {"languages": LANGUAGES, "tasks": TASKS, "intents": INTENTS}
    for name, labels in expected.items():
        if _labels(said.get(f"edge.reader.{name}", "")) != list(labels):
            return f"it tells other {name} apart"
    if not {*_OUTPUTS, _KNOWN} <= {output.name for output in session.get_outputs()}:
        return "its outputs have other names"
    if not _thresholds(session):
        return "it names no thresholds"
    return None


def _thresholds(session: onnxruntime.InferenceSession) -> dict[float, float]:
    """The `p_cloud` by the share of device messages that get at least that."""
    said = _labels(session.get_modelmeta().custom_metadata_map.get("edge.reader.thresholds", ""))
    if not isinstance(said, dict):
        return {}
    return {float(share): float(value) for share, value in said.items()}


def _labels(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


def _language(text: str, shares: npt.NDArray[np.float32]) -> str:
    """By script, which is never wrong about kana; the model is asked only where script cannot tell."""
    language = language_of(text)
    if language == "zh" and shares[LANGUAGES.index("ja")] >= _SURELY_JAPANESE:
        return "ja"
    return language
