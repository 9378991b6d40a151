"""Said once in a home: that a larger model could be asked, and how."""

from __future__ import annotations

from pathlib import Path

from edge.events import Route
from edge.paths import make_private

__all__ = ["advice"]

_DESERVED = {"score", "too_long", "attachment", "code_block", "format"}
"""Rules by which a message surely deserved a larger model."""
_MARK = "told-of-endpoints"
_TEXTS = {
    "en": "A larger model on a server would do better at this. 'edge endpoints' shows how to add one (said only once).",
    "zh": "这个问题由服务器上更大的模型回答会更好。“edge endpoints”会说明如何添加（只提示一次）。",
    "ja": "これはサーバー上の大きなモデルの方が得意です。追加方法は「edge endpoints」で分かります（案内は一度だけ）。",
}


def advice(route: Route, cache: Path) -> str | None:
    """The sentence, where this message deserved a larger model and no endpoint is configured; None once it was said.

    cache  the folder of what can be made again; the mark that it was said lies there
    """
    rules = {reason.rule for reason in route.reasons}
    if "no_endpoint" not in rules or not rules & _DESERVED:
        return None
    try:
        make_private(cache)
        (cache / _MARK).touch(exist_ok=False)
    except OSError:  # said before, or it could not be remembered
        return None
    return _TEXTS.get(route.language, _TEXTS["en"])
