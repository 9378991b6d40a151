"""Training: one pass over all heads at once, on the CPU, repeatable from its seed."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from edge.reader.features import known_rows
from edge.reader.labels import INTENTS, LANGUAGES, NO_INTENT, TASKS
from reader.corpus import AUXILIARY
from reader.corpus_sample import Sample
from reader.network import Network, Shape

Ints = npt.NDArray[np.int64]
IGNORED = -100

_LOSSES = {"language": 0.2, "task": 1.0, "p_cloud": 1.5, "intent": 1.0}
_AUXILIARY_LOSS = 0.2
_NONE_WEIGHT = 0.35


@dataclass(frozen=True)
class Settings:
    """How to train."""

    seed: int = 1
    epochs: int = 7
    batch: int = 1024
    rate: float = 8e-3
    decay: float = 0.02
    """Weight decay."""
    dropped: float = 0.5
    """At most this share of a message's n-grams is left out, another share for each message and epoch."""
    shape: Shape = field(default_factory=Shape)


@dataclass(frozen=True)
class Encoded:
    """Samples as arrays: all n-grams in a row, and where each message's begin."""

    ids: Ints
    offsets: Ints
    targets: dict[str, Ints]
    weights: npt.NDArray[np.float32]
    names: dict[str, list[str]]
    """The labels of each auxiliary head."""
    known: npt.NDArray[np.uint32]
    """The n-grams that have a row."""

    def __len__(self) -> int:
        return len(self.weights)


def encode(samples: Sequence[Sample], known: npt.NDArray[np.uint32]) -> Encoded:
    """Look up the n-grams of every message and turn labels into numbers."""
    lists = [known_rows(one.text, known) for one in samples]
    names = {
        name: sorted({one.own[name] for one in samples if name in one.own})
        for name in AUXILIARY
        if any(name in one.own for one in samples)
    }
    at = {name: {label: place for place, label in enumerate(labels)} for name, labels in names.items()}
    targets = {
        "language": [LANGUAGES.index(one.lang) for one in samples],
        "task": [IGNORED if one.task is None else TASKS.index(one.task) for one in samples],
        "intent": [IGNORED if one.intent is None else INTENTS.index(one.intent) for one in samples],
        "p_cloud": [IGNORED if one.cloud is None else int(one.cloud) for one in samples],
    } | {name: [at[name].get(one.own.get(name, ""), IGNORED) for one in samples] for name in names}
    return Encoded(
        np.concatenate(lists).astype(np.int64),
        np.concatenate([[0], np.cumsum([len(ids) for ids in lists])]).astype(np.int64),
        {name: np.array(values, dtype=np.int64) for name, values in targets.items()},
        balanced(samples),
        names,
        known,
    )


def balanced(samples: Sequence[Sample]) -> npt.NDArray[np.float32]:
    """Weights under which messages of about the same length are cloud and device equally often.

    In the public sets what needs the cloud is far longer; without this a model learns length and nothing else.
    """
    bins = [(one.lang, min(11, int(2 * math.log2(1 + len(one.text)))), one.cloud) for one in samples]
    mass: Counter[tuple[str, int, bool | None]] = Counter()
    for one, key in zip(samples, bins, strict=True):
        mass[key] += one.weight  # type: ignore[assignment]  # a Counter adds floats as well
    weights = []
    for one, (lang, length, cloud) in zip(samples, bins, strict=True):
        factor = 1.0
        if cloud is not None:
            here, there = mass[lang, length, cloud], mass[lang, length, not cloud]
            factor = min(4.0, max(0.25, (here + there) / (2 * here)))
        weights.append(one.weight * factor)
    return np.array(weights, dtype=np.float32)


def train(data: Encoded, settings: Settings, say: Callable[[str], None]) -> Network:
    """The trained network, in evaluation mode."""
    torch.manual_seed(settings.seed)
    random.seed(settings.seed)
    chance = np.random.default_rng(settings.seed)
    network = Network(len(data.known), settings.shape, {name: len(labels) for name, labels in data.names.items()})
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=settings.rate, weight_decay=settings.decay, betas=(0.9, 0.98), fused=True
    )
    # A message of weight 0.3 is seen in three of ten epochs: which costs less than less force each time.
    seen = np.minimum(1.0, data.weights)
    steps = int(settings.epochs * seen.sum() / settings.batch) + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 100) * max(0.01, 1 - step / steps)
    )
    network.train()
    for epoch in range(settings.epochs):
        order = chance.permutation(np.flatnonzero(chance.random(len(data)) < seen))
        total: Counter[str] = Counter()
        batches = len(order) // settings.batch
        for number in range(batches):
            rows = order[number * settings.batch : (number + 1) * settings.batch]
            ids, offsets = gathered(data, rows, chance, settings.dropped)
            logits = network(ids, offsets)
            loss = torch.zeros(())
            for name, values in logits.items():
                part = _loss(name, values, data, rows)
                total[name] += float(part.detach())  # type: ignore[assignment]  # as above
                loss = loss + _LOSSES.get(name, _AUXILIARY_LOSS) * part
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
        say(f"epoch {epoch + 1}: " + ", ".join(f"{name} {value / batches:.3f}" for name, value in total.items()))
    network.eval()
    return network


def _loss(name: str, logits: torch.Tensor, data: Encoded, rows: Ints) -> torch.Tensor:
    target = torch.from_numpy(data.targets[name][rows])
    weight = torch.from_numpy(np.maximum(data.weights[rows], 1.0)) * (target != IGNORED)
    if name == "intent":  # most messages have none, and a missed command costs more than one too many
        weight = weight * torch.where(target == INTENTS.index(NO_INTENT), _NONE_WEIGHT, 1.0)
    if name == "p_cloud":
        soft = target.clamp(min=0).to(torch.float32) * 0.96 + 0.02
        each = functional.binary_cross_entropy_with_logits(logits[:, 0], soft, reduction="none")
    else:
        each = functional.cross_entropy(logits, target, reduction="none", ignore_index=IGNORED, label_smoothing=0.03)
    return (each * weight).sum() / weight.sum().clamp(min=1.0)


def gathered(
    data: Encoded, rows: Ints, chance: np.random.Generator | None = None, dropped: float = 0.0
) -> tuple[torch.Tensor, torch.Tensor]:
    """The n-grams of these messages in a row with their offsets, some of them left out if `chance` is given."""
    starts, stops = data.offsets[rows], data.offsets[rows + 1]
    lengths = stops - starts
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
    ids = data.ids[places]
    if chance is not None:
        share = np.repeat(chance.uniform(0, dropped, len(rows)), lengths)
        kept = chance.random(len(ids)) >= share
        ids = ids[kept]
        lengths = np.add.reduceat(kept, ends - lengths)
        ends = np.cumsum(lengths)
    return torch.from_numpy(ids), torch.from_numpy(np.concatenate([[0], ends]))


@torch.no_grad()  # type: ignore[untyped-decorator]  # torch is not installed where the types are checked
def outputs(network: Network, data: Encoded, batch: int = 1024) -> dict[str, npt.NDArray[np.float32]]:
    """Logits by head for all of `data`."""
    found: dict[str, list[npt.NDArray[np.float32]]] = {}
    for start in range(0, len(data), batch):
        ids, offsets = gathered(data, np.arange(start, min(start + batch, len(data))))
        for name, values in network(ids, offsets).items():
            found.setdefault(name, []).append(values.numpy())
    return {name: np.concatenate(values) for name, values in found.items()}
