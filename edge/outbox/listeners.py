"""Who is told of late answers."""

from __future__ import annotations

import threading
from collections.abc import Callable

from edge.offers import Offer, OfferListener

__all__ = ["Listeners"]


class Listeners:
    """The listeners of one outbox. All calls may come from any thread."""

    def __init__(self, fault: Callable[[BaseException], object]) -> None:
        """`fault` is told what a listener raised; that listener is not called again."""
        self._fault = fault
        self._lock = threading.Lock()
        self._listeners: dict[int, OfferListener] = {}
        self._numbers = 0

    def add(self, listener: OfferListener) -> Callable[[], None]:
        """Have it called with each offer from now on. Returns what ends that."""
        with self._lock:
            self._numbers += 1
            number = self._numbers
            self._listeners[number] = listener
        return lambda: self._drop(number)

    def tell(self, offer: Offer) -> None:
        """Call each of them once."""
        with self._lock:
            listeners = list(self._listeners.items())
        for number, listener in listeners:
            try:
                listener(offer)
            except Exception as error:  # noqa: BLE001 - a listener's fault must not keep the others from hearing it
                self._drop(number)
                self._fault(error)

    def _drop(self, number: int) -> None:
        with self._lock:
            self._listeners.pop(number, None)
