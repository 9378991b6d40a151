"""The settings: each declared once, with its default, its range and its description.

They are read in this order, the later one wins: the defaults here, the user's `config.toml`, variables `EDGE_…`, flags.
An unknown key is an error that names the nearest known one. `edge config` prints all of them from these declarations.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge.answerer import Sampling
from edge.errors import SettingsError

__all__ = [
    "Cloud",
    "Engine",
    "Outbox",
    "Reply",
    "Router",
    "SamplingSettings",
    "Setting",
    "Settings",
    "Skills",
    "Ui",
    "declared",
    "load",
]

Check = Callable[[Any], str | None]

DEFAULT_SYSTEM = (
    "You are a helpful assistant that runs on the user's own device. Answer briefly and in the user's language."
)


def _between(low: float, high: float) -> Check:
    return lambda value: None if low <= value <= high else f"has to lie between {low:g} and {high:g}"


def _zero_or(low: float, high: float) -> Check:
    between = _between(low, high)
    return lambda value: None if value == 0 or not between(value) else f"{between(value)}, or has to be 0"


def _one_of(*choices: str) -> Check:
    return lambda value: None if value in choices else f"has to be one of {', '.join(choices)}"


def _command(*names: str) -> Check:
    """For a command line: words as a shell would split them, with some names in braces."""

    def check(value: str) -> str | None:
        import shlex  # only for one that is set

        try:
            words = shlex.split(value)
            for word in words:
                word.format_map(dict.fromkeys(names, ""))
        except (ValueError, KeyError, IndexError, AttributeError, TypeError):
            known = ", ".join(f"{{{name}}}" for name in names)
            return f"has to be a program with its arguments, quotes closed, and no names in braces but {known}"
        return None

    return check


def _webhook(value: str) -> str | None:
    from urllib.parse import urlsplit  # only for one that is set

    try:
        parts = urlsplit(value)
        secure = parts.scheme == "https" and bool(parts.hostname)
        local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        usable = (secure or local) and parts.port != 0 and re.fullmatch(r"[!-~]+", value) is not None
    except ValueError:
        usable = False
    return None if usable or not value else "has to be an https address, or http to localhost"


def _names(value: str) -> str | None:
    wrong = [word for word in value.split() if not _NAMES.fullmatch(word)]
    return f"has to be all, names such as timer.start, timer.* or -timer.*, and has {wrong[0]!r}" if wrong else None


def _patterns(value: str) -> str | None:
    """For patterns, one a line."""
    if not value.strip():
        return None
    from cloud_client.masking import Own, PatternError  # only for some that are set

    try:
        Own(patterns=pattern_lines(value))
    except PatternError as error:
        return f"has patterns that cannot be used ({error})"
    return None


def pattern_lines(value: str) -> list[str]:
    """The patterns of a setting that takes some, one a line."""
    return [line.strip() for line in value.splitlines() if line.strip()]


_NAMES = re.compile(r"all|-?[a-z_]+\.(?:\*|[a-z_.]+)")


def _setting(default: Any, about: str, check: Check | None = None) -> Any:
    return field(default=default, metadata={"about": about, "check": check})


@dataclass(frozen=True, slots=True)
class Engine:
    """How llama.cpp is run."""

    threads: int = _setting(
        0, "Threads of the engine; 0 takes what 'edge models tune' found, else the physical cores.", _between(0, 256)
    )
    context: int = _setting(
        0, "Tokens that the model can see; 0 takes what the catalogue says of the model.", _between(0, 131_072)
    )
    batch: int = _setting(
        0,
        "Tokens that are evaluated in one batch of the prompt; 0 takes what 'edge models tune' found, else 512.",
        _zero_or(32, 4096),
    )
    lookup: str = _setting(
        "auto",
        "Guess what repeats an earlier text, and check it in one batch: auto (when it is faster), on or off.",
        _one_of("auto", "on", "off"),
    )
    kv_type: str = _setting(
        "auto",
        "Form of the KV cache: f16, q8_0 (half the memory, a little slower), or auto (f16 unless memory is short).",
        _one_of("auto", "f16", "q8_0"),
    )
    mmap: str = _setting(
        "auto",
        "Map the model's file rather than read it: on (the fastest start), off (less memory where matrices are"
        " repacked), or auto (on unless memory is short).",
        _one_of("auto", "on", "off"),
    )
    repack: str = _setting(
        "auto",
        "Copy matrices into the form that is fastest on this processor: on, off, or auto (on).",
        _one_of("auto", "on", "off"),
    )
    check_memory: bool = _setting(True, "Refuse a model that does not fit into the memory that is free.")
    resume: bool = _setting(
        True, "Keep the engine's state of the last conversation on disk, so that the next start goes on at once."
    )
    resume_mb: int = _setting(64, "The most that one such state may take on disk, in MB.", _between(1, 4096))


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How the next token is chosen."""

    temperature: float = _setting(0.7, "0 is greedy: always the likeliest token.", _between(0, 2))
    top_k: int = _setting(20, "Keep the k likeliest tokens; 0 keeps all.", _between(0, 1000))
    top_p: float = _setting(0.8, "Keep the likeliest tokens until they add up to this.", _between(0, 1))
    min_p: float = _setting(0.0, "Drop tokens less likely than this share of the likeliest.", _between(0, 1))
    repeat_penalty: float = _setting(1.1, "Divides the logits of the last 64 tokens; 1 is off.", _between(0.5, 2))
    seed: int = _setting(-1, "The same seed gives the same text; -1 draws one.", _between(-1, 2**32 - 2))

    def as_sampling(self) -> Sampling:
        """The values in the form that an answerer takes."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return Sampling(**{**values, "seed": None if self.seed < 0 else self.seed})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply is asked to be."""

    max_tokens: int = _setting(1024, "The most tokens of one reply.", _between(1, 32_768))
    system: str = _setting(DEFAULT_SYSTEM, "The system prompt; an empty one leaves it out.")
    wrap_up: str = _setting(
        "auto",
        "Whether the local model makes a short version of a long answer of the cloud, for the screen; the full text"
        " stays: on, off, or auto (on for a kiosk). The built-in model is never asked to.",
        _one_of("auto", "on", "off"),
    )
    wrap_up_over: int = _setting(
        200, "Tokens from which on an answer is long; 200 are some 150 words.", _between(20, 32_768)
    )


