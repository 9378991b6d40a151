"""The owner's side of offers: each late answer goes to every client that listens, and none of them is waited for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from edge.home.sender import Sender
from edge.home.wire import LineReader, encode
from edge.offers import Offer, OfferListener, to_json

__all__ = ["relay_offers"]


def relay_offers(
    sock: socket.socket, reader: LineReader, listen: Callable[[OfferListener], Callable[[], None]]
) -> None:
    """Pass offers on to one client until it goes. Raises OSError, UsageError, and what `listen` raises.

    A client says nothing back: the answer stands in the journal, and one that missed it sees it there.
    """
    sender = Sender(sock, lambda: None)
    first = threading.Lock()  # what the client hears first is that it is listened to

    def relay(offer: Offer) -> None:
        with first:
            sender.put(encode({"offer": to_json(offer)}))

    try:
        with first:
            stop = listen(relay)
            sender.put(encode({"listening": True}))
        try:
            while reader.line() is not None:
                pass
        finally:
            stop()
    finally:
        sender.finish()
