"""`edge serve`: the assistant over HTTP."""

from __future__ import annotations

import argparse
from contextlib import ExitStack, closing

from edge.cli.output import data, note

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Serve until the process is told to end, or print the token."""
    from edge.paths import Paths
    from edge.server.token import read_token
    from edge.settings import load

    paths = Paths.default()
    if arguments.show_token:
        data(read_token(paths.token))
        return 0
    flags = {"server.host": arguments.host, "server.port": arguments.port, "model": arguments.model}
    settings = load(paths.config, flags=flags).settings
    from edge import open_assistant
    from edge.server.serving import application, bound, local_models, place, serve

    where = place(settings, insecure=arguments.insecure_http)
    token = read_token(paths.token)
    with ExitStack() as stack:
        sockets = stack.enter_context(bound(where))
        assistant = stack.enter_context(closing(open_assistant(paths, settings, soon=settings.model)))
        assistant.warm()
        app = application(where, settings, token, assistant, lambda: local_models(paths), paths.logs)
        note(f"Serving at {where.url}. 'edge serve --show-token' prints the token that clients need. Ctrl-C ends it.")
        serve(app, where, sockets, answers=assistant.status)
    return 0
