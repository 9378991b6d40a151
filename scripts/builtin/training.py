"""The training loop: AdamW, warm-up and cosine to zero, loss on replies only, the class token weighted."""

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from builtin import synth
from builtin.bag import warm_start
from builtin.batches import Batches, collate
from builtin.gate import Reading
from builtin.linear import fit
from builtin.markup import IM_END, IM_START, class_token
from builtin.model import Config, Transformer
from builtin.patterns import LANGUAGES, RESULT, UNSURE, Message, Replies
from builtin.resume import resume
from builtin.samples import PREFIX_BRANCH, Mix, Row, Sampler
from builtin.tokenizer import Encoder, train_tokenizer

REPORT_EVERY = 100


@dataclass(frozen=True)
class Settings:
    """One run of training. With `steps` it is repeatable; `minutes` depends on the machine."""

    steps: int = 0
    minutes: float = 0.0
    seed: int = 1
    device: str = "cpu"
    rate: float = 1.5e-3
    weight_decay: float = 0.1
    warmup: float = 0.04
    vocab: int = 6400
    bpe_dropout: float = 0.15
    hidden: int = 192
    layers: int = 4
    feed_forward: int = 512
    dropout: float = 0.15
    bag_steps: int = 3000
    """Steps in which the embedding alone is trained, as a bag of tokens (bag.py); they take about a minute."""
    embedding_rate: float = 0.15
    """Share of the learning rate that the embedding gets after its warm start."""
    start: Path | None = None
    """An exported file to go on from, with its tokenizer and without a warm start."""
    average: float = 0.995
    """Decay of the running average of the weights, which is what is exported."""
    mix: Mix = field(default_factory=Mix)


@dataclass
class Trained:
    """What a run leaves."""

    model: Transformer
    tokenizer: Tokenizer
    encoder: Encoder
    labels: list[tuple[str, str]]
    steps: int
    tokens: int
    seconds: float


def labels_of(replies: Replies) -> list[tuple[str, str]]:
    """All labels that have a class token: those with sentences, and `result`, whose sentences are made."""
    made = [(RESULT, lang) for lang in LANGUAGES]
    return replies.labels + [label for label in made if label not in replies.labels]


def make_tokenizer(messages: Sequence[Message], replies: Replies, size: int, seed: int) -> Tokenizer:
    """The tokenizer, from the patterns, the replies and some made text."""
    chance = random.Random(seed)
    texts = [message.text for message in messages]
    texts += [message.text.lower() for message in messages if message.lang == "en"]
    for several in replies.sentences.values():
        texts += [sentence for sentence in several for _ in range(4)]
    texts += [synth.system(chance) for _ in range(600)]
    # ChatML's roles stand in every prompt: one token each.
    texts += ["user", "system", "assistant"] * 2000
    for lang in LANGUAGES:
        texts += [synth.beyond(lang, chance) for _ in range(600)]
        texts += [text for _ in range(100) for text in synth.result(lang, chance)]
    return train_tokenizer(texts, labels_of(replies), size)


