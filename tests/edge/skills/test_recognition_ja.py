from __future__ import annotations

import pytest

from edge.skills.names import COMMANDS, Command
from edge.skills.recognition import recognize
from tests.edge.skills.recognized import NOW, Row, at, said

COMMANDS_SAID: list[Row] = [
    ("今何時？", "time.now", {}),
    ("今何時ですか", "time.now", {}),
    ("東京は今何時？", "time.now", {"zone": "東京"}),
    ("ニューヨークの時刻を教えて", "time.now", {"zone": "ニューヨーク"}),
    ("今日は何日ですか", "date.today", {}),
    ("今日は何曜日？", "date.today", {}),
    ("5分のタイマーをセットして", "timer.start", {"seconds": 300}),
    ("タイマーを10分にセットしてください", "timer.start", {"seconds": 600}),
    ("3分タイマー", "timer.start", {"seconds": 180}),
    ("5分計って", "timer.start", {"seconds": 300}),
    ("1時間半のタイマーをお願いします", "timer.start", {"seconds": 5400}),
    ("パスタのタイマーを8分でセットして", "timer.start", {"seconds": 480, "name": "パスタ"}),
    ("タイマーを5分延長して", "timer.extend", {"seconds": 300}),
    ("タイマーにあと2分追加して", "timer.extend", {"seconds": 120}),
    ("タイマーはあとどのくらい？", "timer.status", {}),
    ("タイマーの残り時間を教えて", "timer.status", {}),
    ("タイマーをキャンセルして", "timer.cancel", {}),
    ("パスタのタイマーを止めて", "timer.cancel", {"name": "パスタ"}),
    ("明日の朝7時に起こして", "alarm.set", {"at": at(23, 7)}),
    ("7時にアラームをセットして", "alarm.set", {"at": at(22, 19)}),
    ("アラームを午前6時半に設定してください", "alarm.set", {"at": at(23, 6, 30)}),
    ("アラームを見せて", "alarm.list", {}),
    ("次のアラームは何時", "alarm.list", {}),
    ("アラームを止めて", "alarm.cancel", {}),
    ("7時のアラームを解除して", "alarm.cancel", {"at": at(22, 19)}),
    ("明日の15時に会議をリマインドして", "reminder.add", {"text": "会議", "at": at(23, 15)}),
    ("20分後に火を止めるようにリマインドして", "reminder.add", {"text": "火を止める", "at": at(22, 14, 20)}),
    ("牛乳を買うのをリマインドして", "reminder.add", {"text": "牛乳を買う"}),
    ("リマインダーを見せて", "reminder.list", {}),
    ("会議のリマインダーを削除して", "reminder.cancel", {"text": "会議"}),
    ("リマインダーを全部消して", "reminder.cancel", {}),
    ("12*7", "math.evaluate", {"expression": "12*7"}),
    ("12かける7は", "math.evaluate", {"expression": "12*7"}),
    ("100割る4はいくつ？", "math.evaluate", {"expression": "100/4"}),
    ("12足す30を計算して", "math.evaluate", {"expression": "12+30"}),
    ("144の平方根は？", "math.evaluate", {"expression": "sqrt(144)"}),
    ("5キロは何マイル？", "unit.convert", {"value": 5, "from": "km", "to": "mi"}),
    ("華氏100度は摂氏で", "unit.convert", {"value": 100, "from": "°F", "to": "°C"}),
    ("3ポンドをグラムに変換して", "unit.convert", {"value": 3, "from": "lb", "to": "g"}),
    ("1マイルは何メートルですか", "unit.convert", {"value": 1, "from": "mi", "to": "m"}),
    ("買い物リストに牛乳を追加して", "list.add", {"list": "買い物", "items": ("牛乳",)}),
    ("牛乳と卵とパンを買い物リストに入れて", "list.add", {"list": "買い物", "items": ("牛乳", "卵", "パン")}),
    ("買い物リストを見せて", "list.show", {"list": "買い物"}),
    ("買い物リストに何がある？", "list.show", {"list": "買い物"}),
    ("買い物リストから卵を削除して", "list.remove", {"list": "買い物", "items": ("卵",)}),
    ("車は3階に停めたとメモして", "note.add", {"text": "車は3階に停めた"}),
    ("メモ：明日は休み", "note.add", {"text": "明日は休み"}),
    ("メモを見せて", "note.list", {}),
    ("最後のメモを削除して", "note.remove", {}),
    ("1から100までのランダムな数を選んで", "random.number", {"low": 1, "high": 100}),
    ("コインを投げて", "random.coin", {}),
    ("コイントスして", "random.coin", {}),
    ("サイコロを振って", "random.dice", {}),
    ("サイコロを2個振って", "random.dice", {"count": 2}),
    ("20面サイコロを振って", "random.dice", {"sides": 20}),
    ("バッテリー残量は？", "system.status", {}),
    ("空きメモリを教えて", "system.status", {}),
    ("今どのモデルを使ってる？", "system.status", {}),
    ("音量を30にして", "volume.set", {"percent": 30}),
    ("音量50%", "volume.set", {"percent": 50}),
    ("ミュートにして", "volume.set", {"percent": 0}),
    ("音量を最大にして", "volume.set", {"percent": 100}),
    ("音量を上げて", "volume.change", {"by": 10}),
    ("もう少し音を小さくして", "volume.change", {"by": -10}),
    ("音量を20下げて", "volume.change", {"by": -20}),
    ("明るさを70%にして", "brightness.set", {"percent": 70}),
    ("ヘルプ", "assistant.help", {}),
    ("何ができますか？", "assistant.help", {}),
    ("あなたは誰ですか", "assistant.about", {}),
    ("自己紹介して", "assistant.about", {}),
    ("もう一度言って", "assistant.repeat", {}),
    ("止めて", "assistant.stop", {}),
    ("会話をクリアして", "conversation.clear", {}),
    ("オフラインにして", "mode.offline", {}),
    ("オンラインに戻して", "mode.online", {}),
]

