"""The only code that opens a connection to a model's endpoint.

It knows nothing of the device: `edge` imports it, never the other way, and a test holds that. In this version it
opens no connection at all; the router answers everything on the device and says so.
"""

__all__: list[str] = []
