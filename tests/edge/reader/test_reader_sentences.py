"""Plain messages that the reader must get right, in each language. None of them is a near miss."""

import pytest

from edge.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("set a timer for 10 minutes", "timer.start"),
        ("wake me up at 7", "alarm.set"),
        ("remind me to call mom tomorrow", "reminder.add"),
        ("what time is it", "time.now"),
        ("add milk to the shopping list", "list.add"),
        ("convert 5 miles to km", "unit.convert"),
        ("flip a coin", "random.coin"),
        ("turn the volume up", "volume.change"),
        ("what can you do", "assistant.help"),
        ("go offline", "mode.offline"),
        ("what is 12 times 8", "math.evaluate"),
        ("cancel the timer", "timer.cancel"),
        ("定一个十分钟的计时器", "timer.start"),
        ("早上七点叫我起床", "alarm.set"),
        ("提醒我明天给妈妈打电话", "reminder.add"),
        ("现在几点了", "time.now"),
        ("今天星期几", "date.today"),
        ("把牛奶加到购物清单", "list.add"),
        ("五公里是多少英里", "unit.convert"),
        ("抛个硬币", "random.coin"),
        ("音量调大一点", "volume.change"),
        ("你会做什么", "assistant.help"),
        ("切换到离线模式", "mode.offline"),
        ("12乘以8等于多少", "math.evaluate"),
        ("10分のタイマーをセットして", "timer.start"),
        ("朝7時に起こして", "alarm.set"),
        ("今何時ですか", "time.now"),
        ("今日は何曜日", "date.today"),
        ("牛乳を買い物リストに追加して", "list.add"),
        ("5マイルは何キロ", "unit.convert"),
        ("コインを投げて", "random.coin"),
        ("音量を上げて", "volume.change"),
        ("何ができますか", "assistant.help"),
        ("オフラインモードにして", "mode.offline"),
        ("12かける8は", "math.evaluate"),
        ("タイマーを止めて", "timer.cancel"),
    ],
)
def test_a_plain_command_has_its_intent_and_stays_on_the_device(reader: Reader, text: str, intent: str) -> None:
    reading = reader.read(text)
    assert reading.intent == intent
    assert reading.p_cloud < 0.5


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("hello there", "chitchat"),
        ("what is the capital of Peru", "fact"),
        ('how do you say "thank you" in French', "rewrite"),
        ("turn off the kitchen light", "command"),
        ("dim the Java lounge to a third", "command"),
        ("你好呀", "chitchat"),
        ("秘鲁的首都是哪里", "fact"),
        ("寄存处在几楼", "fact"),
        ("“谢谢”用英语怎么说", "rewrite"),
        ("打开客厅的灯", "command"),
        ("こんにちは", "chitchat"),
        ("ペルーの首都はどこ", "fact"),
        ("「ありがとう」は英語で何て言うの", "rewrite"),
        ("台所の電気をつけて", "command"),
    ],
)
def test_what_is_easy_stays_on_the_device(reader: Reader, text: str, task: str) -> None:
    reading = reader.read(text)
    assert reading.task == task
    assert reading.p_cloud < 0.5


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("explain how vaccines work", "knowledge"),
        ("Is 2027 a prime?", "math"),
        ("write a python function that reverses a string", "code"),
        ("write a poem about autumn", "writing"),
        ("list five cities as JSON", "structured"),
        ("should I quit my job for a startup", "reasoning"),
        ("def f(x):\n    return x + 1\nprint(f(2))", "code"),
        ("证明素数有无穷多个", "math"),
        ("用Python写一个快速排序", "code"),
        ("写一首关于秋天的诗", "writing"),
        ("为什么天是蓝的", "knowledge"),
        ("我该不该辞职去创业", "reasoning"),
        ("ルート2が無理数であることを証明して", "math"),
        ("Pythonでクイックソートを書いて", "code"),
        ("秋についての詩を書いて", "writing"),
        ("なぜ空は青いの", "knowledge"),
        ("会社を辞めて起業すべきかな", "reasoning"),
    ],
)
def test_what_is_hard_goes_up_however_short_it_is(reader: Reader, text: str, task: str) -> None:
    reading = reader.read(text)
    assert reading.task == task
    assert reading.p_cloud > 0.5


def test_a_long_list_of_groceries_stays_on_the_device(reader: Reader) -> None:
    groceries = "milk, eggs, two loaves of bread, bananas, olive oil, tomatoes, cat food, batteries, coffee and rice"
    assert reader.read(f"add {groceries} to my shopping list").p_cloud < 0.5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("东京今天的天气", "zh"),
        ("東京駅の時刻表", "ja"),
        ("what does 元気 mean in English please", "en"),
        ("12 + 7", "und"),
        ("debug 一下这个程序", "zh"),
    ],
)
def test_language_is_told_by_script_first(reader: Reader, text: str, language: str) -> None:
    assert reader.read(text).language == language
