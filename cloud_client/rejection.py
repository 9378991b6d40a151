"""A response that is no answer, as one fault: by its status, its type and what it says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from cloud_client.completion import ModelInfo
from cloud_client.errors import (
    BadRequestError,
    CaptivePortalError,
    CloudError,
    ContextTooLongError,
    ErrorInStreamError,
    KeyRejectedError,
    NoSuchModelError,
    NoSuchPathError,
    RateLimitedError,
    RedirectError,
    RejectedError,
    ServerFailedError,
)
from cloud_client.faults import Fault

__all__ = ["is_web_page", "message_of", "no_such_model", "of_error", "of_response", "retry_after"]

_CONTEXT = re.compile(
    r"context[ _](?:length|size|window)|maximum context|max_model_len|too many tokens|prompt is too long", re.IGNORECASE
)
_LIMIT = re.compile(r"(?:maximum context length|context (?:size|length|window)|max_model_len)\D{0,40}?(\d{3,8})", re.I)
_MODEL = re.compile(r"\bmodel\b", re.IGNORECASE)
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_TITLE = re.compile(r"<title[^>]*>([^<]+)", re.IGNORECASE)

_STATUS: dict[int, type[CloudError]] = {
    401: KeyRejectedError,
    403: KeyRejectedError,
    413: ContextTooLongError,
    429: RateLimitedError,
    511: CaptivePortalError,  # Network Authentication Required
}


def of_response(status: int, headers: Mapping[str, str], body: bytes, url: str) -> Fault:
    """The fault of a response whose status is not 200. `body` is its beginning, `url` what was asked for."""
    if 300 <= status < 400:
        return Fault(RedirectError, _target(url, headers.get("Location", "")))
    said = message_of(body)
    detail = f"{status}: {said}" if said else str(status)
    wait = retry_after(headers)
    if status in (400, 413, 422) and (status == 413 or _CONTEXT.search(body.decode("utf-8", "replace"))):
        return Fault(ContextTooLongError, detail, limit=_limit(said))
    if status == 404:
        # A server that has no such path knows nothing of models; one that lacks the model says so.
        return Fault(NoSuchModelError if _MODEL.search(said) and not is_web_page(body) else NoSuchPathError, detail)
    kind = _STATUS.get(status, ServerFailedError if status >= 500 else BadRequestError if status >= 400 else None)
    if kind is None:
        return Fault(RejectedError, detail)
    return (
        Fault(kind, detail, retry_after=wait) if kind in (RateLimitedError, ServerFailedError) else Fault(kind, detail)
    )


def of_error(error: Any) -> Fault:
    """The fault of an `error` object that came inside a 200."""
    said = _said(error) or "it does not say why"
    if _CONTEXT.search(said) or (isinstance(error, dict) and error.get("code") == "context_length_exceeded"):
        return Fault(ContextTooLongError, said, limit=_limit(said))
    return Fault(ErrorInStreamError, said)


def no_such_model(model: str, models: tuple[ModelInfo, ...]) -> Fault:
    """The fault of a model that the server does not have, with those that it has, the most alike first."""
    import difflib

    names = [one.id for one in models]
    names.sort(key=lambda name: -difflib.SequenceMatcher(None, name.lower(), model.lower()).ratio())
    shown = ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
    return Fault(NoSuchModelError, f"{model}; it has {shown or 'none'}", models=tuple(names))


def message_of(body: bytes) -> str:
    """What a body says of itself: an error's message, a web page's title, or its beginning."""
    text = body.decode("utf-8", "replace")
    if is_web_page(body):
        title = _TITLE.search(text)
        return title[1] if title else "a web page"
    try:
        return _said(json.loads(text))
    except (ValueError, RecursionError):
        return text


def is_web_page(body: bytes) -> bool:
    """Whether it begins as HTML or XML does; JSON and events never do."""
    return _PAGE.match(body) is not None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for, 0 or more; None without one that can be read.

    A date is compared with the response's own Date, so that a wrong clock here does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return float(value[:12])
    from email.utils import parsedate_to_datetime

    try:
        wanted = parsedate_to_datetime(value).timestamp()
        sent = headers.get("Date")
        return max(0.0, wanted - (parsedate_to_datetime(sent).timestamp() if sent else time.time()))
    except (ValueError, OverflowError):
        return None


def _said(value: Any) -> str:
    """The sentence in an error as servers put it: `error.message`, `message`, `detail` (FastAPI), or a plain string."""
    if isinstance(value, dict) and isinstance(value.get("msg"), str) and isinstance(value.get("loc"), list):
        return f"{value['msg']} ({'.'.join(map(str, value['loc']))})"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, value[:3])))
    if isinstance(value, dict):
        for name in ("error", "message", "msg", "detail", "error_msg", "type"):
            if value.get(name):
                return _said(value[name])
    return ""


def _limit(said: str) -> int | None:
    found = _LIMIT.search(said)
    return int(found[1]) if found else None


def _target(url: str, location: str) -> str:
    """Where a redirect leads, without its query: a portal puts a session there."""
    try:
        parts = urlsplit(urljoin(url, location))
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if location else "nowhere"
    except ValueError:
        return "an address that is none"
