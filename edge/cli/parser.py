"""The words of the command line. Each command's function lives in the file of its name."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from edge import __version__

__all__ = ["parser"]

EXIT_CODES = "exit codes: 0 done, 1 failed, 2 usage, 3 no such model, 4 cloud wanted and not reachable, 130 cancelled"

JSON_LINES = "print JSON, one object a line"

NO_MEMORY_CHECK = "load the model even if it does not seem to fit into the free memory"


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
    top.set_defaults(run=_command("chat"), model=None, no_memory_check=False, plain=False)
    commands = top.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, about: str, **more: Any) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about, epilog=EXIT_CODES, **more)
        command.set_defaults(run=_command(name))
        return command

    chat = add("chat", "Open the terminal app, or chat line by line.")
    chat.add_argument("--model", metavar="NAME", help="a local model's name, or the path of a GGUF file")
    chat.add_argument(
        "--plain",
        action="store_true",
        help="line by line, without screen control: for screen readers, logs, pipes and scripts; each line of standard"
        " input is a message",
    )
    chat.add_argument("--no-memory-check", action="store_true", help=NO_MEMORY_CHECK)
    ask = add("ask", "Ask one question; the text is taken from standard input if none is given.")
    ask.set_defaults(run=_command("early"))
    _ask(ask)
    _route(add("route", "Where messages would go and why, one a line of standard input; nothing is carried out."))
    _models(add("models", "The models that can answer here."))
    _endpoints(add("endpoints", "The servers with larger models that may be asked."))
    _outbox(add("outbox", "The questions that no endpoint answered, and that are asked again."))
    _stats(add("stats", "Latency, speed and memory of past turns."))
    _bench(add("bench", "Measure how fast this machine is with a model; past conversations are not touched."))
    _compare(
        add(
            "compare", "Ask the device, the endpoints and the router the same, and see side by side what each is worth."
        )
    )
    _calibrate(add("calibrate", "Choose from past turns from when on a message goes up to a larger model."))
    forget = add("forget", "Erase a conversation, or all of them, from everything that this program keeps.")
    which = forget.add_mutually_exclusive_group()
    which.add_argument("conversation", nargs="?", metavar="ID", help="the conversation; the last one if none is given")
    which.add_argument("--all", action="store_true", help="erase every conversation")
    forget.add_argument("--yes", action="store_true", help="do not ask first")
    forget.add_argument("--json", action="store_true", help="print one JSON object")
    _config(add("config", "Show the settings and where each comes from, or change one."))
    doctor = add("doctor", "Look whether everything is as it should be; exit 1 if something keeps it from answering.")
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    serve = add("serve", "Answer over HTTP, as OpenAI's API does, for programs and pages on this machine.")
    serve.add_argument("--host", metavar="ADDRESS", help="where to listen; default: 127.0.0.1")
    serve.add_argument("--port", type=int, metavar="N", help="default: 8734")
    serve.add_argument("--model", metavar="NAME", help="a local model's name, or the path of a GGUF file")
    serve.add_argument("--show-token", action="store_true", help="print the token that clients need, and end")
    serve.add_argument(
        "--insecure-http",
        action="store_true",
        help="listen where others can read along, without TLS: in a net you trust",
    )
    _kiosk(add("kiosk", "Show the assistant as a page for a full-screen browser, for visitors of a lobby or a shop."))
    backup = add("backup", "Write conversations, settings and what else is yours into one file; models are not in it.")
    backup.add_argument("file", metavar="FILE", help="a .tar.gz; '-' writes to standard output, to be encrypted")
    backup.add_argument("--force", action="store_true", help="also if there is a file of that name")
    backup.add_argument("--json", action="store_true", help="print one JSON object")
    restore = add("restore", "Put a backup in the place of what is here, which is kept aside; nothing else may run.")
    restore.add_argument("file", metavar="FILE", help="what 'edge backup' wrote")
    restore.add_argument("--yes", action="store_true", help="do not ask first")
    restore.add_argument("--json", action="store_true", help="print one JSON object")
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
    ask.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="PATH",
        help="a text file that goes with the message; may be given several times",
    )
    form = ask.add_mutually_exclusive_group()
    form.add_argument("--schema", metavar="FILE", help="a JSON schema that the reply has to fit")
    form.add_argument("--grammar", metavar="FILE", help="a GBNF grammar that the reply has to fit")
    ask.add_argument("--max-tokens", type=int, metavar="N", help="the most tokens of the reply")
    ask.add_argument("--temperature", type=float, metavar="T", help="0 is greedy")
    ask.add_argument("--seed", type=int, metavar="N", help="the same seed gives the same text")
    ask.add_argument("--no-memory-check", action="store_true", help=NO_MEMORY_CHECK)
    ask.add_argument("--json", action="store_true", help="print one JSON object")


def _route(route: argparse.ArgumentParser) -> None:
    route.add_argument("text", nargs="*", metavar="TEXT", help="one message; without it, one a line of standard input")
    route.add_argument(
        "--assume-cloud",
        action="store_true",
        help="decide as if there were healthy endpoints (the catalogue's examples, if you configured none), and as if"
        " qwen2.5-0.5b were here, unless a model is set",
    )
    route.add_argument("--json", action="store_true", help=JSON_LINES)


def _calibrate(calibrate: argparse.ArgumentParser) -> None:
    calibrate.add_argument(
        "--aim",
        choices=["agreement", "share", "latency"],
        default="agreement",
        help="agreement with your --cloud and --local (the default), share of the messages that go up, or latency: a"
        " whole answer on average",
    )
    calibrate.add_argument(
        "--value", type=float, metavar="V", help="what share is aimed at (0.2 is a fifth), or how many seconds"
    )
    source = calibrate.add_mutually_exclusive_group()
    source.add_argument("--since", metavar="WHEN", help="turns since then: for example 7d or 2026-11-01")
    source.add_argument(
        "--from-compare",
        metavar="FILE.json",
        help="learn from what 'edge compare' found instead of from past turns: what the cloud answered better should"
        " go up",
    )
    calibrate.add_argument(
        "--anyway", action="store_true", help="with --from-compare: also from scores that mean nothing, to try it out"
    )
    what = calibrate.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="show it, and write nothing")
    what.add_argument("--undo", action="store_true", help="take back what was chosen last")
    calibrate.add_argument("--json", action="store_true", help="print one JSON object")


def _models(models: argparse.ArgumentParser) -> None:
    actions = models.add_subparsers(dest="action", metavar="ACTION")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=about, description=about, epilog=EXIT_CODES)
        # Suppressed, or its default would overrule a --json in front of the action.
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON_LINES)
        return action

    models.add_argument("--json", action="store_true", help=JSON_LINES)
    add("list", "The models, and which are here (the default).")
    pull = add("pull", "Fetch a model from the Hugging Face hub; goes on from what was fetched before.")
    pull.add_argument("name", metavar="NAME", nargs="?", default="qwen2.5-0.5b", help="default: qwen2.5-0.5b")
    pull.add_argument("--force", action="store_true", help="also if a file of that name is here, or the hub's changed")
    verify = add("verify", "Compare the files with what they should be (SHA-256); exit 1 if one is damaged.")
    verify.add_argument("name", metavar="NAME", nargs="?", help="one model; without it all that were fetched or added")
    remove = add("remove", "Remove a model's file; of a file that was added by reference, only the entry.")
    remove.add_argument("name", metavar="NAME")
    use = add("use", "Choose the model that answers from now on.")
    use.add_argument("name", metavar="NAME", help="a model's name, the path of a GGUF file, or 'auto'")
    new = add("add", "Put a GGUF file of your own on the list.")
    new.add_argument("path", metavar="PATH")
    new.add_argument("--name", metavar="NAME", help="what to call it; default: the file's name without .gguf")
    new.add_argument("--copy", action="store_true", help="copy it into the folder of models; else it stays where it is")
    new.add_argument("--context", type=int, metavar="N", help="tokens of context; default: 4096")
    new.add_argument(
        "--template",
        metavar="NAME",
        default="chatml",
        help="the markup around messages: chatml (the default), glm4, or 'file' for the one in the file, which is a"
        " program by whoever made that file, and runs in a sandbox",
    )
    _tune(add("tune", "Measure this machine with a model, and keep the settings that are fastest; takes some minutes."))


def _endpoints(endpoints: argparse.ArgumentParser) -> None:
    actions = endpoints.add_subparsers(dest="action", metavar="ACTION")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=about, description=about, epilog=EXIT_CODES)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON_LINES)
        return action

    endpoints.add_argument("--json", action="store_true", help=JSON_LINES)
    add("list", "The endpoints that are configured, or examples if none is (the default).")
    new = add("add", "Put an endpoint on the list; no connection is made.")
    new.add_argument("name", metavar="NAME", help="what to call it")
    new.add_argument("--base-url", required=True, metavar="URL", help="up to the version: https://models.example/v1")
    new.add_argument("--model", required=True, metavar="MODEL", help="the model's name there")
    key = new.add_mutually_exclusive_group()
    key.add_argument(
        "--key-env", metavar="VAR", help="the environment variable that holds the key; never the key itself"
    )
    key.add_argument(
        "--key-file", metavar="PATH", help="a file that holds the key, which only you can read (chmod 600)"
    )
    new.add_argument(
        "--good-at",
        action="append",
        metavar="WORDS",
        help="which of several is asked: code, reasoning, maths, structured, longdoc, languages, chinese, writing,"
        " teaching, with commas between; known for the models of the examples",
    )
    new.add_argument(
        "--context",
        type=int,
        metavar="N",
        help="tokens that prompt and reply may have together; 'test' asks the server",
    )
    new.add_argument(
        "--allow-http", action="store_true", help="allow http to another machine, where anybody can read along"
    )
    new.add_argument(
        "--proxy", metavar="URL", help="http://host:port of a proxy; those of the environment are not used"
    )
    new.add_argument("--price", metavar="TEXT", help="what it costs, in your words, to be shown with it")
    remove = add("remove", "Take an endpoint off the list.")
    remove.add_argument("name", metavar="NAME")
    test = add("test", "Ask for the list of models and for one tiny answer; exit 4 if an endpoint does not answer.")
    test.add_argument("name", metavar="NAME", nargs="?", help="one endpoint; without it all of them")


def _outbox(outbox: argparse.ArgumentParser) -> None:
    actions = outbox.add_subparsers(dest="action", metavar="ACTION")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        action = actions.add_parser(name, help=about, description=about, epilog=EXIT_CODES)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON_LINES)
        return action

    outbox.add_argument("--json", action="store_true", help=JSON_LINES)
    add("list", "The questions that wait, in the order in which they are asked (the default).")
    send = add("send", "Ask now; exit 4 if no endpoint answers.")
    send.add_argument("id", metavar="ID", nargs="?", help="one question, by the beginning of its ID; without it all")
    cancel = add("cancel", "Do not ask any more; what the device answered stays.")
    cancel.add_argument("id", metavar="ID", nargs="?", help="one question, by the beginning of its ID")
    cancel.add_argument("--all", action="store_true", help="every question")


def _kiosk(kiosk: argparse.ArgumentParser) -> None:
    kiosk.add_argument(
        "--terminal",
        action="store_true",
        help="on this terminal instead of a page: questions and answers and nothing else; leaving it needs the PIN",
    )
    kiosk.add_argument("--host", metavar="ADDRESS", help="where to listen; default: 127.0.0.1")
    kiosk.add_argument("--port", type=int, metavar="N", help="default: 8735")
    kiosk.add_argument("--model", metavar="NAME", help="a local model's name, or the path of a GGUF file")
    kiosk.add_argument(
        "--insecure-http",
        action="store_true",
        help="listen where others can read along, without TLS: in a net you trust",
    )
    actions = kiosk.add_subparsers(dest="action", metavar="ACTION")

    def action(name: str, about: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=about, description=about, epilog=EXIT_CODES)

    link = action("link", "Print the link that opens the page of the kiosk that runs; each works once.")
    link.add_argument("--json", action="store_true", help="print one JSON object")
    check = action("check", "Say what kiosk.toml and its sentence files come to, and every fault with its line.")
    check.add_argument("file", metavar="FILE", nargs="?", help="another kiosk.toml than that of the home")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    action("set-pin", "Set the PIN that leaves the terminal kiosk; it is asked for, or read from standard input.")


def _tune(tune: argparse.ArgumentParser) -> None:
    tune.add_argument("name", metavar="NAME")
    tune.add_argument("--quick", action="store_true", help="a look rather than a measurement: less of everything")
    what = tune.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="measure, and write nothing")
    what.add_argument("--apply", action="store_true", help="write the outcome even if other programs were busy")
    what.add_argument("--reset", action="store_true", help="take out what was tuned; nothing is measured")
    what.add_argument(
        "--requantize",
        choices=["embedding"],
        help="make a variant of the model that reads less for each token, and compare the two; its quality is not"
        " measured",
    )
    tune.add_argument(
        "--type", choices=["q4_0", "q5_0", "q8_0"], help="with --requantize: the embedding's new type; default: q4_0"
    )


def _stats(stats: argparse.ArgumentParser) -> None:
    stats.add_argument("--since", metavar="WHEN", help="for example 1h, 7d or 2026-11-01")
    stats.add_argument(
        "--egress", action="store_true", help="what left the device instead: a receipt of each request to an endpoint"
    )
    form = stats.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print one line a turn, without what was said")


def _bench(bench: argparse.ArgumentParser) -> None:
    bench.add_argument("--model", metavar="NAME", help="a local model's name, or the path of a GGUF file")
    bench.add_argument("--repeat", type=int, metavar="N", help="samples of each figure; default: 5, with --quick 1")
    bench.add_argument("--quick", action="store_true", help="a look rather than a measurement: less of everything")
    bench.add_argument("--json", action="store_true", help="print one JSON object with every sample")


def _compare(compare: argparse.ArgumentParser) -> None:
    compare.add_argument(
        "--with",
        dest="with_",
        action="append",
        metavar="NAMES",
        help="who is compared, with commas between: device, names of endpoints, auto (the router); default: all",
    )
    compare.add_argument(
        "--suite",
        action="append",
        metavar="NAMES",
        help="what is asked, with commas between: coding, structured, languages, reasoning, documents, conversation,"
        " speed; default: all",
    )
    compare.add_argument("--model", metavar="NAME", help="the device's model: a name, or the path of a GGUF file")
    compare.add_argument("--repeat", type=int, default=1, metavar="N", help="answers to each task; default: 1")
    compare.add_argument("--limit", type=int, metavar="N", help="at most so many tasks of each suite, for a quick look")
    compare.add_argument(
        "--dummy",
        action="append",
        metavar="NAMES",
        help="whose weights are made up, as servers have them for tests: the scores are marked as meaningless",
    )
    compare.add_argument(
        "--unconfined",
        action="store_true",
        help="run the code of answers even where nothing keeps it in: on a machine that holds nothing worth reading",
    )
    compare.add_argument("--report", metavar="FILE.html", help="write the report, one file that needs nothing else")
    compare.add_argument("--out", metavar="FILE.json", help="keep what is found there; default: see 'edge paths'")
    compare.add_argument("--new", action="store_true", help="begin another one; what was begun is set aside")
    compare.add_argument("--yes", action="store_true", help="do not ask before something is sent to an endpoint")
    compare.add_argument("--json", action="store_true", help="print one JSON object with every answer")
    shown = compare.add_mutually_exclusive_group()
    shown.add_argument("--show", metavar="FILE.json", help="show what was found before; nothing is asked")
    shown.add_argument(
        "--merge", nargs="+", metavar="FILE.json", help="put several side by side, of two machines for example"
    )


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
