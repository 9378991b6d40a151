"""One download, from the question to the hub to the verified file under its name."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from edge.answerer import Cancel
from edge.catalogue import verified
from edge.catalogue.checking import now, sha256_of
from edge.catalogue.folder import check_space
from edge.catalogue.model import Model
from edge.catalogue.partial import Partial, discard
from edge.catalogue.verified import Verified
from edge.download.faults import Fault
from edge.download.hub import COMMIT, Hub, Remote
from edge.download.meter import Meter, Progress
from edge.download.waiting import each, result
from edge.errors import CancelledError, EdgeError, UsageError
from edge.paths import Paths

__all__ = ["PAUSES", "download"]

PAUSES = (1.0, 2.0, 4.0, 8.0, 8.0)
"""Seconds to wait before the next attempts when a download is cut; as soon as bytes come, it begins from the first."""
PATIENCE = 60.0
"""Seconds that a server may ask to be left alone and still be waited for."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ELOOP})


def download(
    model: Model,
    paths: Paths,
    progress: Callable[[Progress], None],
    cancel: Cancel,
    *,
    force: bool = False,
    endpoint: str | None = None,
    pauses: Sequence[float] = PAUSES,
) -> Path:
    """Fetch a model's file into the models folder, and return where it is.

    progress  called in this thread, at most about ten times a second
    cancel    ends it within a tenth of a second; what has arrived is kept, and the next call goes on from there
    force     fetch it although a file of that name is here, and although the hub's file is another than at first
    endpoint  the hub; None takes the environment's (HF_ENDPOINT)
    pauses    seconds between attempts when the connection is cut

    The file has its name only when its SHA-256 is right: the catalogue's where that is pinned, else that of the first
    download, else the hub's own, which is then written down. A file that has the name stays until that moment. A file
    that somebody put there by hand is verified and taken, not fetched. A second call for the same file, in whatever
    process, waits for the first.

    Raises UsageError if there is nothing to fetch, NoSuchModelError if the hub does not have it, ModelFileError if what
    the hub has is wrong, DownloadError if it could not be fetched or kept, CancelledError.
    """
    if model.repository is None:
        raise UsageError(f"The model '{model.name}' does not come from the hub: there is nothing to fetch.")
    hub = Hub(endpoint)
    fetching = _Fetching(model, paths, hub, Meter(progress), cancel, force, pauses)
    with _one_sentence(model, paths, hub):
        return fetching.run()


