"""The owner's side of offers: each late answer goes to every client that listens, and none of them is waited for."""

from __future__ import annotations

import socket
from collections.abc import Callable

from edge.home.sender import Sender
from edge.home.wire import LineReader, encode
from edge.offers import OfferListener, to_json

__all__ = ["relay_offers"]


def relay_offers(
    sock: socket.socket, reader: LineReader, listen: Callable[[OfferListener], Callable[[], None]]
) -> None:
    """Pass offers on to one client until it goes. Raises OSError, UsageError, and what `listen` raises.

    A client says nothing back: the answer stands in the journal, and one that missed it sees it there.
    """
    sender = Sender(sock, lambda: None)
    try:
        stop = listen(lambda offer: sender.put(encode({"offer": to_json(offer)})))
        try:
            sender.put(encode({"listening": True}))
            while reader.line() is not None:
                pass
        finally:
            stop()
    finally:
        sender.finish()
