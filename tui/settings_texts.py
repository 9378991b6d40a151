"""The texts of the settings screen. What each setting is about comes from its declaration."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge.settings import Setting, declared
from edge.settings.checks import Between, CommandLine, OneOf, ZeroOr, names, patterns, webhook
from tui.language import Texts, table

__all__ = ["SettingsTexts", "rule", "written"]


@dataclass(frozen=True, slots=True)
class SettingsTexts(Texts):
    """Names in braces are filled in with `str.format`."""

    title: str = "Settings"
    in_file: str = "Settings · changes go to {file}"
    find: str = "Find a setting"
    sections: Mapping[str, str] = table(
        {
            "": "General",
            "engine": "Engine: how llama.cpp is run",
            "sampling": "Sampling: how the next token is chosen",
            "reply": "Replies",
            "skills": "Commands",
            "router": "Router: what goes to a larger model",
            "cloud": "Cloud: what may leave",
            "outbox": "Outbox: questions that wait for an endpoint",
            "ui": "This app",
            "server": "Server: 'edge serve'",
            "kiosk": "Kiosk: 'edge kiosk'",
        }
    )
    about: Mapping[str, str] = dataclasses.field(
        default_factory=lambda: {key: setting.about for key, setting in declared().items()}
    )
    """By the key of the setting."""

    default: str = "Its default is {value}."
    is_default: str = "This is its default."
    from_file: str = "Set in your file."
    from_variable: str = "Set by the variable {variable}."
    from_flag: str = "Set on the command line."
    at_once: str = "Takes effect at once."
    next_start: str = "Takes effect when the assistant is started next."
    empty: str = "(empty)"
    lines: str = "{first} … ({count} lines)"

    rules: Mapping[str, str] = table(
        {
            "whole": "A whole number.",
            "number": "A number.",
            "between": "From {low} to {high}.",
            "zero_or": "0, or from {low} to {high}.",
            "one_of": "One of: {choices}.",
            "command": "A program with its arguments, quotes closed; names in braces: {names}.",
            "webhook": "An https address, or http to localhost; or nothing.",
            "names": "all, or names such as timer.start, timer.* or -timer.*, with spaces between.",
            "patterns": "Regular expressions, one a line.",
        }
    )
    """Which values it takes."""
    not_possible: str = "This cannot be set. {rule}"

    kept: str = "{key} is set."
    reset: str = "{key} has its default again."
    no_reset: str = "{key} has its default already."
    overruled_by_variable: str = "The file is changed, and the variable {variable} wins over it."
    overruled_by_flag: str = "The file is changed, and the command line wins over it this time."
    nothing: str = "There is no such setting."
    keys: Mapping[str, str] = table(
        {"change": "Enter change", "reset": "R default", "find": "/ find", "close": "Esc back"}
    )
    form_keys: str = "Enter sets it · Esc leaves it"
    form_lines: str = "Enter sets it · Ctrl+J new line · Esc leaves it"


def written(value: Any, texts: SettingsTexts) -> str:
    """A value on one line, as it stands in a file of settings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    lines = str(value).splitlines()
    if len(lines) > 1:
        return texts.lines.format(first=lines[0], count=len(lines))
    return lines[0] if lines else texts.empty


def rule(setting: Setting, texts: SettingsTexts, joint: str = " ") -> str:
    """Which values this setting takes, in sentences with `joint` between; empty for one that takes any text."""
    rules, check = texts.rules, setting.check
    match check:
        case Between(low, high):
            said = rules["between"].format(low=f"{low:.10g}", high=f"{high:.10g}")
        case ZeroOr(low, high):
            said = rules["zero_or"].format(low=f"{low:.10g}", high=f"{high:.10g}")
        case OneOf(choices):
            said = rules["one_of"].format(choices=", ".join(choices))
        case CommandLine(known):
            said = rules["command"].format(names=" ".join(f"{{{name}}}" for name in known))
        case _ if setting.type is bool:
            said = rules["one_of"].format(choices="true, false")
        case _:
            said = next((rules[name] for name, one in _CHECKS.items() if one is check), "")
    kind = {int: rules["whole"], float: rules["number"]}.get(setting.type, "")
    return joint.join(filter(None, [kind, said]))


_CHECKS = {"webhook": webhook, "names": names, "patterns": patterns}
