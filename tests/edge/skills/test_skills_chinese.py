"""What each command does and says in Chinese: scenes of commands in a row, each in a home of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edge.skills.conftest import MakeDesk
from tests.edge.skills.skills_help import at

Scene = list[tuple[str, dict[str, Any], str]]

SCENES: dict[str, Scene] = {
    "the time and the date": [
        ("time.now", {}, "现在是12:00。"),
        ("time.now", {"zone": "东京"}, "东京现在是13:00。"),
        ("time.now", {"zone": "檀香山"}, "檀香山现在是昨天18:00。"),
        ("time.now", {"zone": "某地"}, "我不知道“某地”的时区，请说一个附近的大城市。"),
        ("date.today", {}, "今天是2026年11月23日，星期一。"),
        ("date.today", {"zone": "檀香山"}, "檀香山今天是2026年11月22日，星期日。"),
    ],
    "timers": [
        ("timer.status", {}, "现在没有计时。"),
        ("timer.start", {}, "计时多久？"),
        ("timer.start", {"seconds": 300}, "好的，计时5分钟。"),
        ("timer.extend", {"seconds": 30}, "已加30秒，还剩5分30秒。"),
        ("timer.start", {"seconds": 3900, "name": "炖汤"}, "好的，“炖汤”计时1小时5分钟。"),
        ("timer.status", {}, "5分30秒的计时还剩5分30秒。\n“炖汤”计时还剩1小时5分钟。"),
        ("timer.cancel", {"name": "面条"}, "没有“面条”这个计时。现有的是：5分30秒和炖汤。"),
        ("timer.cancel", {"name": "炖汤"}, "“炖汤”计时已取消。"),
        ("timer.cancel", {"name": "全部"}, "已取消全部1个计时。"),
    ],
    "alarms": [
        ("alarm.list", {}, "没有设置闹钟。"),
        ("alarm.set", {}, "闹钟设在几点？"),
        ("alarm.set", {"at": at("6:30", 24)}, "好的，闹钟设在明天6:30。"),
        ("alarm.set", {"at": at("21:00", 25), "name": "吃药"}, "好的，闹钟“吃药”设在后天21:00。"),
        ("alarm.list", {}, "有2个闹钟：明天6:30和后天21:00（吃药）。"),
        ("alarm.cancel", {"at": at("6:30", 24)}, "明天6:30的闹钟已取消。"),
        ("alarm.set", {"at": at("9:00")}, "那个时间已经过了：今天9:00。"),
    ],
    "reminders": [
        ("reminder.list", {}, "没有提醒事项。"),
        ("reminder.add", {"text": "交作业", "at": at("8:00", 27)}, "好的，星期五8:00提醒你：交作业。"),
        ("reminder.add", {"text": "买邮票"}, "已记下，还没有时间：买邮票。什么时候提醒你？"),
        ("reminder.list", {}, "有2条提醒：\n- 星期五8:00：交作业\n- 没有时间：买邮票"),
        ("reminder.cancel", {"text": "邮票"}, "提醒已取消：买邮票。"),
        ("reminder.cancel", {"text": "作业"}, "提醒已取消：交作业。"),
    ],
    "lists": [
        ("list.add", {"items": ("牛奶",)}, "哪个清单？"),
        ("list.add", {"list": "购物", "items": ("牛奶", "鸡蛋", "面包")}, "已加到购物清单：牛奶、鸡蛋和面包。"),
        ("list.add", {"items": ("牛奶",)}, "购物清单里已经有了：牛奶。"),
        ("list.show", {"list": "购物"}, "购物清单里有3样：牛奶、鸡蛋和面包。"),
        ("list.remove", {"list": "购物", "items": ("鸡蛋", "盐")}, "已从购物清单去掉：鸡蛋。购物清单里没有：盐。"),
        ("list.remove", {"list": "购物", "items": ("全部",)}, "购物清单已清空。"),
        ("list.show", {"list": "购物"}, "购物清单是空的。"),
    ],
    "notes": [
        ("note.add", {"text": "钥匙在花盆下面"}, "已记下：钥匙在花盆下面"),
        ("note.list", {}, "有1条笔记：\n1. 钥匙在花盆下面（今天）"),
        ("note.remove", {"text": "护照"}, "没有关于“护照”的笔记。"),
        ("note.remove", {"text": "钥匙"}, "笔记已删除：钥匙在花盆下面"),
        ("note.list", {}, "没有笔记。"),
    ],
    "calculations and conversions": [
        ("math.evaluate", {"expression": "一百二十五乘以八"}, "125 × 8 = 1000"),
        ("math.evaluate", {"expression": "1/0"}, "不能除以零。"),
        ("math.evaluate", {"expression": "2^400"}, "2^400 ≈ 2.58225 × 10^120，共有121位数。"),
        ("math.evaluate", {"expression": "香蕉"}, "我读不懂这个算式，请写成 12*7+3 这样。"),
        ("unit.convert", {"value": 3, "from": "斤", "to": "kg"}, "3斤等于1.5公斤。"),
        ("unit.convert", {"value": 5, "from": "mi", "to": "km"}, "5英里约等于8.047公里。"),
        ("unit.convert", {"value": 37, "from": "°C", "to": "°F"}, "37°C等于98.6°F。"),
        ("unit.convert", {"value": 2, "from": "km", "to": "kg"}, "km和kg不是同一类单位。"),
    ],
    "chance": [
        ("random.number", {"low": 1, "high": 5}, "3"),
        ("random.coin", {}, "反面。"),
        ("random.dice", {}, "掷出了6点。"),
        ("random.dice", {"count": 2}, "掷出了2和4点，一共6点。"),
    ],
    "the device and the assistant": [
        (
            "system.status",
            {},
            (
                "内存：共8.0 GB，可用2.5 GB。\n磁盘：共128 GB，可用64.2 GB。\n温度：51°C。\n电池：80%，已接通电源。\n"
                "已运行1天2小时。\n语言模型：Qwen2.5-0.5B (Q4_0)。"
            ),
        ),
        (
            "brightness.set",
            {"percent": 50},
            (
                "这台设备还没有配置：请设置 skills.brightness_command 或 skills.brightness_webhook"
                "（用 edge config 查看说明）。"
            ),
        ),
        ("volume.set", {}, "音量调到百分之几？"),
        ("mode.offline", {}, "已切换到离线模式：从现在起任何内容都不会离开设备。"),
        ("mode.online", {}, "已切换到在线模式：难题可以再交给云端。"),
        ("assistant.stop", {}, "现在没有正在进行的事。"),
        ("conversation.clear", {}, "这会永久清除这段对话：请再说一遍来确认。"),
        ("conversation.clear", {}, "这段对话已清除。"),
    ],
}


@pytest.mark.parametrize("name", SCENES)
def test_each_command_is_answered_in_chinese(make_desk: MakeDesk, name: str) -> None:
    desk = make_desk(language="zh", dealt=(3, 1, 6, 2, 4))
    desk.listen()
    for command, slots, reply in SCENES[name]:
        assert desk.do(command, **slots) == reply, (command, slots)