def train(messages: Sequence[Message], replies: Replies, settings: Settings, say: Callable[[str], None]) -> Trained:
    """Train on `messages`; `say` gets a line of progress now and then."""
    torch.manual_seed(settings.seed)
    if settings.start:
        model, tokenizer = resume(settings.start, settings.dropout)
    else:
        tokenizer = make_tokenizer(messages, replies, settings.vocab, settings.seed)
        model = Transformer(
            Config(
                vocab=tokenizer.get_vocab_size(),
                hidden=settings.hidden,
                layers=settings.layers,
                feed_forward=settings.feed_forward,
                dropout=settings.dropout,
            )
        )
    model.to(settings.device)
    encoder = Encoder(tokenizer, settings.bpe_dropout, settings.seed)
    replies = Replies({**replies.sentences, **{(RESULT, lang): ("",) for lang in LANGUAGES}})
    sampler = Sampler(messages, replies, encoder, settings.mix, settings.seed)
    teacher, columns = None, torch.zeros(0, dtype=torch.long)
    if settings.mix.taught:
        teacher = fit(messages, seed=settings.seed)
        columns = torch.tensor([encoder.special(class_token(label)) for label in teacher.labels])
        say("the teacher is ready")
        torch.manual_seed(settings.seed)
    columns = columns.to(settings.device)
    batches = Batches(sampler, settings.seed, teacher)
    if settings.bag_steps and not settings.start:
        warm_start(model, sampler, settings.bag_steps, say)
    average = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    optimizer = torch.optim.AdamW(_groups(model, settings), betas=(0.9, 0.98), fused=True)
    began, step, tokens, drawing = time.monotonic(), 0, 0, 0.0
    losses: list[float] = []
    while True:
        done = step / settings.steps if settings.steps else (time.monotonic() - began) / 60 / settings.minutes
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * group["share"] * schedule(done, settings.warmup)
        drawn = time.monotonic()
        batch = batches.draw().to(settings.device)
        drawing += time.monotonic() - drawn
        logits = model(batch.ids, batch.positions, batch.mask, batch.at)
        each = functional.cross_entropy(logits, batch.targets, reduction="none")
        if len(batch.taught):
            thought = logits[batch.taught].log_softmax(-1)[:, columns]
            other = -(batch.thoughts * thought).sum(-1) - each[batch.taught]
            each = each.index_add(0, batch.taught, batch.shares * other)
        loss = (each * batch.weights).sum() / batch.weights.sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        tokens += batch.ids.numel()
        losses.append(loss.item())
        with torch.no_grad():
            decay = min(settings.average, step / (step + 20))
            for name, weight in model.named_parameters():
                average[name].lerp_(weight, 1 - decay)
        if step % REPORT_EVERY == 0:
            spent = time.monotonic() - began
            recent = sum(losses[-REPORT_EVERY:]) / REPORT_EVERY
            say(
                f"step {step} · {done:.0%} · loss {recent:.3f} · {tokens / spent:,.0f} tok/s · "
                f"drawing {drawing / spent:.0%} of the time · {spent / 60:.1f} min"
            )
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(average[name])
    seconds = time.monotonic() - began
    return Trained(model.eval().cpu(), tokenizer, encoder, labels_of(replies), step, tokens, seconds)


def _groups(model: Transformer, settings: Settings) -> list[dict[str, object]]:
    """Norms and biases without decay; the embedding slower where it has been trained as a bag of tokens before."""
    embedding = model.embedding.weight
    matrices = [weight for weight in model.parameters() if weight.dim() == 2 and weight is not embedding]
    vectors = [weight for weight in model.parameters() if weight.dim() == 1]
    return [
        {"params": matrices, "weight_decay": settings.weight_decay, "share": 1.0},
        {"params": vectors, "weight_decay": 0.0, "share": 1.0},
        {"params": [embedding], "weight_decay": 0.0, "share": settings.embedding_rate if settings.bag_steps else 1.0},
    ]


def schedule(done: float, warmup: float) -> float:
    """Share of the peak learning rate when `done` (0 to 1) of the training is over: linear up, cosine to zero."""
    if done < warmup:
        return max(done, 1e-3) / warmup
    return 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))


def read(trained: Trained, messages: Sequence[Message], system: str = synth.DEFAULT_SYSTEM) -> list[Reading]:
    """What the model (before quantization) takes each message for, as the gate sees it: softmax over class tokens."""
    encoder = trained.encoder
    start, end = encoder.special(IM_START), [encoder.special(IM_END), *encoder.plain("\n")]
    head = [start, *encoder.plain("system\n" + system), *end] if system else []
    asked = [
        [start, *encoder.plain("user\n"), *encoder.plain(one.text), *end, start, *encoder.plain("assistant\n")]
        for one in messages
    ]
    choices = [label for label in trained.labels if label[0] != UNSURE]
    columns = torch.tensor([encoder.special(class_token(label)) for label in choices])
    readings: list[Reading] = []
    for at in range(0, len(asked), 64):
        rows = []
        for ids in asked[at : at + 64]:
            whole = head + ids
            branches = [PREFIX_BRANCH] * len(head) + [1] * len(ids)
            rows.append(Row(whole, list(range(len(whole))), branches, [(len(whole) - 1, 0, 1.0)]))
        batch = collate(rows)
        with torch.no_grad():
            shares = trained.model(batch.ids, batch.positions, batch.mask, batch.at)[:, columns].softmax(-1)
        readings += [Reading.of(choices, row) for row in shares.tolist()]
    return readings
