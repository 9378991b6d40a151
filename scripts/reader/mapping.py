"""Which of our intents a message has, by the intents of the public sets and the classes of the built-in model."""

from __future__ import annotations

import re

from edge.reader.labels import NO_INTENT

_CLINC = {
    "time": "time.now", "date": "date.today", "timer": "timer.start", "alarm": "alarm.set",
    "reminder": "reminder.list", "reminder_update": "reminder.add", "shopping_list": "list.show",
    "todo_list": "list.show", "calculator": "math.evaluate", "measurement_conversion": "unit.convert",
    "flip_coin": "random.coin", "roll_dice": "random.dice", "repeat": "assistant.repeat",
    "what_can_i_ask_you": "assistant.help", "cancel": "assistant.stop", "what_is_your_name": "assistant.about",
    "who_made_you": "assistant.about", "are_you_a_bot": "assistant.about", "timezone": "",
    "shopping_list_update": "", "todo_list_update": "", "change_volume": "", "who_do_you_work_for": "",
}  # fmt: skip
_NLU = {
    "alarm_query": "alarm.list", "alarm_remove": "alarm.cancel", "alarm_set": "alarm.set",
    "audio_volume_mute": "volume.set", "audio_volume_up": "volume.change", "audio_volume_down": "volume.change",
    "datetime_convert": "", "general_repeat": "assistant.repeat", "general_commandstop": "assistant.stop",
    "lists_query": "list.show", "lists_remove": "list.remove", "lists_createoradd": "", "qa_maths": "",
    "calendar_set": "", "calendar_remove": "", "calendar_query": "", "general_explain": "", "general_confirm": "",
    "general_quirky": "", "iot_hue_lightdim": "",
}  # fmt: skip
_HOME = {
    "HassStartTimer": "timer.start", "HassIncreaseTimer": "timer.extend", "HassDecreaseTimer": "",
    "HassTimerStatus": "timer.status", "HassCancelTimer": "timer.cancel", "HassCancelAllTimers": "timer.cancel",
    "HassGetCurrentDate": "date.today", "HassGetCurrentTime": "time.now", "HassShoppingListAddItem": "list.add",
    "HassListAddItem": "list.add", "HassShoppingListCompleteItem": "list.remove",
    "HassListCompleteItem": "list.remove", "HassSetVolume": "", "HassNevermind": "assistant.stop",
    "HassPauseTimer": "", "HassUnpauseTimer": "", "HassLightSet": "",
}  # fmt: skip
_BOT = {
    "general.Stop": "assistant.stop", "general.Cancel": "assistant.stop", "general.Repeat": "assistant.repeat",
    "general.Help": "assistant.help", "todo.AddToDo": "list.add", "todo.DeleteToDo": "list.remove",
    "todo.MarkToDo": "list.remove", "todo.ShowToDo": "list.show", "music.AdjustVolume": "",
    "general.ReadAloud": "", "general.StartOver": "", "general.FinishTask": "", "calendar.TimeRemaining": "",
    "email.CancelMessages": "", "calendar.CancelCalendar": "", "music.Pause": "",
}  # fmt: skip
"""An empty name: some of those messages are one of our intents and some are not, so nothing is learnt of it."""

BUILTIN_INTENTS = {
    "who_are_you": "assistant.about",
    "who_made_you": "assistant.about",
    "which_model": "assistant.about",
    "help": "assistant.help",
}
UNSURE_INTENTS = frozenset(
    {"no", "cancel", "quit", "forget", "stats", "offline", "can_you_hard", "okay", "speed_memory"}
)


def intent_of(own: dict[str, str], text: str) -> str | None:
    """Our intent of a message whose intents in the public sets are `own`; None if they do not tell."""
    found = set()
    for name, intent in own.items():
        table = {"clinc150": _CLINC, "nlu_evaluation": _NLU, "home_assistant": _HOME, "botframework_zh": _BOT}.get(
            name, {}
        )
        ours = table.get(intent, NO_INTENT)
        if name == "nlu_evaluation" and intent == "datetime_query":
            ours = "time.now" if re.search(r"time|clock|hour", text) else ""
        found.add(ours)
    return found.pop() if len(found) == 1 and "" not in found else None