NO_COMMANDS = [
    "タイマーの歴史",
    "タイマーとは何ですか",
    "タイマーの仕組みを教えて",
    "アラームを発明したのは誰",
    "タイマーを設定する関数を書いて",
    "どうして目覚まし時計は鳴るの",
    "音量の調整方法を教えて",
    "リストに要素を追加する",
    "連結リストにノードを追加して",
    "リストとタプルの違いは何",
    "こんにちは",
    "ありがとう",
    "今日の天気は？",
    "冗談を言って",
    "時間とは何か",
    "時間が経つのは早い",
    "東京の人口は何人ですか",
    "東京",
    "5分",
    "5キロ",
    "タイは今暑い？",
    "今日は楽しかった",
    "クリスマスは何曜日",
    "フランス革命は何年",
    "リンゴを3つ買った",
    "5キロは何キログラムも走った",
    "5キロ走るのに何分かかる",
    "5メートルは何グラム",
    "素数が無限にあることを証明して",
    "ルート2が無理数であることを示して",
    "方程式を解いて",
    "2026-11-22",
    "一石二鳥",
    "十人十色",
    "メモリとは何ですか",
    "メモの取り方",
    "メモ帳アプリのおすすめは",
    "乱数の作り方",
    "pythonで乱数を生成する",
    "コインの表が出る確率は",
    "サイコロの歴史",
    "サイコロを振るプログラムを書いて",
    "球の体積は",
    "音楽の歴史を教えて",
    "声優になりたい",
    "明るい未来",
    "画面の解像度とは",
    "会話が上手になりたい",
    "オフラインとは",
    "オンライン授業の利点",
    "クラウドとは何",
    "雲はどうしてできるの",
    "手紙を書くのを手伝って",
    "あなたの意見を聞かせて",
    "誰が電話を発明したの",
    "何がいいと思う",
    "止まらない",
    "静かな場所はどこ",
    "思い出の場所",
    "起こしてはいけない",
    "受付は何階ですか",
    "英語に訳して：アラームをセットして",
    "5分のタイマーをセットして詩を書いて",
    "温度とは何ですか",
    "モデルになりたい",
]


@pytest.mark.parametrize(("text", "name", "slots"), COMMANDS_SAID)
def test_a_command_is_recognized_with_its_slots(text: str, name: str, slots: dict[str, object]) -> None:
    assert said(text) == [(name, slots)]


@pytest.mark.parametrize("text", NO_COMMANDS)
def test_what_is_not_surely_a_command_is_none(text: str) -> None:
    assert said(text) == []


