from __future__ import annotations

import pytest

from edge.skills.names import COMMANDS, Command
from edge.skills.recognition import recognize
from tests.edge.skills.recognized import NOW, Row, at, said

COMMANDS_SAID: list[Row] = [
    ("现在几点了？", "time.now", {}),
    ("请问东京现在几点", "time.now", {"zone": "东京"}),
    ("纽约时间", "time.now", {"zone": "纽约"}),
    ("現在倫敦幾點", "time.now", {"zone": "倫敦"}),
    ("今天几号", "date.today", {}),
    ("今天星期几？", "date.today", {}),
    ("设一个五分钟的定时器", "timer.start", {"seconds": 300}),
    ("帮我定个十分钟的闹钟", "timer.start", {"seconds": 600}),
    ("倒计时30秒", "timer.start", {"seconds": 30}),
    ("设个煮面的计时器八分钟", "timer.start", {"seconds": 480, "name": "煮面"}),
    ("设置 5 分钟 倒计时", "timer.start", {"seconds": 300}),
    ("定时一个半小时", "timer.start", {"seconds": 5400}),
    ("給我設一個三分鐘的計時器", "timer.start", {"seconds": 180}),
    ("给定时器加五分钟", "timer.extend", {"seconds": 300}),
    ("把计时器延长两分钟", "timer.extend", {"seconds": 120}),
    ("定时器还剩多久", "timer.status", {}),
    ("查看计时器", "timer.status", {}),
    ("取消定时器", "timer.cancel", {}),
    ("关掉所有计时器", "timer.cancel", {}),
    ("明天早上七点叫我起床", "alarm.set", {"at": at(23, 7)}),
    ("设个明天七点的闹钟", "alarm.set", {"at": at(23, 7)}),
    ("设定六點半的鬧鐘", "alarm.set", {"at": at(22, 18, 30)}),
    ("我有哪些闹钟", "alarm.list", {}),
    ("查看闹钟", "alarm.list", {}),
    ("取消七点的闹钟", "alarm.cancel", {"at": at(22, 19)}),
    ("关闭闹钟", "alarm.cancel", {}),
    ("提醒我明天下午三点开会", "reminder.add", {"text": "开会", "at": at(23, 15)}),
    ("明天三点提醒我给妈妈打电话", "reminder.add", {"text": "给妈妈打电话", "at": at(23, 15)}),
    ("二十分钟后提醒我关火", "reminder.add", {"text": "关火", "at": at(22, 14, 20)}),
    ("提醒我买牛奶", "reminder.add", {"text": "买牛奶"}),
    ("查看我的提醒", "reminder.list", {}),
    ("取消开会的提醒", "reminder.cancel", {"text": "开会"}),
    ("删除所有提醒", "reminder.cancel", {}),
    ("12乘以7等于多少", "math.evaluate", {"expression": "12*7"}),
    ("计算一百二十五除以五", "math.evaluate", {"expression": "125/5"}),
    ("12*7+3", "math.evaluate", {"expression": "12*7+3"}),
    ("144的平方根是多少", "math.evaluate", {"expression": "sqrt(144)"}),
    ("80的百分之十五是多少", "math.evaluate", {"expression": "80*15%"}),
    ("3斤是多少克", "unit.convert", {"value": 3, "from": "斤", "to": "g"}),
    ("5公里等于多少英里", "unit.convert", {"value": 5, "from": "km", "to": "mi"}),
    ("一英里有多少英尺", "unit.convert", {"value": 1, "from": "mi", "to": "ft"}),
    ("华氏100度是多少摄氏度", "unit.convert", {"value": 100, "from": "°F", "to": "°C"}),
    ("把5公里换算成米", "unit.convert", {"value": 5, "from": "km", "to": "m"}),
    ("两个半小时一共是多少分钟？", "unit.convert", {"value": 2.5, "from": "h", "to": "min"}),
    ("把牛奶加到购物清单", "list.add", {"list": "购物", "items": ("牛奶",)}),
    ("在购物清单里添加牛奶、鸡蛋和面包", "list.add", {"list": "购物", "items": ("牛奶", "鸡蛋", "面包")}),
    ("購物清單加雞蛋", "list.add", {"list": "購物", "items": ("雞蛋",)}),
    ("购物清单上有什么", "list.show", {"list": "购物"}),
    ("查看待办清单", "list.show", {"list": "待办"}),
    ("把鸡蛋从购物清单里删掉", "list.remove", {"list": "购物", "items": ("鸡蛋",)}),
    ("记一条笔记：车停在三楼", "note.add", {"text": "车停在三楼"}),
    ("记一下明天交房租", "note.add", {"text": "明天交房租"}),
    ("查看笔记", "note.list", {}),
    ("删除最后一条笔记", "note.remove", {}),
    ("给我一个1到100的随机数", "random.number", {"low": 1, "high": 100}),
    ("抛硬币", "random.coin", {}),
    ("掷骰子", "random.dice", {}),
    ("掷两个骰子", "random.dice", {"count": 2}),
    ("扔一个二十面骰子", "random.dice", {"sides": 20}),
    ("内存还剩多少", "system.status", {}),
    ("电池电量", "system.status", {}),
    ("你用的是什么模型", "system.status", {}),
    ("音量调到30", "volume.set", {"percent": 30}),
    ("把音量调到百分之五十", "volume.set", {"percent": 50}),
    ("静音", "volume.set", {"percent": 0}),
    ("音量最大", "volume.set", {"percent": 100}),
    ("声音大一点", "volume.change", {"by": 10}),
    ("音量调低20", "volume.change", {"by": -20}),
    ("大声点", "volume.change", {"by": 10}),
    ("亮度调到70%", "brightness.set", {"percent": 70}),
    ("屏幕亮度调到一半", "brightness.set", {"percent": 50}),
    ("帮助", "assistant.help", {}),
    ("你能做什么", "assistant.help", {}),
    ("你是谁", "assistant.about", {}),
    ("再说一遍", "assistant.repeat", {}),
    ("停", "assistant.stop", {}),
    ("清空对话", "conversation.clear", {}),
    ("切换到离线模式", "mode.offline", {}),
    ("恢复联网", "mode.online", {}),
]

