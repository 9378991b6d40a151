"""Public clients of OpenAI's API against `edge serve`, as they are: what each was told to do, and what it got.

    python scripts/check_clients.py [--python PATH] [--node FOLDER] [--model NAME]

    PATH    a Python that has some of them: pip install openai llm langchain-openai litellm
    FOLDER  where Node finds the AI SDK: npm install ai @ai-sdk/openai-compatible

It starts `edge serve` on a home of its own. `curl` and the `openai` package are asked too. A client that is not
installed is named as left out; the exit code is 1 where one of the others fails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from check_api import serving

SAID = "你好"

OPENAI = """
from openai import OpenAI
client = OpenAI(base_url=URL + "/v1", api_key=KEY)
print([model.id for model in client.models.list()])
whole = client.chat.completions.create(model="auto", messages=[{"role": "user", "content": SAID}])
print(whole.choices[0].message.content, whole.edge["by"], whole.usage.total_tokens)
for chunk in client.chat.completions.create(
    model="auto", messages=[{"role": "user", "content": SAID}], stream=True
):
    print(chunk.choices[0].delta.content or "", end="|")
"""

LANGCHAIN = """
from langchain_openai import ChatOpenAI
model = ChatOpenAI(base_url=URL + "/v1", api_key=KEY, model="device")
said = [("human", SAID)]
first = model.invoke(said)
print(first.content, first.usage_metadata["output_tokens"])
print("|".join(chunk.content for chunk in model.stream([*said, ("ai", first.content), ("human", "thank you")])))
"""

LITELLM = """
import litellm
litellm.telemetry = False
said = [{"role": "user", "content": SAID}]
whole = litellm.completion(model="openai/device", api_base=URL + "/v1", api_key=KEY, messages=said)
print(whole.choices[0].message.content, whole.usage.total_tokens)
for chunk in litellm.completion(model="openai/device", api_base=URL + "/v1", api_key=KEY, messages=said, stream=True):
    print(chunk.choices[0].delta.content or "", end="|")
"""

AI_SDK = """
import { generateText, streamText } from "ai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
const edge = createOpenAICompatible({ name: "edge", baseURL: URL_ + "/v1", apiKey: KEY });
const whole = await generateText({ model: edge("device"), prompt: SAID });
console.log(whole.text, whole.usage.outputTokens, whole.finishReason);
const said = [{ role: "user", content: SAID }, { role: "assistant", content: whole.text }];
const stream = streamText({ model: edge("auto"), messages: [...said, { role: "user", content: "thank you" }] });
for await (const piece of stream.textStream) process.stdout.write(piece + "|");
"""

Client = tuple[str, Callable[[], subprocess.CompletedProcess[str] | None]]


def clients(url: str, token: str, python: str, node: str | None, folder: Path) -> Iterator[Client]:
    """Each client by its name, and how it is run; None where it is not there."""
    environ = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}

    def run(command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=180, env={**environ, **more}, cwd=folder, check=False
        )

    def snippet(module: str, code: str) -> Callable[[], subprocess.CompletedProcess[str] | None]:
        def ask() -> subprocess.CompletedProcess[str] | None:
            if run([python, "-c", f"import {module}"]).returncode:
                return None
            names = f"import os\nURL, KEY, SAID = {url!r}, os.environ['EDGE_KEY'], {SAID!r}\n"
            return run([python, "-c", names + code], EDGE_KEY=token)

        return ask

    def curl() -> subprocess.CompletedProcess[str] | None:
        if shutil.which("curl") is None:
            return None
        said = json.dumps({"model": "auto", "stream": True, "messages": [{"role": "user", "content": SAID}]})
        headers = (f"Authorization: Bearer {token}", "Content-Type: application/json")
        (folder / "curl").write_text(
            "\n".join(f'header = "{header}"' for header in headers)
        )  # the token is no argument
        return run(["curl", "-sSN", "--fail", "--config", "curl", f"{url}/v1/chat/completions", "-d", said])

    def llm() -> subprocess.CompletedProcess[str] | None:
        if run([python, "-c", "import llm"]).returncode:
            return None
        home = folder / "llm"
        home.mkdir()
        (home / "keys.json").write_text(json.dumps({"edge": token}))
        said = f"- model_id: edge\n  model_name: auto\n  api_base: {url}/v1\n  api_key_name: edge\n"
        (home / "extra-openai-models.yaml").write_text(said)
        first = run([python, "-m", "llm", "-m", "edge", SAID], LLM_USER_PATH=str(home))
        if first.returncode:
            return first
        again = run([python, "-m", "llm", "-c", "thank you"], LLM_USER_PATH=str(home))  # goes on with it
        again.stdout = first.stdout + again.stdout
        return again

    def ai_sdk() -> subprocess.CompletedProcess[str] | None:
        if node is None or shutil.which("node") is None or not (Path(node) / "node_modules" / "ai").is_dir():
            return None
        names = f"const URL_ = {json.dumps(url)}, KEY = process.env.EDGE_KEY, SAID = {json.dumps(SAID)};\n"
        file = Path(node) / "edge_check.mjs"
        file.write_text(AI_SDK.replace("const edge =", names + "const edge =", 1))
        try:
            return run(["node", str(file.resolve())], EDGE_KEY=token)
        finally:
            file.unlink()

    yield "curl", curl
    yield "openai", snippet("openai", OPENAI)
    yield "llm", llm
    yield "langchain-openai", snippet("langchain_openai", LANGCHAIN)
    yield "litellm", snippet("litellm", LITELLM)
    yield "AI SDK (Node)", ai_sdk


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="that has the clients; default: this one")
    parser.add_argument("--node", help="a folder with node_modules")
    parser.add_argument("--model", default="builtin", help="default: the one that ships inside")
    wanted = parser.parse_args()
    failed = 0
    with serving(wanted.model) as (url, token), tempfile.TemporaryDirectory() as folder:
        for name, ask in clients(url, token, wanted.python, wanted.node, Path(folder)):
            done = ask()
            if done is None:
                print(f"{name}: left out, it is not installed")
                continue
            wrong = done.returncode != 0 or not done.stdout.strip()
            failed += wrong
            print(f"{name}: {'FAILED' if wrong else 'answered'}")
            for line in (done.stderr if wrong else done.stdout).strip().splitlines()[-8:]:
                print(f"    {line[:160]}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