@dataclass(frozen=True, slots=True)
class Skills:
    """What commands may do, and how they reach the device's hardware."""

    volume_command: str = _setting(
        "",
        "Program that sets the volume; it is run without a shell, and {percent} is put in: 'pactl set-sink-volume"
        " @DEFAULT_SINK@ {percent}%'.",
        _command("percent"),
    )
    volume_change_command: str = _setting(
        "",
        "Program that makes it louder or quieter; {by} is +10 or -10, {sign} and {size} are its parts: 'pactl"
        " set-sink-volume @DEFAULT_SINK@ {by}%'.",
        _command("by", "sign", "size"),
    )
    brightness_command: str = _setting(
        "", "Program that sets the screen's brightness: 'brightnessctl set {percent}%'.", _command("percent")
    )
    volume_webhook: str = _setting(
        "",
        'Address that is sent {"percent": 40} or {"by": 10} where there is no program for it; https, or http on this'
        " machine.",
        _webhook,
    )
    brightness_webhook: str = _setting("", 'The same for the brightness: {"percent": 40}.', _webhook)
    allow_terminal: str = _setting(
        "all", "Commands that the terminal app may use: all, or names and skill.*; a - leaves out.", _names
    )
    allow_cli: str = _setting("all", "The same for the command line.", _names)
    allow_http: str = _setting("all -mode.* -conversation.*", "The same for HTTP clients.", _names)
    allow_kiosk: str = _setting(
        "time.* date.* timer.* math.* unit.* random.* assistant.*", "The same for a kiosk's visitors.", _names
    )


