"""The first filter: which skills a message may be for, by words and characters that each of their sentences has.

A few searches in a short text: what passes none of them is no command, and no template is looked at. A test holds that
every sentence of every template passes.
"""

from __future__ import annotations

import re
from functools import cache

from edge.skills.recognition.reading import Language, fold, languages, read
from edge.skills.values.text import Text, is_han, is_letter

__all__ = ["CUES", "FOLLOW_UP", "may_be_command", "skills"]

FOLLOW_UP = "follow_up"
"""The name of the templates that only mean something after another command."""

_NUMBER = r"[0-9]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|half|an?)\b"
_HAN_NUMBER = "[0-9〇零一二三四五六七八九十百千万两半几]"

CUES: dict[Language, dict[str, str]] = {
    "en": {
        "time": r"\btime\b|how late",
        "date": r"date|day|month|year",
        "timer": r"timer|count|left|\bremain(?:s|ing)?\b|how long|how much time|let me know|"
        r"(?:ping|alert|notify|buzz) me|timing|alarm|to go\b",
        "alarm": r"alarm|wake|get me up",
        "reminder": r"remind|let me forget",
        "math": rf"(?:{_NUMBER}|√).*?(?:[-+*/x×÷^%!=√²³·]|\b(?:plus|minus|times|multiplied|divided|over|"
        rf"percent|squared|cubed|"
        r"mod|modulo|power|factorial|of)\b)|(?:root|sqrt|factorial|half|percent|calculate|compute|√)",
        "unit": r"\b(?:in|into|to|convert|how many|how much|as|equals)\b|=|->|→",
        "list": r"\blist\b|groceries",
        "note": r"\bnotes?\b|\bdown\b",
        "random": r"random|\bcoin\b|\bdice\b|\bdie\b|heads? or tails?|\bd(?:4|6|8|10|12|20|100)s?\b|number",
        "system": r"memory|\bram\b|temperature|battery|\bdisk\b|storage|uptime|\bmodel\b|system|cpu|hot|charg|"
        r"power|status|"
        r"running|space|device|llm|processor|have you been|has this",
        "volume": r"volume|mute|loud|quiet|soft|turn|sound|music|audio|speak|bring|crank|put it",
        "brightness": r"bright|screen|dim|display",
        "assistant": r"help|what can|what could|who are you|what are you|yourself|name|repeat|again|"
        r"what did you|stop|"
        r"cancel|abort|quiet|silence|hush|shut up|enough|never ?mind|forget|more|commands|skills|features|"
        r"capabilities|"
        r"functions|what was that|what kind of|what sort of",
        "conversation": r"conversation|chat|history|start over|start again|from scratch|forget|new topic|reset|"
        r"context|fresh",
        "mode": r"offline|online|cloud|internet|network|local",
    },
    "zh": {
        "time": r"几点|时间|什么时候|报时",
        "date": r"几号|星期几|周几|礼拜几|日期|几月|哪天|哪年|哪一年|今天是|多少号",
        "timer": r"定时|计时|倒数|timer|闹钟|闹铃|叫我|喊我|通知我|提醒我|还[剩有要]",
        "alarm": r"闹|叫我|叫醒|喊我|起床|起来",
        "reminder": r"提醒|忘了",
        "math": rf"(?:{_HAN_NUMBER}|√).*?(?:[-+*/x×÷^%!=√²³·]|加|减|乘|除|次方|平方|立方|阶乘|百分|的|模|倍)|"
        r"根号|平方根|立方根|百分之|计算|算|开方",
        "unit": rf"(?:{_HAN_NUMBER}|度|个).*?[多几=转换是成等合用变化至到为的有相折]|换算|转换|多少|几",
        "list": r"清单|单子|列表",
        "note": r"记|备忘|便签|便条",
        "random": r"随机|硬币|骰|筛子|色子|数",
        "system": r"内存|温度|电量|电池|磁盘|硬盘|存储|空间|运行|开机|模型|系统|状态|多热|发热|cpu|多少电|"
        r"处理器|热|烫|多久|多长时间|小时",
        "volume": r"音量|声|静音|响|轻|听|吵",
        "brightness": r"亮|屏幕|暗",
        "assistant": r"助|你[能会可都现到懂]|会[什哪啥]|懂|名字|叫[什啥]|问你|我能|我可以|做[啥哪些]|能做什么|"
        r"做什么|干什么|干嘛|功能|你是|介绍|叫什么|再说|重复|再讲|没听|刚才说|停|安静|闭嘴|"
        r"别[说念读吵讲]|取消|算了|住口|怎么用|够了|不要[说讲]|打住|不用了|说一|讲一|说[什的了啥]|讲什么|"
        r"问[什些啥]|说些|"
        r"指令|命令|技能|本领|本事|能力|重说|再[念读]",
        "conversation": r"对话|聊天|会话|重新开始|从头|忘|记录|话题|上下文|历史|重新",
        "mode": r"线|网|云|本地|脱机",
    },
    "ja": {
        "time": r"何時|時刻|時間",
        "date": r"何日|日付|何曜|何月|何年|日にち|曜日|なんにち|なんよう",
        "timer": r"タイマー|カウント|後に|後|たら|アラーム|あと|残り|はか|測っ|計",
        "alarm": r"アラーム|目覚|起こ|起き|鳴らし",
        "reminder": r"リマイン|思い出|知らせ|教え|忘れない|言っ|通知",
        "math": rf"(?:{_HAN_NUMBER}|√).*?(?:[-+*/x×÷^%!=√²³·]|足|たす|引|ひく|掛|かける|割|わる|プラス|"
        rf"マイナス|乗|階|"
        r"パーセント|の)|ルート|平方根|立方根|計算",
        "unit": rf"(?:{_HAN_NUMBER}|度).*?(?:何|いくつ|いくら|に|へ|で|=|→|を|は|の|だ|イコ|なん|ど)|変換|換算|何",
        "list": r"リスト|メモ帳",
        "note": r"メモ|ノート|書き|記録|書い",
        "random": r"ランダム|乱数|コイン|サイコロ|さいころ|ダイス|適当|硬貨|骰",
        "system": r"メモリ|温度|バッテリ|電池|ディスク|ストレージ|空き|稼働|起動|モデル|システム|状態|充電|cpu|熱|"
        r"容量|ステータス|本体|デバイス|動い|動か",
        "volume": r"音|ミュート|ボリューム|うるさ|声",
        "brightness": r"明る|画面|輝度|ディスプレイ",
        "assistant": r"ヘルプ|何が|なにが|でき|くれる|もらえる|使い方|誰|あなた|自己|名前|もう一度|もう一回|"
        r"もういちど|もう1度|もう1回|繰り返|くりかえ|"
        r"聞こえ|止め|とめ|ストップ|やめ|停止|キャンセル|静か|黙|助け|中止|機能|アシスタント|なんて言|何て言|"
        r"何と言|自分|もういい|もういっかい|しゃべ|コマンド|スキル|頼|どう使|どうやって使|リピート|止ま|だれ|"
        r"お前|あんた|何者|なにもの|君|きみ|聞|聞け",
        "conversation": r"会話|チャット|履歴|最初から|忘れ|リセット|話題|やり直|やりなおし|新しい|新規|"
        r"はじめから|一から|やり取り|やりとり|全部|すべて",
        "mode": r"オフライン|オンライン|クラウド|ネット|ローカル|機内",
    },
}
"""For each language and each skill a pattern that is somewhere in each of the skill's sentences."""


def _folded(pattern: str) -> str:
    """The pattern with its characters as `read` writes them, the signs of the pattern left alone."""
    return "".join(fold(char) if is_han(char) else char for char in pattern)


@cache
def _patterns(language: Language) -> dict[str, re.Pattern[str]]:
    """Compiled when the first message in a language comes: that takes some 10 ms for each."""
    return {skill: re.compile(_folded(pattern), re.DOTALL) for skill, pattern in CUES[language].items()}


def skills(text: Text, language: Language) -> list[str]:
    """The skills whose templates may match, in the order of the table."""
    return [skill for skill, pattern in _patterns(language).items() if pattern.search(text.plain)]


def may_be_command(message: str) -> bool:
    """Whether any template may match the message or a part of it; False for nearly all ordinary talk.

    A part has no cue that the whole has not, but it may be read as another language: of a Japanese sentence one without
    kana as Chinese, a number as English. Latin words between other characters are left to the templates: only a cut
    shows where they end.
    """
    text = read(message)
    if languages(text) == ("en",):
        return bool(skills(text, "en"))
    return any(map(is_letter, text.plain)) or any(skills(text, language) for language in CUES)
