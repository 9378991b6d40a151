"""Every fault of a hub that the program knows a sentence for, brought about for real; used by check_downloads.py."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import random
import resource
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import constants

from edge.answerer import Cancel
from edge.catalogue import Model
from edge.catalogue.verified import Verified, keep
from edge.download import Progress, download
from edge.errors import EdgeError
from edge.paths import Paths
from tests.stubs.hub import FILE, REPOSITORY, Hub

__all__ = ["Outcome", "outcomes"]

CONTENT = b"GGUF" + random.Random(5).randbytes(600_000)
OLD = b"GGUF an older file, which is good"


@dataclass
class Case:
    """One download that meets a fault."""

    hub: Hub
    model: Model
    paths: Paths
    endpoint: str
    force: bool = True
    """An older file is there; with this it is to be replaced, once the new one is whole."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    fault: str
    exit_code: int
    sentence: str
    """What the user reads; `fetched` where the download got over it."""
    sound: bool
    """Whether the sentence is one line with what to do, and the older file or the new one is there, and whole."""


Setup = Callable[[Case], contextlib.AbstractContextManager[None] | None]


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _constant(name: str, value: object) -> Iterator[None]:
    """huggingface_hub reads its variables when it is imported, so that here it has to be told."""
    before = getattr(constants, name)
    setattr(constants, name, value)
    try:
        yield
    finally:
        setattr(constants, name, before)


@contextlib.contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to let a file grow further, as it does at a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def _hub(**wrong: object) -> Setup:
    """The hub does these things wrong; see tests/stubs/hub.py."""

    def set_up(case: Case) -> None:
        for name, value in wrong.items():
            setattr(case.hub, name, value)

    return set_up


def _endpoint(url: str | None, **variables: str) -> Setup:
    """Another hub is asked, or, with None, the same one with TLS; variables are set meanwhile."""

    def set_up(case: Case) -> contextlib.AbstractContextManager[None]:
        case.endpoint = url or case.endpoint.replace("http", "https")
        return _environment(**variables)

    return set_up


def _token_refused(case: Case) -> contextlib.AbstractContextManager[None]:
    case.hub.head_status = 401
    return _environment(HF_TOKEN="hf_no")


def _offline(_: Case) -> contextlib.AbstractContextManager[None]:
    return _constant("HF_HUB_OFFLINE", True)


def _disk_fills_up(_: Case) -> contextlib.AbstractContextManager[None]:
    return _files_of_at_most(300_000)


def _pinned(case: Case) -> None:
    case.model = dataclasses.replace(case.model, sha256="0" * 64)


def _changed(case: Case) -> None:
    case.force = False
    case.model.path.unlink()
    record = Verified(case.model.name, FILE, "0" * 64, 1, "2026-11-02T10:00:00+00:00", REPOSITORY)
    keep(case.paths.models, record)


def _own_file(case: Case) -> None:
    case.force = False


def _silent(case: Case) -> contextlib.AbstractContextManager[None]:
    case.hub.stall_after = 0
    return _constant("HF_HUB_DOWNLOAD_TIMEOUT", 0.2)


def _damaged_part(case: Case) -> None:
    part = case.paths.models / ".incoming" / f"{FILE}.{case.hub.sha256[:16]}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(200_000))


def _no_folder(case: Case) -> None:
    (case.paths.models / ".incoming").write_text("in the way")


FAULTS: dict[str, Setup] = {
    "nothing wrong": _hub(),
    "the repository has moved (307)": _hub(renamed=True),
    "a store on another host": _hub(to_store=True),
    "connection reset three times": _hub(cuts=[1, 200_000, 100_000]),
    "body ends early, politely": _hub(cuts=[300_000], polite_cuts=True, chunked=True),
    "range ignored": _hub(cuts=[300_000], ranges=False),
    "503 in the middle": _hub(cuts=[300_000], statuses=[200, 503]),
    "429 in the middle, with Retry-After": _hub(cuts=[300_000], statuses=[200, 429], retry_after=0),
    "the store's link has expired (403)": _hub(to_store=True, cuts=[300_000], statuses=[200, 403]),
    "what arrived earlier is damaged": _damaged_part,
    "HF_HUB_OFFLINE": _offline,
    "HF_ENDPOINT is no address": _endpoint("hub.example"),
    "no such host": _endpoint("https://hub.invalid"),
    "nobody listens": _endpoint("http://127.0.0.1:9"),
    "no TLS where TLS was wanted": _endpoint(None),
    "proxy not reachable": _endpoint("https://hub.example", HTTPS_PROXY="http://127.0.0.1:9"),
    "certificates not found": _endpoint(None, REQUESTS_CA_BUNDLE="/no/such.pem"),
    "redirects in a circle": _hub(circle=True),
    "a hotel's sign-in page": _hub(portal=True),
    "no size": _hub(size=None),
    "something packs the file anew": _hub(packed=True),
    "401 without a token": _hub(head_status=401),
    "401 with a token": _token_refused,
    "403": _hub(head_status=403),
    "404": _hub(head_status=404),
    "429": _hub(head_status=429, retry_after=120),
    "500": _hub(head_status=500),
    "503": _hub(head_status=503),
    "the store fails for good (500)": _hub(to_store=True, statuses=[500] * 9),
    "cut again and again": _hub(cuts=[0] * 9),
    "silence": _silent,
    "shorter than announced": _hub(length_lie=-1000),
    "longer than announced": _hub(length_lie=1000),
    "it does not end": _hub(size=len(CONTENT) - 1000, chunked=True),
    "another range than asked for": _hub(cuts=[300_000], range_lie=64),
    "wrong hash": _hub(sha256="1" * 64),
    "not what the catalogue pins": _pinned,
    "another file than at the first download": _changed,
    "a file of the user's own in its place": _own_file,
    "too large for the disk": _hub(size=10**15),
    "the disk fills up": _disk_fills_up,
    "the folder cannot be used": _no_folder,
}


def outcomes() -> Iterator[Outcome]:
    """Bring about each fault and see what comes of it."""
    for fault, set_up in FAULTS.items():
        with tempfile.TemporaryDirectory() as folder, Hub(CONTENT) as hub:
            yield _outcome(fault, set_up, hub, Paths.under(Path(folder)))


def _nobody_looks(_: Progress) -> None:
    """For the progress."""


def _outcome(fault: str, set_up: Setup, hub: Hub, paths: Paths) -> Outcome:
    goal = paths.models / FILE
    goal.parent.mkdir()
    goal.write_bytes(OLD)
    model = Model("small", "Small", goal, "Q4_0", 1024, repository=REPOSITORY, file=FILE)
    case = Case(hub, model, paths, hub.endpoint)
    exit_code, sentence = 0, "fetched"
    with set_up(case) or contextlib.nullcontext():
        try:
            download(
                case.model,
                paths,
                _nobody_looks,
                Cancel(),
                force=case.force,
                endpoint=case.endpoint,
                pauses=(0.0, 0.0),
            )
        except EdgeError as error:
            exit_code, sentence = error.exit_code, str(error)
    wanted = {CONTENT} if exit_code == 0 else {OLD}
    whole = not goal.exists() if fault == "another file than at the first download" else goal.read_bytes() in wanted
    told = exit_code == 0 or ("\n" not in sentence and ": " in sentence and sentence.endswith("."))
    readable = sentence.replace(str(paths.models.parent), "HOME")
    for endpoint, name in ((hub.endpoint, "HUB"), (hub.store, "STORE")):
        readable = readable.replace(endpoint, f"https://{name}").replace(endpoint.removeprefix("http://"), name)
    return Outcome(fault, exit_code, readable, whole and told)
