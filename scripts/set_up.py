"""Make the project's .venv and install the project into it, with what it needs.

Called by scripts/ready.sh with the extras to install ("" or "dev"), by a Python that has nothing but its own library.
Everything that pip says goes to .venv/setup.log; a line on stderr tells how far it is. What is done stays done when it
is interrupted: the virtual environment, what pip has downloaded, and, once compiled, llama.cpp in pip's cache.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "setup.log"
PYTHON = VENV / "bin" / "python"

BYTES_A_JOB = 1_200_000_000
"""Memory that one compiler needs for the largest of llama.cpp's files, with some to spare."""

NEEDS_COMPILER = (
    "llama.cpp is compiled on this machine, and there is no C++ compiler. Install one and run the same command again: "
    "sudo apt install build-essential (Debian, Ubuntu, Raspberry Pi OS), sudo dnf install gcc-c++ make (Fedora), "
    "xcode-select --install (macOS)."
)
NEEDS_VENV = (
    f"{sys.executable} cannot make a virtual environment. On Debian and Ubuntu install what it lacks: "
    "sudo apt install python3-venv; then run the same command again."
)
NO_NETWORK = re.compile(r"NewConnectionError|NameResolutionError|Failed to establish a new connection|ReadTimeoutError")


def main() -> None:
    """Set up, unless another process just did; ends with exit status 1 and one sentence where it cannot."""
    extras = sys.argv[1] if len(sys.argv) > 1 else ""
    VENV.mkdir(exist_ok=True)
    with (VENV / "setup.lock").open("w") as lock:
        if not locked_at_once(lock) and is_ready(extras):
            return  # the process that we waited for did it
        minutes = "" if is_compiled() else " This takes some minutes, in which llama.cpp is compiled, and only once."
        print(f"Setting up in {VENV}.{minutes}", file=sys.stderr)
        began = time.monotonic()
        with LOG.open("w", encoding="utf-8") as log:
            if not has_pip():
                make_venv(log)
            if not has_compiler(os.environ) and not is_compiled() and not is_kept():
                stop(NEEDS_COMPILER)
            install(extras, log)
        for finished in {"", extras}:  # whoever has the tests' packages has all that running needs
            temporary = VENV / f"ready-{finished}.new"
            temporary.write_text(stamp(), "utf-8")
            temporary.replace(VENV / f"ready-{finished}")
        print(f"Ready after {duration(time.monotonic() - began)}.", file=sys.stderr)


def stop(sentence: str) -> NoReturn:
    """End with exit status 1."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def locked_at_once(lock: IO[str]) -> bool:
    """Hold the lock until this process ends, however it ends; False if another one had to be waited for."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another process is setting up; waiting for it.", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return False
    return True


def stamp() -> str:
    """What scripts/ready.sh compares; the version is that of the Python in .venv."""
    version = subprocess.run(
        [PYTHON, "-ISc", "import sys; print('%d.%d' % sys.version_info[:2])"],
        check=True,
        capture_output=True,
        text=True,
    )
    return f"{ROOT}\n{version.stdout.strip()}\n{(ROOT / 'pyproject.toml').read_text('utf-8')}"


def is_ready(extras: str) -> bool:
    """Whether a set-up for these extras was finished, and nothing has changed since."""
    finished = VENV / f"ready-{extras}"
    return has_pip() and finished.exists() and finished.read_text("utf-8") == stamp()


def has_pip() -> bool:
    """Whether .venv is whole and was made at this place."""
    pip = VENV / "bin" / "pip"  # scripts in a virtual environment name their interpreter by its full path
    installed = any(VENV.glob("lib/python*/site-packages/pip-*.dist-info/RECORD"))  # which pip writes last
    return installed and PYTHON.exists() and pip.exists() and str(VENV) in pip.read_text("utf-8")[:500]


def make_venv(log: IO[str]) -> None:
    """A new virtual environment; what an interrupted attempt or another place left of one is removed."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        stop(NEEDS_VENV)
    for left in ("bin", "include", "lib", "lib64", "pyvenv.cfg"):
        path = VENV / left
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    made = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, stdout=log, stderr=log)
    if made.returncode:
        stop(NEEDS_VENV)


def is_compiled() -> bool:
    """Whether .venv holds llama-cpp-python."""
    return any(VENV.glob("lib/python*/site-packages/llama_cpp_python-*.dist-info/RECORD"))


def is_kept() -> bool:
    """Whether pip's cache holds a compiled llama-cpp-python."""
    cache = subprocess.run([PYTHON, "-m", "pip", "cache", "dir"], check=False, capture_output=True, text=True)
    return any(Path(cache.stdout.strip() or os.devnull).glob("wheels/*/*/*/*/llama_cpp_python-*.whl"))


