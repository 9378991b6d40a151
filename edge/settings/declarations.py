"""Every setting, by section: its default, one sentence about it, and which values it takes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from edge.settings.checks import Between, Check, CommandLine, OneOf, ZeroOr, names, patterns, webhook

if TYPE_CHECKING:
    from edge.answerer import Sampling

__all__ = [
    "DEFAULT_SYSTEM",
    "Cloud",
    "Engine",
    "Kiosk",
    "Outbox",
    "Reply",
    "Router",
    "SamplingSettings",
    "Server",
    "Settings",
    "Skills",
    "Ui",
]

DEFAULT_SYSTEM = (
    "You are a helpful assistant that runs on the user's own device. Answer briefly and in the user's language."
)


def _setting(default: Any, about: str, check: Check | None = None, *, at_once: bool = False) -> Any:
    return field(default=default, metadata={"about": about, "check": check, "at_once": at_once})


@dataclass(frozen=True, slots=True)
class Engine:
    """How llama.cpp is run."""

    threads: int = _setting(
        0, "Threads of the engine; 0 takes what 'edge models tune' found, else the physical cores.", Between(0, 256)
    )
    context: int = _setting(
        0, "Tokens that the model can see; 0 takes what the catalogue says of the model.", Between(0, 131_072)
    )
    batch: int = _setting(
        0,
        "Tokens that are evaluated in one batch of the prompt; 0 takes what 'edge models tune' found, else 512.",
        ZeroOr(32, 4096),
    )
    lookup: str = _setting(
        "auto",
        "Guess what repeats an earlier text, and check it in one batch: auto (when it is faster), on or off.",
        OneOf("auto", "on", "off"),
    )
    kv_type: str = _setting(
        "auto",
        "Form of the KV cache: f16, q8_0 (half the memory, a little slower), or auto (f16 unless memory is short).",
        OneOf("auto", "f16", "q8_0"),
    )
    mmap: str = _setting(
        "auto",
        "Map the model's file rather than read it: on (the fastest start), off (less memory where matrices are"
        " repacked), or auto (on unless memory is short).",
        OneOf("auto", "on", "off"),
    )
    repack: str = _setting(
        "auto",
        "Copy matrices into the form that is fastest on this processor: on, off, or auto (on).",
        OneOf("auto", "on", "off"),
    )
    check_memory: bool = _setting(True, "Refuse a model that does not fit into the memory that is free.")
    resume: bool = _setting(
        True, "Keep the engine's state of the last conversation on disk, so that the next start goes on at once."
    )
    resume_mb: int = _setting(64, "The most that one such state may take on disk, in MB.", Between(1, 4096))


@dataclass(frozen=True, slots=True)
class SamplingSettings:
    """How the next token is chosen."""

    temperature: float = _setting(0.7, "0 is greedy: always the likeliest token.", Between(0, 2))
    top_k: int = _setting(20, "Keep the k likeliest tokens; 0 keeps all.", Between(0, 1000))
    top_p: float = _setting(0.8, "Keep the likeliest tokens until they add up to this.", Between(0, 1))
    min_p: float = _setting(0.0, "Drop tokens less likely than this share of the likeliest.", Between(0, 1))
    repeat_penalty: float = _setting(1.1, "Divides the logits of the last 64 tokens; 1 is off.", Between(0.5, 2))
    seed: int = _setting(-1, "The same seed gives the same text; -1 draws one.", Between(-1, 2**32 - 2))

    def as_sampling(self) -> Sampling:
        """The values in the form that an answerer takes."""
        from edge.answerer import Sampling  # what reads the settings need not know of answers

        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return Sampling(**{**values, "seed": None if self.seed < 0 else self.seed})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply is asked to be."""

    max_tokens: int = _setting(1024, "The most tokens of one reply.", Between(1, 32_768))
    system: str = _setting(DEFAULT_SYSTEM, "The system prompt; an empty one leaves it out.")
    wrap_up: str = _setting(
        "auto",
        "Whether the local model makes a short version of a long answer of the cloud, for the screen; the full text"
        " stays: on, off, or auto (on for a kiosk). The built-in model is never asked to.",
        OneOf("auto", "on", "off"),
    )
    wrap_up_over: int = _setting(
        200, "Tokens from which on an answer is long; 200 are some 150 words.", Between(20, 32_768)
    )


@dataclass(frozen=True, slots=True)
class Skills:
    """What commands may do, and how they reach the device's hardware."""

    volume_command: str = _setting(
        "",
        "Program that sets the volume; it is run without a shell, and {percent} is put in: 'pactl set-sink-volume"
        " @DEFAULT_SINK@ {percent}%'.",
        CommandLine("percent"),
    )
    volume_change_command: str = _setting(
        "",
        "Program that makes it louder or quieter; {by} is +10 or -10, {sign} and {size} are its parts: 'pactl"
        " set-sink-volume @DEFAULT_SINK@ {by}%'.",
        CommandLine("by", "sign", "size"),
    )
    brightness_command: str = _setting(
        "", "Program that sets the screen's brightness: 'brightnessctl set {percent}%'.", CommandLine("percent")
    )
    volume_webhook: str = _setting(
        "",
        'Address that is sent {"percent": 40} or {"by": 10} where there is no program for it; https, or http on this'
        " machine.",
        webhook,
    )
    brightness_webhook: str = _setting("", 'The same for the brightness: {"percent": 40}.', webhook)
    allow_terminal: str = _setting(
        "all", "Commands that the terminal app may use: all, or names and skill.*; a - leaves out.", names
    )
    allow_cli: str = _setting("all", "The same for the command line.", names)
    allow_http: str = _setting("all -mode.* -conversation.*", "The same for HTTP clients.", names)
    allow_kiosk: str = _setting(
        "time.* date.* timer.* math.* unit.* random.* assistant.*", "The same for a kiosk's visitors.", names
    )