@dataclass(frozen=True, slots=True)
class Router:
    """What goes to a larger model, if an endpoint is configured, and what counts as a command."""

    wasted: float = _setting(
        0.0,
        "At most this share of what the device could do may go up (0.01 to 0.3); more goes up rightly, too, if it is"
        " larger. 0 takes what 'edge calibrate' chose, else 0.05.",
        _zero_or(0.01, 0.3),
    )
    evidence: float = _setting(
        0.5,
        "How sure the reader has to be that the device is up to a message (small talk, a short fact, a short text to"
        " put otherwise, an easy follow-up); what is less sure goes up.",
        _between(0, 1),
    )
    command: float = _setting(
        0.9,
        "How sure the reader has to be of a command in words that no sentence template has; erasing a conversation and"
        " switching the network need more.",
        _between(0.5, 1),
    )
    second_reader: str = _setting(
        "auto",
        "Whether the local model is asked about commands that templates and reader are not sure of: on, off, or auto"
        " (on unless it is the built-in one).",
        _one_of("auto", "on", "off"),
    )
    hot: float = _setting(85.0, "Temperature in °C from which the device is spared; 0 is off.", _between(0, 150))
    battery: float = _setting(
        15.0, "Percent of the battery below which the device is spared; 0 is off.", _between(0, 100)
    )
    slow: float = _setting(
        2.0, "Tokens a second below which the device is too slow to answer by itself; 0 is off.", _between(0, 1000)
    )
    wait: float = _setting(
        15.0,
        "Seconds that the device may read before its first word; what takes longer goes up. 0 is off.",
        _between(0, 3600),
    )


@dataclass(frozen=True, slots=True)
class Cloud:
    """What may go to a larger model."""

    masking: bool = _setting(
        True,
        "Put placeholders in the place of e-mail addresses, phone numbers, numbers of cards and identity cards, IP"
        " addresses, keys and passwords before anything leaves; the answer has the values again.",
    )
    mask: str = _setting("", "Patterns of what else is masked, one a line.", _patterns)
    never_leaves: str = _setting(
        "",
        "Patterns, one a line: a message in which one is found never leaves the device, nor does what was answered to"
        " it.",
        _patterns,
    )
    deadline: float = _setting(
        2.0,
        "Seconds after which something useful has to be on the screen when a larger model is asked.",
        _between(0.1, 60),
    )
    when_late: str = _setting(
        "provisional",
        "What happens when the larger model has not begun by then: provisional (the device answers, and the better"
        " answer takes its place when it comes), wait (for the cloud, as long as it answers at all), or device (the"
        " device answers at once in every such turn, and the better answer takes its place).",
        _one_of("provisional", "wait", "device"),
    )


@dataclass(frozen=True, slots=True)
class Outbox:
    """Questions that deserved a larger model and did not get it."""

    enabled: bool = _setting(
        True, "Keep a question that no endpoint answered, and ask it again later; the better answer takes its place."
    )
    limit: int = _setting(50, "The most questions that wait at a time.", _between(1, 1000))
    days: int = _setting(7, "Days after which a question is given up.", _between(1, 365))


