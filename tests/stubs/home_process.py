"""A process on a home, for tests: it opens the home with a fake assistant and does what it is told on stdin.

Both ways one JSON object a line. It says `{"owns": …}` when the home is open, the events of its turns as they come,
and `{"closed": true}`. It understands `{"do": "ask", "text": …, "uid": …}`, `{"do": "go"}` (opens
the gate) and `{"do": "close"}`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from edge.events import to_json
from edge.home import HomeAssistant, open_home
from edge.paths import Paths
from edge.turn import Question, Status
from tests.stubs.assistant import FakeAssistant


def say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def ask(home: HomeAssistant, question: Question) -> None:
    for event in home.ask(question):
        say(to_json(event))


def main() -> None:
    script = json.loads(sys.argv[1])
    gate = threading.Event()
    fake = FakeAssistant(
        script["pieces"],
        gates={} if script["gate"] is None else {script["gate"]: gate},
        status=Status("fake", None, "ready", owner_pid=os.getpid()),
    )
    home = open_home(Paths.default(), lambda: fake)
    say({"owns": home.owns})
    for line in sys.stdin:
        told = json.loads(line)
        match told["do"]:
            case "ask":
                question = Question(told["text"], told["uid"])
                threading.Thread(target=ask, args=(home, question), daemon=True).start()
            case "go":
                gate.set()
            case "close":
                try:
                    home.close()
                finally:
                    say({"closed": fake.closed.is_set()})
                return


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