@dataclass(frozen=True, slots=True)
class Router:
    """What goes to a larger model, if an endpoint is configured, and what counts as a command."""

    wasted: float = _setting(
        0.0,
        "At most this share of what the device could do may go up (0.01 to 0.3); more goes up rightly, too, if it is"
        " larger. 0 takes what 'edge calibrate' chose, else 0.05.",
        ZeroOr(0.01, 0.3),
    )
    evidence: float = _setting(
        0.5,
        "How sure the reader has to be that the device is up to a message (small talk, a short fact, a short text to"
        " put otherwise, an easy follow-up); what is less sure goes up.",
        Between(0, 1),
    )
    command: float = _setting(
        0.9,
        "How sure the reader has to be of a command in words that no sentence template has; erasing a conversation and"
        " switching the network need more.",
        Between(0.5, 1),
    )
    second_reader: str = _setting(
        "auto",
        "Whether the local model is asked about commands that templates and reader are not sure of: on, off, or auto"
        " (on unless it is the built-in one).",
        OneOf("auto", "on", "off"),
    )
    hot: float = _setting(85.0, "Temperature in °C from which the device is spared; 0 is off.", Between(0, 150))
    battery: float = _setting(
        15.0, "Percent of the battery below which the device is spared; 0 is off.", Between(0, 100)
    )
    slow: float = _setting(
        2.0, "Tokens a second below which the device is too slow to answer by itself; 0 is off.", Between(0, 1000)
    )
    wait: float = _setting(
        15.0,
        "Seconds that the device may read before its first word; what takes longer goes up. 0 is off.",
        Between(0, 3600),
    )


@dataclass(frozen=True, slots=True)
class Cloud:
    """What may go to a larger model."""

    masking: bool = _setting(
        True,
        "Put placeholders in the place of e-mail addresses, phone numbers, numbers of cards and identity cards, IP"
        " addresses, keys and passwords before anything leaves; the answer has the values again.",
    )
    mask: str = _setting("", "Patterns of what else is masked, one a line.", patterns)
    never_leaves: str = _setting(
        "",
        "Patterns, one a line: a message in which one is found never leaves the device, nor does what was answered to"
        " it.",
        patterns,
    )
    deadline: float = _setting(
        2.0,
        "Seconds after which something useful has to be on the screen when a larger model is asked.",
        Between(0.1, 60),
    )
    when_late: str = _setting(
        "provisional",
        "What happens when the larger model has not begun by then: provisional (the device answers, and the better"
        " answer takes its place when it comes), wait (for the cloud, as long as it answers at all), or device (the"
        " device answers at once in every such turn, and the better answer takes its place).",
        OneOf("provisional", "wait", "device"),
    )


@dataclass(frozen=True, slots=True)
class Outbox:
    """Questions that deserved a larger model and did not get it."""

    enabled: bool = _setting(
        True, "Keep a question that no endpoint answered, and ask it again later; the better answer takes its place."
    )
    limit: int = _setting(50, "The most questions that wait at a time.", Between(1, 1000))
    days: int = _setting(7, "Days after which a question is given up.", Between(1, 365))


@dataclass(frozen=True, slots=True)
class Ui:
    """The terminal app."""

    theme: str = _setting(
        "dark",
        "The colours: dark, light, contrast, or none at all.",
        OneOf("dark", "light", "contrast", "none"),
        at_once=True,
    )
    language: str = _setting(
        "auto",
        "The language of the app: en, zh, or auto (that of the system). What was said stays as it is.",
        OneOf("auto", "en", "zh"),
        at_once=True,
    )
    low_power: str = _setting(
        "auto",
        "Draw sparingly, with few frames and no animation: on, off, or auto (over SSH, on serial lines, on the Linux"
        " console, and where the processor is weak).",
        OneOf("auto", "on", "off"),
    )
    plain: str = _setting(
        "auto",
        "Open the chat line by line, without screen control, for screen readers and logs: on, off, or auto (where the"
        " terminal can show nothing else).",
        OneOf("auto", "on", "off"),
    )


@dataclass(frozen=True, slots=True)
class Server:
    """`edge serve`."""

    host: str = _setting(
        "127.0.0.1", "The address at which 'edge serve' listens; another than this machine's needs TLS."
    )
    port: int = _setting(8734, "Its port.", Between(1, 65_535))
    hosts: str = _setting(
        "", "Further names under which clients may call it, with blanks between them: kiosk.local kiosk.local:8443."
    )
    origins: str = _setting(
        "",
        "Origins whose pages may ask it, with blanks between them: https://intranet.example. No page may by default.",
    )
    certificate: str = _setting("", "File with its TLS certificate and those above it (PEM).")
    key: str = _setting("", "File with the certificate's key (PEM).")
    queue: int = _setting(
        32, "Questions that may be answered or wait at a time; more are told to come again.", Between(1, 10_000)
    )
    seconds: float = _setting(600.0, "Seconds after which an answer is ended.", Between(1, 86_400))
    body_mb: int = _setting(4, "The most that a request may have, in MB.", Between(1, 64))


@dataclass(frozen=True, slots=True)
class Kiosk:
    """`edge kiosk`; what its page shows is said in kiosk.toml."""

    host: str = _setting(
        "127.0.0.1",
        "The address at which 'edge kiosk' listens; another than this machine's needs TLS, as for 'edge serve'.",
    )
    port: int = _setting(8735, "Its port.", Between(1, 65_535))
    characters: int = _setting(2000, "The most characters of a visitor's message.", Between(20, 100_000))


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
    server: Server = field(default_factory=Server)
    kiosk: Kiosk = field(default_factory=Kiosk)
