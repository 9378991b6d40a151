"""What the notes say."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "added": {"en": "Noted: {text}", "zh": "已记下：{text}", "ja": "メモしました：{text}"},
    "add_what": {"en": "What should I note?", "zh": "要记什么？", "ja": "何をメモしますか？"},
    "none": {"en": "There are no notes.", "zh": "没有笔记。", "ja": "メモはありません。"},
    "list": {"en": ("One note:", "{count} notes:"), "zh": "有{count}条笔记：", "ja": "メモは{count}件です："},
    "one": {"en": "{number}. {text} ({day})", "zh": "{number}. {text}（{day}）", "ja": "{number}. {text}（{day}）"},
    "removed": {"en": "The note is removed: {text}", "zh": "笔记已删除：{text}", "ja": "メモを消しました：{text}"},
    "removed_all": {
        "en": ("The note is removed.", "All {count} notes are removed."),
        "zh": "已删除全部{count}条笔记。",
        "ja": "メモを{count}件すべて消しました。",
    },
    "unknown": {"en": "No note says {text}.", "zh": "没有关于{text}的笔记。", "ja": "{text}というメモはありません。"},
    "which": {"en": "Which note: {notes}?", "zh": "哪一条笔记：{notes}？", "ja": "どのメモですか？{notes}があります。"},
}
