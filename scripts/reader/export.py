"""Writing the network as an ONNX file: the table in int8, everything between n-grams and outputs in the graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from edge.reader.features import VERSION
from edge.reader.labels import INTENTS, LANGUAGES, TASKS
from reader.network import OUTPUTS, Network

Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Calibration:
    """What is done to logits before they become probabilities: divided by a temperature, then moved."""

    task: float = 1.0
    """Temperatures."""
    intent: float = 1.0
    language: float = 1.0
    cloud_scale: float = 1.0
    cloud_shift: float = 0.0


def export(
    network: Network, path: Path, calibration: Calibration, center: Floats, known: Hashes, about: Mapping[str, str]
) -> int:
    """Write the file and return its size in bytes.

    `center` is the mean of the hidden layer over ordinary messages, `known` the n-gram of each row of the table. The
    file appears in one piece, so that a program that starts meanwhile reads the old or the new one.
    """
    table, scale = quantized(network.table.weight.detach().numpy())
    weights = {
        "table": table,
        "hidden_weight": (network.hidden.weight.detach().numpy() * scale).T.astype(np.float32),
        "hidden_bias": network.hidden.bias.detach().numpy(),
        "center": center,
        "known": known,
        "least": np.array(1e-6, dtype=np.float32),
        "first": np.array([0], dtype=np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["rows_int8"]),
        helper.make_node("Cast", ["rows_int8"], ["rows"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["rows", "first"], ["sum"], keepdims=1),
        helper.make_node("Shape", ["ids"], ["count_int"]),
        helper.make_node("Cast", ["count_int"], ["count"], to=TensorProto.FLOAT),
        helper.make_node("Sqrt", ["count"], ["root"]),
        helper.make_node("Div", ["sum", "root"], ["pooled"]),
        helper.make_node("Gemm", ["pooled", "hidden_weight", "hidden_bias"], ["hidden_in"]),
        helper.make_node("Tanh", ["hidden_in"], ["hidden"]),
        helper.make_node("Sub", ["hidden", "center"], ["centered"]),
        helper.make_node("ReduceL2", ["centered"], ["length_in"], axes=[1], keepdims=1),
        helper.make_node("Max", ["length_in", "least"], ["length"]),
        helper.make_node("Div", ["centered", "length"], ["vector_row"]),
        helper.make_node("Squeeze", ["vector_row", "first"], ["vector"]),
    ]
    for name in OUTPUTS:
        head = network.heads[name]
        divided, moved = _calibrated(name, calibration)
        weights[f"{name}_weight"] = (head.weight.detach().numpy().T * divided).astype(np.float32)
        weights[f"{name}_bias"] = (head.bias.detach().numpy() * divided + moved).astype(np.float32)
        nodes += [
            helper.make_node("Gemm", ["hidden", f"{name}_weight", f"{name}_bias"], [f"{name}_logits"]),
            helper.make_node("Sigmoid", [f"{name}_logits"], [f"{name}_row"])
            if name == "p_cloud"
            else helper.make_node("Softmax", [f"{name}_logits"], [f"{name}_row"], axis=1),
            helper.make_node("Squeeze", [f"{name}_row", "first"], [name]),
        ]
    sizes = OUTPUTS | {"vector": len(center)}
    graph = helper.make_graph(
        nodes,
        "reader",
        [helper.make_tensor_value_info("ids", TensorProto.INT32, ["n"])],
        [
            *(helper.make_tensor_value_info(name, TensorProto.FLOAT, [size]) for name, size in sizes.items()),
            helper.make_tensor_value_info("known", TensorProto.UINT32, [len(known)]),
        ],
        [numpy_helper.from_array(np.ascontiguousarray(values), name) for name, values in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    model.producer_name = "edge-assistant"
    metadata = {
        "edge.reader.features": str(VERSION),
        "edge.reader.languages": json.dumps(LANGUAGES),
        "edge.reader.tasks": json.dumps(TASKS),
        "edge.reader.intents": json.dumps(INTENTS),
    }
    helper.set_model_props(model, metadata | dict(about))
    onnx.checker.check_model(model)
    data = model.SerializeToString(deterministic=True)
    whole = path.with_suffix(".part")
    whole.write_bytes(data)
    whole.replace(path)
    return len(data)


def quantized(table: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """The table in int8, one scale a column. The few largest values are cut, so that the small keep their digits."""
    largest = np.maximum(np.quantile(np.abs(table), 0.9999, axis=0), 1e-6)
    scale = (largest / 127).astype(np.float32)
    return np.clip(np.rint(table / scale), -127, 127).astype(np.int8), scale


def _calibrated(name: str, calibration: Calibration) -> tuple[float, float]:
    if name == "p_cloud":
        return calibration.cloud_scale, calibration.cloud_shift
    return 1 / {"task": calibration.task, "intent": calibration.intent, "language": calibration.language}[name], 0.0
