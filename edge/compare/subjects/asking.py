"""Asking an assistant the messages of a task, one after the other, as a guest of whom nothing is kept."""

from __future__ import annotations

from edge.answerer import Sampling
from edge.compare.subjects.answers import Answers
from edge.compare.task import Task, Turn
from edge.errors import (
    EdgeError,
    EngineDiedError,
    EngineDownError,
    EngineError,
    EngineHungError,
    ModelFileError,
    NotEnoughMemoryError,
    ReplyNotValidError,
)
from edge.events import Finished, TurnRecord
from edge.journal import new_uid
from edge.transcript import Message
from edge.turn import AssistantLike, Choice, Question

__all__ = ["SAMPLING", "SYSTEM", "ask", "finished"]

SYSTEM = "You are a helpful assistant. Do exactly what is asked, and answer in the language of the question."
"""The instructions, the same for everybody who is compared. They are not those of the settings, which may say who the
user is; and a message under other instructions than the settings' is no command, so that nothing is carried out."""

SAMPLING = Sampling(temperature=0, top_k=0, top_p=1, min_p=0, repeat_penalty=1, seed=1)
"""Always the likeliest token: the same question gets the same answer, as far as who is asked computes alike."""

_GRADED = {ReplyNotValidError.kind}
"""Errors that are the model's and not the way's: what it wrote is graded."""
_NOT_RUNNING = {
    kind.kind
    for kind in (EngineError, EngineDiedError, EngineHungError, EngineDownError, ModelFileError, NotEnoughMemoryError)
}
"""Errors of the device, whatever it is asked."""


def ask(assistant: AssistantLike, task: Task, choice: Choice | None, *, check_memory: bool | None = None) -> Answers:
    """Ask all of its messages, as far as they are answered. What goes wrong is told in the answers.

    choice        who has to answer; None leaves it to the router
    check_memory  see `edge.turn.Question`
    """
    said: list[Message] = []
    records: list[TurnRecord] = []
    sent = 0
    error, kind = "", ""
    for number, turn in enumerate(task.turns):
        last = number == len(task.turns) - 1
        try:
            record = finished(assistant, _question(task, turn, said, choice, last=last, check_memory=check_memory))
        except EdgeError as wrong:  # it was refused before it began
            error, kind = str(wrong), wrong.kind
            break
        sent += record.egress.bytes if record.egress is not None else 0
        if record.error is not None and record.error not in _GRADED:
            error, kind = record.why or "It was not answered.", record.error
            break
        records.append(record)
        said.append(Message("user", turn.text, "", attachments=turn.attachments))
        said.append(Message("assistant", record.text, "", record.cut_off is None, by=record.by, model=record.model))
    return _answers(task, records, sent, error, blames=kind in _NOT_RUNNING)


def finished(assistant: AssistantLike, question: Question) -> TurnRecord:
    """The record of one turn; whatever interrupts it cancels it. Raises EdgeError where it is refused."""
    turn = assistant.ask(question)
    try:
        for event in turn:
            if isinstance(event, Finished):
                return event.record
    except BaseException:
        turn.cancel()
        raise
    raise EngineError("The assistant gave no account of a turn; this is a fault of ours: please report it.")


def _question(
    task: Task, turn: Turn, said: list[Message], choice: Choice | None, *, last: bool, check_memory: bool | None
) -> Question:
    return Question(
        turn.text,
        new_uid(),
        choice=choice,
        system=SYSTEM,
        schema=dict(task.schema) if last and task.schema is not None else None,
        max_tokens=task.max_tokens,
        sampling=SAMPLING,
        check_memory=check_memory,
        surface="http",
        attachments=turn.attachments,
        history=tuple(said),
    )


def _answers(task: Task, records: list[TurnRecord], sent: int, error: str, *, blames: bool) -> Answers:
    replies = [record.text for record in records]
    last = records[-1] if records else None
    return Answers(
        replies=(*replies, *[""] * (len(task.turns) - len(replies))),
        by=tuple(record.by for record in records),
        p_cloud=records[0].route.p_cloud if records else None,
        ttft_ms=last.ttft_ms if last is not None else None,
        total_ms=sum(record.total_ms for record in records) if records else None,
        prompt_tokens=sum(record.tokens.prompt for record in records),
        completion_tokens=sum(record.tokens.completion for record in records),
        tok_s=last.tok_s if last is not None else None,
        bytes_sent=sent,
        error=error,
        blames=blames,
    )
