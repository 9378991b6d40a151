"""`edge models pull`: fetch a model's file from the Hugging Face hub, whole and verified, or not at all."""

from __future__ import annotations

from edge.answerer import Cancel
from edge.catalogue import Catalogue, Model
from edge.catalogue import verified as verified_list
from edge.catalogue.memory import free_memory, least, need
from edge.cli.output import data_json, note
from edge.cli.progress import Progress, megabytes
from edge.download import Progress as Report
from edge.download import download
from edge.errors import CancelledError, EdgeError, UsageError
from edge.paths import Paths
from edge.settings import load

__all__ = ["fits", "pull"]


def pull(catalogue: Catalogue, paths: Paths, name: str, *, force: bool = False, as_json: bool = False) -> int:
    """Fetch the model; what was fetched of it before is not fetched again. Returns the exit code."""
    model = catalogue.named(name)
    if model.builtin:
        raise UsageError(f"The model '{name}' ships inside this program: there is nothing to fetch.")
    if model.repository is None:
        raise UsageError(f"The model '{name}' was added from a file: there is nothing to fetch.")
    reports = _Reports(model)
    try:
        with reports.line:
            download(model, paths, reports, Cancel(), force=force)
    except KeyboardInterrupt:
        raise CancelledError(f"Stopped: 'edge models pull {name}' goes on from what has arrived.") from None
    record = verified_list.read(paths.models)[name]
    if as_json:
        data_json(
            {
                "name": name,
                "path": str(model.path),
                "bytes": record.size,
                "sha256": record.sha256,
                "commit": record.commit,
                "verified": record.date,
                "fetched": reports.fetched,
            }
        )
    what = "is here" if reports.fetched else "was here already"
    note(f"{model.title} {what}, verified (SHA-256 {record.sha256[:12]}…): {model.path}")
    note(_who_answers(catalogue, paths, model))
    return 0


def fits(model: Model, size: int | None = None) -> str:
    """What the model needs of memory, what there is, and whether that is enough; empty where its size is not known."""
    needed = need(model, size)
    if needed is None:
        return ""
    about = "at least" if needed.at_least else "about"
    sentence = f"Memory needed: {about} {megabytes(needed.total)} at {needed.context:,} tokens of context"
    free = free_memory()
    if free is None:
        return f"{sentence}."
    if needed.total <= free:
        return f"{sentence}; {megabytes(free)} are free: it fits."
    can_do_with = least(model, size)
    if can_do_with is not None and can_do_with.total <= free:
        return f"{sentence}, and {megabytes(can_do_with.total)} at the least; {megabytes(free)} are free: it fits."
    return f"{sentence}; only {megabytes(free)} are free: it does not fit now."


class _Reports:
    """Turns the reports of a download into lines."""

    def __init__(self, model: Model) -> None:
        self.line = Progress(model.name)
        self.fetched = False
        self._model = model
        self._planned = False

    def __call__(self, report: Report) -> None:
        size = report.total or self._model.size
        if size is not None and not self._planned:
            self._plan(size)
        match report.state:
            case "asking":
                self.line.say(f"Asking for {self._model.file} of {self._model.repository} …")
            case "queued":
                self.line.say(f"Another process fetches {self._model.name} already; waiting for it …")
            case "waiting":
                self.line.say(report.why)
            case "checking":
                self.line.count(report.done, report.total)
            case "fetching":
                self.fetched = True
                self.line.count(report.done, report.total, report.speed, report.seconds_left)

    def _plan(self, size: int) -> None:
        """Before anything is fetched: how large it is and whether it fits."""
        self._planned = True
        model = self._model
        terms = f" ({model.license})" if model.license else ""
        with self.line:
            note(f"{model.title} {model.quantization or ''}{terms}: {megabytes(size)}. {fits(model, size)}")


def _who_answers(catalogue: Catalogue, paths: Paths, model: Model) -> str:
    try:
        if catalogue.choose(load(paths.config).settings.model).name == model.name:
            return "It answers from now on."
    except EdgeError:
        pass  # the chosen model is not there: the sentence below is then the more to the point
    return f"'edge models use {model.name}' makes it the one that answers."
