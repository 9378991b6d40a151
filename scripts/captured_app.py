"""What `capture_screens.py` takes pictures of: the app, or plain mode, over a scripted assistant with a past."""

from __future__ import annotations

import argparse
import math
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.endpoints.info import EndpointInfo
from edge.events import Event, Finished, Piece, Reason, Route, Routed
from edge.paths import Paths
from edge.samples.sample import Sample
from edge.timing import Timing
from edge.turn import Question, Status
from tests.stubs.assistant import FakeAssistant, FakeTurn
from tests.tui.demo import script

__all__ = ["DemoHome", "serve_a_model"]

PAST = (
    "How do I read a file line by line?",
    "帮我想一个周末徒步的路线，要有树荫。",
    "What is the difference between a thread and a process?",
    "把这段话翻译成英文：今天天气很好。",
)


class _Turn(FakeTurn):
    """A turn with the reasons and figures of a small board."""

    def __iter__(self) -> Iterator[Event]:
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in self._question.text)
        reason = "本机的模型能胜任这类问题。" if chinese else "The model on this device is up to such a question."
        route = Route("local", 0.21, (Reason("score", reason, {}, decides=True),), "zh" if chinese else "en", "code")
        for event in super().__iter__():
            if isinstance(event, Routed):
                yield Routed(route)
            elif isinstance(event, Finished):
                yield Finished(replace(event.record, route=route, ttft_ms=412.0, tok_s=11.8, quantization="Q4_0"))
            else:
                if isinstance(event, Piece):
                    time.sleep(0.01)
                yield event


class DemoHome(FakeAssistant):
    """Answers in the language of the question; `past` says whether there was anything before."""

    def __init__(self, *, past: bool) -> None:
        model, quantization = ("qwen2.5-0.5b", "Q4_0") if past else ("builtin", "Q8_0")
        status = Status(model=model, quantization=quantization, state="ready", rss_mb=61.7, engine_rss_mb=512.3)
        super().__init__(script, model=model, status=status)
        if not past:
            return
        for text in PAST:
            list(super().ask(Question(text, uid=text, conversation="new", private=text is PAST[1])))
        self.timed = [self._timing(number, 240) for number in range(240)]
        self.sampled = [self._sample(time.time() - 60 * ago) for ago in range(300, -1, -1)]
        self.known_endpoints = [
            EndpointInfo("lab", "The lab", "https://models.example/v1", "qwen2.5-7b-instruct", ttft_ms=640.0)
        ]

    def ask(self, question: Question) -> FakeTurn:
        """As in FakeAssistant, a little slower."""
        turn = super().ask(question)
        return _Turn(self, question, turn._conversation)

    @staticmethod
    def _timing(number: int, turns: int) -> Timing:
        by = ("skill", "local", "local", "cloud", "local")[number * 7 % 5]
        wave = 1 + 0.8 * math.sin(number * 2.3)
        ttft = {"skill": 2.0, "local": 420.0, "cloud": 700.0}[by] * wave + 0.4
        tok_s = None if by == "skill" else {"local": 33.0, "cloud": 61.0}[by] * (1 + 0.1 * math.sin(number * 1.7))
        begun = time.time() - 3500 * ((turns - number) / turns) ** 2 - (17_280 if number % 3 == 0 else 0)
        return Timing(number + 1, begun, by, "cloud" if number % 9 == 0 else by, number % 40 > 0, ttft, tok_s, False)

    @staticmethod
    def _sample(when: float) -> Sample:
        wave = math.sin(when / 2000)
        return Sample(when, 62 + 2 * wave, 500 + 90 * wave, 1500 - 200 * wave, 0.4 + 0.3 * wave, 55 + 14 * wave, False)


def serve_a_model(paths: Paths) -> None:
    """Put a model on the list that a hub on this machine gives out slowly, until the process ends."""
    from huggingface_hub import constants

    from tests.stubs.hub import FILE, REPOSITORY, Hub

    hub = Hub(b"GGUF" + random.Random(2).randbytes(24_000_000)).__enter__()
    hub.rate = 1_500_000
    constants.ENDPOINT = hub.endpoint
    constants.HF_HUB_OFFLINE = False
    paths.models.mkdir(parents=True, exist_ok=True)
    (paths.models / "added.toml").write_text(
        f'[models.small]\ntitle = "Small"\nrepository = "{REPOSITORY}"\nfile = "{FILE}"\nsize = {len(hub.content)}\n'
        'quantization = "Q4_0"\nkv_kib = 2\nlicense = "MIT"\nabout = "A small model, for this picture."\n'
    )


def main() -> int:
    """Show it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--first", action="store_true", help="nothing was ever said here")
    options.add_argument("--plain", action="store_true")
    options.add_argument("--theme", default="dark")
    options.add_argument("--language", default="en")
    options.add_argument("--seconds", type=int, default=0, help="end after so many; 0: never")
    chosen = options.parse_args()
    signal.alarm(chosen.seconds)
    paths = Paths.default()
    serve_a_model(paths)
    home = DemoHome(past=not chosen.first)
    if chosen.plain:
        from tui import plain

        return plain.run(lambda: home, paths=paths, language=chosen.language)
    import tui
    from edge.low_power import low_power, terminal_device

    sparing = low_power("auto", os.environ, terminal_device()).on
    return tui.run(lambda: home, paths=paths, theme=chosen.theme, low_power=sparing, language=chosen.language)


if __name__ == "__main__":
    raise SystemExit(main())
