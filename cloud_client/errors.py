"""What can go wrong between here and an endpoint, in one tree.

CloudError
├── ConfigurationError(ValueError)    nothing was sent: something has to be set otherwise
│   ├── EndpointError                 an entry that cannot be used               endpoint
│   ├── PlainHttpError                http to another machine, and not allowed   plain_http
│   └── KeyNotUsableError             no key, or others can read it              key_not_usable
├── NotReachableError(ConnectionError)
│   ├── NameNotFoundError             the host's name leads nowhere              name_not_found
│   ├── RefusedError                  nothing listens there                      refused
│   ├── UnreachableError              no way to that machine                     unreachable
│   ├── ConnectTimeoutError           no connection in time                      connect_timeout
│   ├── ProxyFailedError              the proxy that is set does not help        proxy
│   └── TlsError                      the certificate cannot be trusted          tls
│       └── NotYetValidError          it is not yet valid: a wrong clock         not_yet_valid
├── RejectedError                     it answered, and says no
│   ├── KeyRejectedError              401, 403                                   key_rejected
│   ├── NoSuchModelError(LookupError) 404, with the models it has                no_such_model
│   ├── NoSuchPathError               404 of another kind                        no_such_path
│   ├── ContextTooLongError           413, or longer than its context            context_too_long
│   ├── BadRequestError               any other 4xx                              bad_request
│   ├── RateLimitedError              429                                        rate_limited
│   ├── ServerFailedError             5xx                                        server_failed
│   ├── ErrorInStreamError            an error inside a 200                      error_in_stream
│   └── RedirectError                 sends us elsewhere; nobody goes            redirect
├── NotUnderstoodError(ValueError)    what came is no chat completion
│   ├── CaptivePortalError            a web page                                 captive_portal
│   ├── NotHttpError                  damaged HTTP                               not_http
│   ├── InvalidJsonError                                                         invalid_json
│   ├── InvalidUtf8Error                                                         invalid_utf8
│   └── LineTooLongError              a line or event beyond the bound           line_too_long
├── CutOffError(ConnectionError)      the connection ended before the answer
│   ├── CutBeforeFirstTokenError                                                 cut_before_first_token
│   └── CutInTheMiddleError                                                      cut_in_the_middle
├── TooSlowError(TimeoutError)
│   ├── NoFirstTokenError             nothing in time                            no_first_token
│   ├── StalledError                  nothing more in time                       stalled
│   └── DeadlineError                 the time for all of it is over             deadline
├── NoEndpointError                   none of several can be asked               no_endpoint
└── CancelledError                    somebody here stopped it                   cancelled

Each error's text is one sentence for a person: what is wrong, and after a colon what to do (`cloud_client.sentences`).
`kind`, the last column, is stable and meant for programs. No error holds a key, a request or another exception that
does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from cloud_client.sentences import SENTENCES

__all__ = [
    "BadRequestError",
    "CancelledError",
    "CaptivePortalError",
    "CloudError",
    "ConfigurationError",
    "ConnectTimeoutError",
    "ContextTooLongError",
    "CutBeforeFirstTokenError",
    "CutInTheMiddleError",
    "CutOffError",
    "DeadlineError",
    "EndpointError",
    "ErrorInStreamError",
    "InvalidJsonError",
    "InvalidUtf8Error",
    "KeyNotUsableError",
    "KeyRejectedError",
    "LineTooLongError",
    "NameNotFoundError",
    "NoEndpointError",
    "NoFirstTokenError",
    "NoSuchModelError",
    "NoSuchPathError",
    "NotHttpError",
    "NotReachableError",
    "NotUnderstoodError",
    "NotYetValidError",
    "PlainHttpError",
    "ProxyFailedError",
    "RateLimitedError",
    "RedirectError",
    "RefusedError",
    "RejectedError",
    "ServerFailedError",
    "StalledError",
    "TlsError",
    "TooSlowError",
    "UnreachableError",
    "errors",
]


class CloudError(Exception):
    """Base of everything that this package raises on purpose.

    name    of the endpoint
    host    its host and port
    detail  what goes into the sentence: the server's own words, shortened, or a number
    """

    kind: ClassVar[str] = "cloud"
    """Stable; what a program looks at."""
    retried: ClassVar[bool] = False
    """Whether asking the same endpoint again at once may help, as long as no token has come."""
    blames: ClassVar[bool] = True
    """Whether it says something about the endpoint's health, for its breaker."""
    elsewhere: ClassVar[bool] = True
    """Whether another endpoint might answer what this one did not."""

    def __init__(self, name: str, host: str = "", detail: str = "", *, retry_after: float | None = None) -> None:
        sentence = SENTENCES[self.kind]
        super().__init__(sentence.filled(name=name, host=host, detail=detail))
        self.name = name
        self.host = host
        self.detail = detail
        self.retry_after = retry_after
        """Seconds that the server asks to be left alone, where it says so."""


class ConfigurationError(CloudError, ValueError):
    """Nothing was sent: something has to be set otherwise."""

    kind = "configuration"
    blames = False


class EndpointError(ConfigurationError):
    """An endpoint's entry cannot be used as it is."""

    kind = "endpoint"


