"""What llama.cpp says of its own build, and what a model's header says, as one line of JSON.

Run as `python -P -m edge.engine.facts [MODEL]`, in a process of its own: llama.cpp is loaded, and a damaged file can
end the process that opens it. The build is said first, so that it is known even then.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from pathlib import Path
from typing import Any

__all__ = ["parse_features"]


def parse_features(written: str) -> list[str]:
    """The names that are 1 in what llama.cpp says of its build, such as `CPU : AVX2 = 1 | FMA = 1 | `."""
    return [name for name, value in re.findall(r"([A-Z][A-Z0-9_]*) = (\d+)", written) if value != "0"]


def main() -> None:
    """Print a line about the build, and one about the model, if one is named."""
    from edge.engine.bindings import lib

    written = lib.llama_print_system_info().decode("utf-8", "replace")
    version = lib.llama_version().decode("utf-8", "replace") if hasattr(lib, "llama_version") else ""
    _say({"version": version, "features": parse_features(written)})
    if len(sys.argv) > 1:
        from edge.engine.header import shape_of

        _say(dataclasses.asdict(shape_of(Path(sys.argv[1]))))


def _say(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
