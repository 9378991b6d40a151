"""What each command does and says in Japanese: scenes of commands in a row, each in a home of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edge.skills.conftest import MakeDesk
from tests.edge.skills.skills_help import at

Scene = list[tuple[str, dict[str, Any], str]]

SCENES: dict[str, Scene] = {
    "the time and the date": [
        ("time.now", {}, "今は12時です。"),
        ("time.now", {"zone": "インド"}, "インドは今9時30分です。"),
        ("time.now", {"zone": "ホノルル"}, "ホノルルは今、昨日の18時です。"),
        ("time.now", {"zone": "どこか"}, "「どこか」の時間帯がわかりません。近くの大きな都市を言ってください。"),
        ("date.today", {}, "今日は2026年11月23日（月曜日）です。"),
        ("date.today", {"zone": "ホノルル"}, "ホノルルの今日は2026年11月22日（日曜日）です。"),
    ],
    "timers": [
        ("timer.status", {}, "動いているタイマーはありません。"),
        ("timer.start", {}, "何分のタイマーにしますか？"),
        ("timer.start", {"seconds": 300}, "タイマーを5分に設定しました。"),
        ("timer.extend", {"seconds": 30}, "30秒延ばしました。残り5分30秒です。"),
        ("timer.start", {"seconds": 5400, "name": "煮物"}, "「煮物」のタイマーを1時間30分に設定しました。"),
        ("timer.status", {}, "5分30秒のタイマーは残り5分30秒です。\n「煮物」のタイマーは残り1時間30分です。"),
        ("timer.status", {"name": "煮物"}, "「煮物」のタイマーは残り1時間30分です。"),
        ("timer.cancel", {"name": "煮物"}, "「煮物」のタイマーを取り消しました。"),
        ("timer.cancel", {}, "タイマーを取り消しました。"),
    ],
    "alarms": [
        ("alarm.list", {}, "設定されたアラームはありません。"),
        ("alarm.set", {}, "何時に鳴らしますか？"),
        ("alarm.set", {"at": at("6:30", 24)}, "アラームを明日6時30分に設定しました。"),
        ("alarm.set", {"at": at("21:00", 25), "name": "薬"}, "アラーム「薬」をあさって21時に設定しました。"),
        ("alarm.list", {}, "アラームは2件です：明日6時30分とあさって21時（薬）。"),
        ("alarm.cancel", {"at": at("6:30", 24)}, "明日6時30分のアラームを取り消しました。"),
        ("alarm.set", {"at": at("9:00")}, "その時刻はもう過ぎています（今日9時）。"),
    ],
    "reminders": [
        ("reminder.list", {}, "リマインダーはありません。"),
        ("reminder.add", {}, "何をお知らせしますか？"),
        ("reminder.add", {"text": "宿題を出す", "at": at("8:00", 27)}, "金曜日8時にお知らせします：宿題を出す。"),
        ("reminder.add", {"text": "切手を買う"}, "時刻なしで記録しました：切手を買う。いつお知らせしますか？"),
        ("reminder.list", {}, "リマインダーは2件です：\n- 金曜日8時：宿題を出す\n- 時刻なし：切手を買う"),
        ("reminder.cancel", {"text": "宿題"}, "リマインダーを取り消しました：宿題を出す。"),
        ("reminder.cancel", {"text": "すべて"}, "リマインダーを1件すべて取り消しました。"),
    ],
    "lists": [
        ("list.add", {"items": ("牛乳",)}, "どのリストですか？"),
        ("list.add", {"list": "買い物", "items": ("牛乳", "卵")}, "買い物リストに追加しました：牛乳と卵。"),
        ("list.show", {"list": "買い物"}, "買い物リストは2件です：牛乳と卵。"),
        (
            "list.remove",
            {"list": "買い物", "items": ("卵", "塩")},
            "買い物リストから消しました：卵。買い物リストにありません：塩。",
        ),
        ("list.remove", {"list": "買い物", "items": ("全部",)}, "買い物リストを空にしました。"),
        ("list.show", {"list": "買い物"}, "買い物リストには何もありません。"),
    ],
    "notes": [
        ("note.add", {"text": "鍵は鉢の下"}, "メモしました：鍵は鉢の下"),
        ("note.list", {}, "メモは1件です：\n1. 鍵は鉢の下（今日）"),
        ("note.remove", {"text": "旅券"}, "「旅券」というメモはありません。"),
        ("note.remove", {}, "メモを消しました：鍵は鉢の下"),
        ("note.list", {}, "メモはありません。"),
    ],
    "calculations and conversions": [
        ("math.evaluate", {"expression": "7^2"}, "7^2 = 49"),
        ("math.evaluate", {"expression": "123456789*10"}, "123456789 × 10 = 1,234,567,890"),
        ("math.evaluate", {"expression": "1/0"}, "0で割ることはできません。"),
        ("unit.convert", {"value": 5, "from": "mi", "to": "km"}, "5マイルは約8.047キロメートルです。"),
        ("unit.convert", {"value": 1, "from": "cup", "to": "tbsp"}, "1カップは大さじ16です。"),
        ("unit.convert", {"value": 37, "from": "°C", "to": "°F"}, "37°Cは98.6°Fです。"),
        ("unit.convert", {"value": 5, "from": "km", "to": "kg"}, "kmとkgは種類の違う単位です。"),
    ],
    "chance": [
        ("random.number", {"low": 1, "high": 5}, "3"),
        ("random.coin", {}, "裏です。"),
        ("random.dice", {}, "6が出ました。"),
        ("random.dice", {"count": 2}, "2と4が出ました。合計は6です。"),
    ],
    "the device and the assistant": [
        (
            "system.status",
            {},
            (
                "メモリ：8.0 GBのうち2.5 GBが空いています。\nディスク：128 GBのうち64.2 GBが空いています。\n"
                "温度：51°C。\nバッテリー：80%、電源に接続中。\n稼働時間：1日2時間。\n言語モデル：Qwen2.5-0.5B (Q4_0)。"
            ),
        ),
        ("volume.change", {}, "何%変えますか？"),
        ("volume.change", {"by": 200}, "0%から100%までです。"),
        ("mode.offline", {}, "オフラインにしました。これから何も端末の外に出ません。"),
        ("mode.online", {}, "オンラインにしました。難しい質問はまたクラウドに送ることがあります。"),
        ("assistant.stop", {}, "今は何も動いていません。"),
        ("conversation.clear", {}, "この会話は元に戻せない形で消えます。よければもう一度言ってください。"),
        ("conversation.clear", {}, "この会話を消しました。"),
    ],
}


@pytest.mark.parametrize("name", SCENES)
def test_each_command_is_answered_in_japanese(make_desk: MakeDesk, name: str) -> None:
    desk = make_desk(language="ja", dealt=(3, 1, 6, 2, 4))
    desk.listen()
    for command, slots, reply in SCENES[name]:
        assert desk.do(command, **slots) == reply, (command, slots)
