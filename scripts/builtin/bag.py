"""A warm start: before it is trained as a whole, the transformer is made to be a bag of tokens that knows the classes.

A bag of tokens (as in fastText, Joulin et al., 2016) reads the class from the mean of the tokens' vectors. A step of it
costs a fiftieth of the transformer's, so that a minute shows it more messages than half an hour of the rest. What it
learns is then laid into the transformer as the value and output matrices of the first attention, whose query and key
biases make it look at the latest tokens, near ones more than far ones; the later blocks begin by adding almost nothing.
What remains for the training is order, context and the sentences.
"""

import math
from collections.abc import Callable

import torch
from torch.nn import functional

from builtin.model import Transformer
from builtin.samples import Sampler

BATCH = 128
RATE = 5e-3
KERNEL = ((5, 4.0), (6, 2.0), (8, 4.0))
"""(rope frequency, weight): the score d places back is the sum of weight × cos(d × its angle)."""
QUIET = 0.1
"""What the first outputs of the later blocks are scaled by."""


def warm_start(model: Transformer, sampler: Sampler, steps: int, say: Callable[[str], None]) -> None:
    """Train the bag for `steps` batches of single messages and lay it into `model`, in place."""
    config = model.config
    device = model.embedding.weight.device
    width = config.kv_heads * (config.hidden // config.heads)
    embedding = model.embedding.weight.detach().clone().requires_grad_()
    value = (torch.randn(width, config.hidden) / math.sqrt(config.hidden)).to(device).requires_grad_()
    output = (torch.randn(config.hidden, width) / math.sqrt(width) * 0.3).to(device).requires_grad_()
    optimizer = torch.optim.AdamW([embedding, value, output], lr=RATE, weight_decay=0.01, fused=True)
    distance = torch.arange(config.context - 1, -1, -1, device=device).float()
    head = config.hidden // config.heads
    slow = config.rope_base ** (-2 / head)
    kernel = sum((weight * torch.cos(distance * slow**at) for at, weight in KERNEL), torch.zeros_like(distance)).exp()
    losses = []
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 50) * (1 - step / steps)
        drawn = [sampler.example() for _ in range(BATCH)]
        flat = torch.tensor([token for ids, _ in drawn for token in ids], device=device)
        sizes = torch.tensor([0] + [len(ids) for ids, _ in drawn[:-1]], device=device)
        targets = torch.tensor([target for _, target in drawn], device=device)
        looks = torch.cat([kernel[-len(ids) :] / kernel[-len(ids) :].sum() for ids, _ in drawn])
        mean = functional.embedding_bag(
            flat, _norm(embedding, config.eps), sizes.cumsum(0), mode="sum", per_sample_weights=looks
        )
        last = embedding[drawn[0][0][-1]]
        read = last + functional.dropout(mean, 0.3) @ value.T @ output.T
        loss = functional.cross_entropy(_norm(read, config.eps) @ embedding.T, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if (step + 1) % 500 == 0:
            say(f"bag of tokens: step {step + 1} · loss {sum(losses[-500:]) / 500:.3f}")
    _lay_into(model, embedding.detach(), value.detach(), output.detach())


def _norm(x: torch.Tensor, eps: float) -> torch.Tensor:
    scaled: torch.Tensor = x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps)
    return scaled


@torch.no_grad()  # type: ignore[misc, untyped-decorator, unused-ignore]
def _lay_into(model: Transformer, embedding: torch.Tensor, value: torch.Tensor, output: torch.Tensor) -> None:
    config = model.config
    head = config.hidden // config.heads
    group = config.heads // config.kv_heads
    keys = config.hidden + config.kv_heads * head
    model.embedding.weight.copy_(embedding)
    for number, block in enumerate(model.blocks):
        block.down.weight.mul_(QUIET)
        if number:
            block.out.weight.mul_(QUIET)
            continue
        block.qkv.weight[:keys].mul_(QUIET)
        block.qkv.weight[keys:].copy_(value)
        bias = torch.zeros(head, device=embedding.device)
        for frequency, weight in KERNEL:
            bias[frequency] = math.sqrt(weight * math.sqrt(head))
        block.qkv.bias[:keys].copy_(bias.repeat(config.heads + config.kv_heads))
        parts = [output[:, at // group * head : (at // group + 1) * head] / group for at in range(config.heads)]
        block.out.weight.copy_(torch.cat(parts, 1))
