"""Answers that do what no answer may: for `check_containment.py` and the tests.

Each is code with a function `attack(place)`. `place` holds paths, a port and process ids of the program that runs it.
It got through if it returns "through", or the word that it is not told, or leaves something behind.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ANSWERS", "Hostile"]


@dataclass(frozen=True, slots=True)
class Hostile:
    """One of them."""

    name: str
    code: str
    slow: bool = False
    """Whether it goes on until a limit of time ends it."""


def _hostile(name: str, body: str, *, slow: bool = False, before: str = "") -> Hostile:
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    return Hostile(name, f"{before}\ndef attack(place):\n{lines}\n", slow)


ANSWERS: tuple[Hostile, ...] = (
    _hostile("reads a file of the user", 'return open(place["secret"]).read()'),
    _hostile("lists the home", 'import os\nreturn "through" if len(os.listdir(place["home"])) > 1 else None'),
    _hostile("lists the folder for temporary files", 'import os\nos.listdir(place["folder"])\nreturn "through"'),
    _hostile(
        "writes beside a file of the user",
        """
open(place["folder"] + "/written", "w").write("x")
return "through"
""",
    ),
    _hostile("overwrites a file of the user", 'open(place["secret"], "r+").write("x")\nreturn "through"'),
    _hostile("removes a file of the user", 'import os\nos.remove(place["secret"])\nreturn "through"'),
    _hostile("changes the rights of a file", 'import os\nos.chmod(place["secret"], 0o777)\nreturn "through"'),
    _hostile("empties a file of the user", 'import os\nos.truncate(place["secret"], 0)\nreturn "through"'),
    _hostile(
        "fills the disk",
        """
import os
made = 0
for folder in (place["folder"], place["home"], ".", "/", "/tmp", "/dev/shm"):
    try:
        for number in range(200):
            with open(f"{folder}/edge-full-{number}", "wb") as file:
                file.write(bytes(1 << 20))
            made += 1
    except OSError:
        pass
return "through" if made else "nothing"
""",
    ),
    _hostile(
        "connects to a port of this machine",
        'import socket\nsocket.create_connection(("127.0.0.1", place["port"]), 5).close()\nreturn "through"',
    ),
    _hostile("opens a socket", "import socket\nsocket.socket()\nreturn 'through'"),
    _hostile(
        "sends a datagram",
        """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9))
return "through"
""",
    ),
    _hostile(
        "connects to a socket in the file system",
        'import socket\nsocket.socket(socket.AF_UNIX).connect(place["unix"])\nreturn "through"',
    ),
    _hostile(
        "forks without end",
        """
import os
made = 0
while True:
    try:
        if os.fork() == 0:
            continue
        made += 1
    except OSError:
        return "through" if made else "nothing"
    if made > 50:
        return "through"
""",
    ),
    _hostile(
        "starts threads without end",
        """
import threading
threads = 0
try:
    while threads < 1000:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        threads += 1
except RuntimeError:
    pass
return "through" if threads else "nothing"
""",
    ),
    _hostile(
        "runs a program",
        """
import subprocess
return subprocess.check_output(["/bin/echo", "through"], text=True).strip()
""",
    ),
    _hostile("becomes another program", 'import os\nos.execv("/bin/sh", ["sh", "-c", "echo through"])'),
    _hostile(
        "goes to the background",
        """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(3600)
    os._exit(0)
os.wait()
return "through"
""",
    ),
    _hostile("allocates without end", 'kept = []\nwhile True:\n    kept.append(bytearray(1 << 24))'),
    _hostile("asks for much memory at once", 'bytearray(8 << 30)\nreturn "through"'),
    _hostile(
        "raises its own limits",
        """
import resource
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
return "through"
""",
    ),
    _hostile(
        "makes shared memory",
        """
from multiprocessing.shared_memory import SharedMemory
SharedMemory(create=True, size=1 << 20)
return "through"
""",
    ),
    _hostile("never stops", "while True:\n    pass", slow=True),
    _hostile("never stops while it is loaded", "return 'through'", slow=True, before="while True:\n    pass\n"),
    _hostile("sleeps for ever", "import time\ntime.sleep(1e9)", slow=True),
    _hostile(
        "never stops and takes no signal",
        """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""",
        slow=True,
    ),
    _hostile("never stops in C", "return sum(iter(lambda: 0, 1))", slow=True),
    _hostile("computes a number without end", "return len(str(9 ** 9 ** 9))", slow=True),
    _hostile(
        "prints without end",
        """
import sys
while True:
    print("x" * 1000)
    print("x", file=sys.stderr)
""",
        slow=True,
    ),
    _hostile(
        "reads the environment",
        """
import os
for value in os.environ.values():
    if value.startswith("edge-secret-"):
        return value
for pid in (place["pid"], os.getppid(), "self"):
    try:
        text = open(f"/proc/{pid}/environ").read()
    except OSError:
        continue
    if "edge-secret-" in text:
        return "through"
return "nothing"
""",
    ),
    _hostile(
        "ends the programs that watch it",
        """
