"""Ask under JSON schemas, and count the replies that are valid.

    python scripts/check_schemas.py [--times 100] [--model NAME]

Ten schemas, half of them in Chinese, each under different questions, greedy and sampled in turn. With a small model
the content means nothing; that every reply ends and is valid is what this is about. Prints one JSON object; exits with
1 if a reply is not valid.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.engine.constraint import complaint
from edge.events import Finished
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Settings
from edge.turn import Question

SCHEMAS: list[dict[str, Any]] = [
    {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}}},
    {"type": "object", "properties": {"姓名": {"type": "string"}, "城市": {"enum": ["北京", "上海", "广州"]}}},
    {"type": "array", "items": {"type": "number", "minimum": -1, "maximum": 1}, "minItems": 2},
    {"type": "object", "properties": {"日期": {"type": "string", "format": "date"}, "完成": {"type": "boolean"}}},
    {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}]},
    {
        "type": "object",
        "properties": {"任务": {"type": "array", "items": {"type": "string", "maxLength": 30}, "maxItems": 5}},
        "required": ["任务"],
        "additionalProperties": False,
    },
    {"enum": ["positive", "negative", "neutral"]},
    {"type": "object", "properties": {"手机": {"type": "string", "pattern": "^1[0-9]{10}$"}}, "required": ["手机"]},
    {
        "$defs": {"item": {"type": "object", "properties": {"title": {"type": "string"}, "price": {"type": "number"}}}},
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/item"}, "maxItems": 4}},
        "required": ["items"],
    },
    {
        "type": "object",
        "properties": {"评分": {"type": "integer", "minimum": 1, "maximum": 5}, "理由": {"type": "string"}},
    },
]
QUESTIONS = ["Describe a person.", "介绍一个城市。", "What should I buy?", "今天有什么任务？", "こんにちは"]


def main() -> int:
    """Ask, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100, metavar="N")
    parser.add_argument("--model", default="builtin", help="a local model's name or path")
    arguments = parser.parse_args()
    valid, wrong, example = 0, [], ""
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant(Paths.under(Path(home)), Settings(model=arguments.model))
        for n in range(arguments.times):
            schema = SCHEMAS[n % len(SCHEMAS)]
            question = Question(
                text=QUESTIONS[n % len(QUESTIONS)],
                uid=new_uid(),
                conversation="new",
                schema=schema,
                max_tokens=4096,
                sampling=Sampling(temperature=0 if n % 2 else 0.8, seed=n),
            )
            for event in assistant.ask(question):
                if isinstance(event, Finished):
                    record = event.record
            fits = record.complete and complaint(record.text, schema) is None
            valid += fits
            example = record.text if fits else example
            if not fits:
                wrong.append({"schema": schema, "why": record.why, "text": record.text[:300]})
        assistant.close()
    print(
        json.dumps(
            {"asked": arguments.times, "valid": valid, "an example": example, "wrong": wrong}, ensure_ascii=False
        )
    )
    return 0 if valid == arguments.times else 1


if __name__ == "__main__":
    sys.exit(main())
