"""One home, one owner: the lock, the socket, and the client that attaches to the owner."""

from edge.home.client import AttachedAssistant
from edge.home.lock import Holder, OwnerLock
from edge.home.server import OwnerServer
from edge.home.takeover import HomeAssistant, open_home
from edge.home.wire import PROTOCOL

__all__ = ["PROTOCOL", "AttachedAssistant", "Holder", "HomeAssistant", "OwnerLock", "OwnerServer", "open_home"]