NO_COMMANDS = [
    "定时器是什么",
    "写一个设置定时器的函数",
    "怎么把音量调大",
    "链表怎么添加节点",
    "把节点添加到链表",
    "我今天买了三斤苹果",
    "为什么闹钟会响",
    "闹钟是谁发明的",
    "闹钟为什么没响",
    "上海",
    "五分钟",
    "5公里",
    "你好",
    "谢谢",
    "今天天气怎么样",
    "给我讲个笑话",
    "时间是什么",
    "时间过得真快",
    "什么时候去东京最好",
    "东京有多少人口",
    "法国大革命是哪一年",
    "端午节是几月几号",
    "为什么一天有二十四小时",
    "证明素数有无穷多个",
    "解方程x的平方等于4",
    "证明根号2是无理数",
    "一加一为什么等于二",
    "二〇二六年十一月",
    "2026-11-22",
    "三三两两",
    "一分为二",
    "七上八下",
    "三斤苹果多少钱",
    "五公里跑多久比较好",
    "5公里是多少公斤",
    "一个人一天要喝多少水",
    "列出欧洲的首都",
    "列表和元组有什么区别",
    "写一个购物清单的网页",
    "帮我写一份清单",
    "笔记本电脑哪个好",
    "怎么做笔记",
    "记忆是怎么形成的",
    "随机数是怎么生成的",
    "用python生成随机数",
    "抛硬币正面的概率是多少",
    "骰子的起源",
    "写一个掷骰子的程序",
    "内存和硬盘有什么区别",
    "什么是内存",
    "大模型是什么",
    "温度的单位有哪些",
    "音量和音调有什么区别",
    "球的体积是多少",
    "亮度的单位是什么",
    "如何清空微信聊天记录",
    "什么是离线模式",
    "云是怎么形成的",
    "帮我写一封信",
    "你觉得我能做什么工作",
    "你是怎么想的",
    "停车场在哪里",
    "取消高考会怎么样",
    "提醒我的人是谁",
    "寄存处在几楼",
    "设个五分钟的定时器然后写一首诗",
    "翻译成英文：设一个闹钟",
    "请解释一下计时器的原理",
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
        ("设一个定时器", "timer.start", ("seconds",)),
        ("设个闹钟", "alarm.set", ("at",)),
        ("新建一个提醒", "reminder.add", ("text",)),
        ("换算5公里", "unit.convert", ("to",)),
        ("随机数", "random.number", ("low", "high")),
        ("把牛奶加到清单", "list.add", ("list",)),
        ("记个笔记", "note.add", ("text",)),
        ("调节音量", "volume.set", ("percent",)),
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
            "先设个五分钟的闹钟再开静音",
            [("timer.start", {"seconds": 300}), ("volume.set", {"percent": 0})],
        ),
        (
            "先设个五分钟的闹钟再把牛奶加到购物清单",
            [("timer.start", {"seconds": 300}), ("list.add", {"list": "购物", "items": ("牛奶",)})],
        ),
        (
            "设个五分钟的定时器，然后把牛奶和鸡蛋加到购物清单",
            [("timer.start", {"seconds": 300}), ("list.add", {"list": "购物", "items": ("牛奶", "鸡蛋")})],
        ),
        ("音量调到30，亮度调到50", [("volume.set", {"percent": 30}), ("brightness.set", {"percent": 50})]),
        (
            "抛硬币，掷骰子，现在几点",
            [("random.coin", {}), ("random.dice", {}), ("time.now", {})],
        ),
        (
            "设个五分钟的计时器，再加两分钟",
            [("timer.start", {"seconds": 300}), ("timer.extend", {"seconds": 120})],
        ),
    ],
)
def test_several_commands_come_in_the_order_in_which_they_are_said(text: str, commands: list[object]) -> None:
    assert said(text) == commands