class _Fetching:
    """The steps, with what they share."""

    def __init__(
        self,
        model: Model,
        paths: Paths,
        hub: Hub,
        meter: Meter,
        cancel: Cancel,
        force: bool,
        pauses: Sequence[float],
    ) -> None:
        self._model = model
        self._models = paths.models
        self._hub = hub
        self._meter = meter
        self._cancel = cancel
        self._force = force
        self._pauses = pauses
        self._waited = False
        self._found: str | None = None

    def run(self) -> Path:
        model, models = self._model, self._models
        if not self._force and (self._is_here() or self._is_pinned_file()):
            return model.path
        self._meter.at("asking")
        repository, file, revision = model.repository or "", model.file, model.revision
        remote = result(lambda: self._hub.look_up(repository, file, revision), self._cancel)
        self._trust(remote)
        if not self._force and self._has_arrived(remote):
            return model.path
        self._meter.total = remote.size
        with Partial.taken(model.path, models, remote.sha256[:16], self._cancel, self._wait_for_other) as partial:
            if self._finished_by_other(remote):
                partial.remove()
            else:
                self._fill(partial, remote)
                partial.finish(model.path)
                self._write_down(remote.sha256, remote.size, remote.commit)
        discard(model.path, models)  # what had arrived of other versions
        self._meter.at("done", remote.size)
        return model.path

    def _is_here(self) -> bool:
        """Whether the file is the one that was verified here, as far as its size tells."""
        known = verified.read(self._models).get(self._model.name)
        if known is None or not self._model.here:
            return False
        wanted = self._model.sha256 or known.sha256
        return known.sha256 == wanted and known.size == self._model.path.stat().st_size

    def _is_pinned_file(self) -> bool:
        """Whether the file that is here is the one that the catalogue pins: to see that takes no network."""
        model = self._model
        if model.sha256 is None or not model.here or self._sha256_here() != model.sha256:
            return False
        size = model.path.stat().st_size
        commit = model.revision if COMMIT.fullmatch(model.revision) else None
        self._write_down(model.sha256, size, commit)
        self._meter.at("done", size)
        return True

    def _sha256_here(self) -> str:
        """Of the file that has the name; it is read once."""
        if self._found is None:
            path = self._model.path
            self._meter.total = path.stat().st_size
            self._found = sha256_of(path, lambda done: self._meter.at("checking", done), self._cancel)
        return self._found

    def _trust(self, remote: Remote) -> None:
        """Raise Fault if the hub has another file than it should have."""
        if self._model.sha256 is not None:
            if remote.sha256 != self._model.sha256:
                raise Fault("not_pinned", detail=_unlike(remote.sha256, self._model.sha256))
            return
        known = verified.read(self._models).get(self._model.name)
        if known is None or (known.repository, known.file) != (self._model.repository, self._model.path.name):
            return
        if known.sha256 != remote.sha256 and not self._force:
            raise Fault("changed", detail=_unlike(remote.sha256, known.sha256))

    def _has_arrived(self, remote: Remote) -> bool:
        """Whether the file that is here is the hub's, put there by hand or by a process that was killed right after.

        Raises Fault if it is a file that this program did not put there: it is not ours to replace.
        """
        if not self._model.here:
            return False
        known = verified.read(self._models).get(self._model.name)
        found = self._sha256_here()
        if found == remote.sha256:
            self._write_down(remote.sha256, remote.size, remote.commit)
            self._meter.at("done", remote.size)
            return True
        if known is None or found != known.sha256:
            raise Fault("not_ours", detail=_unlike(found, remote.sha256))
        return False

    def _wait_for_other(self) -> None:
        self._waited = True
        self._meter.at("queued")

    def _finished_by_other(self, remote: Remote) -> bool:
        """Whether another process has fetched the file while this one waited for it."""
        if not self._waited or not self._is_here():
            return False
        return verified.read(self._models)[self._model.name].sha256 == remote.sha256

    def _fill(self, partial: Partial, remote: Remote) -> None:
        """Have the whole and right content in the partial file. Raises Fault, OSError, CancelledError."""
        partial.resume(remote.size, lambda done: self._meter.at("checking", done), self._cancel)
        resumed = partial.size > 0
        check_space(remote.size - partial.size, self._models)
        self._receive(partial, remote)
        if partial.sha256() != remote.sha256 and resumed:
            # What lay here from an earlier time may have suffered, at a power cut for instance: once more from zero.
            partial.begin_anew()
            self._receive(partial, remote)
        if partial.sha256() != remote.sha256:
            partial.remove()
            raise Fault("damaged")

    def _receive(self, partial: Partial, remote: Remote) -> None:
        """Fetch until all bytes are there, over as many connections as it takes."""
        failures = 0
        while partial.size < remote.size:
            before = partial.size
            fault = self._receive_some(partial, remote)
            if partial.size == remote.size:
                break
            if partial.size > before:
                failures = 0
            impatient = (fault.after or 0) > PATIENCE
            if not fault.transient or impatient or failures == len(self._pauses):
                raise fault
            sentence = f"The connection to {fault.host or self._hub.host} was lost; it is tried again."
            self._meter.at("waiting", partial.size, sentence)
            if self._cancel.wait(max(self._pauses[failures], fault.after or 0)):
                raise CancelledError("Stopped; what has arrived is kept.")
            failures += 1

    def _receive_some(self, partial: Partial, remote: Remote) -> Fault:
        """Fetch over one connection, and say why it ended."""
        self._meter.at("fetching", partial.size)
        offset = partial.size
        try:
            with closing(each(lambda: self._hub.pieces(remote, offset), self._cancel)) as pieces:
                for piece in pieces:
                    if partial.size + len(piece) > remote.size:
                        partial.begin_anew()
                        return Fault("length", detail=f"more than {remote.size} bytes")
                    partial.write(piece)
                    self._meter.at("fetching", partial.size)
        except Fault as fault:
            return fault
        return Fault("cut")

    def _write_down(self, sha256: str, size: int, commit: str | None) -> None:
        model = self._model
        record = Verified(model.name, model.path.name, sha256, size, now(), model.repository, commit)
        verified.keep(self._models, record)


def _unlike(found: str, wanted: str) -> str:
    """Two hashes, short enough to be read."""
    return f"{found[:12]}…, not {wanted[:12]}…"


@contextmanager
def _one_sentence(model: Model, paths: Paths, hub: Hub) -> Iterator[None]:
    """Turn faults and what the system says of files into errors for a person."""
    try:
        yield
    except EdgeError:
        raise
    except Fault as fault:
        raise _error(fault, model, paths, hub) from None
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        if error.errno in {errno.ENOTDIR, errno.EEXIST}:
            why = "it is no folder"
        kind = "no_room" if error.errno in _FULL else "not_writable" if error.errno in _FORBIDDEN else "disk"
        raise _error(Fault(kind, detail=why), model, paths, hub) from None


def _error(fault: Fault, model: Model, paths: Paths, hub: Hub) -> EdgeError:
    return fault.error(
        hub.host,
        what=f"{model.file} of {model.repository}",
        url=hub.url(model.repository or "", model.file, model.revision),
        path=str(model.path),
        folder=str(paths.models),
    )
