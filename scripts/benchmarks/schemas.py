"""Replies that have to fit a JSON schema, against replies of the same length without one, and against llama-server.

Two schemas: one with structure, and one that is a single long string. With random weights the first choice of nearly
every token is refused under the first, which is the worst case, and of few tokens under the second; a model that was
trained to write JSON lies in between.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.llama_server import Server
from benchmarks.side import Job
from benchmarks.tools import Tools
from edge.assistant import Assistant
from edge.bench import Samples
from edge.bench.asking import ask, question
from edge.bench.home import temporary_homes
from edge.bench.prompts import STORY
from edge.engine.constraint import complaint
from edge.paths import Paths
from edge.settings import DEFAULT_SYSTEM, Engine, Settings

__all__ = ["SCHEMAS", "Constrained", "constrained"]

_ITEM = {
    "type": "object",
    "properties": {
        "description": {"type": "string", "maxLength": 24},
        "quantity": {"type": "integer", "minimum": 0, "maximum": 999},
        "category": {"enum": ["food", "tools", "clothing"]},
    },
    "required": ["description", "quantity", "category"],
    "additionalProperties": False,
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "a list of six objects": {"type": "array", "items": _ITEM, "minItems": 6, "maxItems": 6},
    "one string of 400 characters": {"type": "string", "minLength": 400, "maxLength": 400},
}
MOST = 900
"""Tokens of a reply."""


@dataclass(slots=True)
class Constrained:
    """What one schema cost on one file; a sample a round."""

    free: list[float] = field(default_factory=list)
    """Ours without a schema, tokens a second, at the length that the reply with it had."""
    ours: list[float] = field(default_factory=list)
    """Ours with it, tokens a second."""
    ours_characters: list[float] = field(default_factory=list)
    """The same, characters a second: sides may cut the same text into other tokens."""
    server: list[float] = field(default_factory=list)
    server_characters: list[float] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    forced: list[int] = field(default_factory=list)
    """Of them, tokens that cost no step of their own."""
    valid: list[bool] = field(default_factory=list)
    """Whether the replies fit, ours and the server's."""

    def median(self, name: str) -> float | None:
        """Of the samples of that name."""
        return Samples.of(getattr(self, name)).median


def constrained(tools: Tools, model: Path, threads: int, context: int, rounds: int) -> dict[str, Constrained]:
    """Both sides in turn, a round after the other."""
    found = {name: Constrained() for name in SCHEMAS}
    job = Job(model, threads, context, depth=0, round=0)
    prompt = "".join(
        f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in (("system", DEFAULT_SYSTEM), ("user", STORY))
    )
    settings = Settings(model=str(model), engine=Engine(threads=threads, context=context))
    with temporary_homes(Paths.under(model.parent / "no-such-home")) as homes, Server.running(tools, job) as server:
        assistant = Assistant(homes.own, settings)
        try:
            for _ in range(rounds):
                for name, schema in SCHEMAS.items():
                    _ours(assistant, schema, found[name])
                    _theirs(server, schema, prompt + "<|im_start|>assistant\n", found[name])
        finally:
            assistant.close()
    return found


def _ours(assistant: Assistant, schema: dict[str, Any], found: Constrained) -> None:
    held = ask(assistant, question(STORY, schema=schema, max_tokens=MOST)).record
    free = ask(assistant, question(STORY, max_tokens=max(2, held.tokens.completion))).record
    if held.tok_s and held.decode_ms and free.tok_s:
        found.ours.append(held.tok_s)
        found.ours_characters.append(len(held.text) * 1000 / held.decode_ms)
        found.free.append(free.tok_s)
    found.tokens.append(held.tokens.completion)
    found.forced.append(held.tokens.forced)
    found.valid.append(held.complete and complaint(held.text, schema) is None)


def _theirs(server: Server, schema: dict[str, Any], prompt: str, found: Constrained) -> None:
    said = server.complete(prompt, MOST, json_schema=schema, ignore_eos=False)
    took = said.timings["predicted_ms"]
    found.server.append((said.timings["predicted_n"] - 1) * 1000 / took)
    found.server_characters.append(len(said.text) * 1000 / took)
    try:
        json.loads(said.text)
        found.valid.append(complaint(said.text, schema) is None)
    except ValueError:
        found.valid.append(False)
