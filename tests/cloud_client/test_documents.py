"""The examples of docs/cloud_client.md do what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.cloud_client.bad_server import REASONS
from tests.cloud_client.honest_server import Behaviour, HonestServer

PAGE = Path(__file__).parent.parent.parent / "docs" / "cloud_client.md"
MODELS = {"Qwen/Qwen2.5-7B-Instruct": 32768, "zai-org/glm-4-9b-chat-hf": 131072}


def test_the_examples_run() -> None:
    first, second = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    with ExitStack() as stack:
        qwen = stack.enter_context(HonestServer(Behaviour(models=MODELS, key="right")))
        glm = stack.enter_context(HonestServer(Behaviour(("春", "眠"), MODELS)))

        def run(program: str) -> str:
            program = program.replace("http://127.0.0.1:8000/v1", qwen.url).replace("http://127.0.0.1:8001/v1", glm.url)
            return subprocess.run(
                [sys.executable, "-W", "error", "-c", program],
                env={"QWEN_KEY": "right", "PYTHONIOENCODING": "utf-8"},
                check=True,
                capture_output=True,
                encoding="utf-8",
                cwd=PAGE.parent.parent,
            ).stdout

        assert run(first) == "Hello, world.\n[stop, Usage(prompt=7, completion=4, cached=3)]\n"
        assert run(second) == "春眠\n[glm4, passed over: []]\n"


def test_the_number_of_faults_is_the_one_that_is_told() -> None:
    assert f"meets {len(REASONS)} faults" in PAGE.read_text("utf-8")
