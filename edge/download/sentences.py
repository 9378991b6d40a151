"""The sentence that a person gets for each fault of a download: what is wrong, and after a colon what to do.

{host} is who it was, {what} the file and its repository, {detail} what the fault tells, {path} where the file belongs,
{folder} the folder of models.
"""

from __future__ import annotations

from dataclasses import dataclass

from edge.errors import DownloadError, EdgeError, ModelFileError, NoSuchModelError, UsageError

__all__ = ["BY_HAND", "SENTENCES", "Sentence"]

BY_HAND = "fetch {url} in another way and put it at {path}"
"""What can always be done without this command."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """How one kind of fault is told."""

    error: type[EdgeError]
    """What is raised for it."""
    wrong: str
    do: str
    by_hand: bool = True
    """Whether `BY_HAND` is offered as well."""

    def filled(self, **values: str) -> str:
        """The whole sentence."""
        end = f", or {BY_HAND}" if self.by_hand else ""
        return f"{self.wrong}: {self.do}{end}.".format(**values)


_LATER = "try again later, what has arrived is kept"
_ENDPOINT = "check HF_ENDPOINT if it is set"

SENTENCES: dict[str, Sentence] = {
    # Asking at all.
    "offline": Sentence(DownloadError, "HF_HUB_OFFLINE is set, so {what} is not fetched", "unset it"),
    "no_address": Sentence(
        UsageError,
        "{detail} is no web address that can be asked",
        "set HF_ENDPOINT to one that begins with https://, or unset it",
        by_hand=False,
    ),
    "no_token": Sentence(
        DownloadError,
        "The token for {host} cannot be had ({detail})",
        "set HF_TOKEN, or HF_HUB_DISABLE_IMPLICIT_TOKEN=1 to send none",
        by_hand=False,
    ),
    # The way there.
    "no_such_host": Sentence(
        DownloadError,
        "The name {host} cannot be found, so there seems to be no network",
        "connect and try again",
    ),
    "unreachable": Sentence(DownloadError, "{host} cannot be reached ({detail})", "check the network and try again"),
    "silent": Sentence(DownloadError, "{host} has not answered in time", _LATER),
    "cut": Sentence(DownloadError, "The connection to {host} was cut again and again", _LATER),
    "proxy": Sentence(
        DownloadError,
        "The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names cannot be used ({detail})",
        "correct the variable or unset it",
    ),
    "certificate": Sentence(
        DownloadError,
        "The certificate of {host} cannot be verified ({detail})",
        "check this machine's clock, name a proxy's certificates in REQUESTS_CA_BUNDLE if one reads along",
    ),
    "no_hub": Sentence(
        DownloadError,
        "What answers as {host} is no Hugging Face hub ({detail})",
        f"sign in to this network if a browser is asked to, {_ENDPOINT}",
    ),
    "redirects": Sentence(DownloadError, "{host} sends the request for {what} in circles", _ENDPOINT),
    # What the hub says.
    "token_missing": Sentence(
        DownloadError,
        "{host} wants to know who asks for {what} (401), so it is not public or does not exist",
        "set HF_TOKEN to a token that may read it",
    ),
    "token_refused": Sentence(
        DownloadError,
        "{host} does not accept the token that goes with the request for {what} (401)",
        "set HF_TOKEN to a valid one or unset it",
    ),
    "forbidden": Sentence(
        DownloadError,
        "{host} does not hand out {what} (403)",
        "accept the model's terms on its page and set HF_TOKEN to a token of that account",
    ),
    "not_found": Sentence(NoSuchModelError, "{host} has no {what} (404)", f"{_ENDPOINT}, update this program"),
    "too_many": Sentence(
        DownloadError,
        "{host} gets too many requests from here (429)",
        "try again in {detail}, what has arrived is kept",
    ),
    "trouble": Sentence(DownloadError, "{host} has trouble of its own ({detail})", _LATER),
    "refused": Sentence(DownloadError, "{host} refuses to hand out {what} ({detail})", "try again later"),
    # What comes.
    "not_pinned": Sentence(
        ModelFileError,
        "{host} has another file as {what} than this program knows, and it was not fetched (SHA-256 {detail})",
        f"update this program, {_ENDPOINT}",
    ),
    "changed": Sentence(
        ModelFileError,
        "{host} has another file as {what} than at the first download, and it was not fetched (SHA-256 {detail})",
        "if you trust the change, take it with 'edge models pull NAME --force'",
        by_hand=False,
    ),
    "length": Sentence(
        DownloadError,
        "{host} sends {what} in another length than it announced ({detail}), and nothing of that was kept",
        "try again later",
    ),
    "damaged": Sentence(
        ModelFileError,
        "What came for {what} is damaged (its SHA-256 is wrong) and was removed",
        "try again",
    ),
    # What is here.
    "not_ours": Sentence(
        ModelFileError,
        "{path} is not the file that {host} has, and was left as it is (SHA-256 {detail})",
        "move it away, or have it replaced with 'edge models pull NAME --force'",
        by_hand=False,
    ),
    "no_room": Sentence(
        DownloadError,
        "The disk of {folder} is full",
        "make room and try again, what has arrived is kept, or set EDGE_HOME to a folder on another disk",
        by_hand=False,
    ),
    "not_writable": Sentence(
        DownloadError,
        "The folder {folder} cannot be written ({detail})",
        "make it writable for this user, or set EDGE_HOME to another folder",
        by_hand=False,
    ),
    "disk": Sentence(
        DownloadError,
        "The file cannot be kept in {folder} ({detail})",
        "check the disk, or set EDGE_HOME to a folder on another one",
        by_hand=False,
    ),
}
"""By the fault's kind."""