@pytest.mark.parametrize(
    ("last", "text", "commands"),
    [
        (Command("timer.start", {"seconds": 300}), "再加五分钟", [("timer.extend", {"seconds": 300})]),
        (
            Command("timer.start", {"seconds": 300}),
            "改成十分钟",
            [("timer.cancel", {}), ("timer.start", {"seconds": 600})],
        ),
        (Command("timer.start", {"seconds": 300}), "取消刚才那个", [("timer.cancel", {})]),
        (
            Command("unit.convert", {"value": 5, "from": "km", "to": "mi"}),
            "那英尺呢",
            [("unit.convert", {"value": 5, "from": "km", "to": "ft"})],
        ),
        (
            Command("unit.convert", {"value": 5, "from": "km", "to": "mi"}),
            "那10公里呢",
            [("unit.convert", {"value": 10, "from": "km", "to": "mi"})],
        ),
        (Command("time.now", {"zone": "东京"}), "那巴黎呢", [("time.now", {"zone": "巴黎"})]),
        (
            Command("list.add", {"list": "购物", "items": ("牛奶",)}),
            "还有鸡蛋",
            [("list.add", {"list": "购物", "items": ("鸡蛋",)})],
        ),
        (Command("random.dice"), "再来一次", [("random.dice", {})]),
        (Command("volume.change", {"by": 10}), "再来一点", [("volume.change", {"by": 10})]),
        (
            Command("math.evaluate", {"expression": "12*7"}),
            "乘以3",
            [("math.evaluate", {"expression": "(12*7)*3"})],
        ),
        (Command("timer.start", missing=("seconds",)), "五分钟", [("timer.start", {"seconds": 300})]),
    ],
)
def test_a_follow_up_goes_on_with_the_last_command(last: Command, text: str, commands: list[object]) -> None:
    assert said(text, last) == commands


@pytest.mark.parametrize("text", ["再加五分钟", "改成十分钟", "那英尺呢", "那巴黎呢", "乘以3", "还有鸡蛋"])
def test_a_follow_up_without_a_last_command_is_none(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["为什么", "谢谢", "讲个笑话", "这是什么意思", "什么是英里"])
def test_not_everything_after_a_command_is_a_follow_up(text: str) -> None:
    assert said(text, Command("timer.start", {"seconds": 300})) == []
    assert said(text, Command("unit.convert", {"value": 5, "from": "km", "to": "mi"})) == []
