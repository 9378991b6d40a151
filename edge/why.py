"""A decision in words: what `/why` prints. Import it when it is asked for: it brings the router's words along."""

from __future__ import annotations

from edge.events import Route
from edge.router.reasons import task_words

__all__ = ["explain"]

_WHO = {
    "en": {"skill": "A skill answers.", "local": "The device answers.", "cloud": "The cloud answers."},
    "zh": {"skill": "由技能回答。", "local": "由设备回答。", "cloud": "由云端回答。"},
    "ja": {"skill": "スキルが答えます。", "local": "端末が答えます。", "cloud": "クラウドが答えます。"},
}
_BECAUSE = {"en": "Because:", "zh": "原因：", "ja": "理由："}
_ALSO = {"en": "Also considered:", "zh": "另外考虑了：", "ja": "ほかに考えたこと："}
_READ = {
    "en": "The reader saw {task}, {p_cloud} likely to need a larger model.",
    "zh": "阅读器的判断：{task}，需要更大模型的可能性为{p_cloud}。",
    "ja": "リーダーの判断は{task}、大きなモデルが必要な見込みは{p_cloud}です。",
}


def explain(route: Route, language: str | None = None) -> str:
    """The route as lines of text: who answers, what decided it, what else was considered, what the reader saw.

    language  of the words around the reasons, `en`, `zh` or `ja`; None takes that of the message, in which the reasons
              are written
    """
    spoken = language or route.language
    spoken = spoken if spoken in _WHO else "en"
    lines = [_WHO[spoken][route.to]]
    deciding = [one for one in route.reasons if one.decides] or list(route.reasons[-1:])
    others = [one for one in route.reasons if one not in deciding]
    for title, some in ((_BECAUSE, deciding), (_ALSO, others)):
        if some:
            lines += [title[spoken], *(f"- {one.text}" for one in some)]
    said = {"score", "unsure"} & {one.rule for one in route.reasons}
    if route.p_cloud is not None and route.task is not None and not said:
        lines.append(_READ[spoken].format(task=task_words(route.task, spoken), p_cloud=f"{route.p_cloud:.0%}"))
    return "\n".join(lines)
