"""The words of the command line. Each command's function lives in the file of its name."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from edge import __version__

__all__ = ["parser"]

EXIT_CODES = "exit codes: 0 done, 1 failed, 2 usage, 3 no such model, 4 cloud wanted and not reachable, 130 cancelled"


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """The `run` of a command's file, imported when it is called."""

    def run(arguments: argparse.Namespace) -> int:
        from importlib import import_module

        code: int = import_module(f"edge.cli.{name}").run(arguments)
        return code

    return run


def parser() -> argparse.ArgumentParser:
    """The parser of `edge`."""
    top = argparse.ArgumentParser(
        prog="edge",
        description="The assistant that lives on the device and knows when to ask for help. "
        "Without a command it opens the terminal app.",
        epilog=EXIT_CODES,
    )
    top.add_argument("--version", action="version", version=f"edge {__version__}")
    top.set_defaults(run=_command("chat"), model=None)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, about: str, **more: Any) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about, epilog=EXIT_CODES, **more)
        command.set_defaults(run=_command(name))
        return command

    chat = add("chat", "Open the terminal app.")
    chat.add_argument("--model", metavar="NAME", help="a local model's name, or the path of a GGUF file")
    _ask(add("ask", "Ask one question; the text is taken from standard input if none is given."))
    _models(add("models", "The models that can answer here."))
    _stats(add("stats", "Latency, speed and memory of past turns."))
    forget = add("forget", "Erase a conversation, or all of them, from everything that this program keeps.")
    which = forget.add_mutually_exclusive_group()
    which.add_argument("conversation", nargs="?", metavar="ID", help="the conversation; the last one if none is given")
    which.add_argument("--all", action="store_true", help="erase every conversation")
    forget.add_argument("--yes", action="store_true", help="do not ask first")
    forget.add_argument("--json", action="store_true", help="print one JSON object")
    _config(add("config", "Show the settings and where each comes from, or change one."))
    paths = add("paths", "Where things are kept.")
    paths.add_argument("--json", action="store_true", help="print one JSON object")
    return top


def _ask(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("text", nargs="*", metavar="TEXT", help="the message; '-' reads it from standard input")
    ask.add_argument("--model", metavar="NAME", help="a local model's name, or the path of a GGUF file")
    where = ask.add_mutually_exclusive_group()
    where.add_argument("--local", action="store_true", help="the device has to answer")
    where.add_argument("--cloud", action="store_true", help="the cloud has to answer, or the command fails (exit 4)")
    where.add_argument("--offline", action="store_true", help="nothing may leave the device in this turn")
    ask.add_argument("--private", action="store_true", help="the message and its answer never leave the device")
    ask.add_argument(
        "--conversation",
        metavar="ID",
        default="new",
        help="go on with this conversation; 'last' takes the last one, 'new' (the default) begins another",
    )
    ask.add_argument("--system", metavar="TEXT", help="the system prompt; an empty one leaves it out")
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--schema", metavar="FILE", help="a JSON schema that the reply has to fit")
    form.add_argument("--grammar", metavar="FILE", help="a GBNF grammar that the reply has to fit")
    ask.add_argument("--max-tokens", type=int, metavar="N", help="the most tokens of the reply")
    ask.add_argument("--temperature", type=float, metavar="T", help="0 is greedy")
    ask.add_argument("--seed", type=int, metavar="N", help="the same seed gives the same text")
    ask.add_argument("--json", action="store_true", help="print one JSON object")


def _models(models: argparse.ArgumentParser) -> None:
    actions = models.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser("list", help="the models, and which are here (the default)")
    use = actions.add_parser("use", help="choose the model that answers from now on")
    use.add_argument("name", metavar="NAME", help="a model's name, the path of a GGUF file, or 'auto'")
    pull = actions.add_parser("pull", help="fetch a model from the Hugging Face hub")
    pull.add_argument("name", metavar="NAME", help="for example qwen2.5-0.5b")
    for parser_ in (models, listing):
        parser_.add_argument("--json", action="store_true", help="print one JSON object a line")


def _stats(stats: argparse.ArgumentParser) -> None:
    stats.add_argument("--since", metavar="WHEN", help="for example 1h, 7d or 2026-11-01")
    form = stats.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print one line a turn, without what was said")


def _config(config: argparse.ArgumentParser) -> None:
    config.add_argument("--json", action="store_true", help="print one JSON object")
    actions = config.add_subparsers(dest="action", metavar="ACTION")
    get = actions.add_parser("get", help="print one value")
    get.add_argument("key", metavar="KEY")
    put = actions.add_parser("set", help="write one value to config.toml")
    put.add_argument("key", metavar="KEY")
    put.add_argument("value", metavar="VALUE")
    unset = actions.add_parser("unset", help="take a value out of config.toml")
    unset.add_argument("key", metavar="KEY")
