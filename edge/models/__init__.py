"""The models as whoever shows them needs them: what there is and what it costs, fetching, checking and removing.

The command line and the terminal app say the same because they ask here. What a model is, `edge.catalogue` knows; how
a file is fetched, `edge.download`.
"""

from edge.models.downloads import Download, Downloads
from edge.models.shelf import Fit, Row, Shelf, answering, shelf

__all__ = ["Download", "Downloads", "Fit", "Row", "Shelf", "answering", "shelf"]