def has_compiler(environ: Mapping[str, str]) -> bool:
    """Whether CMake will find a compiler for C++ (and the one for C that comes with it)."""
    if sys.platform == "darwin" and not environ.get("CXX"):  # there, c++ exists without one and opens a window
        return subprocess.run(["xcode-select", "-p"], check=False, capture_output=True).returncode == 0
    names = [environ["CXX"].split()[0]] if environ.get("CXX", "").strip() else ["c++", "g++", "clang++"]
    return any(shutil.which(name, path=environ.get("PATH")) for name in names)


def jobs(available: int | None, cores: int) -> int:
    """How many files to compile at once with so many bytes of memory; at least one."""
    return max(1, min(cores, available // BYTES_A_JOB)) if available else cores


def available_memory() -> int | None:
    """Bytes that can be used without swapping, in a container too; None where that cannot be told."""
    try:
        if sys.platform == "darwin":
            size = subprocess.run(["sysctl", "-n", "hw.memsize"], check=True, capture_output=True, text=True)
            return int(size.stdout) // 2
        found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text("utf-8"))
        amounts = [int(found[1]) * 1024] if found else []
        limit = Path("/sys/fs/cgroup/memory.max")
        if limit.exists() and (text := limit.read_text("utf-8").strip()).isdigit():
            amounts.append(int(text) - int(limit.with_name("memory.current").read_text("utf-8")))
        return min(amounts, default=None)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def build_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of pip: fewer compilers where memory is small, and only those libraries that are used."""
    lean = f"-DLLAVA_BUILD=OFF {shlex.quote(f'-DCMAKE_PROJECT_llama_cpp_INCLUDE={ROOT}/scripts/llama_cpp.cmake')}"
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return {
        **{name: value for name, value in environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "PIP_USER")},
        "CMAKE_ARGS": f"{lean} {environ.get('CMAKE_ARGS', '')}".strip(),  # the user's come last and win
        "CMAKE_BUILD_PARALLEL_LEVEL": environ.get("CMAKE_BUILD_PARALLEL_LEVEL") or str(jobs(available_memory(), cores)),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


def install(extras: str, log: IO[str]) -> None:
    """`pip install` the project so that its files are used where they lie, and tell on stderr how far it is."""
    project = f"{ROOT}[{extras}]" if extras else str(ROOT)
    pip = subprocess.Popen(
        [PYTHON, "-m", "pip", "install", "--verbose", "--progress-bar", "off", "--editable", project],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=build_environment(os.environ),
        start_new_session=True,  # so that Ctrl-C ends compilers that pip started, and not pip alone
    )
    try:
        watch(pip)
    except KeyboardInterrupt:
        end(pip)
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        raise SystemExit(130) from None
    if pip.returncode:
        text = LOG.read_text("utf-8", errors="replace")
        for line in text.splitlines()[-20:]:
            print("  " + line[:200], file=sys.stderr)
        reason = "the package index cannot be reached; is there a network?" if NO_NETWORK.search(text) else "see above."
        stop(f"The set-up failed: {reason} All that was said is in {LOG}. Run the same command again to go on.")


def end(pip: subprocess.Popen[bytes]) -> None:
    """End pip and everything that it started."""
    for sign, seconds in ((signal.SIGINT, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(pip.pid, sign)
            pip.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            pass
        return


def watch(pip: subprocess.Popen[bytes]) -> None:
    """Wait for pip: one line that changes on a terminal, a line every 15 s elsewhere."""
    terminal = sys.stderr.isatty()
    began = time.monotonic()
    last = ""
    with LOG.open(encoding="utf-8", errors="replace") as log:
        while pip.poll() is None:
            try:
                pip.wait(1 if terminal else 15)
            except subprocess.TimeoutExpired:
                last = stage(log.read()) or last
                line = f"{duration(time.monotonic() - began)}  {last}"
                print(
                    f"\r\x1b[K{line[:78]}" if terminal else line,
                    end="" if terminal else "\n",
                    file=sys.stderr,
                    flush=True,
                )
    if terminal:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


STAGES = re.compile(
    r"^\s*(?:(?P<ninja>\[\d+/\d+\]) |Collecting (?P<fetched>[\w.-]+)|(?P<installing>Installing collected packages))",
    re.M,
)


def stage(said: str) -> str:
    """What pip is doing, from what it said last; empty if that does not tell."""
    doing = ""
    for match in STAGES.finditer(said):
        if match["ninja"]:
            doing = f"compiling llama.cpp {match['ninja']}"
        elif match["fetched"]:
            doing = f"fetching {match['fetched']}"
        else:
            doing = "installing"
    return doing


def duration(seconds: float) -> str:
    """For example `2 min 05 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


if __name__ == "__main__":
    main()
