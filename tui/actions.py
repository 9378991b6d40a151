"""Everything that the app can do by name: what the palette lists, and how it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tui.language import Texts, table
from tui.screens import SCREENS

__all__ = ["ACTIONS", "Action", "ActionTexts"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the app can do."""

    name: str
    """Its entry in `ActionTexts.does`."""
    where: Literal["app", "chat"]
    """Who does it. For what the chat does, the other screens are closed."""
    does: str
    """An action of Textual's of the app or the chat."""
    keys: str = ""
    """That do the same."""


def _setting(name: str, key: str, value: str) -> Action:
    return Action(name, "app", f"prefer({key!r}, {value!r})")


def _command(name: str, typed: str) -> Action:
    return Action(name, "chat", f"obey({typed!r})", typed)


ACTIONS = (
    Action("new", "chat", "new_conversation", "Ctrl+N"),
    Action("new_private", "app", "begin_private"),
    Action("why", "chat", "why", "F2"),
    Action("face", "chat", "turn", "F3"),
    Action("again", "chat", "again", "Ctrl+T"),
    Action("edit", "chat", "edit", "Ctrl+B"),
    Action("go_on", "chat", "go_on", "Ctrl+S"),
    Action("copy", "chat", "copy_answer", "Ctrl+L"),
    Action("attach", "chat", "begin('@')", "@"),
    _command("cloud", "/cloud"),
    _command("local", "/local"),
    Action("private", "chat", "begin('/private ')", "/private"),
    _command("offline", "/offline on"),
    _command("online", "/offline off"),
    Action("stop", "chat", "stop", "Esc"),
    Action("tail", "chat", "to_tail", "Ctrl+End"),
    Action("head", "chat", "to_head", "Ctrl+Home"),
    *(Action(name, "app", f"show({name!r})", place.key.upper()) for name, place in SCREENS.items()),
    Action("keys", "app", "keys", "F1"),
    _setting("dark", "ui.theme", "dark"),
    _setting("light", "ui.theme", "light"),
    _setting("contrast", "ui.theme", "contrast"),
    _setting("colourless", "ui.theme", "none"),
    _setting("english", "ui.language", "en"),
    _setting("chinese", "ui.language", "zh"),
    _setting("system", "ui.language", "auto"),
    Action("quit", "app", "quit", "Ctrl+Q"),
)


@dataclass(frozen=True, slots=True)
class ActionTexts(Texts):
    """What each action is called."""

    does: Mapping[str, str] = table(
        {
            "new": "New conversation",
            "new_private": "New private conversation: nothing of it leaves this device",
            "why": "Why this answer, and what left the device",
            "face": "The other face of an answer",
            "again": "Answer once more",
            "edit": "Change the last message and send it again",
            "go_on": "Go on with an answer that was cut off",
            "copy": "Copy an answer or a block of its code",
            "attach": "Attach a file",
            "cloud": "Ask the cloud the last question again",
            "local": "Ask the device the last question again",
            "private": "Write a message that stays on this device",
            "offline": "Go offline: nothing leaves this device",
            "online": "Go online again",
            "stop": "Stop the answer",
            "tail": "Go to the newest line",
            "head": "Go to the beginning of the conversation",
            "conversations": "Conversations: search, open, rename, delete",
            "models": "Models: get one, choose one",
            "endpoints": "Endpoints: larger models elsewhere",
            "dashboard": "Dashboard: speed, memory, who answers",
            "settings": "Settings",
            "keys": "All keys",
            "dark": "Colours: dark",
            "light": "Colours: light",
            "contrast": "Colours: high contrast",
            "colourless": "Colours: none",
            "english": "Language: English",
            "chinese": "Language: 中文",
            "system": "Language: that of the system",
            "quit": "Quit; what you typed is kept",
        }
    )
    also: Mapping[str, str] = table(
        {
            "new": "start begin clear chat",
            "new_private": "start begin secret incognito",
            "why": "reasons receipt explain route",
            "face": "provisional short version alternative",
            "again": "regenerate retry redo repeat",
            "edit": "rewrite resend correct",
            "go_on": "continue resume finish",
            "copy": "clipboard yank code",
            "attach": "file document upload path",
            "cloud": "retry regenerate larger model",
            "local": "retry regenerate",
            "private": "secret local",
            "offline": "network privacy airplane",
            "online": "network connect",
            "stop": "cancel abort interrupt",
            "tail": "bottom end scroll",
            "head": "top start first scroll",
            "conversations": "history chats list export",
            "models": "download pull qwen switch",
            "endpoints": "cloud server api key openai vllm",
            "dashboard": "statistics latency temperature plot outbox",
            "settings": "options preferences configuration",
            "keys": "help shortcuts bindings",
            "dark": "theme night black",
            "light": "theme day white",
            "contrast": "theme accessibility",
            "colourless": "theme no color monochrome",
            "english": "interface translation",
            "chinese": "interface translation chinese",
            "system": "interface translation locale automatic",
            "quit": "exit leave close",
        }
    )
    """Further words under which it is found; in Chinese its pinyin, whole and by initials."""
