"""Making confidences honest: of the messages that get 0.8, eight of ten should be right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reader.export import Calibration
from reader.training import IGNORED, Encoded

Floats = npt.NDArray[np.float32]

_TEMPERATURES = np.geomspace(0.3, 4.0, 60)


def calibrate(logits: dict[str, Floats], data: Encoded) -> Calibration:
    """The temperatures (Guo et al. 2017) and, for the cloud, scale and shift (Platt 1999) of least log loss."""
    scale, shift = _platt(logits["p_cloud"][:, 0], data.targets["p_cloud"])
    return Calibration(
        task=_temperature(logits["task"], data.targets["task"]),
        intent=_temperature(logits["intent"], data.targets["intent"]),
        cloud_scale=scale,
        cloud_shift=shift,
    )


SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)


def thresholds(logits: dict[str, Floats], data: Encoded, calibration: Calibration) -> dict[str, float]:
    """The p_cloud that only this share of the held-out device messages reaches, by share."""
    device = data.targets["p_cloud"] == 0
    shares = 1 / (1 + np.exp(-(calibration.cloud_scale * logits["p_cloud"][device, 0] + calibration.cloud_shift)))
    return {str(share): round(float(np.quantile(shares, 1 - share)), 4) for share in SHARES}


def _temperature(logits: Floats, target: npt.NDArray[np.int64]) -> float:
    known = target != IGNORED
    rows = logits[known].astype(np.float64)

    def loss(temperature: float) -> float:
        scaled = rows / temperature
        top = scaled.max(axis=1)
        whole = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float(np.mean(whole - scaled[np.arange(len(rows)), target[known]]))

    return float(min(_TEMPERATURES, key=loss))


def _platt(logits: Floats, target: npt.NDArray[np.int64]) -> tuple[float, float]:
    known = target != IGNORED
    x, y = logits[known].astype(np.float64), target[known].astype(np.float64)
    # Languages and classes count alike, whatever their numbers among the held-out messages.
    weight = np.where(y == 1, 0.5 / max(1.0, y.sum()), 0.5 / max(1.0, (1 - y).sum()))
    scale, shift = 1.0, 0.0
    for _ in range(200):  # Newton's method on two numbers
        p = 1 / (1 + np.exp(-(scale * x + shift)))
        gradient = np.array([np.sum(weight * (p - y) * x), np.sum(weight * (p - y))])
        gradient += 1e-4 * np.array([scale - 1, shift])  # a little towards leaving it as it is
        curve = weight * p * (1 - p)
        matrix = np.array([[np.sum(curve * x * x), np.sum(curve * x)], [np.sum(curve * x), np.sum(curve)]])
        step = np.linalg.solve(matrix + np.eye(2) * 1e-4, gradient)
        scale, shift = scale - 0.5 * step[0], shift - 0.5 * step[1]
    return float(scale), float(shift)
