"""The sentence that a person gets for each kind of error: what is wrong, and after a colon what to do.

{name} is the endpoint, {host} its host and port, {detail} what the error tells.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SENTENCES", "Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """How one kind of error is told."""

    wrong: str
    do: str

    def filled(self, *, name: str, host: str, detail: str) -> str:
        """The whole sentence. An empty detail leaves no empty brackets behind."""
        values = {"name": name, "host": host, "detail": detail}
        wrong = self.wrong if detail else self.wrong.replace(" ({detail})", "")
        return f"{wrong.format(**values)}: {self.do.format(**values)}."


_LATER = "try again later, or ask another endpoint"
_OPERATOR = "ask whoever runs that server, or choose another endpoint"
_PORTAL = "sign in to this network if a browser is asked to, else correct its base_url"

SENTENCES: dict[str, Sentence] = {
    "cloud": Sentence("{name} cannot be asked ({detail})", _LATER),
    # Nothing was sent.
    "configuration": Sentence("The endpoint {name} cannot be used ({detail})", "correct its settings"),
    "endpoint": Sentence("The endpoint {name} cannot be used ({detail})", "correct its entry"),
    "plain_http": Sentence(
        "{name} would be asked without encryption at {host}, which is another machine",
        "use an https:// address, or set allow_http = true for it if you trust the network between",
    ),
    "key_not_usable": Sentence("The key for {name} cannot be used", "{detail}"),
    # The way there.
    "not_reachable": Sentence("{name} ({host}) cannot be reached ({detail})", "check the network, or try again later"),
    "name_not_found": Sentence(
        "The name of {name}'s host, {host}, cannot be found",
        "check that there is a network and that its base_url is spelt right",
    ),
    "refused": Sentence(
        "{name} ({host}) refuses the connection", "start the server there, or correct the port in its base_url"
    ),
    "unreachable": Sentence(
        "There is no way to {name} ({host}) ({detail})", "check the network, and a VPN if one leads there"
    ),
    "connect_timeout": Sentence(
        "{name} ({host}) gave no connection within {detail}",
        "check the network and that its server runs, or raise its connect timeout",
    ),
    "proxy": Sentence(
        "The proxy that is set for {name} cannot be used ({detail})", "correct its proxy setting or remove it"
    ),
    "tls": Sentence(
        "The encrypted connection to {name} ({host}) cannot be trusted ({detail})",
        "check its address and this machine's clock, and name the certificates of your own authority in ca_file",
    ),
    "not_yet_valid": Sentence(
        "The certificate of {name} ({host}) is not valid yet ({detail})",
        "set this machine's clock, which is probably behind",
    ),
    # It says no.
    "rejected": Sentence("{name} refuses the request ({detail})", _OPERATOR),
    "key_rejected": Sentence(
        "{name} does not accept the key ({detail})", "check the variable or file that its key is read from"
    ),
    "no_such_model": Sentence("{name} does not have the model ({detail})", "set its model to one that it has"),
    "no_such_path": Sentence(
        "What answers as {name} has no chat completions at that address ({detail})",
        "correct its base_url, which usually ends in /v1",
    ),
    "context_too_long": Sentence(
        "The conversation is too long for {name} ({detail})",
        "shorten it, or choose an endpoint with a longer context",
    ),
    "bad_request": Sentence("{name} cannot do what it was asked for ({detail})", "ask without that option"),
    "rate_limited": Sentence("{name} gets too many requests ({detail})", "wait, or ask another endpoint"),
    "server_failed": Sentence("{name} has trouble of its own ({detail})", _LATER),
    "error_in_stream": Sentence("{name} began to answer and failed ({detail})", _LATER),
    "redirect": Sentence("{name} ({host}) sends the request to {detail}, where nothing was sent", _PORTAL),
    # It is no answer.
    "not_understood": Sentence("What came from {name} is no answer ({detail})", _OPERATOR),
    "captive_portal": Sentence("A web page came in place of {name}'s answer ({detail})", _PORTAL),
    "not_http": Sentence("What came from {name} ({host}) is damaged ({detail})", _LATER),
    "invalid_json": Sentence("What came from {name} is not valid JSON ({detail})", _OPERATOR),
    "invalid_utf8": Sentence("What came from {name} is not valid UTF-8", _OPERATOR),
    "line_too_long": Sentence("What came from {name} is longer than any answer ({detail})", _OPERATOR),
    # It ended early.
    "cut_off": Sentence("The connection to {name} was cut", _LATER),
    "cut_before_first_token": Sentence("The connection to {name} was cut before it began to answer", _LATER),
    "cut_in_the_middle": Sentence("The connection to {name} was cut in the middle of its answer", _LATER),
    # It did not come in time.
    "too_slow": Sentence("{name} was too slow", _LATER),
    "no_first_token": Sentence("{name} did not begin to answer within {detail}", _LATER),
    "stalled": Sentence("{name} stopped in the middle of its answer and sent nothing for {detail}", _LATER),
    "deadline": Sentence(
        "{name} did not finish its answer within {detail}", "ask for a shorter one, or allow more time"
    ),
    # It is ours.
    "no_endpoint": Sentence("None of the endpoints can be asked now ({detail})", "wait a little, or test them"),
    "cancelled": Sentence("The question to {name} was stopped", "ask again if it was not meant to be"),
}
"""By the error's kind."""
