"""Models that are fetched while the chat goes on: what the status line and the conversation are told of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from edge.models import Download, Downloads
from edge.paths import Paths
from tui.language import Texts, translated
from tui.reports import Downloading, Report, Told
from tui.strings import Strings

__all__ = ["Fetching", "FetchingTexts"]


@dataclass(frozen=True, slots=True)
class FetchingTexts(Texts):
    """What the conversation is told."""

    arrived: str = "{name} is here and verified. F5 shows the models."
    failed: str = "{name} was not fetched. {why}"


class Fetching:
    """The downloads of one app. All calls return at once; `report` is called in threads of the downloads'."""

    def __init__(self, paths: Paths, report: Callable[[Report], None], strings: Strings) -> None:
        self._strings = strings
        self._report = report
        self._lock = threading.Lock()
        self._shown = Downloading()
        self.downloads = Downloads(paths, self._told)

    @property
    def _texts(self) -> FetchingTexts:
        return translated(FetchingTexts, self._strings.language)

    @property
    def all(self) -> dict[str, Download]:
        """Every download since the app was started, as it is now, by its model's name."""
        return {download.name: download for download in self.downloads.all()}

    def close(self) -> None:
        """Stop them; what has arrived stays for the next time."""
        self.downloads.close()

    def _told(self, download: Download) -> None:
        running = [one for one in self.downloads.all() if one.state == "running"]
        known = [one for one in running if one.share is not None and one.total]
        total = sum(one.total or 0 for one in known)
        share = sum(one.done for one in known) / total if total else None
        now = Downloading(share if share is None else int(share * 100) / 100, len(running))
        with self._lock:  # so that the last report is the last state
            if now != self._shown:
                self._shown = now
                self._report(now)
        texts = translated(FetchingTexts, self._strings.language)
        if download.state == "done":
            self._report(Told(texts.arrived.format(name=download.name)))
        elif download.state == "failed":
            self._report(Told(texts.failed.format(name=download.name, why=download.why)))
