"""One home, one owner: the lock, the socket, and the client that attaches to the owner."""
