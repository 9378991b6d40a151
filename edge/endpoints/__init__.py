"""The endpoints as whoever shows them needs them: how each is now, trying one, adding and removing.

The command line and the terminal app say the same because they ask here. Who is asked when, and how, is the work of
`edge.cloud`.
"""

from edge.endpoints.info import EndpointInfo, Trial

__all__ = ["EndpointInfo", "Trial"]
