"""Prompts written by the chat template of a model's own file, with the texts kept out of its hands.

The template renders the conversation with a mark in place of every text. What stands between the marks is markup, in
which special tokens mean something; then each text takes its mark's place, and in it they do not. Text and the markup
around it are tokenized together up to the next special token, as they were when the model was trained.
"""

from __future__ import annotations

import functools
import itertools
import re
import secrets
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.engine.jinja import JinjaTemplate
from edge.engine.prompt import PlannedPrompt, Prompts, PromptTooLong, WireMessage, turns_of
from edge.engine.template import TemplateFailed
from edge.engine.tokens import Tokens

if TYPE_CHECKING:
    from edge.engine.llama import Llama

__all__ = ["RenderedPrompts"]

_PROBE = [WireMessage(role, role, role) for role in ("system", "user", "assistant", "user")]


@dataclass(frozen=True, slots=True)
class _Rendered:
    tokens: list[int]
    head: int
    """How many of them stand before the first text of a user, if the system prompt does."""


class RenderedPrompts(Prompts):
    """Prompts by a file's template.

    Ids of replies are kept as with our own markup: where the template writes a reply of the past as it was written
    when it was new, the next turn evaluates only what is new; where it does not, there is less to reuse.
    """

    def __init__(self, tokens: Tokens, n_ctx: int, template: JinjaTemplate, bos: int | None = None) -> None:
        """`bos` is the token that every prompt has to begin with, if the file asks for one.

        Raises TemplateFailed if the template cannot even write a short conversation.
        """
        super().__init__(tokens, n_ctx)
        self._tokens = tokens
        self._jinja = template
        self._bos = bos
        self._secret = f"mark{secrets.token_hex(16)}of"
        self._marks = re.compile(rf"{self._secret}(\d+)end")
        self._folds = False
        try:
            self._written(_PROBE)
        except TemplateFailed:
            self._folds = True  # some know no system prompt: then it stands before the first question
            self._written(_PROBE)

    @classmethod
    def of(cls, llama: Llama, tokens: Tokens, tick: Callable[[], None]) -> RenderedPrompts:
        """Prompts for a model that is loaded, by the template in its file. Raises TemplateFailed."""
        source = llama.chat_template()
        if source is None:
            raise TemplateFailed("the file has none")
        bos, eos, begins = llama.begin_and_end()
        names = ["" if token is None else llama.token_text(token) for token in (bos, eos)]
        template = JinjaTemplate(source, bos=names[0], eos=names[1], tick=tick)
        return cls(tokens, llama.n_ctx, template, bos if begins else None)

    def plan(self, conversation: str, messages: Sequence[WireMessage], reserve: int) -> PlannedPrompt:
        """See Prompts; raises TemplateFailed as well."""
        system = [m for m in messages if m.role == "system"]
        turns = turns_of([m for m in messages if m.role != "system"])

        @functools.cache
        def rendered(first: int) -> _Rendered:
            return self._render([*system, *itertools.chain.from_iterable(turns[first:])])

        first, last = self._start(conversation, turns), len(turns) - 1
        room = self._n_ctx - reserve
        before = rendered(first).tokens
        if len(before) > room:
            fixed = len(rendered(last).tokens)
            if fixed > room:
                raise PromptTooLong(fixed, room)
            target = max(fixed, room - self._n_ctx // 8)
            first = bisect_left(
                range(last), True, lo=first + 1, hi=last, key=lambda turn: len(rendered(turn).tokens) <= target
            )
        self.begin_at(conversation, turns[first][0].uid)
        chosen = rendered(first)
        return PlannedPrompt(
            tokens=chosen.tokens, head=chosen.head, dropped_turns=first, gap=_gap(before, chosen.tokens)
        )

    def _render(self, messages: Sequence[WireMessage]) -> _Rendered:
        tokens: list[int] = []
        run = ""  # text since the last special token
        head, system_at = None, None

        def end_run() -> None:
            nonlocal run
            tokens.extend(self._tokenize(run, False) if run else [])
            run = ""

        # Markup and the numbers of the messages in turn: what `re.split` with a group gives.
        for at, piece in enumerate(self._marks.split(self._written(messages))):
            if at % 2 == 0:
                for text, token in self._tokens.split(piece):
                    if token is None:
                        run += text
                    else:
                        end_run()
                        tokens.append(token)
                continue
            message = messages[int(piece)]
            if message.role != "assistant":
                if message.role == "user" and head is None:
                    # Only if a special token stands between: text before and behind a cut is tokenized together.
                    head = len(tokens) if system_at is not None and len(tokens) > system_at else 0
                if message.role == "system":
                    system_at = len(tokens)
                run += message.text
                continue
            end_run()
            ids = self._known(message)
            tokens.extend(self._tokenize(message.text, False) if ids is None else ids)
        end_run()
        if self._bos is None or tokens[:1] == [self._bos]:
            return _Rendered(tokens, head or 0)
        return _Rendered([self._bos, *tokens], head + 1 if head else 0)

    def _written(self, messages: Sequence[WireMessage]) -> str:
        """What the template writes, with marks for the texts. Raises TemplateFailed unless each is there once."""
        told: list[dict[str, str]] = []
        for number, message in enumerate(messages):
            role = "user" if self._folds and message.role == "system" else message.role
            mark = f"{self._secret}{number}end"
            if told and told[-1]["role"] == role:  # a question that got no answer: many templates refuse two in a row
                told[-1]["content"] += f"\n\n{mark}"
            else:
                told.append({"role": role, "content": mark})
        written = self._jinja.render(told)
        if sorted(map(int, self._marks.findall(written))) != list(range(len(messages))):
            raise TemplateFailed("it drops, repeats or changes what is said")
        return written


def _gap(before: Sequence[int], after: Sequence[int]) -> tuple[int, int] | None:
    """Where `after` is `before` without one stretch of it: where that began, and its length."""
    missing = len(before) - len(after)
    if missing <= 0:
        return None
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
    return (start, missing) if before[start + missing :] == after[start:] else None
