"""Rows to tensors: padding, the mask that keeps branches apart, and the places where something is to be learnt."""

import random
from dataclasses import dataclass

import torch

from builtin.linear import Linear
from builtin.samples import PREFIX_BRANCH, SHAPES, Lesson, Row, Sampler

PADDING = -1


@dataclass(frozen=True)
class Batch:
    """What one step of training takes; shapes as in `Transformer.forward`."""

    ids: torch.Tensor
    positions: torch.Tensor
    mask: torch.Tensor
    at: torch.Tensor
    targets: torch.Tensor
    weights: torch.Tensor
    taught: torch.Tensor
    """Indices into `at` where the teacher has a say, of shape (lessons,)."""
    shares: torch.Tensor
    """How much it has, (lessons,)."""
    thoughts: torch.Tensor
    """What it thinks: probabilities, (lessons, teacher's labels)."""

    def to(self, device: str) -> "Batch":
        """The same on another device."""
        return Batch(**{name: value.to(device) for name, value in vars(self).items()})


def collate(rows: list[Row], teacher: Linear | None = None) -> Batch:
    """Pad `rows` to the longest; ask `teacher` about their lessons."""
    length = max(len(row.ids) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    positions = torch.zeros(len(rows), length, dtype=torch.long)
    branches = torch.full((len(rows), length), PADDING)
    at: list[int] = []
    targets, weights = [], []
    taught: list[int] = []
    lessons: list[Lesson] = []
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        positions[number, : len(row.ids)] = torch.tensor(row.positions)
        branches[number, : len(row.ids)] = torch.tensor(row.branches)
        for place, token, weight in row.targets:
            if teacher and place in row.lessons:
                taught.append(len(at))
                lessons.append(row.lessons[place])
            at.append(number * length + place)
            targets.append(token)
            weights.append(weight)
    before = torch.ones(length, length, dtype=torch.bool).tril()
    seen = before & ((branches[:, :, None] == branches[:, None, :]) | (branches[:, None, :] == PREFIX_BRANCH))
    mask = torch.zeros(len(rows), length, length).masked_fill_(~seen, float("-inf"))
    thoughts = teacher.think([lesson.text for lesson in lessons]) if teacher and lessons else torch.zeros(0, 0)
    return Batch(
        ids,
        positions,
        mask,
        torch.tensor(at),
        torch.tensor(targets),
        torch.tensor(weights),
        torch.tensor(taught, dtype=torch.long),
        torch.tensor([lesson.share for lesson in lessons]),
        thoughts,
    )


class Batches:
    """Batches of about 2,000 tokens for ever, repeatably from the seed."""

    def __init__(self, sampler: Sampler, seed: int, teacher: Linear | None = None) -> None:
        self._teacher = teacher
        self._sampler = sampler
        self._chance = random.Random(seed)

    def draw(self) -> Batch:
        """The next one."""
        (shape,) = self._chance.choices(SHAPES, [shape.share for shape in SHAPES])
        return collate([self._sampler.row(shape) for _ in range(shape.rows)], self._teacher)
