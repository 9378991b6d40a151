"""The markup around messages, ours: made here, never taken from the file of a model that we ship support for.

A chat template inside a GGUF is a Jinja program written by whoever made the file (CVE-2024-34359); it runs only where
the user said so (`edge.engine.jinja`). And text that a user typed must never become a special token: markup and text
are kept apart until each has been tokenized in its way (`edge.engine.tokens`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["CHATML", "FILE", "GLM4", "TEMPLATES", "Part", "Template", "TemplateFailed"]


class TemplateFailed(Exception):
    """The program in a file cannot be used; the text is half a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the prompt: one special token by name, or text in which nothing is special."""

    text: str
    special: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """The markup of one family of models, which is the same for every message whatever stands before it."""

    opened: Callable[[str], tuple[str, str]]
    """What a message of a role begins with: the name of a special token, and the text behind it."""
    close: tuple[Part, ...]
    """What stands behind a message."""
    begin: tuple[Part, ...] = ()
    """What every prompt begins with."""

    def message(self, role: str, text: str) -> list[Part]:
        """One finished message with its markup."""
        special, lead = self.opened(role)
        return [Part(special, special=True), Part(f"{lead}{text}"), *self.close]

    @property
    def open_reply(self) -> list[Part]:
        """What stands before a reply."""
        special, lead = self.opened("assistant")
        return [Part(special, special=True), Part(lead)]

    @property
    def close_reply(self) -> list[Part]:
        """What stands behind it."""
        return list(self.close)

    def reply(self, text: str) -> list[Part]:
        """A reply whose token ids are not known, with the text tokenized as if it had just been written."""
        return [*self.open_reply, Part(text), *self.close_reply]


CHATML = Template(
    opened=lambda role: ("<|im_start|>", f"{role}\n"),
    close=(Part("<|im_end|>", special=True), Part("\n")),
)
"""Of Qwen2.5 and of the built-in model."""

GLM4 = Template(
    opened=lambda role: (f"<|{role}|>", "\n"),
    close=(),
    begin=(Part("[gMASK]", special=True), Part("<sop>", special=True)),
)
"""Of glm-4-9b-chat, as `src/llama-chat.cpp` of llama.cpp writes it ("chatglm4") and the `chat_template` in the model's
own `tokenizer_config.json`, whose line end behind `<|assistant|>` the model would write itself. Nothing closes a
message: the next role's token does, so a reply ends at `<|user|>`, which the files that llama.cpp converts name as
`eot`."""

TEMPLATES = {"chatml": CHATML, "glm4": GLM4}
"""By the name that a catalogue gives."""

FILE = "file"
"""The name that stands for the Jinja program in the model's own file."""
