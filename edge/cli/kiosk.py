"""`edge kiosk`: the assistant as a page for a full-screen browser."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from contextlib import ExitStack, closing

from edge.cli.output import data, data_json, note

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Carry out the action that was named; without one, serve the page until the process is told to end."""
    match arguments.action:
        case "link":
            return _link(arguments)
        case "check":
            from edge.cli.kiosk_check import check

            return check(arguments)
        case "set-pin":
            from edge.cli.kiosk_terminal import set_pin

            return set_pin()
    if arguments.terminal:
        from edge.cli.kiosk_terminal import show

        return show(arguments)
    return _serve(arguments)


def _link(arguments: argparse.Namespace) -> int:
    """Print the link of the kiosk that runs."""
    from edge.paths import Paths
    from edge.server.kiosk.link import read_link

    link = read_link(Paths.default().kiosk_link)
    data_json({"link": link}) if arguments.json else data(link)
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    """Serve the page until the process is told to end."""
    from edge.kiosk.file import read
    from edge.paths import Paths
    from edge.settings import load

    paths = Paths.default()
    flags = {"kiosk.host": arguments.host, "kiosk.port": arguments.port, "model": arguments.model}
    settings = load(paths.config, flags=flags).settings
    page = read(paths.kiosk).page
    from edge import open_assistant
    from edge.server.serving import bound, place, serve

    listening = dataclasses.replace(settings.server, host=settings.kiosk.host, port=settings.kiosk.port, origins="")
    where = place(dataclasses.replace(settings, server=listening), insecure=arguments.insecure_http)
    with ExitStack() as stack:
        sockets = stack.enter_context(bound(where))
        from edge.server.kiosk.link import Link

        link = stack.enter_context(closing(Link(paths.kiosk_link, where.url)))
        assistant = stack.enter_context(closing(open_assistant(paths, settings, soon=settings.model)))
        from edge.server.kiosk.app import KioskServer

        kiosk = stack.enter_context(closing(KioskServer(assistant, link, page, where, settings, paths)))
        kiosk.begin()
        assistant.warm()
        note(f"The kiosk is at {where.url}; 'edge kiosk link' prints the link that opens it, once. Ctrl-C ends it.")
        if sys.stdout.isatty():  # it opens the page for whoever reads it, and does not belong into a log
            data(link.url)
        serve(kiosk.app, where, sockets, kiosk.ending, answers=assistant.status)
    return 0
