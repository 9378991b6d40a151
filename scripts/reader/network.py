"""The network, as it is trained: a vector for each n-gram that it knows, their sum, one hidden layer, linear heads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from edge.reader.labels import INTENTS, LANGUAGES, TASKS

OUTPUTS = {"language": len(LANGUAGES), "task": len(TASKS), "intent": len(INTENTS), "p_cloud": 1}


@dataclass(frozen=True)
class Shape:
    """The widths."""

    columns: int = 44
    """Of the table; 60,000 rows of 44 columns of int8 and the hashes of their n-grams are 2.9 MB."""
    hidden: int = 64
    """Also the length of the vector that is compared with a user's sentences."""


class SummedRows(torch.autograd.Function):  # type: ignore[misc]  # torch is not installed where the types are checked
    """The sums of a table's rows, as `embedding_bag` has them, with a gradient that takes an eighth of its time.

    On the CPU torch adds the gradient row by row; here the n-grams are sorted, and each row of the table sums those of
    its messages, which is an `embedding_bag` again.
    """

    @staticmethod
    def forward(ctx: Any, table: torch.Tensor, ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """One row for each message."""
        ctx.save_for_backward(ids, offsets)
        ctx.rows = len(table)
        return functional.embedding_bag(ids, table, offsets, mode="sum", include_last_offset=True)

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        """The gradient of the table."""
        ids, offsets = ctx.saved_tensors
        message = torch.repeat_interleave(torch.arange(len(offsets) - 1), offsets[1:] - offsets[:-1])
        order = torch.argsort(ids, stable=True)
        begins = torch.zeros(ctx.rows + 1, dtype=torch.int64)
        torch.cumsum(torch.bincount(ids, minlength=ctx.rows), 0, out=begins[1:])
        summed = functional.embedding_bag(
            message[order], gradient.contiguous(), begins, mode="sum", include_last_offset=True
        )
        return summed, None, None


class Network(nn.Module):  # type: ignore[misc]  # torch is not installed where the types are checked
    """Sum of the n-grams' vectors over the root of their number, so that length alone says little."""

    def __init__(self, rows: int, shape: Shape, auxiliary: dict[str, int]) -> None:
        super().__init__()
        self.table = nn.Embedding(rows, shape.columns)
        nn.init.normal_(self.table.weight, std=0.1)
        self.hidden = nn.Linear(shape.columns, shape.hidden)
        self.heads = nn.ModuleDict(
            {name: nn.Linear(shape.hidden, size) for name, size in (OUTPUTS | auxiliary).items()}
        )
        self.dropout = nn.Dropout(0.2)

    def pooled(self, ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """What the table gives for each message."""
        counts = (offsets[1:] - offsets[:-1]).clamp(min=1).to(torch.float32)
        summed: torch.Tensor = SummedRows.apply(self.table.weight, ids, offsets)
        return summed / counts.sqrt()[:, None]

    def forward(self, ids: torch.Tensor, offsets: torch.Tensor) -> dict[str, torch.Tensor]:
        """Logits by head."""
        hidden = torch.tanh(self.hidden(self.pooled(ids, offsets)))
        hidden = self.dropout(hidden)
        return {name: head(hidden) for name, head in self.heads.items()}