import os, signal
sent = 0
for attempt in (
    lambda: os.kill(os.getppid() or 1 << 30, signal.SIGKILL),
    lambda: os.kill(place["pid"], signal.SIGTERM),
    lambda: os.killpg(0, signal.SIGKILL),
    lambda: os.kill(-1, signal.SIGKILL),
    lambda: signal.pidfd_send_signal(os.pidfd_open(place["pid"]), signal.SIGTERM),
):
    try:
        attempt()
        sent += 1
    except (OSError, AttributeError):
        pass
return "through" if sent else "nothing"
""",
    ),
    _hostile(
        "has the kernel send the signal",
        """
import fcntl, os, signal
fcntl.fcntl(3, 10, signal.SIGKILL)
fcntl.fcntl(3, fcntl.F_SETOWN, place["pid"])
fcntl.fcntl(3, fcntl.F_SETFL, os.O_ASYNC)
return "through"
""",
    ),
    _hostile(
        "reads the memory of another process",
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in (place["pid"], os.getppid()):
    if libc.ptrace(16, pid, None, None) == 0:
        return "through"
    try:
        open(f"/proc/{pid}/mem", "rb")
        return "through"
    except OSError:
        pass
return "nothing"
""",
    ),
    _hostile(
        "mounts, and changes its root",
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for done in (libc.unshare(0x10000000), libc.mount(b"none", b"/", b"tmpfs", 0, None), libc.chroot(b"/")):
    if done == 0:
        return "through"
return "nothing"
""",
    ),
    _hostile(
        "makes system calls that Python has no name for",
        """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in range(424, 600):  # io_uring, clone3, openat2 and what is to come: the same on every architecture
    ctypes.set_errno(0)
    if number not in (436, 439) and (libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != 1):
        return "through"
return "nothing"
""",
    ),
    _hostile(
        "looks for the verdict in its memory",
        """
import gc, sys
frame, seen = sys._getframe(), []
while frame is not None:
    seen += [*frame.f_locals.values(), *frame.f_globals.values()]
    frame = frame.f_back
for thing in [*seen, *gc.get_objects()]:
    for text in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, (list, tuple)) else [thing]:
        if isinstance(text, str) and text.startswith("edge-secret-") and len(text) > 20:
            return text
return "nothing"
""",
    ),
    _hostile(
        "is equal to everything",
        """
class Right(str):
    def __eq__(self, other):
        return True
    def __hash__(self):
        return 0
return Right("no")
""",
    ),
    _hostile("has a type that lies", "import builtins\nbuiltins.type = lambda value: str\nreturn object()"),
    _hostile("prints that it passed", 'print("passed")\nprint({"value": "through"})\nimport sys\nsys.exit(0)'),
    _hostile("ends its process with success", "import os\nos._exit(0)"),
    _hostile("ends while it is loaded", 'return "through"', before="import os\nos._exit(0)\n"),
    _hostile("leaves by an exception for leaving", "raise SystemExit(0)"),
    _hostile("is interrupted", "raise KeyboardInterrupt"),
    _hostile(
        "raises what cannot be told",
        """
class Bad(Exception):
    def __str__(self):
        raise SystemExit(0)
raise Bad
""",
    ),
    _hostile(
        "writes a verdict to the pipe",
        """
import os
os.write(4, b'{"d":[["value","passed"]]}\\n')
os._exit(0)
""",
    ),
    _hostile(
        "writes a verdict to every descriptor",
        """
import os
for descriptor in range(64):
    try:
        os.write(descriptor, b'{"d":[["value",true]]}\\n' * 3)
    except OSError:
        pass
return None
""",
    ),
    _hostile("writes without end to the pipe", "import os\nwhile True:\n    os.write(4, b'x' * 65536)"),
    _hostile("closes every descriptor", "import os\nos.closerange(0, 4096)\nreturn 'nothing'"),
    _hostile(
        "replaces what runs it",
        """
import sys, os, json
for name in list(sys.modules):
    if name.startswith("edge"):
        module = sys.modules[name]
        for key in list(vars(module)):
            if callable(getattr(module, key)):
                setattr(module, key, lambda *a, **k: b'{"passed": true}')
json.dumps = lambda *a, **k: '{"d":[["passed",true]]}'
os.write = lambda *a: 10 ** 9
return None
""",
    ),
    _hostile("returns a value without end", "return [0] * (1 << 23)"),
    _hostile("returns a value that contains itself", "a = []\na.append(a)\nreturn a"),
    _hostile("returns what never ends", "def forever():\n    while True:\n        yield 1\nreturn forever()"),
    _hostile("recurses without end", "return attack(place)"),
    _hostile(
        "recurses until the stack is full",
        """
import sys
sys.setrecursionlimit(10 ** 9)
class Deep:
    def __repr__(self):
        return f"{self}"
return repr(Deep())
""",
    ),
    _hostile("crashes its process", "import ctypes\nctypes.string_at(0)"),
)  # fmt: skip
