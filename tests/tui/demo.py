"""The app with a scripted assistant, to look at: `python -m tests.tui.demo [--theme light] [--past] [--slow-open]`.

It answers with Markdown in the language of the question. Nothing is kept but the drafts, in EDGE_HOME.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import tui
from edge.errors import OwnerRefusedError
from edge.events import Event, Finished, Piece, Waiting
from edge.paths import Paths
from edge.turn import AssistantLike, Question, Status
from tests.stubs.assistant import FakeAssistant, FakeTurn

ENGLISH = """Here is how to read a file line by line in **Python**, with `pathlib`:

```python
from pathlib import Path

def count(path: Path) -> int:
    \"\"\"How many lines are not empty.\"\"\"
    with path.open(encoding="utf-8") as lines:
        return sum(1 for line in lines if line.strip())  # one at a time
```

1. `open` gives the lines one by one, so that a file of any size fits.
2. `encoding` is named, since the default depends on the system.

| Size | Memory |
|---|---|
| 1 MB | 0.1 MB |
| 1 GB | 0.1 MB |

[brackets] stay [red]brackets[/red], and <b>tags</b> stay tags.
"""

CHINESE = """可以。下面是**逐行读取**文件的方法：

```python
from pathlib import Path

def count(path: Path) -> int:
    \"\"\"统计非空行数。\"\"\"
    with path.open(encoding="utf-8") as lines:
        return sum(1 for line in lines if line.strip())  # 每次一行
```

- `open` 逐行给出内容，文件再大也不占内存。
- 写明 `encoding`，因为默认值随系统而变。

| 文件大小 | 占用内存 |
|---|---|
| 1 MB | 0.1 MB |
| 1 GB | 0.1 MB |

方括号 [原样] 显示，表情 🙂 也对齐。
"""


class DemoTurn(FakeTurn):
    """A turn at the speed of a small board."""

    def __iter__(self) -> Iterator[Event]:
        for event in super().__iter__():
            if isinstance(event, Piece):
                time.sleep(0.03)
            elif isinstance(event, Waiting):
                time.sleep(0.4)
            elif isinstance(event, Finished):
                time.sleep(0.05)
            yield event


class DemoAssistant(FakeAssistant):
    """Answers in the language of the question."""

    def ask(self, question: Question) -> DemoTurn:
        turn = super().ask(question)
        return DemoTurn(self, question, turn._conversation)


def script(question: Question) -> list[str]:
    """The reply in pieces of about a token."""
    text = CHINESE if any("\u4e00" <= c <= "\u9fff" for c in question.text) else ENGLISH
    if len(question.text) < 8:
        text = text.partition("\n\n")[0].partition("。")[0]
    return [text[i : i + 4] for i in range(0, len(text), 4)]


def main() -> int:
    """Show the app."""
    options = argparse.ArgumentParser()
    options.add_argument("--theme", default="dark")
    options.add_argument("--past", action="store_true", help="resume a conversation")
    options.add_argument("--slow-open", type=float, default=0.3, help="seconds to open the home")
    options.add_argument("--no-open", action="store_true", help="the home cannot be opened")
    options.add_argument("--builtin", action="store_true")
    chosen = options.parse_args()

    def open_assistant() -> AssistantLike:
        time.sleep(chosen.slow_open)
        if chosen.no_open:
            raise OwnerRefusedError("The home is in use by another user: choose one of your own with EDGE_HOME.")
        model, quantization = ("builtin", "Q8_0") if chosen.builtin else ("qwen2.5-0.5b", "Q4_0")
        status = Status(model=model, quantization=quantization, state="ready", rss_mb=61.7, engine_rss_mb=512.3)
        fake = DemoAssistant(script, model=model, status=status)
        if chosen.past:
            for text in ("How do I read a file line by line?", "用中文再说一遍，谢谢。"):
                list(FakeAssistant.ask(fake, Question(text, uid=text)))
        return fake

    return tui.run(open_assistant, paths=Paths.default(), theme=chosen.theme)


if __name__ == "__main__":
    raise SystemExit(main())
