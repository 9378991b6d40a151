"""Why a skill answers, as data and as a sentence in the user's language."""

from __future__ import annotations

from collections.abc import Sequence

from edge.events import Reason

__all__ = ["skill_reason"]

RULE = "skill_template"

_ONE = {
    "en": "This is a command ({names}), which is carried out without a language model.",
    "zh": "这是一条命令（{names}），不需要语言模型就能完成。",
    "ja": "これは命令（{names}）なので、言語モデルを使わずに実行します。",
}
_SEVERAL = {
    "en": "These are {count} commands ({names}), which are carried out in order, without a language model.",
    "zh": "这是 {count} 条命令（{names}），按顺序完成，不需要语言模型。",
    "ja": "これは{count}個の命令（{names}）なので、言語モデルを使わずに順に実行します。",
}
_ANSWER = {
    "en": "This is a question that the kiosk's file answers ({names}), without a language model.",
    "zh": "这是信息亭文件中已有答案的问题（{names}），不需要语言模型。",
    "ja": "これはキオスクのファイルに答えのある質問（{names}）で、言語モデルは使いません。",
}


def skill_reason(commands: Sequence[str], language: str) -> Reason:
    """The reason for a message that consists of these commands, by their names, in the order in which they were said.

    A language that is not spoken here gets the English sentence.
    """
    texts = _ONE if len(commands) == 1 else _SEVERAL
    if all(name.startswith("answer.") for name in commands):
        texts = _ANSWER
    joint = ", " if language not in {"zh", "ja"} else "、"
    text = texts.get(language, texts["en"]).format(count=len(commands), names=joint.join(commands))
    return Reason(RULE, text, decides=True)
