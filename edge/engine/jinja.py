"""The chat template inside a model's file: a Jinja program by whoever made that file, run only where the user said so.

It runs in the engine's child, in jinja2's immutable sandbox, with bounds on time, memory and what it writes. It never
sees what was said: in place of every text it gets a mark that nobody can guess.
"""

from __future__ import annotations

import contextlib
import json
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, NoReturn, TypeVar

from jinja2 import TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from edge.engine.bounds import at_most
from edge.engine.template import TemplateFailed

__all__ = ["JinjaTemplate"]

LONGEST_SOURCE = 100_000
"""Characters of a template; the longest in use, with all their tools, have some 20,000."""
LONGEST_OUTPUT = 500_000
"""Characters that one may write; without the texts, of which it sees marks."""
SECONDS = 1.0
"""Of this process's computing, for one rendering."""
MEMORY = 64_000_000
"""Bytes that one rendering may add to the process, on Linux."""
LARGEST_NUMBER = 1 << 64
LONGEST_WHY = 160

_BETWEEN_TICKS = 0.05
T = TypeVar("T")


class _TimeUp(Exception):
    pass


class JinjaTemplate:
    """A template that was compiled."""

    def __init__(self, source: str, *, bos: str, eos: str, tick: Callable[[], None]) -> None:
        """`bos` and `eos` are the names of the tokens, "" for none; `tick` is called while it computes.

        Only in the main thread, because of the clock. Raises TemplateFailed.
        """
        if len(source) > LONGEST_SOURCE:
            raise TemplateFailed(f"it is longer than {LONGEST_SOURCE} characters")
        self._tick = tick
        self._known = {"bos_token": bos, "eos_token": eos, "tools": None, "documents": None}
        self._template = self._bounded(lambda: _environment().from_string(source))

    def render(self, messages: list[dict[str, str]]) -> str:
        """What it writes for messages of `role` and `content`, up to where the reply begins. Raises TemplateFailed."""

        def run() -> str:
            written: list[str] = []
            room = LONGEST_OUTPUT
            for piece in self._template.generate(messages=messages, add_generation_prompt=True, **self._known):
                room -= len(piece)
                if room < 0:
                    raise TemplateFailed(f"it writes more than {LONGEST_OUTPUT} characters")
                written.append(piece)
            return "".join(written)

        return self._bounded(run)

    def _bounded(self, work: Callable[[], T]) -> T:
        try:
            with at_most(MEMORY), _limited_time(self._tick):
                return work()
        except TemplateFailed:
            raise
        except _TimeUp:
            why = f"it takes longer than {SECONDS:g} s"
        except MemoryError:
            why = "it takes too much memory"
        except RecursionError:
            why = "it is nested too deeply"
        except TemplateError as error:
            why = _short(error.message or type(error).__name__)
        except Exception as error:  # noqa: BLE001 - it is a program of somebody else's: it may raise anything
            why = _short(f"{type(error).__name__}: {error}")
        raise TemplateFailed(why)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, without arithmetic that one step of Python could compute for hours."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers, and nothing else."""
        if operator != "*" or not all(isinstance(x, int | float) and abs(x) < LARGEST_NUMBER for x in (left, right)):
            raise SecurityError(f"'{operator}' is not allowed with these values")
        return super().call_binop(context, operator, left, right)


class _Generation(Extension):
    """`{% generation %}…{% endgeneration %}`, which marks what to train on and means nothing here."""

    tags = {"generation"}  # noqa: RUF012 - declared by the base class without ClassVar

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """The statements between the two."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _environment() -> _Environment:
    """As Transformers sets it up for chat templates: the templates rely on that."""
    environment = _Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # else what is constant would be computed while it compiles
        extensions=[_Generation, "jinja2.ext.loopcontrols"],
    )
    for name in ("lipsum", "cycler", "joiner"):
        environment.globals.pop(name)
    environment.globals.update(raise_exception=_raise, strftime_now=lambda form: time.strftime(form))
    environment.filters["tojson"] = _tojson
    return environment


def _raise(message: str) -> NoReturn:
    raise TemplateError(str(message))


def _tojson(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


@contextlib.contextmanager
def _limited_time(tick: Callable[[], None]) -> Iterator[None]:
    """Raises _TimeUp after SECONDS of computing, and ticks until then."""
    spent = 0.0
    armed = True

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        nonlocal spent
        tick()
        spent += _BETWEEN_TICKS
        if armed and spent > SECONDS:
            raise _TimeUp

    before = signal.signal(signal.SIGVTALRM, on_signal)
    signal.setitimer(signal.ITIMER_VIRTUAL, _BETWEEN_TICKS, _BETWEEN_TICKS)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _short(why: str) -> str:
    """What a template said of itself, as part of one sentence."""
    words = "".join(c if c.isprintable() else " " for c in why).split()
    return " ".join(words)[:LONGEST_WHY].rstrip(".") or "it fails"
