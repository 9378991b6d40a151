"""onnxruntime without telemetry: its official builds report to their maker unless told not to.

The switch is an environment variable that the library looks at once, when it is imported, so it is set before that;
the function that it offers comes after its first report. With it there is no connection, no identifier and no file.
See onnxruntime's Privacy.md and onnxruntime#29843.
"""

from __future__ import annotations

import os

__all__ = ["without_telemetry"]

_SWITCH = "ORT_DISABLE_TELEMETRY"


def without_telemetry() -> None:
    """Call it before every import of onnxruntime."""
    os.environ[_SWITCH] = "1"