class PlainHttpError(ConfigurationError):
    """The address is http and not on this machine, and nobody has allowed that."""

    kind = "plain_http"


class KeyNotUsableError(ConfigurationError):
    """The key is not where it should be, cannot be a key, or can be read by others."""

    kind = "key_not_usable"


class NotReachableError(CloudError, ConnectionError):
    """There was no connection."""

    kind = "not_reachable"


class NameNotFoundError(NotReachableError):
    """The host's name leads to no address: no network, or a name that is wrong."""

    kind = "name_not_found"


class RefusedError(NotReachableError):
    """The machine is there, and nothing listens on that port."""

    kind = "refused"
    retried = True


class UnreachableError(NotReachableError):
    """There is no way to that machine."""

    kind = "unreachable"
    retried = True


class ConnectTimeoutError(NotReachableError, TimeoutError):
    """Name resolution, connection and TLS together took too long."""

    kind = "connect_timeout"


class ProxyFailedError(NotReachableError):
    """The proxy that is set cannot be used."""

    kind = "proxy"


class TlsError(NotReachableError):
    """The certificate cannot be verified, or no encrypted connection comes about."""

    kind = "tls"


class NotYetValidError(TlsError):
    """The certificate is valid only later: the clock of this machine is probably wrong."""

    kind = "not_yet_valid"


class RejectedError(CloudError):
    """The server answered, and says no."""

    kind = "rejected"


class KeyRejectedError(RejectedError):
    """401 or 403."""

    kind = "key_rejected"


class NoSuchModelError(RejectedError, LookupError):
    """The server does not have the model. `models` are those that it has, the most alike first; empty if unknown."""

    kind = "no_such_model"

    def __init__(self, name: str, host: str = "", detail: str = "", *, models: Sequence[str] = ()) -> None:
        super().__init__(name, host, detail)
        self.models = tuple(models)


class NoSuchPathError(RejectedError):
    """404, and not for want of the model: `base_url` is probably wrong."""

    kind = "no_such_path"


class ContextTooLongError(RejectedError):
    """Prompt and reply do not fit into the model's context, or the request is too large for the server.

    `limit` is the context in tokens, where the server named it.
    """

    kind = "context_too_long"
    blames = False

    def __init__(self, name: str, host: str = "", detail: str = "", *, limit: int | None = None) -> None:
        super().__init__(name, host, detail)
        self.limit = limit


class BadRequestError(RejectedError):
    """The server refuses this request; asking again changes nothing."""

    kind = "bad_request"
    blames = False


class RateLimitedError(RejectedError):
    """Too many requests, or the quota is used up."""

    kind = "rate_limited"
    retried = True


class ServerFailedError(RejectedError):
    """The server has trouble of its own (5xx)."""

    kind = "server_failed"
    retried = True


class ErrorInStreamError(RejectedError):
    """The server began to answer (200), and then told an error."""

    kind = "error_in_stream"
    retried = True


class RedirectError(RejectedError):
    """The server sends the request to another address. Nobody follows: the key and the question would go along."""

    kind = "redirect"


class NotUnderstoodError(CloudError, ValueError):
    """What came is no chat completion."""

    kind = "not_understood"


class CaptivePortalError(NotUnderstoodError):
    """A web page came in place of the answer: a network that wants a sign-in, or a wrong address."""

    kind = "captive_portal"


class NotHttpError(NotUnderstoodError):
    """What came is damaged HTTP, or none."""

    kind = "not_http"
    retried = True


class InvalidJsonError(NotUnderstoodError):
    """An event is not the JSON object that it should be."""

    kind = "invalid_json"


class InvalidUtf8Error(NotUnderstoodError):
    """An event is not UTF-8."""

    kind = "invalid_utf8"


class LineTooLongError(NotUnderstoodError):
    """A line, an event or a whole body is longer than any that a completion needs."""

    kind = "line_too_long"


class CutOffError(CloudError, ConnectionError):
    """The connection ended, and the server had not said that the answer was complete."""

    kind = "cut_off"


class CutBeforeFirstTokenError(CutOffError):
    """It ended before anything of the answer had come."""

    kind = "cut_before_first_token"
    retried = True


class CutInTheMiddleError(CutOffError):
    """It ended in the middle of the answer; what had come stays."""

    kind = "cut_in_the_middle"


class TooSlowError(CloudError, TimeoutError):
    """It did not come in time."""

    kind = "too_slow"


class NoFirstTokenError(TooSlowError):
    """There was a connection, and no token within the time for the first one."""

    kind = "no_first_token"


class StalledError(TooSlowError):
    """In the middle of the answer nothing more came."""

    kind = "stalled"


class DeadlineError(TooSlowError):
    """The time for the whole answer is over."""

    kind = "deadline"


class NoEndpointError(CloudError):
    """None of several endpoints can be asked now: each is resting after failures. `name` is all of them."""

    kind = "no_endpoint"
    blames = False
    elsewhere = False


class CancelledError(CloudError):
    """Somebody here stopped it."""

    kind = "cancelled"
    blames = False
    elsewhere = False


def errors(root: type[CloudError] = CloudError) -> Iterator[type[CloudError]]:
    """Every class of the tree, `root` first."""
    yield root
    for child in root.__subclasses__():
        yield from errors(child)
