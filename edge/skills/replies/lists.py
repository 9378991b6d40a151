"""What the lists say."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "added": {
        "en": "Added to the {list} list: {items}.",
        "zh": "已加到{list}清单：{items}。",
        "ja": "{list}リストに追加しました：{items}。",
    },
    "already": {
        "en": "On the {list} list already: {items}.",
        "zh": "{list}清单里已经有了：{items}。",
        "ja": "{list}リストにもうあります：{items}。",
    },
    "empty": {
        "en": "There is nothing on the {list} list.",
        "zh": "{list}清单是空的。",
        "ja": "{list}リストには何もありません。",
    },
    "show": {
        "en": ("One thing is on the {list} list: {items}.", "{count} things are on the {list} list: {items}."),
        "zh": "{list}清单里有{count}样：{items}。",
        "ja": "{list}リストは{count}件です：{items}。",
    },
    "removed": {
        "en": "Taken off the {list} list: {items}.",
        "zh": "已从{list}清单去掉：{items}。",
        "ja": "{list}リストから消しました：{items}。",
    },
    "emptied": {
        "en": "The {list} list is empty now.",
        "zh": "{list}清单已清空。",
        "ja": "{list}リストを空にしました。",
    },
    "not_on": {
        "en": "Not on the {list} list: {items}.",
        "zh": "{list}清单里没有：{items}。",
        "ja": "{list}リストにありません：{items}。",
    },
    "which": {"en": "Which list?", "zh": "哪个清单？", "ja": "どのリストですか？"},
    "which_of": {
        "en": "Which list: {lists}?",
        "zh": "哪个清单：{lists}？",
        "ja": "どのリストですか？{lists}があります。",
    },
    "add_what": {"en": "What should I add?", "zh": "要加什么？", "ja": "何を追加しますか？"},
    "remove_what": {"en": "What should I take off?", "zh": "要去掉什么？", "ja": "何を消しますか？"},
}
