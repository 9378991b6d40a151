"""The local model in front of a conversation with files: it sees what fits, and the user is told what that was."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from edge.answerer import Answered, Answerer, Cancel, Remark, Request, Step, Text
from edge.attachments.counting import has_attachments
from edge.errors import ContextFullError
from edge.transcript import Transcript

if TYPE_CHECKING:  # few conversations have files
    from edge.attachments.placing import Placed

__all__ = ["WithFiles", "request_for_device"]

_SHARES = (1, 2, 4, 8)
"""Parts of its context for which a local model is given files, one after the other, until they fit: some models have
four times as many tokens as others, and only their own engine can tell."""


def request_for_device(request: Request, context: int, language: str = "en") -> Request:
    """The request as the engine gets it: files in the texts of their messages, as far as they fit into its context.

    Also for a prompt that is evaluated before it is needed, which then has to be the same. Arguments as in `WithFiles`.
    """
    if not has_attachments(request.transcript.messages):
        return request
    return _placed(request, context, language)[0]


class WithFiles:
    """An answerer of the device that takes transcripts with files. Without any, it is the answerer itself.

    answerer  the local model
    context   tells how many tokens its prompt and reply may have together; once it is loaded, that may be less
    builtin   whether it is the built-in model: a rule then quotes the passages that match best
    language  of what is said where the question is in none
    task      what the reader takes the question for
    """

    def __init__(
        self,
        answerer: Answerer,
        *,
        context: Callable[[], int],
        builtin: bool,
        language: str,
        task: str | None,
    ) -> None:
        self._answerer = answerer
        self._context = context
        self._builtin = builtin
        self._language = language
        self._task = task

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`."""
        if not has_attachments(request.transcript.messages):
            yield from self._answerer.answer(request, cancel)
            return
        if self._builtin:
            from edge.attachments.quoting import quoted

            rule = quoted(request.transcript.messages, self._language, self._task)
            if rule is not None:
                yield from rule.answer(request, cancel)
                return
        yield from self._answered(request, cancel)

    def _answered(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """By the model, with less of the files each time its tokens turn out to be more than was thought."""
        for share in _SHARES:
            shorter, placed = _placed(request, self._context() // share, self._language)
            told = placed.sentence(self._language)
            for step in self._answerer.answer(shorter, cancel):
                if isinstance(step, Answered) and step.error == ContextFullError.kind and share != _SHARES[-1]:
                    break
                if isinstance(step, Text) and told is not None:
                    yield Remark(told)
                    told = None
                yield step
            else:
                return


def _placed(request: Request, context: int, language: str) -> tuple[Request, Placed]:
    from edge.attachments.placing import for_device

    placed = for_device(request.transcript.messages, context, request.max_tokens, language)
    transcript = Transcript(request.transcript.conversation, placed.messages)
    return dataclasses.replace(request, transcript=transcript), placed