def test_the_table_has_every_command() -> None:
    assert {name for _, name, _ in COMMANDS_SAID} == set(COMMANDS)


@pytest.mark.parametrize(
    ("text", "name", "missing"),
    [
        ("タイマーをセットして", "timer.start", ("seconds",)),
        ("アラームをセットして", "alarm.set", ("at",)),
        ("リマインダーを設定して", "reminder.add", ("text",)),
        ("5マイルを変換して", "unit.convert", ("to",)),
        ("ランダムな数を選んで", "random.number", ("low", "high")),
        ("牛乳をリストに追加して", "list.add", ("list",)),
        ("メモを取って", "note.add", ("text",)),
        ("音量を調整して", "volume.set", ("percent",)),
    ],
)
def test_what_was_not_said_is_missing(text: str, name: str, missing: tuple[str, ...]) -> None:
    (command,) = recognize(text, NOW).commands

    assert (command.name, command.missing) == (name, missing)
    assert command.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (
            "5分のタイマーをセットして、買い物リストに牛乳を追加して",
            [("timer.start", {"seconds": 300}), ("list.add", {"list": "買い物", "items": ("牛乳",)})],
        ),
        (
            "5分のタイマーをセットしてから音量を30にして",
            [("timer.start", {"seconds": 300}), ("volume.set", {"percent": 30})],
        ),
        (
            "5分のタイマーをセットして音量を30にして",
            [("timer.start", {"seconds": 300}), ("volume.set", {"percent": 30})],
        ),
        (
            "音量を30にして、それから明るさを50にして",
            [("volume.set", {"percent": 30}), ("brightness.set", {"percent": 50})],
        ),
        (
            "コインを投げて、サイコロを振って、今何時？",
            [("random.coin", {}), ("random.dice", {}), ("time.now", {})],
        ),
    ],
)
def test_several_commands_come_in_the_order_in_which_they_are_said(text: str, commands: list[object]) -> None:
    assert said(text) == commands


@pytest.mark.parametrize(
    ("last", "text", "commands"),
    [
        (Command("timer.start", {"seconds": 300}), "もう5分", [("timer.extend", {"seconds": 300})]),
        (Command("timer.start", {"seconds": 300}), "あと2分追加して", [("timer.extend", {"seconds": 120})]),
        (
            Command("timer.start", {"seconds": 300}),
            "やっぱり10分にして",
            [("timer.cancel", {}), ("timer.start", {"seconds": 600})],
        ),
        (Command("timer.start", {"seconds": 300}), "それをキャンセルして", [("timer.cancel", {})]),
        (
            Command("unit.convert", {"value": 5, "from": "km", "to": "mi"}),
            "フィートでは？",
            [("unit.convert", {"value": 5, "from": "km", "to": "ft"})],
        ),
        (
            Command("unit.convert", {"value": 5, "from": "km", "to": "mi"}),
            "10キロなら？",
            [("unit.convert", {"value": 10, "from": "km", "to": "mi"})],
        ),
        (Command("time.now", {"zone": "東京"}), "パリは？", [("time.now", {"zone": "パリ"})]),
        (
            Command("list.add", {"list": "買い物", "items": ("牛乳",)}),
            "卵も追加して",
            [("list.add", {"list": "買い物", "items": ("卵",)})],
        ),
        (Command("random.dice"), "もう一回", [("random.dice", {})]),
        (Command("volume.change", {"by": 10}), "もっと", [("volume.change", {"by": 10})]),
        (Command("timer.start", missing=("seconds",)), "5分", [("timer.start", {"seconds": 300})]),
    ],
)
def test_a_follow_up_goes_on_with_the_last_command(last: Command, text: str, commands: list[object]) -> None:
    assert said(text, last) == commands


@pytest.mark.parametrize("text", ["もう5分", "やっぱり10分にして", "フィートでは？", "パリは？", "卵も追加して"])
def test_a_follow_up_without_a_last_command_is_none(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["どうして", "ありがとう", "冗談を言って", "どういう意味", "マイルとは何"])
def test_not_everything_after_a_command_is_a_follow_up(text: str) -> None:
    assert said(text, Command("timer.start", {"seconds": 300})) == []
    assert said(text, Command("unit.convert", {"value": 5, "from": "km", "to": "mi"})) == []