@dataclass(frozen=True, slots=True)
class Ui:
    """The terminal app."""

    theme: str = _setting("dark", "dark, light or contrast.", _one_of("dark", "light", "contrast"))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, by section."""

    model: str = _setting(
        "auto", "Which local model answers: a name, the path of a GGUF file, or auto (Qwen if it is there)."
    )
    engine: Engine = field(default_factory=Engine)
    sampling: SamplingSettings = field(default_factory=SamplingSettings)
    reply: Reply = field(default_factory=Reply)
    skills: Skills = field(default_factory=Skills)
    router: Router = field(default_factory=Router)
    cloud: Cloud = field(default_factory=Cloud)
    outbox: Outbox = field(default_factory=Outbox)
    ui: Ui = field(default_factory=Ui)


@dataclass(frozen=True, slots=True)
class Setting:
    """One key as it was declared."""

    key: str
    """Dotted, for example `engine.threads`."""
    type: type[Any]
    default: Any
    about: str
    check: Check | None

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "EDGE_" + self.key.replace(".", "_").upper()

    def parse(self, value: Any, where: str) -> Any:
        """`value` (from TOML, or a string from elsewhere) in the declared type. Raises SettingsError."""
        kinds = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
        wanted = kinds[self.type]
        result: Any = value
        try:
            if isinstance(value, str) and self.type is not str:
                result = _BOOLS[value.lower()] if self.type is bool else self.type(value)
            elif self.type is float and isinstance(value, int) and not isinstance(value, bool):
                result = float(value)
            elif type(value) is not self.type:
                raise ValueError
        except (ValueError, KeyError):
            raise SettingsError(f"{where}: '{self.key}' has to be {wanted}, not {value!r}.") from None
        wrong = self.check(result) if self.check else None
        if wrong:
            raise SettingsError(f"{where}: '{self.key}' {wrong}, and is {value!r}.")
        return result


_BOOLS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

_NOT_SETTINGS = frozenset({"EDGE_HOME"})
"""Variables of that prefix that are no settings."""


def declared() -> dict[str, Setting]:
    """Every setting by its dotted key, in the order of declaration."""
    found: dict[str, Setting] = {}

    def walk(section: Any, prefix: str) -> None:
        for f in dataclasses.fields(section):
            value = getattr(section, f.name)
            if dataclasses.is_dataclass(value):
                walk(value, f"{prefix}{f.name}.")
            else:
                key = prefix + f.name
                found[key] = Setting(key, type(value), value, f.metadata["about"], f.metadata["check"])

    walk(Settings(), "")
    return found


def setting(key: str, where: str) -> Setting:
    """The declaration of `key`. Raises SettingsError that names the nearest known key."""
    known = declared()
    if key in known:
        return known[key]
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else "'edge config' lists those there are."
    raise SettingsError(f"{where}: there is no setting '{key}'; {hint}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, and where each that is not a default came from."""

    settings: Settings
    sources: dict[str, str]


def load(config: Path, environ: Mapping[str, str] = os.environ, flags: Mapping[str, Any] | None = None) -> Loaded:
    """The settings of this file, these variables and these flags (by dotted key; None means not given).

    Raises SettingsError with one sentence for a file that is not TOML, an unknown key, a wrong type or range.
    """
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}

    def put(key: str, value: Any, where: str) -> None:
        values[key] = setting(key, where).parse(value, where)
        sources[key] = where

    for key, value in _flat(_read(config)).items():
        put(key, value, str(config))
    by_variable = {s.variable: s for s in declared().values()}
    for name in sorted(environ):
        if not name.startswith("EDGE_") or name in _NOT_SETTINGS:
            continue
        if name not in by_variable:
            near = difflib.get_close_matches(name, [*by_variable, *_NOT_SETTINGS], n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "'edge config' lists those there are."
            raise SettingsError(f"The environment sets {name}, and there is no such setting; {hint}")
        put(by_variable[name].key, environ[name], name)
    for key, value in (flags or {}).items():
        if value is not None:
            put(key, value, "flag")
    return Loaded(_build(values), sources)


def _read(config: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(config.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The settings file {config} cannot be read: {why}.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {config} is not valid TOML: {error}.") from None


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _build(values: Mapping[str, Any]) -> Settings:
    sections: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        section, _, name = key.rpartition(".")
        sections.setdefault(section, {})[name] = value
    settings = Settings(**sections.pop("", {}))
    for section, changed in sections.items():
        part = dataclasses.replace(getattr(settings, section), **changed)
        settings = dataclasses.replace(settings, **{section: part})
    return settings
