"""What is answered where no model can read a file: the passages that match best, as they are.

The built-in model makes small talk and composes nothing. So a rule says that it cannot read the file, and shows where
the words of the question stand in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from edge.attachments import words
from edge.attachments.shown import Cut, best, cut
from edge.prepared import Prepared
from edge.reader.language import language_of
from edge.transcript import Message

__all__ = ["quoted"]

RULE = "passages"
"""Named in the record where others name a model."""

_MOST_TOKENS = 400
"""Of all that is quoted: about a screen."""

_SAID = {
    "en": {
        "match": "The built-in model cannot read documents. These lines match your question best:",
        "begins": "The built-in model cannot read documents, and no line has words of your question. It begins so:",
        "more": "Qwen2.5-0.5B can try to answer from them; install it with: edge models pull qwen2.5-0.5b",
    },
    "zh": {
        "match": "内置模型读不了文档。下面是与你的问题最相关的部分：",
        "begins": "内置模型读不了文档，而且文中没有与你的问题相关的词。开头是这样的：",
        "more": "可以安装 Qwen2.5-0.5B 来试着据此回答：edge models pull qwen2.5-0.5b",
    },
    "ja": {
        "match": "内蔵モデルは文書を読めません。質問に最も関係のある部分は次のとおりです：",
        "begins": "内蔵モデルは文書を読めません。質問の言葉も文中にありません。冒頭は次のとおりです：",
        "more": "Qwen2.5-0.5B なら、これをもとに答えを試せます：edge models pull qwen2.5-0.5b",
    },
}


def quoted(messages: Sequence[Message], language: str, task: str | None = None) -> Prepared | None:
    """What answers the last message in the built-in model's place; None where that can answer itself.

    messages  the conversation, the question last
    language  in which the user is spoken to, where the question is in none
    task      what the reader takes the question for

    It can where no file goes with the question, unless it is about one that came earlier: then something in that file
    matches, and it is no small talk.
    """
    question = messages[-1]
    spoken = language_of(question.text)
    said = _SAID.get(language if spoken == "und" else spoken, _SAID["en"])
    own = question.attachments
    files = cut(own or tuple(one for message in messages for one in message.attachments))
    if not files.passages or (not own and task == "chitchat"):
        return None
    ranked = best(question.text, files)
    matching = [at for at, score in ranked if score > 0]
    if not matching and not own:
        return None
    chosen = _fitting(files, matching) if matching else [0]
    quotes = [_quote(files, at, language if spoken == "und" else spoken) for at in chosen]
    return Prepared("\n\n".join([said["match" if matching else "begins"], *quotes, said["more"]]), RULE)


def _fitting(files: Cut, ranked: Sequence[int]) -> list[int]:
    """The best ones that fit on a screen, in the files' order."""
    chosen, left = [], _MOST_TOKENS
    for at in ranked:
        tokens = files.passages[at][1].tokens
        if tokens <= left:
            chosen.append(at)
            left -= tokens
    return sorted(chosen)


def _quote(files: Cut, at: int, language: str) -> str:
    lines = files.text(at).strip("\n").split("\n")
    return "\n".join([words.label(files.part(at), language), *(f"> {line}".rstrip() for line in lines)])
